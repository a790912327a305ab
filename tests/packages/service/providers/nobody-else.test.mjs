/**
 * Nobody gets somebody else's customer by posting that person's data: a search over the eight providers as they are, each
 * with the model of its API, whoever posts, once something that protects the customer has ended.
 */

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { browser, commonConfig, createHandler, createOperator, memoryStore, newKey } from "../../helpers/edge/harness.mjs";
import { subpath } from "../../helpers/install/index.mjs";
import { acmeOf, createWorld } from "../../helpers/provider/world.mjs";
import { PROVIDERS } from "../../helpers/providers/worlds.mjs";

const EIGHT = { ...PROVIDERS, "an own provider": [acmeOf(await subpath("provider"))("never"), createWorld] };
const DAYS = 24 * 3_600_000;

/** What has ended, and how. */
const ENDED = {
  nothing: () => {},
  "the key and its lock": () => mock.timers.tick(2 * DAYS),
  "the time of a claim, in earlier versions": () => mock.timers.tick(4 * DAYS),
  "every record": ({ forgetAll }) => {
    mock.timers.tick(92 * DAYS);
    forgetAll();
  },
  "what an operator has released": ({ operator, id, login }) => login && operator.release({ customerId: id, to: login }),
  "what an operator has forgotten": ({ operator, id }) => operator.forget({ customerId: id }),
};

/** Whose create the network loses, so that the next post searches. */
const SENT = { "a create": false, "a create whose response is lost": true };

test.afterEach(() => mock.timers.reset());

for (const [name, [provider, makeWorld]] of Object.entries(EIGHT))
  test(`${name}: what two people know leads nobody to another person's customer`, async () => {
    const isSearched = ["spherepay", "grid", "due", "an own provider"].includes(name);
    for (const [what, end] of Object.entries(ENDED))
      for (const login of [undefined, "victim"])
        for (const [sent, isLost] of Object.entries(SENT).filter(([, isLost]) => !isLost || isSearched)) {
          mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-03-01T10:00:00Z") });
          const world = await makeWorld();
          let [reference, inner, isLosing] = [login, memoryStore(), false];
          const created = [];
          const config = {
            ...("provider" in provider ? provider : { provider }),
            ...commonConfig(async (url, init) => {
              if (isLosing && init.method !== "GET") throw new TypeError("fetch failed");
              return world.fetch(url, init);
            }),
            store: { get: (...given) => inner.get(...given), swap: (...given) => inner.swap(...given) },
            authorize: () => reference && { reference },
            onCreated: ({ customerId, kycLinkId }) => void created.push(customerId ?? kycLinkId),
            onError: () => {},
          };
          const handler = createHandler(config);
          const applicant = { type: "individual", ...world.applicants.individual };
          const posted = await browser(handler).json("links", applicant, { "idempotency-key": newKey() });
          assert.ok(posted.status < 300, `${name}: ${posted.text}`);
          const [id] = created.splice(0);
          await world.decide(id, "approved");
          const forgetAll = () => {
            inner = memoryStore();
          };
          await end({ operator: createOperator(config), id, login, forgetAll });
          for (reference of [undefined, "mallory"]) {
            const [mallory, key] = [browser(handler), newKey()];
            const context = `${what} has ended; victim ${login}, caller ${reference}, ${sent}`;
            for (let attempt = 1; attempt <= 3; attempt++) {
              isLosing = isLost && attempt === 1;
              const { status, body } = await mallory.json("links", applicant, { "idempotency-key": key });
              assert.ok([201, 202, 409, 503].includes(status), `${context}: ${status}`);
              assert.ok(!body.kycUrl || world.openLink(body.kycUrl) !== id, `${context}: the link`);
              assert.ok(!created.includes(id), `${context}: onCreated`);
              assert.notEqual((await mallory.get("status")).body.status, "approved", context);
              for (const path of ["token", "links/renew"]) {
                const { body } = await mallory.json(path, {});
                assert.ok(!body?.kycUrl || world.openLink(body.kycUrl) !== id, `${context}: ${path}`);
                assert.ok(!body?.token || !world.openToken || world.openToken(body.token) !== id, `${context}: ${path}`);
              }
              mock.timers.tick(10_000);
            }
          }
          mock.timers.reset();
        }
  });
