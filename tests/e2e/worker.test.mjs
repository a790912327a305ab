/**
 * The demo's Worker over HTTP: its pages and headers, and its messages for provider errors. The handler has its own
 * tests.
 */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startSandbox } from "../../pkg-template/testing/index.js";
import { navigate } from "./navigate.mjs";
import { startDemo } from "./running-demo.mjs";

const APPLICANT = {
  type: "individual",
  email: "ada@example.com",
  phone: "+14155550123",
  address: { line1: "233 S Wacker Dr", city: "Chicago", state: "IL", postalCode: "60606", country: "US" },
};
const FORM = {
  type: "individual",
  email: APPLICANT.email,
  phone: APPLICANT.phone,
  ...Object.fromEntries(Object.entries(APPLICANT.address).map(([field, value]) => [`address.${field}`, value])),
};
const CREATED = /POST \/spherepay\/v2\/customer\/kyc-link .*→ 201/g;
const GRID = { GRID_CLIENT_ID: "id", GRID_CLIENT_SECRET: "secret" };

/** Posts as a browser does: a form as a navigation, JSON as a script. @param {{ origin: string }} demo */
const poster = (demo) => (body) => {
  const url = `${demo.origin}/kyc/links`;
  if (body instanceof URLSearchParams) return navigate(url, { method: "POST", body });
  return fetch(url, { method: "POST", headers: { origin: demo.origin, "content-type": "application/json" }, body });
};
/** What Grid requires of a person. */
const NAMES = { firstName: "Jane", lastName: "Doe" };
const formWith = (more = {}) => new URLSearchParams({ ...FORM, idempotencyKey: crypto.randomUUID(), ...more });

describe("in front of the sandbox", () => {
  let demo, post;
  before(async () => {
    demo = await startDemo();
    post = poster(demo);
  });
  after(() => demo?.stop());

  test("JSON gets the link, a form is redirected to the status, because this provider sends nobody back", async () => {
    const json = await post(JSON.stringify(APPLICANT));
    assert.equal(json.status, 201);
    assert.match((await json.json()).kycUrl, /^http:\/\/localhost:\d+\/hosted\//);
    const form = await post(formWith());
    assert.deepEqual([form.status, form.headers.get("location")], [303, "/kyc/status"]);
    assert.match(form.headers.get("set-cookie"), /^__Host-kyclink=.*HttpOnly; SameSite=Lax$/);
  });

  test("the same form twice creates one customer", async () => {
    // The log says of each post, when it has ended, what it has led to.
    const created = async (posts) => {
      const text = "[^]*POST /kyc/links → ".repeat(posts);
      await demo.prints(new RegExp(text));
      return (demo.output().match(CREATED) ?? []).length;
    };
    const before = await created(2);
    const form = formWith();
    await Promise.all([post(form), post(form)]);
    assert.equal((await post(form)).status, 303);
    assert.equal(await created(5), before + 1);
  });

  test("navigations get HTML with security headers", async () => {
    for (const [path, status] of [
      ["/kyc", 200],
      ["/kyc/new", 200],
      ["/kyc/status?status=approved", 200],
      ["/kyc/links", 405],
      ["/kyc/nowhere", 404],
      ["/nowhere", 404],
      ["/constructor", 404],
    ]) {
      const response = await navigate(demo.origin + path);
      assert.deepEqual([path, response.status], [path, status]);
      const { headers } = response;
      assert.equal(headers.get("content-type"), "text/html; charset=utf-8");
      assert.match(
        headers.get("content-security-policy"),
        /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; .*form-action 'self' https: http:\/\/localhost:\*/,
      );
      assert.equal(headers.get("cache-control"), "no-store");
      assert.equal(headers.get("referrer-policy"), "same-origin");
      assert.equal(headers.get("x-content-type-options"), "nosniff");
      assert.doesNotMatch(await response.text(), /approved|style=|<script(?! type="module" src=)| on\w+=/);
    }
    assert.equal((await fetch(demo.url, { method: "HEAD" })).status, 200);
    assert.equal((await fetch(demo.url, { method: "DELETE" })).status, 405);
  });

  test("pages and error messages are in the person's language", async () => {
    const page = await navigate(`${demo.origin}/kyc/links`, {
      method: "POST",
      body: formWith({ email: "ada", "address.country": "AE", "address.state": "Dubai" }),
      language: "pl, ar;q=0.8, en;q=0.5",
    });
    const text = await page.text();
    assert.match(text, /<html lang="ar" dir="rtl"/);
    assert.match(text, /id="email-error">[\u0600-\u06ff]/u);
    assert.match(text, /<option value="AE" selected>الإمارات/u);
    assert.match(text, /<option value="DU" selected>[\u0600-\u06ff]/u);
  });

  test("the list of states has only those that occur in addresses", async () => {
    const statesOf = async (country) => {
      const page = await navigate(`${demo.origin}/kyc/links`, {
        method: "POST",
        body: formWith({ email: "ada", "address.country": country, "address.state": "" }),
      });
      const [, list] = /<select id="address.state"[^>]*>([\s\S]*?)<\/select>/.exec(await page.text());
      return [...list.matchAll(/<option value="(\w+)"/g)].map(([, code]) => code);
    };
    const [irish, spanish, italian] = await Promise.all(["IE", "ES", "IT"].map(statesOf));
    // Google's address data lists 26 counties of Ireland, 52 provinces of Spain; Italy's Aosta Valley is a region
    // without one.
    assert.equal(irish.length, 26);
    assert.ok(irish.includes("D") && !irish.includes("L"), "County Dublin, and not Leinster");
    assert.equal(spanish.length, 52);
    assert.ok(spanish.includes("M") && !spanish.includes("MD"), "the province of Madrid");
    assert.ok(italian.includes("RM") && italian.includes("23") && !italian.includes("62"), "Rome, Aosta Valley, and not Lazio");
  });

  test("each form has its own idempotency key", async () => {
    const keys = await Promise.all(
      [1, 2].map(async () => /name="idempotencyKey" value="(.{36})"/.exec(await (await fetch(demo.url)).text())[1]),
    );
    assert.notEqual(keys[0], keys[1]);
  });

  test("another host name redirects to the configured one", async () => {
    const response = await fetch(`${demo.origin.replace("127.0.0.1", "localhost")}/kyc/new?a=b`, { redirect: "manual" });
    assert.equal(response.status, 307);
    assert.equal(response.headers.get("location"), `${demo.origin}/kyc/new`);
  });

  test("the log has each request and no personal data", async () => {
    await post(JSON.stringify(APPLICANT));
    await demo.prints(/browser {2}POST \/kyc\/links → 201/);
    await demo.prints(/provider POST \/spherepay\/v2\/customer\/kyc-link \{"type":"individual","email":"•••".* → 201 /);
    await demo.prints(/webhook {2}spherepay customer\.create → 200/);
    for (const secret of ["ada@", "Wacker", "4155550123", "60606", "hosted/"]) assert.ok(!demo.output().includes(secret), secret);
  });
});

describe("with the credentials of a real provider", () => {
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

  test("it says so and prints no credential", async () => {
    assert.ok(demo.output().includes(`SpherePay: the real provider, ${upstream.baseUrls.spherepay};`));
    assert.equal((await post(JSON.stringify(APPLICANT))).status, 201);
    assert.doesNotMatch(demo.output(), /secret-key/);
  });

  test("its errors have plain messages", async () => {
    for (const [failure, status] of [
      [429, 503],
      [500, 503],
      [503, 503],
      ["drop_before", 503],
      ["garbage", 502],
    ]) {
      upstream.nextFailure(failure);
      const page = await post(formWith({ email: `${failure}@example.com` }));
      assert.deepEqual([failure, page.status], [failure, status]);
      const text = await page.text();
      assert.match(text, /Our partner cannot be reached right now/);
      assert.match(text, new RegExp(`value="${failure}@example.com"`), "what was typed is kept");
      assert.doesNotMatch(text, /sandbox|spherepay\/|<b>/i);
    }
  });

  test("a rejected key is not shown as the person's mistake", async (t) => {
    const wrong = await startDemo([], { SPHEREPAY_API_KEY: "wrong", SPHEREPAY_BASE_URL: upstream.baseUrls.spherepay });
    t.after(() => wrong.stop());
    assert.equal((await poster(wrong)(formWith())).status, 502);
    await wrong.prints(/error {4}links: unauthorized/);
  });

  test("Grid: people who are verified already", async (t) => {
    const regulated = await startSandbox({ grid: { regulated: true } });
    t.after(() => regulated.close());
    const grid = await startDemo(["--provider", "grid"], { ...GRID, GRID_BASE_URL: regulated.baseUrls.grid });
    t.after(() => grid.stop());
    assert.deepEqual(await (await poster(grid)(JSON.stringify({ ...APPLICANT, ...NAMES }))).json(), { next: "approved" });
    const form = await poster(grid)(formWith(NAMES));
    assert.deepEqual([form.status, form.headers.get("location")], [303, "/kyc/status"]);
    const cookie = form.headers.get("set-cookie").split(";")[0];
    assert.match(await (await navigate(`${grid.origin}/kyc/status`, { cookie })).text(), /You are verified/);
  });
});
