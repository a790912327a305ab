// The form of one person creates one customer, however often it is corrected and sent.

import type { Applicant } from "../../module/applicant.ts";
import { toJson } from "../../module/to-json.ts";
import type { LinkOutcome, OnboardingClient } from "./client-types.ts";
import { newKey } from "./new-key.ts";

/** The codes of refusals after which the key belongs to nobody, or to another page. */
const REFUSALS = ["conflict", "provider_rejected", "idempotency_key_reused"];

/**
 * Returns a function that sends an applicant until one is accepted. All calls have one idempotency key.
 *
 * The person may correct what was sent although its response was lost. The handler then refuses the correction, because
 * the key belongs to what was sent before, which may have created a customer. So that is sent again: if it is accepted,
 * its result counts; if it is refused, the correction takes its place.
 *
 * @param key the key of a form that has one
 * @returns the result, and the name of the applicant whose it is: its JSON, if no other name was given
 */
export function submission(
  client: OnboardingClient,
  key?: string,
): (applicant: Applicant, name?: string) => Promise<{ result: LinkOutcome; name: string }> {
  /**
   * To whom the key may belong, by their names: the latest at the end. They are JSON, because the caller may change what
   * it has given.
   */
  const holders: Map<string, string> = new Map();
  /** Those that were sent again for a correction, without an outcome. A second time, it no longer waits for them. */
  const waited = new Set();

  async function send(json: string, name: string) {
    // Not earlier: a server only renders the form.
    key ??= newKey();
    const result = await client.start(JSON.parse(json), { idempotencyKey: key });
    holders.delete(name);
    if (!isRefused(result)) holders.set(name, json);
    return { result, name };
  }

  return async (applicant, name) => {
    const json = toJson(applicant);
    for (;;) {
      const sent = await send(json, name ?? json);
      if (!isReused(sent.result)) return sent;
      const [earlier = "", holder] = [...holders].at(-1) ?? [];
      // No applicant that is known here has the key: it is a day old, or another page has used it.
      if (!holder) {
        key = undefined;
        return send(json, name ?? json);
      }
      const again = await send(holder, earlier);
      if (isAccepted(again.result) || (holders.has(earlier) && !waited.has(earlier))) {
        waited.add(earlier);
        return again;
      }
      holders.delete(earlier);
    }
  };
}

/** Whether the person gets to the next step. */
export function isAccepted({ kind }: { kind: string }) {
  return !["sent", "issues", "problem"].includes(kind);
}

/** Whether the applicant has created no customer with this key. */
function isRefused(result: LinkOutcome) {
  return result.kind === "issues" || (result.kind === "problem" && REFUSALS.includes(result.code));
}

function isReused(result: LinkOutcome) {
  return result.kind === "problem" && result.code === "idempotency_key_reused";
}
