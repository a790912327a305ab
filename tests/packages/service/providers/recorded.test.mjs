/**
 * The models of the providers' APIs, and the requests of the adapters, against the shapes that are recorded from official
 * sources: a model that was written from the same misunderstanding as its adapter fails here. Stripe's are in
 * stripe-node.test.mjs.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { subpath } from "../../helpers/install/index.mjs";
import * as didit from "../../helpers/providers/didit.mjs";
import * as due from "../../helpers/providers/due.mjs";
import { begun, key, PERSON, REFERENCE } from "../../helpers/providers/harness.mjs";
import { problemsOf, problemsOfExchange, recorded } from "../../helpers/providers/recorded/shapes.mjs";
import * as sumsub from "../../helpers/providers/sumsub.mjs";

const [{ didit: diditProvider }, { due: dueProvider }, { sumsub: sumsubProvider }] = await Promise.all(
  ["providers/didit", "providers/due", "providers/sumsub"].map(subpath),
);

const SUMSUB = { ...sumsub.CREDENTIALS, levelName: sumsub.LEVEL, webhookSecret: sumsub.WEBHOOK_SECRET };

/** Each provider: its model, its adapter with more or fewer options, and deliveries about somebody who has begun. */
const PROVIDERS = {
  didit: {
    createApi: didit.createApi,
    providers: [diditProvider(didit.CREDENTIALS), diditProvider({ ...didit.CREDENTIALS, apiKey: "another-key-of-ours" })],
    refusedProviders: ["11111111-2222-3333-4444-555555555555", didit.VERSION].map((workflowId) =>
      diditProvider({ ...didit.CREDENTIALS, workflowId }),
    ),
    deliveries: ({ sessions }) => ["In Progress", "Approved"].map((status) => didit.deliver({ ...sessions[0], status })),
  },
  due: {
    createApi: due.createApi,
    people: [
      { type: "individual", email: PERSON.email, firstName: "Jane", lastName: "Smith", address: { country: "US" } },
      { type: "business", email: "office@example.com", business: { legalName: "Smith Ltd", country: "US" } },
    ],
    providers: [
      dueProvider({ apiKey: due.API_KEY, environment: "sandbox" }),
      dueProvider({ apiKey: due.API_KEY, environment: "sandbox", categories: { individual: "employed", business: "trading" } }),
    ],
    refusedProviders: [dueProvider({ apiKey: "another-key-of-ours", environment: "sandbox" })],
    deliveries: ({ accounts }) => [...accounts.values()].map((account) => due.deliver(account)),
    /** More data is asked for after the decision. */
    goOn({ accounts, submissions }) {
      for (const [id, { kyc, tos }] of accounts) {
        Object.assign(kyc, { status: "passed" });
        Object.assign(tos, { status: "accepted" });
        submissions.set(id, [{ id: `ksub_${id}`, ownerId: id, status: "open" }]);
      }
    },
  },
  sumsub: {
    createApi: sumsub.createApi,
    providers: [sumsubProvider(SUMSUB), sumsubProvider({ ...SUMSUB, ttlInSecs: 600, lang: "de" })],
    refusedProviders: [
      sumsubProvider({ ...SUMSUB, levelName: "unknown" }),
      sumsubProvider({ ...SUMSUB, secretKey: "another-key-of-ours" }),
    ],
    deliveries: () => [
      sumsub.deliver({ reviewStatus: "pending" }),
      sumsub.deliver({ reviewStatus: "completed", reviewResult: { reviewAnswer: "GREEN" } }),
    ],
  },
};

/** Wraps a model: each exchange is kept. */
function watched(createApi, exchanges) {
  const api = createApi();
  api.answer = async (_method, _path, response) => {
    exchanges.push([api.requests.at(-1), { status: response.status, json: await response.clone().json() }]);
  };
  return api;
}

for (const [name, { createApi, providers, refusedProviders, deliveries, goOn, people = [PERSON] }] of Object.entries(PROVIDERS)) {
  const file = recorded(name);

  test(`${name}: requests, responses and deliveries have the recorded shapes`, async () => {
    const exchanges = [];
    for (const provider of [...providers, ...refusedProviders]) {
      const api = watched(createApi, exchanges);
      for (const reference of [REFERENCE, "user 18/é"])
        for (const person of people) {
          const config = { authorize: () => ({ reference }), redirectUri: "https://app.example.com/kyc" };
          const world = await begun(provider, api, config, person);
          goOn?.(api);
          await world.renew();
          await world.status();
          await world.links(person, key());
        }
      for (const { body } of provider === providers[0] ? deliveries(api) : [])
        assert.deepEqual(problemsOf(file, file.delivery, JSON.parse(body)), []);
    }
    const problems = new Set(exchanges.flatMap((exchange) => problemsOfExchange(file, ...exchange)));
    assert.deepEqual([...problems], []);
    const codes = new Set(exchanges.map(([{ method }, { status }]) => `${method} ${status}`));
    assert.ok(codes.size >= 3, [...codes].join());
  });

  test(`${name}: a shape that is not the recorded one is found`, async () => {
    const exchanges = [];
    const world = await begun(providers[0], watched(createApi, exchanges), { authorize: () => ({ reference: REFERENCE }) }, people[0]);
    await world.status();
    for (const [request, { status, json }] of exchanges) {
      const found = (changed, asked = request, code = status) => problemsOfExchange(file, asked, { status: code, json: changed }).length;
      assert.equal(found(json), 0);
      assert.ok(found(json, { ...request, url: new URL("/v9/elsewhere", request.url) }) > 0);
      assert.ok(found(json, { ...request, url: new URL("?news=1", request.url) }) > 0);
      assert.ok(found(json, request, 299) > 0);
      assert.ok(found([null]) > 0 && found(null) > 0 && found({}) > 0);
      if (request.body) assert.ok(found(json, { ...request, body: JSON.stringify({ ...JSON.parse(request.body), news: 1 }) }) > 0);
    }
  });
}

test("sumsub: requests are signed as Sumsub's own script signs them", () => {
  const { secret, requests } = recorded("sumsub").signed;
  for (const { signature, ...request } of requests) assert.equal(sumsub.signatureOf({ secret, ...request }), signature, request.path);
});
