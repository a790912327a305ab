/**
 * Two tenants over one store, each with its own account at the provider. Whatever one does, with its operator's
 * functions, the webhooks of its account and its routes, about a customer, an address or a reference of the other one:
 * it never touches a record of the other, whose person keeps the session, the status, the claim and the limits. That
 * holds in each arrangement that docs/edge.md allows.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  browser,
  CONTACT_CODE,
  configOf,
  createHandler,
  createOperator,
  createSandbox,
  memoryStore,
  ORIGIN,
  PERSON,
  PERSON_AT_GRID,
} from "../helpers/edge/harness.mjs";
import { esm, subpath } from "../helpers/install/index.mjs";

const { isKycLinkError } = await esm();
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
async function tenantOf(provider, { account, ...own }, store, hasWebhooks) {
  const sandbox = createSandbox({ ids: "deterministic" });
  // They are random, and take long to make.
  const keys = hasWebhooks ? await sandbox.webhookKeys() : {};
  const names = new Set();
  const known = (name) => names.add(name) && name;
  const { baseUrls } = createSandbox(); // the same for all: only the credentials tell the accounts apart
  const config = configOf(sandbox, {
    provider,
    spherepay: { apiKey: `key-${account}`, baseUrl: baseUrls.spherepay, profiles: ["kyc_profile_a"], webhookSecret: keys.spherepay },
    grid: { clientId: `id-${account}`, clientSecret: "secret-of-ours", baseUrl: baseUrls.grid, webhookPublicKey: keys.grid },
    bridge: { apiKey: `key-${account}`, baseUrl: baseUrls.bridge, webhookPublicKey: keys.bridge },
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

/** A function that may be refused, but only with an error of the package. */
const attempt = (promise) =>
  promise.catch((error) => {
    assert.equal(isKycLinkError(error), true, String(error));
  });

const who = ({ person }, id) => [{ customerId: id }, { email: person.email }, { reference: "jane" }];

async function operate(tenant, id, name, more) {
  for (const one of who(tenant, id)) await attempt(tenant.operator[name]({ ...one, ...more }));
}

/** The events of the tenant's own account about a customer with that id. */
async function deliver({ provider, sandbox, handler }, id, decision) {
  await sandbox.complete(id, decision);
  const all = sandbox.deliveries();
  assert.ok(all.length > 0);
  for (const { body, headers } of all) {
    const request = new Request(`${ORIGIN}/kyc/webhooks/${provider}`, { method: "POST", body, headers });
    assert.equal((await handler(request)).status, 200);
  }
}

/** What the second tenant does, with the id of the first one's customer and the cookie of its browser. */
const ACTS = {
  find: (tenant, id) => operate(tenant, id, "find"),
  release: (tenant, id) => operate(tenant, id, "release"),
  "release to a person": (tenant, id) => operate(tenant, id, "release", { to: "mallory" }),
  exportData: (tenant, id) => operate(tenant, id, "exportData"),
  forget: (tenant, id) => operate(tenant, id, "forget"),
  async resumeLink(tenant, id) {
    for (const one of who(tenant, id)) {
      if (one.email) continue;
      const link = await attempt(tenant.operator.resumeLink({ ...one, to: one.customerId && "jane", ttlMs: 60_000 }));
      if (!link) continue;
      const path = link.url.split("/kyc/")[1];
      await browser(tenant.handler).get(path, { accept: "text/html" });
      await browser(tenant.handler).form(path, {});
    }
  },
  "a webhook": (tenant, id) => deliver(tenant, id, "approve"),
  "another webhook": (tenant, id) => deliver(tenant, id, "reject"),
  "GET status": ({ page }) => page.get("status"),
  "POST links": ({ page, person }) => page.json("links", person, { "idempotency-key": KEY }),
  async "POST links/renew"({ page }) {
    for (let times = 0; times < 11; times++) await page.json("links/renew", {});
  },
  async "POST contact"({ page }) {
    for (let times = 0; times < 6; times++) await page.json("contact/email", {});
    await page.json("contact/phone", { value: "+4915123456789" });
  },
  async "POST contact/confirm"({ page }) {
    for (let times = 0; times < 6; times++) await page.json("contact/email/confirm", { code: "999999" });
    await page.json("contact/phone/confirm", { code: CONTACT_CODE });
  },
  async "POST handoff"({ page, handler }) {
    for (let times = 0; times < 11; times++) {
      const { body } = await page.json("handoff", {});
      const path = body.url?.split("/kyc/")[1];
      if (path) await browser(handler).form(path, {});
    }
    await page.json("handoff/end", {});
  },
  "POST end": ({ page }) => page.json("end", {}),
};

/** Whose session the second tenant's browser has: that of a customer with the same id, or the cookie of the first. */
const SESSIONS = {
  "its own": () => {},
  "the other's": ({ page }, first) => void page.cookie(first.page.cookie()),
};

for (const provider of Object.keys(people)) {
  for (const [arrangement, [ours, theirs]] of Object.entries(ARRANGEMENTS)) {
    test(`${provider}, ${arrangement}: no act of a tenant touches a record of the other`, async () => {
      for (const [whose, take] of Object.entries(SESSIONS)) {
        for (const [name, act] of Object.entries(ACTS)) {
          const what = `${name}, with ${whose} session`;
          const store = memoryStore();
          const hasWebhooks = name.endsWith("webhook");
          const first = await tenantOf(provider, ours, store);
          const second = await tenantOf(provider, theirs, store, hasWebhooks);
          const id = await begin(first);
          assert.equal(await begin(second), id, "the same id");
          const before = await first.operator.exportData({ customerId: id });
          assert.ok(before.customers[0].records.length > 2);

          take(second, first);
          await act(second, id);

          const shared = [...first.names].filter((record) => second.names.has(record));
          assert.deepEqual(shared, [], what);
          assert.deepEqual(await first.operator.exportData({ customerId: id }), before, what);
          assert.equal((await first.page.get("status")).body.status, "incomplete", what);
          assert.ok((await first.page.json("links/renew", {})).status < 300, what);
          assert.equal((await first.operator.find({ customerId: id })).status, "incomplete", what);
        }
      }
    });
  }
}
