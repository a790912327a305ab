/**
 * Handlers that ask different things of one person, over one store, with one account, one `id` and one `reference`: for
 * each provider, each thing that is stored and each way to ask, none gets what the other has learned.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, createHandler, createSandbox, memoryStore, newKey, ORIGIN, PERSON, SECRET } from "../helpers/edge/harness.mjs";
import { esm, subpath } from "../helpers/install/index.mjs";
import * as didit from "../helpers/providers/didit.mjs";
import * as stripe from "../helpers/providers/stripe-identity.mjs";
import * as sumsub from "../helpers/providers/sumsub.mjs";

const [{ defineProvider }, { onboardingPage }, ready] = await Promise.all([
  subpath("provider"),
  subpath("page"),
  Promise.all(["didit", "stripe-identity", "sumsub"].map((name) => subpath(`providers/${name}`))).then((all) => Object.assign({}, ...all)),
]);
const { KycLinkError } = await esm();

const KEY = "f3b6a1de-52c0-4c1b-9a53-0d6f3d7c9e21";
const CONTACTS = { type: "individual", email: PERSON.email, phone: PERSON.phone };

/** A provider in memory, which has approved what the first of two settings asks for, and nothing of the second. */
const PROVIDERS = {
  bridge() {
    const sandbox = createSandbox();
    const endorsements = [
      { name: "base", status: "approved", requirements: { complete: [], pending: [], missing: null, issues: [] } },
      { name: "sepa", status: "incomplete", requirements: { complete: [], pending: [], missing: null, issues: [] } },
    ];
    const options = (names) => ({ bridge: { apiKey: "key-of-ours", baseUrl: sandbox.baseUrls.bridge, endorsements: names } });
    return {
      person: PERSON,
      settings: [options(["base"]), options(["sepa", "base"])],
      fetch: changing(sandbox.fetch, /\/v0\/customers\/[\w-]+$/, (customer) => ({ ...customer, endorsements })),
      approve: () => sandbox.complete(sandbox.customers()[0].id, "approve"),
    };
  },
  spherepay() {
    const sandbox = createSandbox();
    const verificationProfiles = [
      { name: "kyc_profile_a", status: "approved" },
      { name: "kyc_profile_b", status: "incomplete" },
    ];
    const options = (profiles) => ({ spherepay: { apiKey: "key-of-ours", baseUrl: sandbox.baseUrls.spherepay, profiles } });
    return {
      person: PERSON,
      settings: [options(["kyc_profile_a"]), options(["kyc_profile_b", "kyc_profile_a"])],
      fetch: changing(sandbox.fetch, /\/v2\/customer\/customer_\w+$/, (customer) => ({ ...customer, verificationProfiles })),
      approve: () => {},
    };
  },
  sumsub() {
    const api = sumsub.createApi();
    const of = (levelName) => ({ provider: ready.sumsub({ ...sumsub.CREDENTIALS, levelName }) });
    return {
      person: CONTACTS,
      settings: [of(sumsub.LEVEL), of(sumsub.OTHER_LEVEL)],
      fetch: api.fetch,
      approve: () => {
        const [userId] = api.people.keys();
        Object.assign(api.open(userId), { reviewStatus: "completed", reviewResult: { reviewAnswer: "GREEN" } });
      },
    };
  },
  didit() {
    const api = didit.createApi();
    const of = (workflowId) => ({ provider: ready.didit({ ...didit.CREDENTIALS, workflowId }) });
    return {
      person: CONTACTS,
      settings: [of(didit.CREDENTIALS.workflowId), of(didit.OTHER_WORKFLOW)],
      fetch: api.fetch,
      approve: () => Object.assign(api.sessions[0], { status: "Approved" }),
    };
  },
  stripe() {
    const api = stripe.createApi();
    const of = (changes) => ({ provider: ready.stripeIdentity({ ...stripe.CREDENTIALS, ...changes }) });
    return {
      person: CONTACTS,
      settings: [of({}), of({ document: { requireMatchingSelfie: true } })],
      fetch: api.fetch,
      approve: () => Object.assign(api.sessions[0], { status: "verified" }),
      event: () => stripe.deliver(api.sessions[0]),
    };
  },
  own() {
    const approved = new Set();
    const of = (scope) => ({
      provider: defineProvider({
        ...{ name: "acme", label: "Acme", applicant: { individual: ["email", "phone"] }, hosts: ["kyc.example"] },
        ...{ account: "ours", scope, repeat: "reference" },
        create: ({ reference }) => ({ customerId: reference, kycUrl: `https://kyc.example/${scope}` }),
        status: ({ customerId }) => ({ status: approved.has(`${scope} ${customerId}`) ? "approved" : "incomplete" }),
      }),
    });
    return { person: CONTACTS, settings: [of("basic"), of("plus")], fetch: undefined, approve: () => approved.add("basic jane") };
  },
};

/** Wraps a `fetch`: what it returns for a path is changed. */
function changing(fetch, path, change) {
  return async (url, init) => {
    const response = await fetch(url, init);
    if (init?.method === "POST" || !path.test(new URL(url).pathname) || !response.ok) return response;
    return new Response(JSON.stringify(change(await response.json())), { status: 200, headers: response.headers });
  };
}

/** Two handlers, the first of which has the person's approval. */
async function approved(make) {
  const world = PROVIDERS[make]();
  const store = memoryStore();
  const [first, second] = world.settings.map((settings) => {
    const provider = typeof settings.provider === "object" ? settings.provider : Object.keys(settings)[0];
    return createHandler({
      ...{ ...settings, provider, id: "ours", store, fetch: world.fetch, cookieSecret: SECRET, allowedOrigins: [ORIGIN] },
      ...{ rateLimit: "none", authorize: () => ({ reference: "jane" }), onError: () => {}, page: onboardingPage() },
    });
  });
  const page = browser(first);
  const begun = await page.json("links", world.person, { "idempotency-key": KEY });
  assert.ok(begun.status < 300, JSON.stringify(begun.body));
  world.approve();
  return { world, store, first, second, page, begun };
}

for (const name of Object.keys(PROVIDERS)) {
  test(`${name}: an approval under other settings is none`, async (t) => {
    t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
    const { world, first, second, page } = await approved(name);
    t.mock.timers.tick(11_000);
    assert.equal((await page.get("status")).body.status, "approved");
    // The session of the first one, within its ten seconds.
    const other = browser(second);
    other.cookie(page.cookie());
    assert.equal((await other.get("status")).body.status, "none", "a cookie");
    assert.equal((await other.json("links/renew", {})).status, 401, "a renewal");
    assert.equal((await other.json("handoff", {})).status, 401, "a hand-over");
    // The same person begins there, with the same key.
    const begun = await other.json("links", world.person, { "idempotency-key": KEY });
    assert.ok(begun.status < 300 && begun.body.next !== "approved", JSON.stringify(begun.body));
    assert.notEqual((await other.get("status")).body.status, "approved", "after its own beginning");
    assert.equal((await page.get("status")).body.status, "approved", "the first one's stays");
    t.mock.timers.tick(11_000);
    assert.notEqual((await other.get("status")).body.status, "approved", "asked again");
    t.mock.timers.tick(11_000);
    assert.equal((await page.get("status")).body.status, "approved", "asked again");
    // And with a link to another device.
    const made = await page.json("handoff", {});
    const { search } = new URL(made.body.url);
    const opened = await second(new Request(`${ORIGIN}/kyc/handoff/open${search}`, { method: "POST", headers: { origin: ORIGIN } }));
    assert.equal(opened.status, 410, "a link to another device");
    assert.equal(opened.headers.get("set-cookie"), null);
    if (world.event) {
      const { body, headers } = world.event();
      const url = `${ORIGIN}/kyc/webhooks/stripe-identity`;
      for (const handler of [second, first]) assert.equal((await handler(new Request(url, { method: "POST", body, headers }))).status, 200);
      assert.notEqual((await other.get("status")).body.status, "approved", "an event");
    }
  });
}

test("the same settings in another order are the same", async () => {
  const sandbox = createSandbox();
  const store = memoryStore();
  const [page, other] = [
    ["base", "sepa"],
    ["sepa", "base", "sepa"],
  ].map((endorsements) =>
    browser(
      createHandler({
        ...{ provider: "bridge", bridge: { apiKey: "key-of-ours", baseUrl: sandbox.baseUrls.bridge, endorsements } },
        ...{ id: "ours", store, fetch: sandbox.fetch, cookieSecret: SECRET, allowedOrigins: [ORIGIN], rateLimit: "none" },
      }),
    ),
  );
  assert.ok((await page.json("links", PERSON, { "idempotency-key": newKey() })).status < 300);
  other.cookie(page.cookie());
  assert.equal((await other.get("status")).body.status, "incomplete");
});

test("a scope that says nothing is refused", () => {
  const definition = { name: "acme", label: "Acme", applicant: { individual: ["email"] }, hosts: ["kyc.example"], repeat: "never" };
  for (const scope of ["", " ", 5, null, {}]) {
    assert.throws(
      () => defineProvider({ ...definition, scope, create: () => ({}), status: () => ({}) }),
      (error) => error instanceof KycLinkError && error.code === "invalid_config" && error.message.startsWith("scope must"),
    );
  }
});
