/** The webhooks of a provider of one's own. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { createOperator, holdTimers, newKey } from "../../helpers/edge/harness.mjs";
import { deliver, open, PERSON, webhookRefused, withWebhook } from "../../helpers/provider/model.mjs";

const key = () => ({ "idempotency-key": newKey() });

/** A handler with webhooks, and a person who has begun. */
async function begun(config, changes) {
  const events = [];
  const world = open((tools) => ({ ...withWebhook(tools), ...changes?.(tools) }), { onEvent: (event) => events.push(event), ...config });
  const page = world.browser();
  await page.json("links", PERSON, key());
  const post = ({ body, headers }) =>
    world
      .handler(new Request("https://app.example.com/kyc/webhooks/acme", { method: "POST", body, headers }))
      .then(async (response) => [response.status, (await response.json().catch(() => ({}))).code]);
  const status = async () => (await page.get("status")).body.status;
  return { ...world, page, post, status, events };
}

test("a verified event counts at once, and once", async () => {
  const { post, status, events, api } = await begun();
  api.sessions.get("s-1").status = "review";
  const event = deliver({ type: "approved", session: "s-1" });
  assert.deepEqual(
    [await post(event), await post(event)],
    [
      [200, undefined],
      [200, undefined],
    ],
  );
  assert.equal(await status(), "approved");
  assert.equal(events.length, 1);
  const { provider, kind, customerId, data, occurredAt } = events[0];
  assert.deepEqual([provider, kind, customerId, data.customerId], ["acme", "kyc_approved", "s-1", "s-1"]);
  assert.ok(Math.abs(Date.parse(occurredAt) - Date.now()) < 60_000);
});

test("a delivery that is forged, late or malformed changes nothing", async () => {
  const { post, status, events } = await begun();
  const { body } = deliver({ type: "approved", session: "s-1" });
  assert.deepEqual(await post({ body, headers: {} }), [401, "webhook_signature"]);
  assert.deepEqual(await post({ body, headers: { "x-acme-signature": "0" } }), [401, "webhook_signature"]);
  assert.deepEqual(await post(deliver({ type: "approved", session: "s-1", at: 0 })), [400, "webhook_too_old"]);
  assert.deepEqual(await post(deliver({ type: "approved", session: "s-1", id: "" })), [400, "webhook_malformed"]);
  assert.deepEqual(await post(deliver({ type: "ping" })), [200, undefined]);
  assert.deepEqual([events.length, await status()], [0, "incomplete"]);
});

test("a reference that the handler has made up leads to its customer, too", async () => {
  const { api, post, status } = await begun();
  api.sessions.get("s-1").status = "review";
  assert.deepEqual(await post(deliver({ type: "approved", user: api.sessions.get("s-1").userId })), [200, undefined]);
  assert.equal(await status(), "approved");
});

test("an event says a kind, a status or both, and onEvent gets its kind", async () => {
  for (const [given, status, kind] of [
    [{ kind: "kyc_rejected" }, "rejected", "kyc_rejected"],
    [{ status: "incomplete" }, "incomplete", "customer_updated"],
    [{ status: "pending" }, "pending", "kyc_pending"],
    [{ status: "approved" }, "approved", "kyc_approved"],
    [{ status: "rejected" }, "rejected", "kyc_rejected"],
    [{ status: "expired" }, "expired", "kyc_expired"],
    [{ status: "on_hold" }, "on_hold", "kyc_needs_review"],
    [{ status: "unknown" }, "unknown", "customer_updated"],
    [{ kind: "session.done", status: "pending" }, "pending", "other"],
    [{ kind: "customer_created" }, "incomplete", "customer_created"],
    [{ kind: "kyc_approved", status: "rejected" }, "incomplete"],
    [{}, "incomplete"],
  ]) {
    const verify = () => ({ id: "e-1", customerId: "s-1", type: "individual", ...given });
    const world = await begun({}, () => ({ webhook: { verify } }));
    assert.deepEqual(await world.post(deliver({})), kind ? [200, undefined] : [400, "webhook_malformed"], JSON.stringify(given));
    assert.equal(await world.status(), status, JSON.stringify(given));
    assert.deepEqual(
      world.events.map((event) => [event.kind, event.data.type]),
      kind ? [[kind, "individual"]] : [],
    );
    const told = world.errors.filter(({ error }) => error.code === "advice").map(({ error }) => error.message);
    assert.equal(told.length, kind ? 0 : 1);
    for (const message of told) assert.match(message, /^The function verify of acme returned /);
  }
});

test("without a webhook there is no route", async () => {
  const { handler } = open();
  const response = await handler(new Request("https://app.example.com/kyc/webhooks/acme", { method: "POST", body: "{}" }));
  assert.equal(response.status, 404);
});

test("whatever verify returns or throws is hostile input", async (t) => {
  const timeout = 400;
  const pass = holdTimers(t);
  for (const [verify, expected, advice] of [
    [() => ({ id: "e-1", kind: "kyc_approved", customerId: "../x" }), [400, "webhook_malformed"], "a customerId that is not"],
    [() => "kyc_approved", [400, "webhook_malformed"]],
    [() => Object.defineProperty({}, "id", { get: () => webhookRefused("x") }), [400, "webhook_malformed"]],
    [() => ({ id: "e-1", kind: "kyc_approved", customerId: "s-1", at: 9e15 }), [400, "webhook_malformed"], "an at that is not a Date"],
    [
      () => ({ id: "e-1", kind: "customer_updated", customerId: "s-1", status: "secret-1" }),
      [400, "webhook_malformed"],
      "a status that is not",
    ],
    [() => ({ id: "e-1", kind: "kyc_approved", reference: "secret".repeat(90) }), [400, "webhook_malformed"], "a reference that is not"],
    [() => Promise.reject(new Error("secret")), [503, "unavailable"]],
    [() => new Promise(() => setImmediate(pass, timeout)), [503, "not_now"]],
  ]) {
    const { post, status, errors } = await begun({ timeout }, () => ({ webhook: { verify } }));
    assert.deepEqual(await post(deliver({ type: "approved", session: "s-1" })), expected);
    assert.equal(await status(), "incomplete");
    const told = errors.filter(({ error }) => error.code === "advice").map(({ error }) => error.message);
    if (advice) assert.match(told.join(), new RegExp(`^The function verify of acme returned ${advice}`));
    assert.ok(errors.every(({ error }) => !error.message.includes("secret") && error.cause === undefined));
  }
});

test("reasons reach the person, and codes the operator alone", async () => {
  const said = { status: "rejected", reasons: ["The photo is\nblurred."], operatorReasons: ["BAD_PHOTO"] };
  const verify = () => ({ id: "e-1", customerId: "s-1", ...said });
  const { post, page, events, config } = await begun({}, () => ({ webhook: { verify }, status: () => said }));
  assert.deepEqual(await post(deliver({})), [200, undefined]);
  const { reasons, operatorReasons } = events[0];
  assert.deepEqual({ status: "rejected", reasons, operatorReasons }, said);
  const { body } = await page.get("status");
  assert.deepEqual([body.reasons, "operatorReasons" in body], [["The photo is blurred."], false]);
  const found = await createOperator(config).find({ customerId: "s-1" });
  assert.deepEqual(found.operatorReasons, ["BAD_PHOTO"]);
});
