/** The results of `rateLimit`: its own, and those of Cloudflare's and Upstash's limiters. Any other refuses. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { ORIGIN, setUp } from "../../helpers/edge/harness.mjs";
import { subpath } from "../../helpers/install/index.mjs";

const { onboardingPage } = await subpath("page");

/** As `Ratelimit.limit` of @upstash/ratelimit returns it. */
const upstash = (success, ms) => ({
  success,
  limit: 10,
  remaining: 0,
  reset: ms === undefined ? 0 : Date.now() + ms,
  pending: Promise.resolve(),
});

/** What is returned: whether the request is allowed, `Retry-After` in seconds, and whether it is reported. */
const RESULTS = {
  true: [() => true, true],
  false: [() => false, false],
  "a promise of true": [async () => true, true],
  "a wait": [() => ({ retryAfterMs: 5000 }), false, "5"],
  "Cloudflare allows": [() => ({ success: true }), true],
  "Cloudflare refuses": [() => ({ success: false }), false],
  "Upstash allows": [() => upstash(true, 60_000), true],
  "Upstash refuses for a minute": [() => upstash(false, 59_500), false, "60"],
  "Upstash refuses, and its clock is behind": [() => upstash(false, -5000), false],
  "Upstash refuses for a year": [() => upstash(false, 3e10), false, "2147484"],
  "a reset that is none": [() => ({ success: false, reset: "soon" }), false],
  "a reset in a string": [() => ({ success: false, reset: String(Date.now() + 60_000) }), false],
  "a wait wins": [() => ({ success: true, retryAfterMs: 5000 }), false, "5"],
  nothing: [() => undefined, false, null, true],
  null: [() => null, false, null, true],
  "a number": [() => 1, false, null, true],
  text: [() => "yes", false, null, true],
  "an empty object": [() => ({}), false, null, true],
  "another object": [() => ({ allowed: true }), false, null, true],
  "a success that is text": [() => ({ success: "true" }), false, null, true],
  "a success that is 1": [() => ({ success: 1 }), false, null, true],
  "an inherited success": [() => Object.create({ success: true }), false, null, true],
  "a wait that is text": [() => ({ retryAfterMs: "5000" }), false, null, true],
  "a Response": [() => new Response(null, { status: 200 }), false, null, true],
  "an Error": [() => new Error("limited"), false, null, true],
};

const SENTENCE =
  "rateLimit must return true or { success: true } to admit a request, or false, { success: false } or { retryAfterMs } to refuse it. It returned something else, so the request was refused.";

for (const [name, [rateLimit, isAllowed, retryAfter = null, isReported = false]] of Object.entries(RESULTS)) {
  test(name, async () => {
    for (const page of [undefined, onboardingPage()]) {
      const hook = (...given) => rateLimit(...given);
      const { handler, errors } = setUp({ rateLimit: hook, page });
      const looking = { accept: "text/html", "sec-fetch-mode": "navigate" };
      const requests = [new Request(`${ORIGIN}/kyc/status`), ...(page ? [new Request(`${ORIGIN}/kyc`, { headers: looking })] : [])];
      for (const request of requests) {
        const { status, headers } = await handler(request);
        assert.deepEqual([status, headers.get("retry-after")], [isAllowed ? 200 : 429, retryAfter], request.url);
      }
      const reported = errors.filter(({ error }) => error.message === SENTENCE);
      assert.equal(reported.length, isReported ? 1 : 0, "once for each hook");
      assert.ok(reported.every(({ error, route }) => error.code === "invalid_config" && route === ""));
    }
  });
}
