/** Runs examples/hono unchanged: real Hono, its validator, and the sandbox as the provider. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { example } from "../helpers/examples/install.mjs";
import { require } from "../helpers/install/index.mjs";

const APPLICANT = {
  type: "individual",
  email: "jane@example.com",
  phone: "+14155550123",
  address: { line1: "1 Main St", city: "Chicago", state: "IL", postalCode: "60601", country: "USA" },
};
const CANARY = "canary7391";
const sandbox = require("kyclink/testing").createSandbox();
let app;
before(async () => ({ default: app } = await import(pathToFileURL(join(example("hono"), "app.js")))));

const post = (body, fetch, headers = { "content-type": "application/json" }) => {
  const original = globalThis.fetch;
  globalThis.fetch = fetch ?? (() => assert.fail("nothing should be sent"));
  const env = { SPHEREPAY_API_KEY: `key_${CANARY}`, SPHEREPAY_BASE_URL: sandbox.baseUrls.spherepay };
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return Promise.resolve(app.request("/kyc", { method: "POST", headers, body: text }, env)).finally(() => (globalThis.fetch = original));
};

test("issues are problem details that contain nothing of the input", async () => {
  const wrong = {
    type: CANARY,
    email: `${CANARY} at example.com`,
    phone: CANARY,
    [CANARY]: CANARY,
    address: { line1: CANARY, country: CANARY, city: "" },
  };
  const response = await post(wrong);
  const text = await response.text();
  assert.equal(response.status, 422);
  assert.equal(response.headers.get("content-type"), "application/problem+json");
  assert.doesNotMatch(text, new RegExp(CANARY));
  const { type, errors } = JSON.parse(text);
  assert.equal(type, "urn:kyclink:invalid_request");
  for (const body of ["{", `"${CANARY}"`]) {
    const response = await post(body);
    assert.ok([400, 422].includes(response.status), body);
    assert.doesNotMatch(await response.text(), new RegExp(CANARY), body);
  }
  assert.deepEqual(
    errors.map(({ pointer }) => pointer),
    ["/type", "/email", "/phone", "/address/city", "/address/country"],
  );
});

test("a valid applicant gets a link", async () => {
  const response = await post(APPLICANT, sandbox.fetch);
  const outcome = await response.json();
  assert.equal(response.status, 201, JSON.stringify(outcome));
  assert.equal(outcome.kind, "link");
  assert.match(outcome.link.kycUrl, /^https:\/\//);
  assert.equal(sandbox.customers().length, 1);
});

test("a provider error is returned as problem details", async () => {
  const respondingWith = (status, body) => async () => Response.json(body, { status });
  const refused = await post(APPLICANT, respondingWith(422, { message: `${CANARY} is refused` }));
  const locked = await post(APPLICANT, respondingWith(401, { message: CANARY }));
  const lost = await post(APPLICANT, async () => Promise.reject(new TypeError(CANARY)));
  assert.deepEqual([refused.status, locked.status, lost.status], [422, 502, 503]);
  for (const response of [refused, locked, lost]) {
    assert.equal(response.headers.get("content-type"), "application/problem+json");
    assert.doesNotMatch(await response.text(), new RegExp(CANARY));
  }
});
