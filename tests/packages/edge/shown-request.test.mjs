/** The request that hooks see: without the token of a link for another device, and otherwise as it came. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { ORIGIN, setUp } from "../helpers/edge/harness.mjs";
import { file } from "../helpers/install/index.mjs";

const { withoutToken } = await import(pathToFileURL(file("dist/lib/edge/shown-request.js")));
const TOKEN = "0123456789abcdefghijkl";

test("a request with a token keeps its method, its headers and its path, for each base path", () => {
  for (const base of ["/kyc", "", "/api/verify"]) {
    for (const method of ["GET", "HEAD", "POST"]) {
      const headers = { accept: "text/html", cookie: "a=1", "x-forwarded-for": "203.0.113.7" };
      const url = `${ORIGIN}${base}/handoff/open`;
      const shown = withoutToken(new Request(`${url}?token=${TOKEN}&a=1`, { method, headers }), base);
      assert.deepEqual([shown.url, shown.method, Object.fromEntries(shown.headers), shown.body], [url, method, headers, null]);
    }
  }
});

test("any other request is the one that came", () => {
  for (const path of [
    "/kyc/handoff/open",
    "/kyc/handoff/open?",
    "/kyc/handoff?token=x",
    "/kyc/handoff/open/?token=x",
    "/handoff/open?token=x",
    "/kyc/status?token=x",
  ]) {
    const request = new Request(ORIGIN + path);
    assert.equal(withoutToken(request, "/kyc"), request, path);
  }
});

test("what Cloudflare knows of the visitor is passed on, and no member of every object is", (t) => {
  const given = [];
  const { Request: Original } = globalThis;
  globalThis.Request = class {
    constructor(...all) {
      given.push(all);
    }
  };
  t.after(() => (globalThis.Request = Original));
  const [headers, cf] = [new Headers(), { country: "US" }];
  withoutToken({ url: `${ORIGIN}/kyc/handoff/open?token=${TOKEN}`, method: "POST", headers, cf }, "/kyc");
  const [[url, init]] = given;
  assert.equal(String(url), `${ORIGIN}/kyc/handoff/open`);
  assert.deepEqual({ ...init }, { method: "POST", headers, cf, body: null, signal: null, window: null, referrer: "" });
  assert.ok(!("hasOwnProperty" in init));
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
    serve: note("serve", (_request, respond) => respond()),
  };
  const { handler } = setUp({ page: () => page, authorize: note("authorize"), rateLimit: note("rateLimit", true) });
  for (const method of ["GET", "POST"]) {
    const headers = { accept: "text/html", "sec-fetch-mode": "navigate", origin: ORIGIN };
    const response = await handler(new Request(`${ORIGIN}/kyc/handoff/open?token=${TOKEN}`, { method, headers }));
    assert.equal(response.status, 410);
    const url = `${ORIGIN}/kyc/handoff/open`;
    assert.deepEqual(seen, { serve: url, rateLimit: url, authorize: url, render: url });
  }
});
