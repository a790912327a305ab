// Explains a failed request to the person.

import { fill } from "../../../module/fill.ts";
import { foreign } from "../foreign.ts";
import type { Texts } from "../views/view.js";

type Failure = { status?: number | undefined; code?: string; advice?: string; retryAfterMs?: number | undefined };

/** Statuses with which a gateway responds to what may succeed a moment later, beside those from 500. */
const TEMPORARY = [404, 408, 425, 429];

/**
 * Whether a hook or a gateway turns the person away: with the redirect to a login page, or with a text of its own. A
 * browser that navigates shows that; a script cannot. What a gateway says while it is down or too busy would only take
 * away what the person has entered. The handler's own page leads on where the provider has lost the customer.
 */
export function turnsAway(outcome: Failure & { kind?: string }) {
  const { status = 0, code } = outcome;
  if (code === "customer_gone") return true;
  return foreign.has(outcome) && status < 500 && !TEMPORARY.includes(status);
}

/** Returns the message about a failure: the cause, that nothing is lost, and what to do. */
export function failureOf({ status, code, advice, retryAfterMs }: Failure, { errors, failures, locale }: Texts) {
  if (advice) return advice;
  if (code === "contact_locked") return errors.locked;
  if (code === "conflict") return failures.taken;
  if (code === "no_cookies") return failures.noCookies;
  if (status === undefined) return navigator.onLine ? failures.unreachable : failures.offline;
  if (status === 429) return retryAfterMs === undefined ? failures.busy : fill(failures.limited, { time: timeIn(retryAfterMs, locale) });
  if (status === 422) return failures.refused;
  return [409, 502, 503, 504].includes(status) ? failures.away : failures.ours;
}

/** Returns a time from now in the page's language, such as "in 5 minutes". Limits last from a minute to a day. */
function timeIn(ms: number, locale: string) {
  const minutes = Math.ceil(ms / 60_000) || 1;
  const format = new Intl.RelativeTimeFormat(locale);
  return minutes > 90 ? format.format(Math.ceil(minutes / 60), "hour") : format.format(minutes, "minute");
}
