/**
 * Two tenants over one store, each with its own account at the provider: in each arrangement that docs/edge.md allows,
 * neither has a record of the other. What one may do about customers of the other is in `simulation/src/tenants.rs`.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, configOf, createHandler, createSandbox, memoryStore, PERSON, PERSON_AT_GRID } from "../../helpers/edge/harness.mjs";

const OTHER_SECRET = "another-edge-secret-of-more-than-32-bytes";
const KEY = "f3b6a1de-52c0-4c1b-9a53-0d6f3d7c9e21";
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
function tenantOf(provider, { account, ...own }, store) {
  const sandbox = createSandbox({ ids: "deterministic" });
  const names = new Set();
  const known = (name) => names.add(name) && name;
  const { baseUrls } = createSandbox(); // the same for all: only the credentials tell the accounts apart
  const config = configOf(sandbox, {
    provider,
    spherepay: { apiKey: `key-${account}`, baseUrl: baseUrls.spherepay, profiles: ["kyc_profile_a"] },
    grid: { clientId: `id-${account}`, clientSecret: "secret-of-ours", baseUrl: baseUrls.grid },
    bridge: { apiKey: `key-${account}`, baseUrl: baseUrls.bridge },
    store: { get: (name) => store.get(known(name)), swap: (name, ...rest) => store.swap(known(name), ...rest) },
    authorize: () => ({ reference: "jane" }),
    onError: () => {},
    ...own,
  });
  return { sandbox, names, page: browser(createHandler(config)), person: people[provider] };
}

/** Onboards the person of a tenant. tests/it/edge/record.rs has whose each record is. */
async function begin({ page, person, sandbox }) {
  assert.ok([201, 202].includes((await page.json("links", person, { "idempotency-key": KEY })).status));
  assert.equal((await page.get("status")).body.status, "incomplete");
  return sandbox.customers()[0].id;
}

for (const provider of Object.keys(people)) {
  for (const [arrangement, [ours, theirs]] of Object.entries(ARRANGEMENTS)) {
    test(`${provider}, ${arrangement}: each has records and sessions of its own`, async () => {
      const store = memoryStore();
      const [first, second] = [tenantOf(provider, ours, store), tenantOf(provider, theirs, store)];
      assert.equal(await begin(first), await begin(second), "the same id");
      assert.ok(first.names.size > 3);
      assert.deepEqual(
        [...first.names].filter((record) => second.names.has(record)),
        [],
      );
      second.page.cookie(first.page.cookie());
      const { headers } = await second.page.get("status");
      assert.match(headers.get("set-cookie"), /^__Host-kyclink=/, "not the cookie: the login begins a session of its own");
    });
  }
}
