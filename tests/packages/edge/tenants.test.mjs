/**
 * Two tenants over one store, each with its own account at the provider: in each arrangement that docs/edge.md allows,
 * neither touches a record of the other. What one may do about customers of the other is in `simulation/src/tenants.rs`.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  browser,
  configOf,
  createHandler,
  createOperator,
  createSandbox,
  memoryStore,
  ORIGIN,
  PERSON,
  PERSON_AT_GRID,
} from "../helpers/edge/harness.mjs";
import { subpath } from "../helpers/install/index.mjs";

const { onboardingPage } = await subpath("page");

const OTHER_SECRET = "another-edge-secret-of-more-than-32-bytes";
const KEY = "f3b6a1de-52c0-4c1b-9a53-0d6f3d7c9e21";
const page = onboardingPage();
const people = { spherepay: PERSON, grid: PERSON_AT_GRID, bridge: PERSON };

/** What the tenants have of their own: an account, a secret, an `id`. */
const ARRANGEMENTS = {
  "own secrets without id": [{ account: "ours" }, { account: "theirs", cookieSecret: OTHER_SECRET }],
  "one secret and an id each": [
    { account: "ours", id: "a" },
    { account: "ours", id: "b" },
  ],
  "one secret and different accounts without id": [{ account: "ours" }, { account: "theirs" }],
};

/** A tenant, whose sandbox counts its ids like that of the other one: its first customer has the same id. */
async function tenantOf(provider, { account, ...own }, store) {
  const sandbox = createSandbox({ ids: "deterministic" });
  const { secret } = await sandbox.signWebhook("spherepay", {});
  const names = new Set();
  const known = (name) => names.add(name) && name;
  const { baseUrls } = createSandbox(); // the same for all: only the credentials tell the accounts apart
  const config = configOf(sandbox, {
    provider,
    spherepay: { apiKey: `key-${account}`, baseUrl: baseUrls.spherepay, profiles: ["kyc_profile_a"], webhookSecret: secret },
    grid: { clientId: `id-${account}`, clientSecret: "secret-of-ours", baseUrl: baseUrls.grid },
    bridge: { apiKey: `key-${account}`, baseUrl: baseUrls.bridge },
    store: { get: (name) => store.get(known(name)), swap: (name, ...rest) => store.swap(known(name), ...rest) },
    authorize: () => ({ reference: "jane" }),
    page,
    onError: () => {},
    ...own,
  });
  const handler = createHandler(config);
  return { provider, sandbox, names, handler, operator: createOperator(config), page: browser(handler), person: people[provider] };
}

/** Onboards the person of a tenant, and uses up a part of the limits. */
async function begin({ provider, page, person, sandbox }) {
  assert.ok([201, 202].includes((await page.json("links", person, { "idempotency-key": KEY })).status));
  assert.equal((await page.json("links/renew", {})).status < 300, true);
  if (provider === "grid") {
    assert.equal((await page.json("contact/email", {})).status, 204);
    assert.equal((await page.json("contact/email/confirm", { code: "000000" })).status, 422);
  }
  assert.equal((await page.json("handoff", {})).status, 201);
  assert.equal((await page.get("status")).body.status, "incomplete");
  return sandbox.customers()[0].id;
}

/** What the second tenant does about a customer with the id, the address and the reference of the first one's. */
async function act({ provider, page, person, operator, sandbox, handler }, id, cookie) {
  await page.json("links/renew", {});
  await page.json("end", {});
  page.cookie(cookie);
  for (const path of ["links/renew", "contact/email", "handoff", "end"]) await page.json(path, {});
  await page.json("links", person, { "idempotency-key": KEY });
  if (provider === "spherepay") {
    await sandbox.complete(id, "reject");
    for (const { body, headers } of sandbox.deliveries()) {
      const request = new Request(`${ORIGIN}/kyc/webhooks/spherepay`, { method: "POST", body, headers });
      assert.equal((await handler(request)).status, 200);
    }
  }
  for (const who of [{ customerId: id }, { email: person.email }, { reference: "jane" }])
    for (const name of ["find", "release", "exportData", "forget"]) await operator[name](who).catch(() => {});
}

for (const provider of Object.keys(people)) {
  for (const [arrangement, [ours, theirs]] of Object.entries(ARRANGEMENTS)) {
    test(`${provider}, ${arrangement}: no act of a tenant touches a record of the other`, async () => {
      const store = memoryStore();
      const [first, second] = [await tenantOf(provider, ours, store), await tenantOf(provider, theirs, store)];
      const id = await begin(first);
      assert.equal(await begin(second), id, "the same id");
      const before = await first.operator.exportData({ customerId: id });
      assert.ok(before.customers[0].records.length > 2);
      await act(second, id, first.page.cookie());
      assert.deepEqual(
        [...first.names].filter((record) => second.names.has(record)),
        [],
      );
      assert.deepEqual(await first.operator.exportData({ customerId: id }), before);
      assert.equal((await first.page.get("status")).body.status, "incomplete");
      assert.ok((await first.page.json("links/renew", {})).status < 300);
    });
  }
}
