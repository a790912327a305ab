/** `kyclink/edge`: from a POST to a link, and back with the cookie, in front of the sandbox. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fieldsOf, KEY, ORIGIN, PERSON, setUp } from "../helpers/edge/harness.mjs";
import { subpath } from "../helpers/install/index.mjs";

describe("links", () => {
  test("JSON gets 201 with the link, and a cookie with the session", async () => {
    const { sandbox, browser } = setUp();
    const page = browser();
    const { status, headers, body } = await page.json("links", PERSON);
    assert.equal(status, 201);
    const [customer] = sandbox.customers();
    assert.deepEqual(body, { kycUrl: customer.links[0].url, expiresAt: body.expiresAt, provider: "spherepay" });
    assert.match(headers.get("set-cookie"), /^__Host-kyclink=[\w-]+; Path=\/; Max-Age=2592000; Secure; HttpOnly; SameSite=Lax$/);
    assert.equal(headers.get("cache-control"), "no-store");
    assert.equal(headers.get("referrer-policy"), "no-referrer");
    for (const secret of [customer.id, "key-of-ours"]) assert.ok(!(headers.get("set-cookie") + JSON.stringify(body)).includes(secret));
    assert.deepEqual((await page.get("status")).body.status, "incomplete");
  });

  test("a form is redirected", async () => {
    const { sandbox, browser } = setUp();
    const { status, headers, text } = await browser().form("links", [...fieldsOf(PERSON), ["idempotencyKey", KEY]]);
    assert.deepEqual([status, text], [303, ""]);
    assert.equal(headers.get("location"), sandbox.customers()[0].links[0].url);
  });
});

/** Frameworks with `trailingSlash` redirect to such paths, or send them on. */
describe("a slash at the end of a path", () => {
  const POSTS = "links links/renew contact/email contact/phone contact/email/confirm contact/phone/confirm handoff handoff/end end";
  const ROUTES = [
    ...POSTS.split(" ").map((route) => ["POST", route]),
    ["POST", "webhooks/spherepay"],
    ...["", "new", "status", "handoff/open"].map((route) => ["GET", route]),
  ];

  test("the same response, and the same route for the hooks", async () => {
    const { onboardingPage } = await subpath("page");
    const seen = [];
    const rateLimit = (_request, route) => seen.push(route) > 0;
    const spherepay = {
      apiKey: "key-of-ours",
      environment: "sandbox",
      profiles: ["kyc_profile_a"],
      webhookSecret: "a-webhook-secret-of-ours",
    };
    const { handler } = setUp({ rateLimit, spherepay, page: onboardingPage() });
    const statusOf = async (method, path) => {
      const headers = { origin: ORIGIN, "content-type": "application/json", "sec-fetch-mode": "cors" };
      const body = method === "POST" ? "{}" : undefined;
      return (await handler(new Request(`${ORIGIN}/kyc${path}`, { method, headers, body }))).status;
    };
    for (const [method, route] of ROUTES) {
      const path = route && `/${route}`;
      const [status, routes] = [await statusOf(method, path), seen.splice(0)];
      assert.notEqual(status, 404, route);
      assert.equal(await statusOf(method, `${path}/`), status, route);
      assert.deepEqual(seen.splice(0), routes, route);
      if (route) assert.equal(await statusOf(method, `${path}//`), 404, "one slash");
    }
  });
});
