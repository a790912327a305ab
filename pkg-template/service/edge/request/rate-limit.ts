// Asks the `rateLimit` hook: for the handler's routes, and for those of a page.

import { wholeMs } from "../../../module/call/timer.ts";
import { copyOptions } from "../../../module/copy-options.ts";
import { misuse } from "../../../module/error.ts";
import type { RateLimit } from "../config/gates.ts";

/** The functions whose wrong results were reported: each once. */
const reported = new WeakSet();

/**
 * Returns `true` if the request is allowed. Otherwise `retryAfterMs` is the time after which it may be sent again, if
 * the hook gives one. A result that is none of its results refuses the request.
 */
export async function askRateLimit(rateLimit: RateLimit, request: Request, route: string, report: (error: unknown) => void) {
  const verdict: unknown = await rateLimit(request, route);
  if (typeof verdict === "boolean") return verdict || {};
  const { retryAfterMs, success, reset }: { retryAfterMs?: unknown; success?: unknown; reset?: unknown } = copyOptions(
    typeof verdict === "object" ? verdict : undefined,
  );
  if (typeof retryAfterMs === "number") return { retryAfterMs: wholeMs(retryAfterMs) };
  if (success === true) return true;
  // Upstash says when the limit is reset, in milliseconds since 1970; Cloudflare does not.
  if (success === false) return typeof reset === "number" && reset > Date.now() ? { retryAfterMs: wholeMs(reset - Date.now()) } : {};
  if (!reported.has(rateLimit)) {
    reported.add(rateLimit);
    report(
      misuse(
        "rateLimit must return true or { success: true } to admit a request, or false, { success: false } or { retryAfterMs } to refuse it. It returned something else, so the request was refused.",
      ),
    );
  }
  return {};
}
