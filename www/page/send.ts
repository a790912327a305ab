/** Posts to the edge function, and reduces each response to an `Outcome`. */

import { pathOf } from "../views/findings.ts";
import type { Channel, Finding, Site } from "../views/view.ts";

export type Outcome =
  | { kind: "link"; url: string }
  | { kind: "verify_contact"; channels: Channel[] }
  | { kind: "ready" }
  | { kind: "approved" }
  | { kind: "done" }
  | { kind: "gone" }
  | { kind: "issues"; issues: Finding[] }
  | { kind: "reused" }
  | { kind: "fault"; sentence: string };

/** The edge function's response: a link, a next step or problem details. */
interface Answer {
  kycUrl?: unknown;
  next?: string;
  channels?: Channel[];
  code?: string;
  errors?: { code: Finding["code"]; pointer: string; detail: string }[];
}

const TIMEOUT_MS = 45_000; // longer than the edge function waits for its provider
const PATIENCE_MS = 10_000;
const ATTEMPTS = 3;

/**
 * Posts a request. With an idempotency key, it retries when the server's `Retry-After` is short: the key ensures that
 * the request takes effect only once.
 */
export async function send({ texts }: Pick<Site, "texts">, path: string, body: unknown, key?: string): Promise<Outcome> {
  for (let attempt = 1; ; attempt++) {
    if (!navigator.onLine) return { kind: "fault", sentence: texts.faults.offline };
    let response: Response;
    let answer: Answer;
    try {
      response = await fetch(`/kyc/${path}`, {
        method: "POST",
        headers: { accept: "application/json", "content-type": "application/json", ...(key && { "idempotency-key": key }) },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      answer = response.status === 204 ? {} : await response.json();
    } catch {
      return { kind: "fault", sentence: navigator.onLine ? texts.faults.unreachable : texts.faults.offline };
    }
    const waitMs = Number(response.headers.get("retry-after") ?? Infinity) * 1000;
    const isSoon = [409, 503].includes(response.status) && waitMs <= PATIENCE_MS;
    if (!key || !isSoon || attempt === ATTEMPTS) return read(response.status, answer, texts);
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
}

function read(status: number, answer: Answer, { faults }: Site["texts"]): Outcome {
  if (typeof answer.kycUrl === "string") return { kind: "link", url: answer.kycUrl };
  if (answer.next === "verify_contact") return { kind: "verify_contact", channels: answer.channels ?? [] };
  if (answer.next === "link") return { kind: "ready" };
  if (answer.next === "approved") return { kind: "approved" };
  if (status < 300) return { kind: "done" };
  if (status === 401) return { kind: "gone" };
  if (answer.code === "idempotency_key_reused") return { kind: "reused" };
  if (answer.errors) {
    const issues = answer.errors.map(({ code, pointer, detail }) => ({ code, path: pathOf(pointer), message: detail }));
    return { kind: "issues", issues };
  }
  const sentence =
    status === 429 ? faults.busy : status === 422 ? faults.refused : [409, 502, 503, 504].includes(status) ? faults.away : faults.ours;
  return { kind: "fault", sentence };
}
