/** The page of a person who has logged in, in a browser without the cookie of their onboarding. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ORIGIN, PERSON, setUp } from "../../helpers/edge/harness.mjs";
import { subpath } from "../../helpers/install/index.mjs";

const { createOperator } = await subpath("edge");
const { onboardingPage } = await subpath("page");

const NAVIGATION = { accept: "text/html", "sec-fetch-mode": "navigate" };
const TOKEN = /token/i;

/** The login of docs/edge.md: a person is led there and back, a script gets JSON. */
function authorize(request) {
  const reference = request.headers.get("x-user");
  if (reference) return { reference };
  const { pathname, search } = new URL(request.url);
  assert.doesNotMatch(pathname + search, TOKEN);
  if (!request.headers.get("accept")?.includes("text/html")) return Response.json({ code: "login" }, { status: 401 });
  return new Response(null, { status: 303, headers: { location: `/login?next=${encodeURIComponent(pathname)}` } });
}

function open(config) {
  const made = setUp({ authorize, page: onboardingPage(), ...config });
  const get = (path, headers) => made.handler(new Request(ORIGIN + path, { headers: { ...NAVIGATION, ...headers } }));
  const post = (path, headers, body) =>
    made.handler(new Request(ORIGIN + path, { method: "POST", headers: { origin: ORIGIN, ...NAVIGATION, ...headers }, body }));
  return { ...made, get, post };
}

const start = ({ post }, user) =>
  post(
    "/kyc/links",
    { "x-user": user, "content-type": "application/json", accept: "*/*", "sec-fetch-mode": "cors" },
    JSON.stringify(PERSON),
  );

describe("the form", () => {
  test("leads a known person to the status, which begins the session", async () => {
    const all = open();
    assert.equal((await start(all, "user-1")).status, 201);
    for (const path of ["/kyc", "/kyc/"]) {
      const led = await all.get(path, { "x-user": "user-1" });
      assert.deepEqual([led.status, led.headers.get("location")], [303, "/kyc/status"], path);
    }
    const status = await all.get("/kyc/status", { "x-user": "user-1" });
    const html = await status.text();
    assert.match(html, /data-status="incomplete"/);
    const cookie = status.headers.get("set-cookie").split(";")[0];
    assert.match(cookie, /^__Host-kyclink=/);
    const again = await all.get("/kyc/status", { "x-user": "user-1", cookie });
    assert.equal(again.headers.get("set-cookie"), null);
    assert.match(await again.text(), /data-status="incomplete"/);
  });

  test("is shown to everybody else", async () => {
    const all = open();
    await start(all, "user-1");
    for (const [path, user] of [
      ["/kyc/new", "user-1"],
      ["/kyc", "user-2"],
      ["/kyc", undefined],
    ]) {
      const shown = await all.get(path, user && { "x-user": user });
      assert.equal(shown.status, 200, `${path} ${user}`);
      assert.match(await shown.text(), /action="\/kyc\/links"/, `${path} ${user}`);
      assert.doesNotMatch(shown.headers.get("set-cookie"), /kyclink=/, `${path} ${user}`);
    }
    // A store that is down, or a login that is, costs nobody the form.
    for (const broken of [
      { authorize: () => Promise.reject(new Error("down")) },
      { store: { get: () => Promise.reject(new Error("down")), swap: async () => false } },
    ]) {
      assert.equal((await open(broken).get("/kyc", { "x-user": "user-1" })).status, 200);
    }
  });

  test("asks nobody without authorize", async () => {
    const seen = [];
    const { get } = open({ authorize: undefined, onStep: ({ step }) => seen.push(step) });
    assert.equal((await get("/kyc")).status, 200);
    assert.deepEqual(seen, ["form_shown"]);
  });
});

describe("a link of the operator, without a login", () => {
  test("leads to the login and back, and opens once", async () => {
    const all = open();
    await start(all, "user-1");
    const [{ id: customerId }] = all.sandbox.customers();
    const operator = createOperator(all.config);
    const made = await operator.resumeLink({ customerId, to: "user-1", ttlMs: 3_600_000 });
    const { pathname, search } = new URL(made.url);
    const script = await all.get(pathname + search, { "sec-fetch-mode": "cors", accept: "application/json" });
    assert.deepEqual([script.status, await script.json(), script.headers.get("set-cookie")], [401, { code: "login" }, null]);
    const led = await all.get(`${pathname}${search}.`);
    assert.deepEqual([led.status, led.headers.get("location")], [303, "/login?next=%2Fkyc%2Fhandoff%2Fopen"]);
    const cookie = led.headers.get("set-cookie").split(";")[0];
    const back = new URL(led.headers.get("location"), ORIGIN).searchParams.get("next");
    const shown = await all.get(back, { "x-user": "user-1", cookie });
    assert.equal(shown.status, 200);
    assert.match(await shown.text(), /<form method="post">/);
    const opened = await all.post(back, { "x-user": "user-1", cookie, "content-type": "application/x-www-form-urlencoded" }, "");
    assert.deepEqual([opened.status, opened.headers.get("location")], [303, "/kyc/status"]);
    const session = opened.headers.get("set-cookie").split(";")[0];
    const again = await all.get(pathname + search, { "x-user": "user-1", cookie: session });
    assert.deepEqual([again.status, again.headers.get("location")], [303, "/kyc/status"]);
    assert.equal((await all.get(pathname + search, { "x-user": "user-1" })).status, 410);
  });
});

test("resumeLink: a `to` that is undefined is as without it, and a wrong one is refused", async () => {
  const all = open({ authorize: undefined });
  await start(all);
  const [{ id: customerId }] = all.sandbox.customers();
  const operator = createOperator(all.config);
  const who = { customerId, ttlMs: 3_600_000 };
  assert.match((await operator.resumeLink({ ...who, to: undefined })).url, TOKEN);
  for (const to of ["", null, 1]) await assert.rejects(operator.resumeLink({ ...who, to }), { code: "invalid_config" });
  // There, a person who is missing by mistake would leave the customer to nobody.
  await assert.rejects(operator.release({ customerId, to: undefined }), { code: "invalid_config" });
});
