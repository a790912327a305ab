/** The form in a browser that keeps no cookies: it says so before anything is created. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fieldsOf, newKey, ORIGIN, PERSON, setUp } from "../../helpers/edge/harness.mjs";
import { internal, subpath } from "../../helpers/install/index.mjs";

const { LOCALES, onboardingPage } = await subpath("page");
const { testCookie } = await internal("service/page/server/session.js");
const NAVIGATION = { accept: "text/html", "sec-fetch-mode": "navigate" };
const TOLD = /keeps no cookies of this page/;

function open(config) {
  const made = setUp({ page: onboardingPage(), ...config });
  const get = (path, headers) => made.handler(new Request(ORIGIN + path, { headers: { ...NAVIGATION, ...headers } }));
  const post = (fields, headers) =>
    made.handler(
      new Request(`${ORIGIN}/kyc/links`, {
        method: "POST",
        headers: { origin: ORIGIN, ...NAVIGATION, "content-type": "application/x-www-form-urlencoded", ...headers },
        body: new URLSearchParams(fields),
      }),
    );
  return { ...made, get, post };
}

/** What the form of the page posts. */
const form = () => ({ ...Object.fromEntries(fieldsOf(PERSON)), idempotencyKey: newKey(), needsCookie: "1" });

describe("the form", () => {
  test("sets a cookie that says nothing, and has the field that asks for it", async () => {
    const { get } = open();
    for (const path of ["/kyc", "/kyc/new"]) {
      const shown = await get(path);
      assert.deepEqual(shown.headers.getSetCookie(), ["__Host-kyclink-test=1; Path=/; Max-Age=86400; Secure; HttpOnly; SameSite=Lax"]);
      assert.match(await shown.text(), /<input type="hidden" name="needsCookie" value="1">/);
    }
    assert.deepEqual((await get("/kyc/status")).headers.getSetCookie(), []);
    const safari = "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15";
    for (const [origin, agent, expected] of [
      ["http://localhost:8787", safari, "kyclink-test=1; Path=/; Max-Age=86400; HttpOnly; SameSite=Lax"],
      ["http://localhost:8787", `${safari} Chrome/136.0`, "__Host-kyclink-test=1; Path=/; Max-Age=86400; Secure; HttpOnly; SameSite=Lax"],
      [ORIGIN, safari, "__Host-kyclink-test=1; Path=/; Max-Age=86400; Secure; HttpOnly; SameSite=Lax"],
    ])
      assert.equal(testCookie(new Headers({ "user-agent": agent }), [origin]), expected);
  });

  test("says at the first turn that there are no cookies, with what was entered, and creates nobody", async () => {
    const { post, sandbox } = open();
    for (const _turn of [1, 2, 3]) {
      const sent = form();
      const told = await post(sent);
      const text = await told.text();
      assert.equal(told.status, 409);
      assert.match(text, TOLD);
      assert.ok(text.includes(`value="${PERSON.email}"`) && text.includes(sent.idempotencyKey), "the form again");
      // Whoever allows cookies sends it again.
      const [cookie] = told.headers.getSetCookie();
      assert.match(cookie, /^__Host-kyclink-test=1;/);
    }
    assert.equal(sandbox.customers().length, 0);
    const sent = await post(form(), { cookie: "__Host-kyclink-test=1" });
    assert.equal(sent.status, 303);
    assert.equal(sandbox.customers().length, 1);
  });

  test("tells it in each language", async () => {
    const { post } = open();
    const notices = LOCALES.map(async (locale) => {
      const text = await (await post(form(), { "accept-language": locale })).text();
      return /data-notice>([^<]+)</.exec(text)?.[1];
    });
    assert.equal(new Set(await Promise.all(notices)).size, LOCALES.length);
  });
});

test("a script gets the code, and a page or form of one's own is not asked", async () => {
  const { handler, post, sandbox } = open();
  const json = (body) =>
    handler(
      new Request(`${ORIGIN}/kyc/links`, {
        method: "POST",
        headers: { origin: ORIGIN, "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    );
  const refused = await json({ ...PERSON, needsCookie: "1" });
  assert.deepEqual([refused.status, (await refused.json()).code], [409, "no_cookies"]);
  assert.equal(sandbox.customers().length, 0);
  assert.equal((await json(PERSON)).status, 201);
  const { needsCookie, ...own } = form();
  assert.equal((await post(own)).status, 303);
});
