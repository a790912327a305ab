/** Explains a failed request to the person. */

import { foreign } from "../foreign.js";
import type { Texts } from "../views/view.js";

type Failure = { status?: number | undefined; code?: string; advice?: string };

/**
 * Whether a hook or a gateway turns the person away: with the redirect to a login page, or with a text of its own. A
 * browser that navigates shows that; a script cannot. What a gateway says while it is down or too busy would only take
 * away what the person has entered.
 */
export function turnsAway(outcome: object): boolean {
  const { status = 0 } = outcome as Failure;
  return foreign.has(outcome) && status < 500 && status !== 429;
}

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
