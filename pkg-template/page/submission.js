// The form of one person creates one customer, however often it is corrected and sent.

import { toJson } from "../lib/to-json.js";

/**
 * @typedef {import("../types/form.js").Applicant} Applicant
 * @typedef {import("../types/page-client.js").OnboardingClient} OnboardingClient
 * @typedef {import("../types/page-client.js").LinkOutcome} LinkOutcome
 */

/**
 * Returns a function that sends an applicant until one is accepted. All calls have one idempotency key.
 *
 * The person may correct what was sent although its response was lost. The handler then refuses the correction, because
 * the key belongs to what was sent before, which may have created a customer. So that is sent again: if it is accepted,
 * its result counts; if it is refused, the correction takes its place.
 *
 * @param {OnboardingClient} client
 * @param {string} [key] the key of a form that has one
 * @returns {(applicant: Applicant, name?: string) => Promise<{ result: LinkOutcome, name: string }>} the result, and the
 *   name of the applicant whose it is: its JSON, if no other name was given
 */
export function submission(client, key) {
  /** What was sent with the key, and may have created a customer, by its name: the latest at the end. */
  const unsettled = /** @type {Map<string, Applicant>} */ (new Map());

  /** @type {ReturnType<typeof submission>} */
  async function send(applicant, name = toJson(applicant)) {
    // Not earlier: a server only renders the form.
    key ??= crypto.randomUUID();
    const result = await client.start(applicant, { idempotencyKey: key });
    unsettled.delete(name);
    if (result.kind === "problem" && !isReused(result)) unsettled.set(name, applicant);
    return { result, name };
  }

  return async (applicant, name) => {
    let sent = await send(applicant, name);
    while (isReused(sent.result)) {
      const [earlier, its] = [...unsettled].at(-1) ?? [];
      // No applicant that is known here has the key: it is a day old, or another page has used it.
      if (!its) {
        key = crypto.randomUUID();
        return send(applicant, name);
      }
      sent = await send(its, earlier);
      if (sent.result.kind === "issues") sent = await send(applicant, name);
    }
    return sent;
  };
}

/**
 * Whether the person gets to the next step.
 *
 * @param {{ kind: string }} result
 */
export function isAccepted({ kind }) {
  return !["sent", "issues", "problem"].includes(kind);
}

/** @param {LinkOutcome} result */
function isReused(result) {
  return result.kind === "problem" && result.code === "idempotency_key_reused";
}
