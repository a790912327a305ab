/**
 * Handlers that ask different things of one person, or another API, over one store, with one account, one `id` and one `reference`: at
 * each provider, none gets what the other has learned. tests/it/edge/record.rs has which records are about the settings.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, createHandler, createSandbox, memoryStore, ORIGIN, PERSON, SECRET } from "../../helpers/edge/harness.mjs";
import { esm, subpath } from "../../helpers/install/index.mjs";
import * as didit from "../../helpers/providers/didit.mjs";
import * as due from "../../helpers/providers/due.mjs";
import * as stripe from "../../helpers/providers/stripe-identity.mjs";
import * as sumsub from "../../helpers/providers/sumsub.mjs";

const [{ defineProvider }, { onboardingPage }, ready] = await Promise.all([
  subpath("provider"),
  subpath("page"),
  Promise.all(["didit", "due", "stripe-identity", "sumsub"].map((name) => subpath(`providers/${name}`))).then((all) =>
    Object.assign({}, ...all),
  ),
]);
const { KycLinkError } = await esm();

const KEY = "f3b6a1de-52c0-4c1b-9a53-0d6f3d7c9e21";
const CONTACTS = { type: "individual", email: PERSON.email, phone: PERSON.phone };

/** Two settings of each provider that ask different things of a person, and its API in memory. */
const PROVIDERS = {
  bridge() {
    const { baseUrls, fetch } = createSandbox();
    const of = (endorsements) => ({ provider: "bridge", bridge: { apiKey: "key-of-ours", baseUrl: baseUrls.bridge, endorsements } });
    return { person: PERSON, settings: [of(["base"]), of(["sepa", "base"])], fetch };
  },
  spherepay() {
    const { baseUrls, fetch } = createSandbox();
    const of = (profiles) => ({ provider: "spherepay", spherepay: { apiKey: "key-of-ours", baseUrl: baseUrls.spherepay, profiles } });
    return { person: PERSON, settings: [of(["kyc_profile_a"]), of(["kyc_profile_b", "kyc_profile_a"])], fetch };
  },
  sumsub() {
    const of = (levelName) => ({ provider: ready.sumsub({ ...sumsub.CREDENTIALS, levelName }) });
    return { settings: [of(sumsub.LEVEL), of(sumsub.OTHER_LEVEL)], fetch: sumsub.createApi().fetch };
  },
  didit() {
    const of = (workflowId) => ({ provider: ready.didit({ ...didit.CREDENTIALS, workflowId }) });
    return { settings: [of(didit.CREDENTIALS.workflowId), of(didit.OTHER_WORKFLOW)], fetch: didit.createApi().fetch };
  },
  stripe() {
    const of = (changes) => ({ provider: ready.stripeIdentity({ ...stripe.CREDENTIALS, ...changes }) });
    return { settings: [of({}), of({ document: { requireMatchingSelfie: true } })], fetch: stripe.createApi().fetch };
  },
  "sumsub in production"() {
    const of = (appToken) => ({ provider: ready.sumsub({ ...sumsub.CREDENTIALS, levelName: sumsub.LEVEL, appToken }) });
    return { settings: [of(sumsub.CREDENTIALS.appToken), of("prd:token-of-ours")], fetch: sumsub.createApi().fetch };
  },
  "stripe in production"() {
    const of = (secretKey) => ({ provider: ready.stripeIdentity({ ...stripe.CREDENTIALS, secretKey }) });
    const key = stripe.CREDENTIALS.secretKey;
    return { settings: [of(key), of(key.replace("test", "live"))], fetch: stripe.createApi().fetch };
  },
  "due in production"() {
    const of = (environment) => ({ provider: ready.due({ apiKey: due.API_KEY, environment }) });
    const person = { ...CONTACTS, firstName: "Jane", lastName: "Smith", address: { country: "USA" } };
    return { person, settings: [of("sandbox"), of("production")], fetch: due.createApi().fetch };
  },
  own() {
    const of = (scope) => ({
      provider: defineProvider({
        ...{ name: "acme", label: "Acme", applicant: { individual: ["email", "phone"] }, hosts: ["kyc.example"] },
        ...{ account: "ours", scope, repeat: "reference" },
        create: ({ reference }) => ({ customerId: reference, kycUrl: `https://kyc.example/${scope}` }),
        status: () => ({ status: scope === "basic" ? "approved" : "incomplete" }),
      }),
    });
    return { settings: [of("basic"), of("plus")], fetch: undefined };
  },
};

/** A browser at a handler of each of these settings, over one store. */
function open({ settings, fetch }) {
  const common = { id: "ours", store: memoryStore(), fetch, cookieSecret: SECRET, allowedOrigins: [ORIGIN], rateLimit: "none" };
  const authorize = () => ({ reference: "jane" });
  return settings.map((own) => browser(createHandler({ ...common, ...own, authorize, page: onboardingPage() })));
}

for (const [name, make] of Object.entries(PROVIDERS)) {
  test(`${name}: a session under other settings is none`, async () => {
    const { person = CONTACTS, ...world } = make();
    const [page, other, same] = open({ ...world, settings: [...world.settings, world.settings[0]] });
    assert.ok((await page.json("links", person, { "idempotency-key": KEY })).status < 300);
    assert.notEqual((await page.get("status")).body.status, "none");
    for (const one of [other, same]) one.cookie(page.cookie());
    const { body, headers } = await other.get("status");
    // At Bridge, it is the same customer whatever the settings, so that the login leads to them: by a session of its own.
    if (name === "bridge") assert.match(headers.get("set-cookie"), /^__Host-kyclink=/);
    else assert.equal(body.status, "none");
    const known = await same.get("status");
    assert.notEqual(known.body.status, "none");
    assert.equal(known.headers.get("set-cookie"), null, "the cookie counts");
  });
}

test("an approval under other settings is none, whichever way leads to it", async () => {
  const { settings } = PROVIDERS.own();
  const [page, other] = open({ settings });
  assert.ok((await page.json("links", CONTACTS, { "idempotency-key": KEY })).status < 300);
  assert.equal((await page.get("status")).body.status, "approved");
  const { search } = new URL((await page.json("handoff", {})).body.url);
  const opened = await other.form(`handoff/open${search}`, {});
  assert.deepEqual([opened.status, opened.headers.get("set-cookie")], [410, null], "a link to another device");
  // The same person begins there, with the same key.
  const begun = await other.json("links", CONTACTS, { "idempotency-key": KEY });
  assert.ok(begun.status < 300 && begun.body.next !== "approved", JSON.stringify(begun.body));
  assert.equal((await other.get("status")).body.status, "incomplete", "after its own beginning");
  assert.equal((await page.get("status")).body.status, "approved", "the first one's stays");
});

/** A sandbox, and another one under the URL of production. */
function apis(name, credentials) {
  const [sandbox, production] = [createSandbox(), createSandbox()];
  const LIVE = "https://live.";
  const baseUrls = [sandbox.baseUrls[name], sandbox.baseUrls[name].replace("https://", LIVE)];
  const fetch = (url, init) => (url.startsWith(LIVE) ? production.fetch(url.replace(LIVE, "https://"), init) : sandbox.fetch(url, init));
  return { sandbox, production, fetch, settings: baseUrls.map((baseUrl) => ({ provider: name, [name]: { ...credentials, baseUrl } })) };
}

/** The sandbox and production of a provider that has one URL for both: the credentials say which. */
function environments() {
  const [sandbox, production] = [createSandbox(), createSandbox()];
  const of = (environment) => ({ provider: "grid", grid: { clientId: environment, clientSecret: "secret_of_grid", environment } });
  const fetch = (url, { headers, ...init }) => {
    const isLive = atob(new Headers(headers).get("authorization").slice("Basic ".length)).startsWith("production");
    const api = isLive ? production : sandbox;
    return api.fetch(url.replace(/^https:\/\/api\.lightspark\.com\/grid\/[\d-]+/, api.baseUrls.grid), { headers, ...init });
  };
  const person = { ...PERSON, firstName: "Jane", lastName: "Smith" };
  return { person, sandbox, production, fetch, settings: [of("sandbox"), of("production")] };
}

test("a proxy before the same API makes no second customer", async () => {
  const sandbox = createSandbox();
  const url = sandbox.baseUrls.spherepay;
  const [direct, proxy] = [url, url.replace("https://", "https://proxy.")];
  const fetch = (to, init) => sandbox.fetch(to.replace(proxy, direct), init);
  const of = (baseUrl) => ({ provider: "spherepay", spherepay: { apiKey: "key-of-ours", baseUrl } });
  const [page, other] = open({ settings: [of(direct), of(proxy)], fetch });
  for (const [one, key] of [
    [page, KEY],
    [other, KEY.replaceAll("0", "1")],
  ]) {
    assert.ok((await one.json("links", PERSON, { "idempotency-key": key })).status < 300);
    assert.equal(sandbox.customers().length, 1);
  }
});

test("a provider that is added ends no session", async () => {
  const { baseUrls, fetch } = createSandbox();
  const bridge = { provider: "bridge", bridge: { apiKey: "key-of-ours", baseUrl: baseUrls.bridge } };
  const both = { ...bridge, grid: { clientId: "id", clientSecret: "secret_of_grid", baseUrl: baseUrls.grid } };
  const [page, other] = open({ settings: [bridge, both], fetch });
  assert.ok((await page.json("links", PERSON, { "idempotency-key": KEY })).status < 300);
  other.cookie(page.cookie());
  assert.equal((await other.get("status")).body.status, "incomplete");
});

for (const name of ["bridge", "spherepay", "grid"]) {
  test(`${name}: an approval of the sandbox is none in production`, async () => {
    const both = name === "grid" ? environments() : apis(name, { apiKey: "key-of-ours" });
    const { person = PERSON, sandbox, production } = both;
    const [tester, page] = open(both);
    assert.ok((await tester.json("links", person, { "idempotency-key": KEY })).status < 300);
    sandbox.complete(sandbox.customers()[0].id, "approve");
    assert.equal((await tester.get("status")).body.status, "approved");
    page.cookie(tester.cookie());
    assert.equal((await page.get("status")).body.status, "unknown", "its customer is none of production");
    assert.equal((await page.json("links/renew", {})).status, 410);
    assert.equal((await page.json("links", person, { "idempotency-key": KEY })).body.code, "idempotency_key_reused");
    const begun = await page.json("links", person, { "idempotency-key": KEY.toUpperCase() });
    assert.ok(begun.status < 300 && begun.body.next !== "approved", JSON.stringify(begun.body));
    assert.equal(production.customers().length, 1);
    assert.equal((await page.get("status")).body.status, "incomplete");
  });
}

test("the same settings in another order are the same", async () => {
  const { baseUrls, fetch } = createSandbox();
  const of = (endorsements) => ({ provider: "bridge", bridge: { apiKey: "key-of-ours", baseUrl: baseUrls.bridge, endorsements } });
  const [page, other] = open({ settings: [of(["base", "sepa"]), of(["sepa", "base", "sepa"])], fetch });
  assert.ok((await page.json("links", PERSON, { "idempotency-key": KEY })).status < 300);
  other.cookie(page.cookie());
  assert.equal((await other.get("status")).body.status, "incomplete");
});

test("providers in another order are the same, with an id and without", async () => {
  const definition = { label: "Acme", applicant: { individual: ["email", "phone"] }, hosts: ["kyc.example"], repeat: "reference" };
  const create = ({ reference }) => ({ customerId: reference, kycUrl: "https://kyc.example/x" });
  const status = () => ({ status: "pending" });
  const providers = ["acme", "zeta"].map((name) => defineProvider({ name, ...definition, account: name, scope: name, create, status }));
  for (const id of ["ours", undefined]) {
    const given = [providers, providers.toReversed()].map((providers) => ({ id, providers, provider: () => providers[0] }));
    const [page, other] = open({ settings: given });
    assert.equal((await page.json("links", CONTACTS, { "idempotency-key": KEY })).status, 201);
    other.cookie(page.cookie());
    assert.equal((await other.get("status")).body.status, "pending", String(id));
  }
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
