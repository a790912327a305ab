/** Attacks by a header of a signature and by what a provider responds, none of which succeeds or learns anything. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { browser, createHandler, KEY, ORIGIN, PERSON, setUp } from "../helpers/edge/harness.mjs";
import { esm } from "../helpers/install/index.mjs";

const { isKycLinkError } = await esm();
const SECRETS = ["key-of-ours", "secret-of-ours", "an-edge-secret", "customer_", "Bearer", "stack", ".js:", "wasm"];

/** No response says more than it must. */
function expectNothingTold({ status, text, headers }) {
  for (const secret of SECRETS) assert.ok(!text.includes(secret), `${status}: ${secret} in ${text}`);
  assert.equal(headers.get("cache-control"), "no-store");
  assert.ok(status < 500 || [502, 503, 504].includes(status), `${status}: ${text}`);
}

test("a header of a signature that is JSON of any depth, or none, changes no other route and is no signature", async () => {
  const nested = (levels, [open, close] = ["[", "]"]) => open.repeat(levels) + close.repeat(levels);
  const given = [1, 59, 60, 61, 62, 63, 64, 200, 4000].flatMap((levels) => [nested(levels), nested(levels, ['{"a":', "}"])]);
  given.push('{"\\ud800":"x"}', '"\\ud800"', "1e999", "[1e999]", '{"__proto__":{"v1":"x"}}', '{"toJSON":1}', "!", "{", "");
  const { config, errors } = setUp();
  const webhookSecret = "secret-of-ours-for-webhooks-of-32-bytes";
  const page = browser(createHandler({ ...config, spherepay: { ...config.spherepay, webhookSecret } }));
  assert.equal((await page.json("links", PERSON)).status, 201);
  for (const name of ["signature", "x-grid-signature", "x-webhook-signature"]) {
    for (const value of given) {
      const headers = { origin: ORIGIN, [name]: value };
      assert.equal((await page.send("status", { headers })).status, 200, `${name}: ${value.slice(0, 80)}`);
      const delivery = await page.send("webhooks/spherepay", { method: "POST", body: "{}", headers });
      assert.equal(delivery.status, 401, `${name}: ${value.slice(0, 80)}`);
    }
  }
  assert.deepEqual(
    errors.filter(({ error }) => error.code !== "webhook_signature"),
    [],
  );
});

describe("the provider", () => {
  /** A provider that responses everything like this. */
  const providerThat = (respond, config) => setUp({ fetch: async (url, init) => respond(url, init), ...config });
  const json = (body, init) => new Response(JSON.stringify(body), { headers: { "content-type": "application/json" }, ...init });
  const link = (url) =>
    json({ customerId: "customer_1", url, expiresAt: "2099-01-01T00:00:00Z", verificationProvider: "SUMSUB" }, { status: 201 });

  const FAULTS = {
    garbage: [502, () => new Response("<html>customer_1 key-of-ours</html>")],
    nothing: [502, () => new Response(null, { status: 204 })],
    "10 MB": [502, () => new Response("x".repeat(10_000_000))],
    "a redirect": [502, () => new Response(null, { status: 302, headers: { location: "https://evil.example/" } })],
    "a bad key": [502, () => json({ message: "key-of-ours" }, { status: 401 })],
    forbidden: [502, () => json({}, { status: 403 })],
    conflict: [409, () => json({}, { status: 409 })],
    "not found": [502, () => json({ message: "customer_1" }, { status: 404 })],
    "an unsafe link": [502, () => link("javascript:alert(1)")],
    "a link with credentials": [502, () => link("https://key-of-ours@evil.example/")],
    "a limit": [503, () => json({}, { status: 429, headers: { "retry-after": "7" } })],
    "an outage": [503, () => json({ stack: "x.js:1" }, { status: 500 })],
    "no connection": [503, () => Promise.reject(new TypeError("key-of-ours"))],
    silence: [503, () => new Promise(() => {})],
  };
  for (const [name, [status, respond]] of Object.entries(FAULTS)) {
    test(`${name} is ${status}, and onError gets the details`, async () => {
      const { browser, errors } = providerThat(respond, name === "silence" ? { timeout: 200 } : {});
      const reply = await browser().json("links", PERSON, { "idempotency-key": KEY });
      assert.equal(reply.status, status, reply.text);
      expectNothingTold(reply);
      assert.equal(reply.headers.get("content-type"), "application/problem+json");
      assert.equal(errors.length, 1);
      assert.ok(isKycLinkError(errors[0].error) && errors[0].error.code && errors[0].route === "links");
      if (name === "a limit") assert.equal(reply.headers.get("retry-after"), "7");
    });
  }
});
