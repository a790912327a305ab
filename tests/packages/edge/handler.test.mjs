/** The paths of `kyclink/edge`: tests/transcripts/responses.txt has what each route responds with. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { ORIGIN, setUp } from "../helpers/edge/harness.mjs";
import { subpath } from "../helpers/install/index.mjs";

const POSTS = "links links/renew contact/email contact/phone contact/email/confirm contact/phone/confirm handoff handoff/end end";
const ROUTES = [
  ...POSTS.split(" ").map((route) => ["POST", route]),
  ["POST", "webhooks/spherepay"],
  ...["", "new", "status", "handoff/open"].map((route) => ["GET", route]),
];

/** Frameworks with `trailingSlash` redirect to such paths, or send them on. */
test("a slash at the end of a path: the same response, and the same route for the hooks", async () => {
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
