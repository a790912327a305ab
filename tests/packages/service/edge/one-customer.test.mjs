/**
 * A person whom the application knows has one customer at each provider, however many tabs, keys and processes post.
 * tests/it/edge/own_provider.rs has each `repeat` of a provider of one's own.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, createHandler, memoryStore, newKey, ORIGIN, SECRET } from "../../helpers/edge/harness.mjs";
import { PROVIDERS } from "../../helpers/providers/worlds.mjs";

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

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

for (const [name, [given, makeWorld]] of Object.entries(PROVIDERS)) {
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
