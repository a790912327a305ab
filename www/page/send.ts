/** Sends requests to the edge function, and classifies the outcome. */

import { pathOf } from "../views/issues.ts";
import type { Channel, FieldIssue, Site } from "../views/view.ts";

export type Outcome =
  | { kind: "link"; url: string }
  | { kind: "verify_contact"; channels: Channel[] }
  | { kind: "ready" }
  | { kind: "approved" }
  | { kind: "done" }
  | { kind: "gone" }
  | { kind: "issues"; issues: FieldIssue[] }
  | { kind: "reused" }
  | { kind: "failure"; message: string };

/** The JSON of a response: a link, a next step or problem details. */
interface ResponseBody {
  kycUrl?: unknown;
  next?: string;
  channels?: Channel[];
  code?: string;
  errors?: { code: FieldIssue["code"]; pointer: string; detail: string }[];
}

const TIMEOUT_MS = 45_000; // longer than the edge function waits for the provider
const MAX_WAIT_MS = 10_000;
const ATTEMPTS = 3;

/**
 * Sends a request. With an idempotency key it is retried when the server says that it may succeed soon: the key ensures that
 * it takes effect once.
 */
export async function send({ texts }: Pick<Site, "texts">, path: string, body: unknown, key?: string): Promise<Outcome> {
  for (let attempt = 1; ; attempt++) {
    if (!navigator.onLine) return { kind: "failure", message: texts.failures.offline };
    let response: Response;
    let result: ResponseBody;
    try {
      response = await fetch(`/kyc/${path}`, {
        method: "POST",
        headers: { accept: "application/json", "content-type": "application/json", ...(key && { "idempotency-key": key }) },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      result = response.status === 204 ? {} : await response.json();
    } catch {
      return { kind: "failure", message: navigator.onLine ? texts.failures.unreachable : texts.failures.offline };
    }
    const waitMs = Number(response.headers.get("retry-after") ?? Infinity) * 1000;
    const isSoon = [409, 503].includes(response.status) && waitMs <= MAX_WAIT_MS;
    if (!key || !isSoon || attempt === ATTEMPTS) return classify(response.status, result, texts);
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
}

function classify(status: number, result: ResponseBody, { failures }: Site["texts"]): Outcome {
  if (typeof result.kycUrl === "string") return { kind: "link", url: result.kycUrl };
  if (result.next === "verify_contact") return { kind: "verify_contact", channels: result.channels ?? [] };
  if (result.next === "link") return { kind: "ready" };
  if (result.next === "approved") return { kind: "approved" };
  if (status < 300) return { kind: "done" };
  if (status === 401) return { kind: "gone" };
  if (result.code === "idempotency_key_reused") return { kind: "reused" };
  if (result.errors) {
    const issues = result.errors.map(({ code, pointer, detail }) => ({ code, path: pathOf(pointer), message: detail }));
    return { kind: "issues", issues };
  }
  const message =
    status === 429
      ? failures.busy
      : status === 422
        ? failures.refused
        : [409, 502, 503, 504].includes(status)
          ? failures.away
          : failures.ours;
  return { kind: "failure", message };
}
