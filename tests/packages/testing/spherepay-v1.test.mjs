/** SpherePay's v1 in the sandbox: the endpoint that returns the webhook secret, and the two oldest error shapes. */

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import test from "node:test";
import { changed, PERSON, setUp } from "../helpers/sandbox/harness.mjs";
import { WEBHOOK } from "../helpers/sandbox/requests.mjs";

const CREATE = "/v2/customer/kyc-link";
const ts = "2026-03-01T10:00:00.123Z";

test("registering a webhook returns the secret that deliveries are signed with", async () => {
  const { spherepay, sandbox } = setUp();
  const { status, body } = await spherepay("POST", "/v1/webhook", WEBHOOK);
  assert.deepEqual([status, body.ok, body.data.webhook.events], [200, true, WEBHOOK.events]);
  await spherepay("POST", CREATE, PERSON);
  const [{ body: sent, headers }] = sandbox.deliveries();
  assert.equal(headers.signature, createHmac("sha256", body.data.webhook.secret).update(sent).digest("hex"));
  const second = await spherepay("POST", "/v1/webhook", { ...WEBHOOK, events: ["*"] });
  assert.equal(second.body.data.webhook.secret, body.data.webhook.secret);
  assert.notEqual(second.body.data.webhook.id, body.data.webhook.id);
});

test("its errors: messages by field, or a code", async () => {
  const { spherepay } = setUp();
  const { status, body: fields } = await spherepay("POST", "/v1/webhook", { ...changed(WEBHOOK, "name"), url: "app.example.com" });
  assert.match(fields.request, /^request_[0-9a-f]{32}$/);
  const error = { name: ["Required"], url: ["Invalid url format"] };
  const envelope = { ok: false, object: "error", data: null, ts };
  assert.deepEqual(
    [status, fields],
    [400, { ...envelope, statusCode: 400, error, message: "Required, Invalid url format", request: fields.request }],
  );

  for (let made = 0; made < 10; made++) assert.equal((await spherepay("POST", "/v1/webhook", WEBHOOK)).status, 200);
  const { status: full, body } = await spherepay("POST", "/v1/webhook", WEBHOOK);
  assert.deepEqual(
    [full, body],
    [400, { ...envelope, error: "webhook/limit-exceeded", message: "An application has at most 10 webhooks", request: body.request }],
  );
  const nowhere = await spherepay("GET", "/v1/customer/customer_0");
  assert.deepEqual([nowhere.status, nowhere.body.error], [404, "resource/not-found"]);
});

test("every endpoint supports both shapes", async () => {
  const { spherepay } = setUp({ spherepay: { errors: "v1" } });
  const fields = await spherepay("POST", CREATE, changed(PERSON, "email", "jane"));
  assert.deepEqual([fields.status, fields.body.error], [400, { email: ["Invalid email format"] }]);
  const code = await spherepay("GET", "/v2/customer/customer_0");
  assert.deepEqual([code.status, code.body.error], [404, "resource/not-found"]);
  const key = await spherepay("POST", CREATE, PERSON, { authorization: undefined });
  assert.deepEqual([key.status, key.body.detail], [403, "Forbidden resource"]);
});
