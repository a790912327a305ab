/** What the page reads of a request before its own routes respond: `rateLimit`, and headers of any length. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { countKept } from "../../helpers/boundary/gc.mjs";
import { countTimers, fieldsOf, newKey, ORIGIN, PERSON, sessionCookie, setUp } from "../../helpers/edge/harness.mjs";
import { subpath } from "../../helpers/install/index.mjs";

const { assets, html, onboardingPage } = await subpath("page");
const NAVIGATION = { accept: "text/html", "sec-fetch-mode": "navigate" };

function open(config) {
  const made = setUp({ page: onboardingPage(), ...config });
  const get = (path, headers = {}, method = "GET") =>
    made.handler(new Request(`${ORIGIN}${path}`, { method, headers: { ...NAVIGATION, ...headers } }));
  return { ...made, get };
}

describe("rateLimit", () => {
  const PAGES = [["/kyc"], ["/kyc/"], ["/kyc/new"], ["/kyc", "HEAD"], ["/kyc", "PUT"]];

  test("is asked for each route of the page with the request, and not for its files", async () => {
    const asked = [];
    const made = open({ rateLimit: ({ url }, route) => asked.push([new URL(url).pathname, route]) > 0 });
    const { get } = made;
    const cookie = await sessionCookie(made);
    asked.length = 0;
    for (const [path, method] of PAGES) assert.notEqual((await get(path, {}, method)).status, 429);
    assert.equal((await get("/kyc", { cookie })).status, 303);
    assert.deepEqual(asked, [...PAGES.map(([path]) => [path, "page"]), ["/kyc", "page"]]);
    for (const name of [...Object.keys(assets), "nothing.js"]) await get(`/kyc/assets/${name}`, { accept: "*/*" });
    assert.equal(asked.length, PAGES.length + 1);
  });

  test("a hook that throws is reported, and the page says that it is not available now", async () => {
    const failure = new Error("the limiter is down");
    const { get, errors } = open({ rateLimit: () => Promise.reject(failure) });
    const response = await get("/kyc");
    assert.deepEqual([response.status, response.headers.get("retry-after")], [503, "1"]);
    assert.deepEqual(errors, [{ error: failure, route: "page" }]);
    assert.doesNotMatch(await response.text(), /limiter/);
  });

  test("no page leaves a timer behind, whatever the hook does", async () => {
    const fails = () => Promise.reject(new Error("down"));
    for (const rateLimit of [() => true, () => false, async () => ({ retryAfterMs: 1 }), fails]) {
      const { get } = open({ rateLimit });
      await get("/kyc");
      const before = countTimers();
      for (const [path, method] of PAGES) await get(path, {}, method);
      assert.equal(countTimers(), before);
    }
  });
});

describe("what a document of one's own is given", () => {
  /** Returns the view and the site that the page renders for a request. */
  async function shownFor(config, path, init) {
    const seen = [];
    const document = (view, site) => {
      seen.push({ view, site });
      return html`<main>`;
    };
    const { handler } = setUp({ page: onboardingPage({ document }), ...config });
    await handler(new Request(`${ORIGIN}${path}`, { ...init, headers: { ...NAVIGATION, origin: ORIGIN, ...init?.headers } }));
    assert.equal(seen.length, 1);
    return seen[0];
  }

  test("the files of a country have other names where they have other contents", async () => {
    const prefixes = new Map();
    // By operation, because of the rules of its fields; and only one provider says what to have at hand.
    for (const [what, provider] of Object.entries({ spherepay: "spherepay", grid: "grid", chosen: () => "spherepay" })) {
      const { countries } = (await shownFor({ provider }, "/kyc")).site.files;
      assert.match(countries, /^\/kyc\/assets\/country-[\da-f]{16}-$/);
      prefixes.set(countries, what);
    }
    assert.deepEqual([...prefixes.values()], ["spherepay", "grid", "chosen"]);
  });
});

describe("headers", () => {
  test("a cookie that opens leads to the status, and one that does not to the form: only spaces and tabs are no part of a name", async () => {
    const { get, ...made } = open();
    const cookie = await sessionCookie(made);
    const old = await sessionCookie(open({ cookieSecret: "another secret, of 32 characters or more" }));
    const junk = `__Host-kyclink=${"A".repeat(300)}; `;
    for (const pairs of [cookie, `a=b; ${cookie}`, `a=b;\t ${cookie};c=d`, `__Host-kyclink=x;${cookie}`, junk.repeat(20) + cookie])
      assert.equal((await get("/kyc", { cookie: pairs })).status, 303, JSON.stringify(pairs));
    const planted = ["\u00a0", "\u0085", "\u00ad", "x"].map((before) => `a=b;${before}${cookie}`);
    for (const none of [...planted, old, "__Host-kyclink=x", "__Host-kyclink=", "__Host-kyclink"])
      assert.match(await (await get("/kyc", { cookie: none })).text(), /data-enhance="form"/, JSON.stringify(none));
  });

  test("of many cookies the last eight that may be sessions are tried, as by the handler", async () => {
    const { get, ...made } = open();
    const cookie = await sessionCookie(made);
    const of = (length) => `; __Host-kyclink=${"A".repeat(length)}`;
    const impossible = [of(119), of(4097), `${of(300)}%`].join("").repeat(8);
    for (const behind of ["", " \t; a=b", of(120).repeat(7), of(4096).repeat(7), of(300).repeat(7) + impossible])
      assert.equal((await get("/kyc", { cookie: cookie + behind })).status, 303, String(behind.length));
    for (const behind of [of(120), of(4096)])
      assert.equal((await get("/kyc", { cookie: cookie + behind.repeat(8) })).status, 200, String(behind.length));
  });

  test("WebKit's session on this machine has a name without a prefix, and counts there only", async () => {
    const allowedOrigins = ["http://localhost:8787"];
    const { get, ...made } = open({ allowedOrigins });
    const page = made.browser();
    await page.json("links", PERSON, { origin: allowedOrigins[0], "user-agent": "Mozilla/5.0 AppleWebKit/605.1.15 Safari/605.1.15" });
    const cookie = page.cookie();
    assert.match(cookie, /^kyclink=/);
    assert.equal((await get("/kyc", { cookie })).status, 303);
    assert.equal((await open().get("/kyc", { cookie })).status, 200);
  });

  test("a language is read as RFC 9110 writes it, from a header of any length", async () => {
    const { get } = open();
    const language = async (accepted) => /<html lang="(\w+)"/.exec(await (await get("/kyc", { "accept-language": accepted })).text())[1];
    for (const [accepted, expected] of [
      ["de", "de"],
      ["DE-AT", "de"],
      [" pl\t, \tes-419 ; q=0.7 ,fr;q=0.75", "fr"],
      ["zh-Hant-TW, ja;q=0.001", "ja"],
      ["de;q=0, fr;q=0.000, ar;q=0.1", "ar"],
      ["*", "en"],
      ["\u00a0de", "en"],
      ["de;q=2, fr;q=0x1, es;q=1e0", "en"],
      ["de;level=1", "en"],
      ["d\u00e9, pt", "pt"],
      [`${"x,".repeat(60_000)}de`, "en"],
      [`de,${"x".repeat(120_000)}`, "de"],
    ])
      assert.equal(await language(accepted), expected, accepted.slice(0, 40));
  });
});

test("a request stays in memory no longer than its response, also one that authorize refuses", async () => {
  const { handler, get } = open({ authorize: () => Response.redirect("https://app.example.com/login", 303) });
  await get("/kyc");
  const headers = { ...NAVIGATION, origin: ORIGIN, "content-type": "application/x-www-form-urlencoded" };
  const kept = await countKept(async () => {
    const request = new Request(`${ORIGIN}/kyc/links`, {
      method: "POST",
      headers,
      body: new URLSearchParams([["idempotencyKey", newKey()], ...fieldsOf(PERSON)]).toString(),
    });
    const response = await handler(request);
    assert.deepEqual([response.status, response.headers.get("location")], [303, "https://app.example.com/login"]);
    return [request];
  });
  assert.equal(kept, 0);
});
