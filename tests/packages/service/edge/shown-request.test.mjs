/** The request that hooks see: without the token of a link for another device, and otherwise as it came. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { ORIGIN, PERSON, postTo, setUp } from "../../helpers/edge/harness.mjs";
import { internal } from "../../helpers/install/index.mjs";

const { withoutToken } = await internal("service/edge/request/shown-request.js");
const TOKEN = "0123456789abcdefghijkl";

/** Paths to which the link may lead: also those that are no route, because a person or a program has changed the link. */
const PATHS =
  "/kyc/handoff/open /handoff/open /api/verify/handoff/open /kyc//handoff/open /kyc/handoff/open/ /kyc/handoff%2Fopen /KYC/Handoff/Open /kyc/status /";

test("a request with a token keeps its method, its headers, and its path, whatever that is", () => {
  for (const path of PATHS.split(" ")) {
    for (const method of ["GET", "HEAD", "POST"]) {
      const headers = { accept: "text/html", cookie: "a=1", "x-forwarded-for": "203.0.113.7" };
      for (const query of [`?token=${TOKEN}`, `?token=${TOKEN}&a=1`, `?a=1&token=x&token=${TOKEN}`, `?%74oken=${TOKEN}`, "?token"]) {
        const shown = withoutToken(new Request(ORIGIN + path + query, { method, headers }));
        const seen = [shown.url, shown.method, Object.fromEntries(shown.headers), shown.body];
        assert.deepEqual(seen, [ORIGIN + path, method, headers, null]);
      }
    }
  }
});

test("a token in the path, where the question mark was encoded, is not shown either", () => {
  for (const [path, shown] of [
    [`/kyc/handoff/open%3Ftoken=${TOKEN}`, "/kyc/handoff/open%3F"],
    [`/kyc/handoff/open%3ftoken%3D${TOKEN}`, "/kyc/handoff/open%3f"],
    [`/kyc/handoff/open&Token=${TOKEN}?a=1`, "/kyc/handoff/open&?a=1"],
    [`/kyc/handoff/open%3Ftoken=x?token=${TOKEN}`, "/kyc/handoff/open%3F"],
  ])
    assert.equal(withoutToken(new Request(ORIGIN + path)).url, ORIGIN + shown);
});

test("any other request is the one that came", () => {
  for (const path of ["/kyc/handoff/open", "/kyc/handoff/open?", "/kyc/token", "/kyc/status?a=token=x", "/kyc?tokens=x&Token=x"]) {
    const request = new Request(ORIGIN + path);
    assert.equal(withoutToken(request), request, path);
  }
});

test("what Cloudflare knows of the visitor is passed on", (t) => {
  const given = [];
  const { Request: Original } = globalThis;
  globalThis.Request = class {
    constructor(...all) {
      given.push(all);
    }
  };
  t.after(() => (globalThis.Request = Original));
  const [headers, cf] = [new Headers(), { country: "US" }];
  withoutToken({ url: `${ORIGIN}/kyc/handoff/open?token=${TOKEN}`, method: "POST", headers, cf });
  const [[url, init]] = given;
  assert.equal(String(url), `${ORIGIN}/kyc/handoff/open`);
  assert.deepEqual({ ...init }, { method: "POST", headers, cf });
});

test("each hook sees a link for another device without its token, and the handler itself uses the token", async () => {
  const seen = {};
  const note =
    (name, result) =>
    (...given) => {
      const request = given.find((value) => value instanceof Request);
      seen[name] = request.url;
      return typeof result === "function" ? result(...given) : result;
    };
  const page = {
    phoneCountry: "address",
    drawQrCode: () => "",
    render: note("render", "<p>"),
    serve: note("serve", (_request, { respond }) => respond()),
  };
  const { handler } = setUp({ page: () => page, authorize: note("authorize"), rateLimit: note("rateLimit", true) });
  const headers = { accept: "text/html", "sec-fetch-mode": "navigate", origin: ORIGIN };
  for (const method of ["GET", "POST"]) {
    const response = await handler(new Request(`${ORIGIN}/kyc/handoff/open?token=${TOKEN}`, { method, headers }));
    assert.equal(response.status, 410);
    const url = `${ORIGIN}/kyc/handoff/open`;
    assert.deepEqual(seen, { serve: url, rateLimit: url, authorize: url, render: url });
  }
  for (const [path, status] of [
    ["/kyc//handoff/open?", 404],
    ["/kyc/handoff/open/?", 410],
    ["/kyc/handoff/open%3F", 404],
    ["/kyc/status?", 200],
    ["/kyc/links?", 415],
  ]) {
    for (const name of Object.keys(seen)) delete seen[name];
    const method = status === 415 ? "POST" : "GET";
    const response = await handler(new Request(`${ORIGIN + path}token=${TOKEN}`, { method, headers }));
    assert.equal(response.status, status, path);
    assert.ok(seen.serve.startsWith(`${ORIGIN}/kyc`) && seen.render, path);
    for (const [hook, url] of Object.entries(seen)) assert.ok(!url.includes(TOKEN), `${hook}: ${url}`);
  }
});

test("what onError and onStep get of a route has no token, and a body beside a token is read", async () => {
  const told = [];
  const { handler, sandbox } = setUp({
    render: () => {
      throw new Error("cannot render");
    },
    onError: (error, route) => told.push(error.message, route),
    onStep: (step) => told.push(JSON.stringify(step)),
  });
  const navigation = { accept: "text/html", "sec-fetch-mode": "navigate" };
  for (const path of ["/kyc/handoff/open%3Ftoken=", "/kyc/handoff/open/?token="])
    assert.equal((await handler(new Request(ORIGIN + path + TOKEN, { headers: navigation }))).status, 404);
  assert.equal((await handler(postTo(`links?token=${TOKEN}`, PERSON))).status, 201);
  assert.equal(sandbox.customers().length, 1);
  assert.ok(told.length > 3);
  assert.doesNotMatch(told.join("\n"), new RegExp(TOKEN));
});
