/** What somebody has put on `Object.prototype` is nothing that a provider has, says or throws. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { newKey } from "../../helpers/edge/harness.mjs";
import { subpath } from "../../helpers/install/index.mjs";
import { deliver, open, PAGES, PERSON, providerError } from "../../helpers/provider/model.mjs";
import { createApi as createDidit, CREDENTIALS as DIDIT } from "../../helpers/providers/didit.mjs";
import { createApi as createDue, API_KEY as DUE_KEY } from "../../helpers/providers/due.mjs";
import { open as openReady, REFERENCE } from "../../helpers/providers/harness.mjs";
import { createApi as createStripe, CREDENTIALS as STRIPE } from "../../helpers/providers/stripe-identity.mjs";
import { createApi as createSumsub, LEVEL, CREDENTIALS as SUMSUB } from "../../helpers/providers/sumsub.mjs";

const DUE = { apiKey: DUE_KEY, environment: "sandbox" };
const LINK = { customerId: "s-1", kycUrl: `${PAGES}/x` };
const key = () => ({ "idempotency-key": newKey() });

/** Runs with members that every object inherits. */
async function polluted(members, run) {
  const names = Object.keys(members);
  for (const name of names) Object.defineProperty(Object.prototype, name, { value: members[name], configurable: true, writable: true });
  try {
    return await run();
  } finally {
    for (const name of names) delete Object.prototype[name];
  }
}

/** Functions and options that a definition may leave out. */
const OPTIONS = {
  find: () => ({ customerId: "s-9" }),
  link: () => ({ kycUrl: `${PAGES}/of-somebody-else` }),
  token: () => ({ token: "of-somebody-else" }),
  verify: () => ({ id: "e-1", kind: "kyc_approved", customerId: "s-1" }),
  webhook: { verify: () => ({ id: "e-1", kind: "kyc_approved", customerId: "s-1" }) },
  account: "of somebody else",
  preparation: { individual: { items: [] } },
};
/** Members that an answer, an error or a request may leave out. */
const MEMBERS = {
  customerId: "s-9",
  reference: "user-9",
  type: "business",
  kind: "kyc_approved",
  expiresAt: "2020-01-01T00:00:00Z",
  createdAt: "2020-01-01T00:00:00Z",
  at: "2020-01-01T00:00:00Z",
  kycUrl: `${PAGES}/of-somebody-else`,
  token: "of-somebody-else",
  once: true,
  redaction: { status: "redacted" },
  requirements: [{ code: "of_somebody_else" }],
  capabilities: [{ name: "of_somebody_else", status: "approved" }],
  since: 5,
  redirectUri: "https://evil.example/",
  path: "email",
  issues: [{ path: "email" }],
  retryAfterMs: 9_000,
};

/** What a person and the provider's functions see, from the form to the webhook. */
async function story() {
  const seen = [];
  const lost = () => {
    throw new TypeError("fetch failed");
  };
  const refused = () => {
    throw providerError({ code: "provider_rejected", issues: [{}] });
  };
  for (const [definition, asks] of [
    [{ repeat: "never", create: lost }, ["links", "links"]],
    [{ repeat: "key", create: refused }, ["links"]],
    [{ repeat: "key", create: () => LINK, status: () => ({ status: "incomplete" }) }, ["links", "links/renew", "status"]],
    [{ create: () => LINK, status: () => ({}) }, ["links", "links/renew", "status"]],
    [{ create: () => LINK, status: () => ({ status: "incomplete" }), token: () => ({}) }, ["links", "token"]],
    [{ create: () => LINK, status: () => ({ status: "incomplete" }), token: () => ({ token: "t" }) }, ["links", "token"]],
    [{ create: () => LINK, status: () => ({ status: "incomplete" }) }, ["links", "token"]],
    [{ create: () => ({}), status: () => ({}) }, ["links", "links"]],
    [{ create: () => LINK, status: () => ({ status: "pending" }), webhook: { verify: () => ({}) } }, ["links", "webhook", "status"]],
    [
      { create: () => LINK, status: () => ({ status: "pending" }), webhook: { verify: () => ({ id: "e", kind: "test" }) } },
      ["links", "webhook", "status"],
    ],
    [{ repeat: "never", create: lost, find: () => [{}] }, ["links", "links"]],
    [
      {
        repeat: "never",
        create: lost,
        find: ({ reference }) => [{ customerId: "s-1", reference }],
        link: () => ({ kycUrl: `${PAGES}/y` }),
      },
      ["links", "links"],
    ],
  ]) {
    const given = [];
    const noted = Object.fromEntries(
      Object.entries(definition).map(([name, one]) => [
        name,
        typeof one === "function" ? (call) => given.push([name, Object.keys(call).sort().join()]) && one(call) : one,
      ]),
    );
    const { browser, handler } = open(() => noted, { authorize: () => ({ reference: "user-1" }) });
    const [page, sent] = [browser(), key()];
    for (const ask of asks) {
      const posted = ask === "links" ? [ask, PERSON, sent] : [ask, {}];
      const webhook = () => handler(new Request("https://app.example.com/kyc/webhooks/acme", { method: "POST", ...deliver({}) }));
      const response = await (ask === "webhook" ? webhook() : ask === "status" ? page.get(ask) : page.json(...posted));
      const { code, status, kycUrl, token, requirements, capabilities, type, errors } = { __proto__: null, ...response.body };
      seen.push({ ask, http: response.status, code, status, kycUrl, token, requirements, capabilities, type, errors, given: [...given] });
    }
  }
  return JSON.stringify(seen);
}

test("functions and members that a provider does not have are not inherited", async () => {
  const expected = await story();
  for (const [name, value] of Object.entries({ ...OPTIONS, ...MEMBERS })) {
    const seen = await polluted({ [name]: value }, story);
    assert.deepEqual(JSON.parse(seen), JSON.parse(expected), name);
  }
});

test("a webhook without a function of its own is refused", async () => {
  await polluted({ verify: OPTIONS.verify }, async () => {
    assert.throws(() => open(() => ({ webhook: {} })), { code: "invalid_config", message: /webhook\.verify/ });
  });
});

test("no ready provider reads what a response does not have", async () => {
  const [{ sumsub }, { didit }, { stripeIdentity }, { due }] = await Promise.all(
    ["sumsub", "didit", "stripe-identity", "due"].map((name) => subpath(`providers/${name}`)),
  );
  const id = { id: "abc", externalUserId: REFERENCE };
  const review = { levelName: LEVEL, reviewStatus: "completed" };
  const reviewResult = { reviewAnswer: "GREEN" };
  const row = { session_kind: "user", vendor_data: REFERENCE };
  const account = { id: "acct_1" };
  const session = { id: "vs_1", livemode: false, type: "document", options: { document: {} } };
  const applicant = { ...PERSON, address: { country: "GB" } };
  for (const [define, model, response, inherited] of [
    [() => sumsub({ ...SUMSUB, levelName: LEVEL }), createSumsub(), { ...id, review }, { reviewResult }],
    [() => sumsub({ ...SUMSUB, levelName: LEVEL }), createSumsub(), { ...id, review: { ...review, reviewResult: {} } }, reviewResult],
    [() => sumsub({ ...SUMSUB, levelName: LEVEL }), createSumsub(), id, { review: { ...review, reviewResult } }],
    [() => didit(DIDIT), createDidit(), {}, { results: [{ ...row, status: "Approved" }] }],
    [() => didit(DIDIT), createDidit(), { results: [row] }, { status: "Approved" }],
    [() => didit(DIDIT), createDidit(), { results: [{}] }, { ...row, status: "Approved" }],
    [() => stripeIdentity(STRIPE), createStripe(), session, { status: "verified" }],
    [() => due(DUE), createDue(), account, { kyc: { status: "passed" }, tos: { status: "accepted" } }],
    [() => due(DUE), createDue(), { ...account, kyc: {}, tos: { status: "accepted" } }, { status: "passed" }],
    [() => due(DUE), createDue(), { ...account, kyc: { status: "passed" }, tos: {} }, { status: "accepted" }],
  ]) {
    const provider = define();
    let isLying = false;
    const fetch = (...request) => (isLying ? textOnly(response) : model.fetch(...request));
    const { links, status } = openReady(provider, { fetch });
    const fields = provider.operation.individual.map((name) => name.replace(/[?]|[.].*/g, ""));
    const given = Object.fromEntries(["type", ...fields].filter((name) => applicant[name]).map((name) => [name, applicant[name]]));
    assert.equal((await links(given)).status, 201, provider.name);
    isLying = true;
    const { status: shown } = await polluted(inherited, status);
    assert.notEqual(shown, "approved", `${provider.name} ${JSON.stringify([response, inherited])}`);
  }
});

/** A response whose members nothing polluted has read. */
async function textOnly(body) {
  return { status: 200, ok: true, headers: new Headers(), body: new Response(JSON.stringify(body)).body };
}
