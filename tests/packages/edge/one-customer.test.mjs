/**
 * A person whom the application knows has one customer at each provider, however many tabs, keys and processes post: at
 * every provider, and for every `repeat` of one's own.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, createHandler, memoryStore, newKey, ORIGIN, SECRET } from "../helpers/edge/harness.mjs";
import { subpath } from "../helpers/install/index.mjs";
import { PROVIDERS } from "../helpers/providers/worlds.mjs";

const { defineProvider } = await subpath("provider");
const PERSON = { email: "jane.smith@example.com", phone: "+14155550123" };
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** A provider of one's own that makes a customer for each create which it may not repeat. */
function own(repeat, { hasLink = false } = {}) {
  const customers = new Map();
  const find = ({ reference, idempotencyKey }) => customers.get({ reference, key: idempotencyKey }[repeat]);
  const provider = defineProvider({
    ...{ name: "acme", label: "Acme", applicant: { individual: ["email", "phone?"] }, hosts: ["kyc.example"], account: "ours", repeat },
    async create(given) {
      await pause(20);
      const id = find(given) ?? `c-${customers.size + 1}`;
      customers.set({ reference: given.reference, key: given.idempotencyKey }[repeat] ?? id, id);
      return { customerId: id, kycUrl: `https://kyc.example/${id}` };
    },
    ...(hasLink && { link: ({ customerId }) => ({ kycUrl: `https://kyc.example/${customerId}` }) }),
    status: () => ({ status: "incomplete" }),
  });
  return [provider, () => ({ fetch: undefined, applicants: { individual: PERSON }, customers: () => [...customers.values()] })];
}

const ROWS = {
  ...PROVIDERS,
  "own, by reference": own("reference"),
  "own, by key": own("key"),
  "own, by key, with links": own("key", { hasLink: true }),
  "own, never": own("never"),
  "own, never, with links": own("never", { hasLink: true }),
};

/** Handlers of several processes over one store. */
function open(given, world) {
  const settings = given.operation ? { provider: given } : given;
  const store = memoryStore();
  return () =>
    browser(
      createHandler({
        ...{ ...settings, fetch: world.fetch, store, cookieSecret: SECRET, allowedOrigins: [ORIGIN], rateLimit: "none" },
        ...{ authorize: () => ({ reference: "user-17" }), onError: () => {} },
      }),
    );
}

/** Posts until no other tab of the person is in the way, as the page does. */
async function post(page, applicant, headers) {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const response = await page.json("links", applicant, headers);
    if (response.status !== 409) return response;
    await pause(20);
  }
  throw new Error("The person has to wait for ever.");
}

for (const [name, [given, makeWorld]] of Object.entries(ROWS)) {
  test(`${name}: three tabs at the same moment, and each later post, are one customer`, async () => {
    const world = makeWorld();
    const applicant = { type: "individual", ...world.applicants.individual };
    const begin = open(given, world);
    const tabs = [{ "idempotency-key": newKey() }, { "idempotency-key": newKey() }, {}, { "idempotency-key": newKey() }];
    const first = await Promise.all(tabs.map((headers) => post(begin(), applicant, headers)));
    const corrected = { ...applicant, email: "jane@example.org" };
    const later = [];
    for (const one of [applicant, corrected, applicant]) later.push(await post(begin(), one, { "idempotency-key": newKey() }));
    later.push(await post(begin(), applicant, {}));
    for (const { status, body } of [...first, ...later]) assert.ok(status < 300, `${status} ${JSON.stringify(body)}`);
    assert.equal(new Set(world.customers()).size, 1, world.customers().join());
  });
}

test("a person and a business of one reference are two customers", async () => {
  const [given, makeWorld] = PROVIDERS.due;
  const world = makeWorld();
  const begin = open(given, world);
  for (const type of ["individual", "business", "individual", "business"]) {
    assert.ok((await post(begin(), { type, ...world.applicants[type] }, {})).status < 300);
  }
  assert.equal(world.customers().length, 2);
});

test("what the provider's list does not show is known by the store", async () => {
  const [given, makeWorld] = PROVIDERS.due;
  for (const list of ["[]", `[${`{"id":"acct_x","externalId":"another","type":"individual"},`.repeat(30_000)}null]`]) {
    const world = makeWorld();
    const fetch = (url, init) =>
      init.method === "GET" && url.endsWith("/v1/accounts/") ? Promise.resolve(new Response(list)) : world.fetch(url, init);
    const begin = open(given, { ...world, fetch });
    const applicant = { type: "individual", ...world.applicants.individual };
    const tabs = await Promise.all([1, 2, 3].map(() => post(begin(), applicant, { "idempotency-key": newKey() })));
    for (const { status } of [...tabs, await post(begin(), applicant, {})]) assert.equal(status, 201);
    assert.equal(world.customers().length, 1);
  }
});
