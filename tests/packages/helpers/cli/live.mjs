/**
 * The providers as `kyclink doctor --live` meets them: the sandbox and the models of the ready ones, with the lists of
 * webhooks and workflows, from the providers' documents, that onboarding does not need.
 */

import { generateKeyPairSync } from "node:crypto";
import { subpath } from "../install/index.mjs";
import * as diditModel from "../providers/didit.mjs";
import * as dueModel from "../providers/due.mjs";
import { json } from "../providers/model.mjs";
import * as stripeModel from "../providers/stripe-identity.mjs";
import * as sumsubModel from "../providers/sumsub.mjs";

const { createSandbox } = await subpath("testing");
const FIRST = createSandbox();
const base = FIRST.baseUrls;
const [keys, privateKeys] = await Promise.all([FIRST.webhookKeys(), FIRST.exportKeys()]);
const pem = (type, options) => generateKeyPairSync(type, options).publicKey.export({ type: "spki", format: "pem" });
const OTHER_KEYS = { bridge: pem("rsa", { modulusLength: 2048 }), due: pem("ed25519") };
const DESTINATION = "11111111-2222-3333-4444-555555555555";

/** Where a provider sends events, and where it did before. */
const urlOf = (provider) => `https://app.example.com/kyc/webhooks/${provider}`;
const OLD_URL = "https://old.example.com/kyc/webhooks/x?token=of-ours";

/** Somebody who is there already. */
const PERSON = { type: "individual", email: "jane.smith@example.com", full_name: "Jane Smith" };
export const PERSONAL = ["jane.smith", "Jane", "Smith"];

/**
 * `lists` is what a provider has beside its model, by URL; `begin` has somebody begin there, and `move` leads the links
 * somewhere else. `requests` are those of a good run.
 */
function bridgeWorld() {
  const { fetch } = createSandbox({ keys: privateKeys });
  const webhook = { id: "wep_1", url: urlOf("bridge"), status: "active", public_key: keys.bridge };
  return {
    env: { BRIDGE_API_KEY: "key-of-ours-0123456789", BRIDGE_BASE_URL: base.bridge, BRIDGE_WEBHOOK_PUBLIC_KEY: keys.bridge },
    wrong: { BRIDGE_API_KEY: "wrong" },
    wrongKey: { BRIDGE_WEBHOOK_PUBLIC_KEY: OTHER_KEYS.bridge },
    webhook: { ...webhook, event_categories: ["customer", "kyc_link", "transfer"] },
    disabled: { status: "disabled" },
    elsewhere: { url: OLD_URL },
    fewer: [{ event_categories: ["transfer", "customer"] }, "kyc_link"],
    lists: { [`${base.bridge}/webhooks`]: (world) => ({ data: world.webhook ? [world.webhook] : [] }) },
    fetch,
    begin: () =>
      fetch(`${base.bridge}/kyc_links`, {
        method: "POST",
        headers: { "Api-Key": "x", "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() },
        body: JSON.stringify(PERSON),
      }),
    host: "bridge.hosted.kyclink.example",
    requests: ["GET /bridge/v0/kyc_links?limit=1", "GET /bridge/v0/webhooks"],
  };
}

function spherepayWorld() {
  return {
    env: { SPHEREPAY_API_KEY: "key-of-ours-0123456789", SPHEREPAY_BASE_URL: base.spherepay, SPHEREPAY_WEBHOOK_SECRET: keys.spherepay },
    wrong: { SPHEREPAY_API_KEY: "wrong" },
    wrongKey: { SPHEREPAY_WEBHOOK_SECRET: "secret_of_another_0123456789" },
    webhook: { id: "webhook_1", active: true, signingSecret: keys.spherepay, url: urlOf("spherepay"), events: ["*"] },
    disabled: { active: false },
    elsewhere: { url: OLD_URL },
    fewer: [
      { events: ["customer.kyc.pending", "customer.kyc.successful", "customer.kyc.rejected"] },
      "customer.kyc.additionalReviewRequired",
    ],
    lists: { [`${base.spherepay}/v1/webhook`]: (world) => ({ ok: true, data: { webhooks: world.webhook ? [world.webhook] : [] } }) },
    fetch: createSandbox({ keys: privateKeys }).fetch,
    requests: ["GET /spherepay/v2/customer?limit=1", "GET /spherepay/v1/webhook"],
  };
}

function gridWorld() {
  const { fetch } = createSandbox({ keys: privateKeys });
  return {
    env: {
      ...{ GRID_CLIENT_ID: "id-of-ours", GRID_CLIENT_SECRET: "client-secret-of-ours", GRID_BASE_URL: base.grid },
      GRID_WEBHOOK_PUBLIC_KEY: keys.grid,
    },
    wrong: { GRID_CLIENT_SECRET: "wrong" },
    config: { webhookEndpoint: urlOf("grid") },
    elsewhere: { webhookEndpoint: OLD_URL },
    lists: {},
    async fetch(url, init) {
      const response = await fetch(url, init);
      return response.ok ? json({ ...(await response.json()), ...this.config }) : response;
    },
    // Once for the fields that the platform requires.
    requests: ["GET /grid/2025-10-13/config", "GET /grid/2025-10-13/config"],
  };
}

const SUMSUB = "https://api.sumsub.com";
const SUMSUB_TYPES = ["Pending", "OnHold", "Reviewed", "Reset", "LevelChanged", "Deactivated", "Deleted"].map((word) => `applicant${word}`);

/** Returns a list if the request is signed for its own path. */
function signedOnly(path, { headers }, list) {
  const time = headers["X-App-Access-Ts"];
  const expected = sumsubModel.signatureOf({ secret: sumsubModel.CREDENTIALS.secretKey, time, method: "GET", path });
  return headers["X-App-Access-Sig"] === expected ? list : { description: "Invalid signature" };
}

function sumsubWorld(linkHost) {
  const api = sumsubModel.createApi({ linkHost });
  return {
    api,
    env: {
      SUMSUB_APP_TOKEN: sumsubModel.CREDENTIALS.appToken,
      SUMSUB_SECRET_KEY: sumsubModel.CREDENTIALS.secretKey,
      SUMSUB_LEVEL_NAME: sumsubModel.LEVEL,
      SUMSUB_WEBHOOK_SECRET: sumsubModel.WEBHOOK_SECRET,
    },
    wrong: { SUMSUB_SECRET_KEY: "secret-of-another" },
    wrongKey: { SUMSUB_WEBHOOK_SECRET: "secret-of-another-0123456789" },
    webhook: {
      ...{ id: "w1", targetType: "http", target: urlOf("sumsub"), secretKey: sumsubModel.WEBHOOK_SECRET },
      ...{ types: SUMSUB_TYPES, signatureAlgorithm: "HMAC_SHA256_HEX", disabled: false },
    },
    disabled: { disabled: true },
    elsewhere: { target: OLD_URL },
    fewer: [{ types: SUMSUB_TYPES.slice(1) }, "applicantPending"],
    levels: { items: [{ name: sumsubModel.LEVEL }], totalItems: 1 },
    lists: {
      [`${SUMSUB}/resources/applicants/-/levels`]: (world, init) => signedOnly("/resources/applicants/-/levels", init, world.levels),
      [`${SUMSUB}/resources/api/clientWebhooks`]: (world, init) =>
        signedOnly("/resources/api/clientWebhooks", init, { list: { items: world.webhook ? [world.webhook] : [] } }),
    },
    // An applicant comes into being when somebody opens the link.
    async fetch(url, init) {
      const response = await api.fetch(url, init);
      return init.method === "GET" && response.ok ? json({ description: "x", code: 404, errorCode: 1, errorName: "x" }, 404) : response;
    },
    host: "in.sumsub.com",
    requests: [
      "GET /resources/applicants/-/levels",
      "GET /resources/api/clientWebhooks",
      "GET /resources/applicants/-;externalUserId=<nobody>/one",
      "POST /resources/sdkIntegrations/levels/-/websdkLink",
      "GET /resources/applicants/-;externalUserId=<nobody>/one",
    ],
  };
}

function dueWorld() {
  const api = dueModel.createApi();
  const host = "https://api.sandbox.due.network";
  const publicKey = dueModel.VECTOR.publicKey;
  return {
    api,
    env: { DUE_API_KEY: dueModel.API_KEY, DUE_ENVIRONMENT: "sandbox", DUE_WEBHOOK_PUBLIC_KEY: publicKey.replaceAll("\n", "\\n") },
    wrong: { DUE_API_KEY: "key-of-another-0123456789" },
    wrongKey: { DUE_WEBHOOK_PUBLIC_KEY: OTHER_KEYS.due },
    webhook: {
      ...{ id: "whk_1", ownerId: "o", url: urlOf("due"), publicKey, enabled: true },
      subscribedEvents: ["bp.kyc.status_changed", "bp.tos_accepted"],
    },
    disabled: { enabled: false },
    elsewhere: { url: OLD_URL },
    fewer: [{ subscribedEvents: ["bp.kyc.status_changed"] }, "bp.tos_accepted"],
    lists: { [`${host}/v1/webhook_endpoints`]: (world) => (world.webhook ? [world.webhook] : []) },
    fetch: api.fetch,
    begin: () =>
      api.fetch(`${host}/v1/accounts`, {
        method: "POST",
        headers: { authorization: `Bearer ${dueModel.API_KEY}` },
        body: JSON.stringify({ type: "individual", name: "Jane Smith", email: PERSON.email, country: "US" }),
      }),
    // Another host than that of the relative links.
    move: () => Object.assign([...api.accounts.values()][0].kyc, { link: "https://elsewhere.example/kyc" }),
    requests: ["GET /v1/accounts/<nobody>", "GET /v1/webhook_endpoints", "GET /v1/accounts/", "GET /v1/accounts/acct_1"],
  };
}

function diditWorld() {
  const api = diditModel.createApi();
  const host = "https://verification.didit.me";
  const { apiKey, workflowId, webhookSecret } = diditModel.CREDENTIALS;
  const destination = { uuid: DESTINATION, label: "x", url: urlOf("didit"), enabled: true, subscribed_events: ["status.updated"] };
  const workflow = { uuid: workflowId, workflow_id: workflowId, workflow_type: "kyc", is_archived: false, status: "published" };
  return {
    api,
    env: { DIDIT_API_KEY: apiKey, DIDIT_WORKFLOW_ID: workflowId, DIDIT_WEBHOOK_SECRET: webhookSecret },
    wrong: { DIDIT_API_KEY: "key-of-another-0123456789" },
    wrongKey: { DIDIT_WEBHOOK_SECRET: "secret-of-another-0123456789" },
    webhook: { ...destination, secret_shared_key: webhookSecret },
    disabled: { enabled: false },
    elsewhere: { url: OLD_URL },
    fewer: [{ subscribed_events: ["data.updated"] }, "status.updated"],
    workflows: { count: 1, next: null, previous: null, results: [workflow] },
    lists: {
      [`${host}/v3/workflows/?limit=100`]: (world) => world.workflows,
      // The list does not have the secrets.
      [`${host}/v3/webhook/destinations/`]: (world) => (world.webhook ? [{ ...world.webhook, secret_shared_key: undefined }] : []),
      [`${host}/v3/webhook/destinations/${DESTINATION}/`]: (world) => world.webhook,
    },
    fetch: api.fetch,
    begin: () =>
      api.fetch(`${host}/v3/session/`, {
        method: "POST",
        headers: { "x-api-key": apiKey },
        body: JSON.stringify({ workflow_id: workflowId, vendor_data: "user-17", contact_details: { email: PERSON.email } }),
      }),
    move: () => Object.assign(api.sessions[0], { url: "https://elsewhere.example/session" }),
    host: "verify.didit.me",
    requests: [
      `GET /v3/sessions/?vendor_data=<nobody>&workflow_id=${workflowId}&session_kind=user&limit=1`,
      "GET /v3/users/<nobody>/",
      `GET /v3/sessions/?workflow_id=${workflowId}&session_kind=user&limit=1`,
      "GET /v3/workflows/?limit=100",
      "GET /v3/webhook/destinations/",
      `GET /v3/webhook/destinations/${DESTINATION}/`,
    ],
  };
}

function stripeWorld() {
  const api = stripeModel.createApi();
  const { secretKey, webhookSecret } = stripeModel.CREDENTIALS;
  return {
    api,
    env: { STRIPE_IDENTITY_SECRET_KEY: secretKey, STRIPE_IDENTITY_WEBHOOK_SECRET: webhookSecret },
    wrong: { STRIPE_IDENTITY_SECRET_KEY: "rk_test_of_another_0123456789" },
    endpoint: { id: "we_1", url: urlOf("stripe-identity"), status: "enabled", enabled_events: ["*"] },
    elsewhere: { url: OLD_URL },
    fewer: [
      { enabled_events: ["verified", "requires_input", "processing", "canceled"].map((word) => `identity.verification_session.${word}`) },
      "identity.verification_session.redacted",
    ],
    lists: { "https://api.stripe.com/v1/webhook_endpoints?limit=100": (world) => ({ object: "list", data: [world.endpoint] }) },
    fetch: api.fetch,
    requests: ["GET /v1/identity/verification_sessions/<nobody>", "GET /v1/webhook_endpoints?limit=100"],
  };
}

/** Makes the world of each provider. */
export const WORLDS = {
  spherepay: spherepayWorld,
  grid: gridWorld,
  bridge: bridgeWorld,
  sumsub: sumsubWorld,
  due: dueWorld,
  didit: diditWorld,
  "stripe-identity": stripeWorld,
};

/** Returns what the world responds to a request. */
export async function respond(world, url, init) {
  const list = world.lists[url];
  if (list && init.method !== "GET") return json({}, 405);
  return list ? json(list(world, init)) : world.fetch(url, init);
}
