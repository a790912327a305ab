/** The demo's Worker over HTTP: what programs get, what is refused, and what is said when the provider has trouble. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startSandbox } from "../../www/sandbox/server.mjs";
import { startDemo } from "./running-demo.mjs";

const APPLICANT = {
  type: "individual",
  email: "ada@example.com",
  phone: "+14155550123",
  address: { line1: "233 S Wacker Dr", city: "Chicago", state: "IL", postalCode: "60606", country: "US" },
};
const FORM = new URLSearchParams({
  ...APPLICANT,
  address: "",
  "address.line1": "233 S Wacker Dr",
  "address.city": "Chicago",
  "address.state": "IL",
  "address.postalCode": "60606",
  "address.country": "US",
});

const GRID = { GRID_CLIENT_ID: "id", GRID_CLIENT_SECRET: "secret" };

/** @param {{ origin: string }} demo */
const poster = (demo) => (body, headers) => {
  const type = body instanceof URLSearchParams ? "application/x-www-form-urlencoded" : "application/json";
  return fetch(`${demo.origin}/kyc/links`, {
    method: "POST",
    headers: { origin: demo.origin, "content-type": type, ...headers },
    body,
    redirect: "manual",
  });
};

describe("in front of the sandbox", () => {
  let demo, post;
  before(async () => {
    demo = await startDemo();
    post = poster(demo);
  });
  after(() => demo?.stop());

  test("JSON gets the link", async () => {
    const response = await post(JSON.stringify(APPLICANT));
    assert.equal(response.status, 201);
    const { kycUrl, expiresAt, provider, ...rest } = await response.json();
    assert.match(kycUrl, /^http:\/\/localhost:\d+\/hosted\//);
    assert.ok(Date.parse(expiresAt) > Date.now());
    assert.equal(provider, "spherepay");
    assert.deepEqual(rest, {});
  });

  test("a form is sent on to the link", async () => {
    const response = await post(FORM);
    assert.equal(response.status, 303);
    assert.match(response.headers.get("location"), /^http:\/\/localhost:\d+\/hosted\//);
  });

  test("invalid JSON input gets a problem with all issues", async () => {
    const response = await post(JSON.stringify({ ...APPLICANT, email: "nobody", address: { ...APPLICANT.address, line1: "" } }));
    assert.equal(response.status, 422);
    assert.equal(response.headers.get("content-type"), "application/problem+json");
    const { type, status, errors } = await response.json();
    assert.deepEqual({ type, status }, { type: "urn:kyclink:invalid_request", status: 422 });
    assert.deepEqual(
      errors.map(({ code, pointer }) => [code, pointer]),
      [
        ["email_format", "/email"],
        ["required", "/address/line1"],
      ],
    );
  });

  test("nobody chooses a reference or a place to return to", async () => {
    const response = await post(JSON.stringify({ ...APPLICANT, reference: 1, redirectUri: "javascript:alert(1)" }));
    assert.equal(response.status, 201);
  });

  test("what is no post of our page is refused", async () => {
    const json = JSON.stringify(APPLICANT);
    for (const [expected, send] of [
      [403, () => post(json, { origin: "https://elsewhere.example" })],
      [403, () => post(json, { origin: "null" })],
      [201, () => post(json, { origin: "null", "sec-fetch-site": "same-origin" })],
      [403, () => fetch(`${demo.origin}/kyc/links`, { method: "POST", headers: { "content-type": "application/json" }, body: json })],
      [400, () => post("{")],
      [400, () => post("no form", { "content-type": "multipart/form-data" })],
      [422, () => post("null")],
      [422, () => post("[]")],
      [413, () => post(JSON.stringify({ email: "a".repeat(17_000) }))],
      [415, () => post(json, { "content-type": "text/plain" })],
      [405, () => fetch(`${demo.origin}/kyc/links`)],
      [405, () => fetch(demo.url, { method: "DELETE" })],
      [404, () => fetch(`${demo.origin}/constructor`)],
    ]) {
      const response = await send();
      assert.equal(response.status, expected);
      assert.equal(response.headers.get("cache-control"), "no-store");
      if (expected !== 201) assert.match(response.headers.get("content-type"), expected === 400 ? /html|problem/ : /problem/);
      await response.body.cancel();
    }
    assert.equal((await fetch(`${demo.origin}/kyc/links`)).headers.get("allow"), "POST");
  });

  test("a person gets pages, with headers that keep them safe", async () => {
    for (const [path, status] of [
      ["/", 200],
      ["/done?status=approved", 200],
      ["/kyc/links", 405],
      ["/nowhere", 404],
    ]) {
      const response = await fetch(demo.origin + path, { headers: { accept: "text/html" } });
      assert.equal(response.status, status);
      const { headers } = response;
      assert.equal(headers.get("content-type"), "text/html; charset=utf-8");
      assert.match(headers.get("content-security-policy"), /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self';/);
      assert.equal(headers.get("referrer-policy"), "same-origin");
      assert.equal(headers.get("x-content-type-options"), "nosniff");
      assert.doesNotMatch(await response.text(), /approved/);
    }
    const head = await fetch(demo.url, { method: "HEAD" });
    assert.equal(head.status, 200);
  });

  test("another name of this host leads to the one that works", async () => {
    const response = await fetch(`${demo.origin.replace("127.0.0.1", "localhost")}/done?a=b`, { redirect: "manual" });
    assert.equal(response.status, 308);
    assert.equal(response.headers.get("location"), `${demo.origin}/done`);
  });
});

describe("with credentials, at the provider that they are for", () => {
  let upstream, demo, post;
  before(async () => {
    upstream = await startSandbox();
    demo = await startDemo([], { SPHEREPAY_API_KEY: "secret-key", SPHEREPAY_BASE_URL: upstream.baseUrls.spherepay });
    post = poster(demo);
  });
  after(async () => {
    await demo?.stop();
    await upstream?.close();
  });

  test("it says so, and shows no credential", async () => {
    assert.ok(demo.output().includes(`SpherePay: the real provider, ${upstream.baseUrls.spherepay};`));
    assert.equal((await post(JSON.stringify(APPLICANT))).status, 201);
    await demo.prints(/POST \/spherepay\/v2\/customer\/kyc-link → 201/);
    assert.doesNotMatch(demo.output(), /secret-key/);
  });

  test("its trouble is told in plain words, and with a status that fits", async () => {
    for (const [failure, status, code] of [
      [429, 503, "rate_limited"],
      [500, 503, "outcome_unknown"],
      [503, 503, "outcome_unknown"],
      ["drop_before", 503, "outcome_unknown"],
      ["garbage", 502, "unexpected_response"],
    ]) {
      upstream.sandbox.nextFailure(failure);
      const json = await post(JSON.stringify(APPLICANT));
      assert.deepEqual([failure, json.status, (await json.json()).code], [failure, status, code]);
      if (failure === 429) assert.equal(json.headers.get("retry-after"), "1");

      upstream.sandbox.nextFailure(failure);
      const page = await post(FORM);
      assert.equal(page.status, status);
      const text = await page.text();
      assert.match(text, /<h1>/);
      assert.doesNotMatch(text, /sandbox|spherepay\/|<b>/i);
      // What may have arrived is not laid out to be sent twice; what did not is kept.
      assert.equal(text.includes('value="233 S Wacker Dr"'), failure === 429);
    }
  });

  test("a key that it refuses is our fault, not the person's", async (t) => {
    const wrong = await startDemo([], { SPHEREPAY_API_KEY: "wrong", SPHEREPAY_BASE_URL: upstream.baseUrls.spherepay });
    t.after(() => wrong.stop());
    const response = await poster(wrong)(FORM);
    assert.equal(response.status, 502);
    assert.match(await response.text(), /Something is wrong on our side/);
    await wrong.prints(/unauthorized/);
  });

  test("Grid: contacts that must be confirmed first", async (t) => {
    const grid = await startDemo(["--provider", "grid"], { ...GRID, GRID_BASE_URL: upstream.baseUrls.grid });
    t.after(() => grid.stop());
    const response = await poster(grid)(JSON.stringify({ ...APPLICANT, address: { ...APPLICANT.address, country: "IE", postalCode: "D02 X285" } }));
    assert.equal(response.status, 202);
    assert.deepEqual(await response.json(), { next: "verify_contact", channels: ["email", "phone"] });
    const form = new URLSearchParams(FORM);
    form.set("address.country", "IE");
    const page = await poster(grid)(form);
    assert.equal(page.status, 200);
    assert.match(await page.text(), /confirm your email address and your phone number/);
  });

  test("Grid: people who are verified already", async (t) => {
    const regulated = await startSandbox({ grid: { regulated: true } });
    t.after(() => regulated.close());
    const grid = await startDemo(["--provider", "grid"], { ...GRID, GRID_BASE_URL: regulated.baseUrls.grid });
    t.after(() => grid.stop());
    assert.deepEqual(await (await poster(grid)(JSON.stringify(APPLICANT))).json(), { next: "approved" });
    assert.match(await (await poster(grid)(FORM)).text(), /You are verified/);
  });
});
