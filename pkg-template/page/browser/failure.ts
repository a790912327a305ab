/** Explains a failed request to the person. */

import type { Texts } from "../views/view.js";

type Failure = { status?: number | undefined; code?: string; advice?: string };

/** Returns the message about a failure: the cause, that nothing is lost, and what to do. */
export function failureOf({ status, code, advice }: Failure, { errors, failures }: Texts): string {
  if (advice) return advice;
  if (code === "contact_locked") return errors.locked;
  if (code === "conflict") return failures.taken;
  if (status === undefined) return navigator.onLine ? failures.unreachable : failures.offline;
  if (status === 429) return failures.busy;
  if (status === 422) return failures.refused;
  return [409, 502, 503, 504].includes(status) ? failures.away : failures.ours;
}
