/**
 * The handler in front of a provider whose link comes before the customer (Bridge): the terms as a step of their own,
 * an email address that has a link already, a create whose response is lost, and one page in front of all providers.
 */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { browser, createHandler, fieldsOf, KEY, newKey, ORIGIN, PERSON, PERSON_AT_GRID, setUp } from "../helpers/edge/harness.mjs";

const JANE = { ...PERSON, address: { country: "US" } };

/** A handler in front of Bridge. */
function atBridge(config, options) {
  const world = setUp({ provider: "bridge", ...config }, { bridge: options });
  return world;
}

/** The configuration needs the sandbox's URL, which the harness knows only afterwards. */
function open(config, options) {
  const world = atBridge({ provider: "spherepay" }, options);
  const own = { apiKey: "key-of-ours", baseUrl: world.sandbox.baseUrls.bridge, ...config?.bridge };
  const all = { ...world.config, provider: "bridge", ...config, bridge: own };
  const handler = createHandler(all);
  return { ...world, config: all, handler, browser: () => browser(handler) };
}

const linkOf = (sandbox) => sandbox.customers().at(-1);

test("the terms first, then the link, then the decision", async () => {
  const created = [];
  const { sandbox, browser } = open({ onCreated: (one) => created.push(one), authorize: () => ({ reference: "user-1" }) });
  const jane = browser();
  const first = await jane.json("links", JANE, { "idempotency-key": KEY });
  const { id, resource } = linkOf(sandbox);
  assert.deepEqual([first.status, first.body], [202, { next: "accept_terms", url: resource.tos_link, provider: "bridge" }]);
  assert.deepEqual(created, [{ provider: "bridge", kycLinkId: id, reference: "user-1" }]);
  const again = await jane.json("links", JANE, { "idempotency-key": KEY });
  assert.deepEqual(again.body, first.body, "the same key");
  const status = async () => (await jane.get("status")).body;
  assert.deepEqual(keep(await status()), ["incomplete", "accept_terms"]);
  // A form leads on to the terms.
  const form = await jane.form("links/renew", {});
  assert.deepEqual([form.status, form.headers.get("location")], [303, resource.tos_link]);

  await sandbox.finishLink(resource.tos_link, "approve");
  const renewed = await jane.json("links/renew", {});
  assert.deepEqual([renewed.status, renewed.body], [201, { kycUrl: resource.kyc_link, provider: "bridge" }]);
  assert.deepEqual(keep(await status()), ["incomplete", "open_link"], "a fresh status does not ask for the terms again");
  await sandbox.finishLink(resource.kyc_link, "approve");
  assert.deepEqual((await jane.json("links/renew", {})).body, { next: "approved" });
});

const keep = ({ status, nextAction }) => [status, nextAction];

test("a rejection says why, in the words that the person may see, and in no others", async () => {
  const views = [];
  const { sandbox, browser } = open({ render: (view) => `<p>${views.push(view)}` });
  const jane = browser();
  await jane.json("links", JANE);
  const { id } = linkOf(sandbox);
  await sandbox.complete(id, "reject");
  const { text, body } = await jane.get("status");
  await jane.get("status", { accept: "text/html", "sec-fetch-mode": "navigate" });
  const shown = ({ status, nextAction, reasons, requirements }) => ({ status, nextAction, reasons, requirements });
  assert.deepEqual(views.map(shown), [shown(body)], "a page shows the same");
  assert.deepEqual(body.reasons, ["Cannot validate ID -- upload a clear photo of the full ID"]);
  assert.deepEqual(keep(body), ["rejected", "try_again"], "a clear photo can be handed in");
  assert.doesNotMatch(text, /Blurry|developer/);
  assert.ok(!text.includes(id), "no id of the provider");
});

test("an email address that has a link yields nothing to anybody else", async () => {
  const { sandbox, browser, errors } = open();
  const victim = browser();
  await victim.json("links", JANE, { "idempotency-key": newKey() });
  const { id, resource } = linkOf(sandbox);
  const secrets = [id, resource.kyc_link, resource.tos_link, resource.customer_id, "accept_terms", "existing_kyc_link"].filter(Boolean);
  const attempts = [
    (attacker) => attacker.json("links", JANE, { "idempotency-key": newKey() }),
    (attacker) => attacker.json("links", JANE),
    (attacker) => attacker.json("links", { ...JANE, email: JANE.email.toUpperCase() }, { "idempotency-key": newKey() }),
    (attacker) => attacker.json("links", { ...JANE, type: "business" }, { "idempotency-key": newKey() }),
    (attacker) => attacker.json("links", { ...JANE, reference: "user-1" }, { "idempotency-key": newKey() }),
    (attacker) => attacker.form("links", fieldsOf(JANE)),
  ];
  for (const decision of [undefined, "approve"]) {
    if (decision) await sandbox.complete(id, decision);
    for (const [at, attempt] of attempts.entries()) {
      const attacker = browser();
      const key = { "idempotency-key": newKey() };
      for (const { status, text, headers, body } of [await attempt(attacker), await attempt(attacker)]) {
        assert.deepEqual([status, body.code], [409, "conflict"], `attempt ${at}`);
        const all = text + JSON.stringify([...headers]);
        for (const secret of secrets) assert.ok(!all.includes(secret), `attempt ${at} has ${secret}`);
        assert.equal(headers.get("set-cookie"), null);
        assert.equal(headers.get("location"), null);
      }
      assert.deepEqual((await attacker.get("status")).body, { status: "none", nextAction: "none" });
      assert.equal((await attacker.json("links/renew", {}, key)).status, 401);
    }
  }
  const reported = JSON.stringify(errors.map(({ error }) => ({ ...error, message: error.message, stack: error.stack })));
  for (const secret of secrets) assert.ok(!reported.includes(secret), `onError gets ${secret}`);
  assert.equal(sandbox.customers().length, 1);
  assert.equal((await victim.json("links/renew", {})).status, 200, "the victim goes on");
});

for (const failure of ["drop_after", 503]) {
  test(`a create whose response is lost (${failure}) is sent again with the same key`, async () => {
    const keys = [];
    const world = open();
    const { sandbox } = world;
    const fetch = (url, init) => {
      if (init.method === "POST") keys.push(init.headers["Idempotency-Key"]);
      return sandbox.fetch(url, init);
    };
    const handler = createHandler({ ...world.config, fetch, timeout: 30_000 });
    const jane = browser(handler);
    sandbox.nextFailure(failure, { times: 3 });
    const pageKey = { "idempotency-key": newKey() };
    const lost = await jane.json("links", JANE, pageKey);
    assert.deepEqual([lost.status, lost.body.code], [503, "outcome_unknown"]);
    assert.equal(keys.length, 3, "the client has tried again");
    await new Promise((resolve) => setTimeout(resolve, 5_100));
    const { status, body } = await jane.json("links", JANE, pageKey);
    assert.deepEqual([status, body.next], [202, "accept_terms"]);
    assert.equal(new Set(keys).size, 1, "one key for one page");
    assert.notEqual(keys[0], pageKey["idempotency-key"], "not the page's, which may be guessed");
    assert.equal(sandbox.customers().length, 1);
  });
}

test("the handler's webhooks: RSA over the time and the body", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const events = [];
  const base = open();
  const { bridge: publicKey } = await base.sandbox.webhookKeys();
  const handler = createHandler({
    ...base.config,
    bridge: { ...base.config.bridge, webhookPublicKey: ["-----BEGIN PUBLIC KEY-----", publicKey].slice(1) },
    onEvent: (event) => events.push(event),
  });
  const jane = browser(handler);
  await jane.json("links", JANE);
  const { id } = linkOf(base.sandbox);
  await base.sandbox.complete(id, "approve");
  const deliveries = base.sandbox.deliveries();
  const deliver = ({ body, headers }) => handler(new Request(`${ORIGIN}/kyc/webhooks/bridge`, { method: "POST", body, headers }));
  for (const delivery of deliveries) assert.equal((await deliver(delivery)).status, 200);
  assert.equal(events.at(-1).kind, "kyc_approved");
  assert.ok(events.some(({ kycLinkId }) => kycLinkId === id));
  assert.deepEqual(keep((await jane.get("status")).body), ["approved", "none"]);
  const [first] = deliveries;
  const forged = { ...first, body: first.body.replace("not_started", "approved") };
  assert.equal((await deliver(forged)).status, 401);
  t.mock.timers.tick(600_001);
  const { status } = await deliver(first);
  assert.equal(status, 400, "signed more than ten minutes ago");
});

test("one page in front of three providers, chosen by the applicant's country", async () => {
  const base = open();
  const { sandbox } = base;
  const provider = ({ address }) => ({ US: "bridge", USA: "bridge", DE: "grid" })[address.country] ?? "spherepay";
  const handler = createHandler({ ...base.config, provider });
  const people = {
    bridge: PERSON,
    grid: PERSON_AT_GRID,
    spherepay: { ...PERSON, address: { ...PERSON.address, country: "MC", state: undefined, postalCode: "98000" } },
  };
  for (const [name, person] of Object.entries(people)) {
    const one = browser(handler);
    const { status } = await one.json("links", { ...person, email: `${name}@example.com` }, { "idempotency-key": newKey() });
    assert.ok([201, 202].includes(status), `${name}: ${status}`);
    assert.equal((await one.get("status")).body.provider, name);
  }
  assert.deepEqual(
    sandbox
      .customers()
      .map((customer) => customer.provider)
      .sort(),
    ["bridge", "grid", "spherepay"],
  );
});

test("records say nothing about the person", async () => {
  const kept = new Map();
  const store = {
    get: async (name) => kept.get(name),
    swap: async (name, before, after) => {
      if (kept.get(name) !== before) return false;
      if (after === undefined) kept.delete(name);
      else kept.set(name, after);
      return true;
    },
  };
  const { browser, sandbox } = open({ store, authorize: () => ({ reference: "user-1" }) });
  await browser().json("links", JANE, { "idempotency-key": KEY });
  const all = JSON.stringify([...kept]);
  const { id, resource } = linkOf(sandbox);
  for (const secret of [JANE.email, id, resource.kyc_link, "user-1", KEY]) assert.ok(!all.includes(secret));
  assert.ok(!all.includes(createHash("sha256").update(JANE.email).digest("hex")));
});
