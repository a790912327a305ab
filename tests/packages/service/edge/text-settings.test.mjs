/**
 * A setting that is sent to a provider, or that names records or cookies, is refused if it has what copying adds: quotes,
 * blanks or invisible characters. The table has every option, so that a new one must say whether it is such a setting.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { esm, subpath } from "../../helpers/install/index.mjs";

const { bridge, grid, spherepay, parseResponse } = await esm();
const { createHandler, limitBy, memoryStore, refreshRoute } = await subpath("edge");
const { onboardingPage } = await subpath("page");
const { defineProvider } = await subpath("provider");
const [{ sumsub }, { didit }, { stripeIdentity }, { due }] = await Promise.all(
  ["sumsub", "didit", "stripe-identity", "due"].map((name) => subpath(`providers/${name}`)),
);

/** What copying adds. */
const UNCLEAN = [
  (text) => ` ${text}`,
  (text) => `${text}\n`,
  (text) => `${text}\u00a0`,
  (text) => `"${text}"`,
  (text) => `'${text}'`,
  (text) => `${text}\u200b`,
  (text) => `\ufeff${text}`,
  (text) => `${text}\u2060`,
  (text) => `${text.slice(0, -1)}\u00ad${text.slice(-1)}`,
  (text) => `${text.slice(0, -1)}\u202e${text.slice(-1)}`,
];

const KEY = "k3v0n1x5bz7y8d9-of-ours";
const SPHEREPAY = { apiKey: KEY, environment: "sandbox", profiles: ["kyc"] };
const GRID = { clientId: "an-id-of-ours", clientSecret: KEY, environment: "sandbox" };
const BRIDGE = { apiKey: `sk-test-${KEY}`, environment: "sandbox", endorsements: ["base"] };
const ORIGIN = "https://app.example.com";
const SUMSUB = { appToken: `sbx:${KEY}`, secretKey: KEY, levelName: "basic" };
const DIDIT = { apiKey: KEY, workflowId: "0b7a7a5c-5d3f-4e0b-9d66-4f0f2f1c2a11" };
const STRIPE = { secretKey: `sk_test_${KEY}`, type: "document" };
const DUE = { apiKey: KEY, environment: "sandbox" };
const OWN = {
  name: "acme",
  label: "Acme",
  applicant: { individual: ["email"] },
  hosts: ["verify.acme.example"],
  repeat: "never",
  create: () => ({ customerId: "c", kycUrl: "https://verify.acme.example/c" }),
  status: () => ({ status: "pending" }),
};

const CUSTOMER = { status: 200, headers: {}, body: '{"id":"customer_1","type":"individual"}' };

const handler = (changes) =>
  createHandler({
    provider: "spherepay",
    spherepay: SPHEREPAY,
    allowedOrigins: [ORIGIN],
    cookieSecret: "0123456789abcdef0123456789abcdef",
    store: memoryStore(),
    rateLimit: "none",
    onError: () => {},
    ...changes,
  });
const ofProvider = (name, options) => (changes) => handler({ provider: name, [name]: { ...options, ...changes } });
const refresh = ({ ...changes }) =>
  refreshRoute(new Request(`${ORIGIN}/refresh`), { secret: KEY, config: () => assert.fail("it was accepted"), ...changes });

/** The functions that take options, and a complete set of them. */
const TAKERS = {
  handler,
  "handler.spherepay": ofProvider("spherepay", SPHEREPAY),
  "handler.grid": ofProvider("grid", GRID),
  "handler.bridge": ofProvider("bridge", BRIDGE),
  spherepay: (changes) => spherepay({ ...SPHEREPAY, ...changes }),
  grid: (changes) => grid({ ...GRID, ...changes }),
  bridge: (changes) => bridge({ ...BRIDGE, ...changes }),
  parseResponse: (changes) => parseResponse("spherepay.getCustomer", CUSTOMER, { customerId: "customer_1" }, changes),
  sumsub: (changes) => sumsub({ ...SUMSUB, ...changes }),
  didit: (changes) => didit({ ...DIDIT, ...changes }),
  stripeIdentity: (changes) => stripeIdentity({ ...STRIPE, ...changes }),
  due: (changes) => due({ ...DUE, ...changes }),
  defineProvider: (changes) => defineProvider({ ...OWN, ...changes }),
  refreshRoute: refresh,
  limitBy: (changes) => limitBy({ store: memoryStore(), ...changes }),
  onboardingPage: (changes) => onboardingPage(changes),
};

/** A setting, which has a value that is accepted, and perhaps a list of them. */
const text = (value) => ({ value, wrap: (one) => one });
const list = (value) => ({ value, wrap: (one) => [value, one] });
const OF_CLIENT = {
  fetch: "a function",
  timeout: "a number",
  maxRetries: "a number",
  policy: text("postal"),
  allowHosts: list("in.sumsub.com"),
  headers: "values of headers, in which HTTP ignores blanks and allows quotes; others are not ASCII",
  dangerouslyAllowBrowser: "a boolean",
};
const BUILT_IN = { ...OF_CLIENT, environment: text("sandbox"), baseUrl: { ...text("https://api.example.com/v1"), without: "environment" } };
const SPHEREPAY_TABLE = { ...BUILT_IN, apiKey: text(KEY), profiles: list("kyc") };
const GRID_TABLE = { ...BUILT_IN, clientId: text("an-id-of-ours"), clientSecret: text(KEY) };
const BRIDGE_TABLE = { ...BUILT_IN, apiKey: text(`sk-test-${KEY}`), endorsements: list("base") };
const WEBHOOK_SECRET = list("cb8dedcf79a84b04b163ec74c7146481");
const PUBLIC_KEY = "a key that is parsed: what is around it is no part of it";

/** Each option: its value, or why it needs no check. */
const TABLE = {
  handler: {
    basePath: text("/kyc"),
    id: text("onboarding-eu"),
    allowedOrigins: list(ORIGIN),
    publicOrigin: text(ORIGIN),
    cookieSecret: list("fedcba9876543210fedcba9876543210"),
    redirectUri: text("https://app.example.com/done"),
    policy: text("postal"),
    allowHosts: list("in.sumsub.com"),
    provider: text("spherepay"),
    rateLimit: text("none"),
    ownFields: "names with letters and digits only, and labels that people see",
    providers: "objects, whose texts defineProvider checks",
    ...{ spherepay: "an object", grid: "an object", bridge: "an object", store: "an object" },
    ...{ timeout: "a number", maxWebhookAgeMs: "a number", agenda: "a boolean" },
    ...Object.fromEntries(
      ["fetch", "render", "page", "authorize", "onCreated", "onEvent", "onError", "onStep"].map((name) => [name, "a function"]),
    ),
  },
  "handler.spherepay": { ...SPHEREPAY_TABLE, webhookSecret: WEBHOOK_SECRET },
  "handler.grid": {
    ...GRID_TABLE,
    webhookPublicKey: PUBLIC_KEY,
    personFields: list("firstName"),
    agreements: list("LEAD_PRIVACY_POLICY"),
  },
  "handler.bridge": { ...BRIDGE_TABLE, webhookPublicKey: PUBLIC_KEY },
  spherepay: SPHEREPAY_TABLE,
  grid: GRID_TABLE,
  bridge: BRIDGE_TABLE,
  parseResponse: { profiles: list("kyc"), allowHosts: list("in.sumsub.com"), allowLoopback: "a boolean" },
  sumsub: {
    appToken: text(`sbx:${KEY}`),
    secretKey: text(KEY),
    levelName: text("basic"),
    levels: list("basic"),
    lang: text("de"),
    linkHosts: list("in.sumsub.com"),
    webhookSecret: WEBHOOK_SECRET,
    webhookAlgorithm: text("HMAC_SHA256_HEX"),
    baseUrl: text("https://api.example.com"),
    ...{ ttlInSecs: "a number", dangerouslyAllowBrowser: "a boolean" },
  },
  didit: {
    apiKey: text(KEY),
    workflowId: text(DIDIT.workflowId),
    webhookSecret: WEBHOOK_SECRET,
    linkHosts: list("verify.didit.me"),
    baseUrl: text("https://api.example.com/v1"),
    dangerouslyAllowBrowser: "a boolean",
  },
  stripeIdentity: {
    secretKey: text(`sk_test_${KEY}`),
    type: text("document"),
    document: { ...list("passport"), wrap: (one) => ({ allowedTypes: ["passport", one] }) },
    verificationFlow: { ...text("vf_1234"), without: "type" },
    webhookSecret: list("whsec_cb8dedcf79a84b04b163ec74c7146481"),
    linkHosts: list("verify.stripe.com"),
    mobileSdkVersion: text("2026-10-28.endive"),
    baseUrl: text("https://api.example.com/v1"),
    dangerouslyAllowBrowser: "a boolean",
  },
  due: {
    apiKey: text(KEY),
    environment: text("sandbox"),
    categories: { value: "employed", wrap: (one) => ({ individual: one }) },
    webhookPublicKey: PUBLIC_KEY,
    baseUrl: text("https://api.example.com/v1"),
    dangerouslyAllowBrowser: "a boolean",
  },
  defineProvider: {
    name: text("acme"),
    label: "what people see",
    hosts: list("verify.acme.example"),
    account: text("key-of-ours"),
    scope: text("basic"),
    applicant: { value: "email", wrap: (one) => ({ individual: [one] }) },
    repeat: text("never"),
    sends: text("itself"),
    preparation: "words of lists",
    revocable: "a boolean",
    ...Object.fromEntries(["create", "link", "token", "status", "find", "webhook"].map((name) => [name, "a function"])),
  },
  refreshRoute: { secret: text(KEY), config: "a function", env: "an object", limit: "a number" },
  limitBy: { store: "an object", limits: "numbers, by names of routes", key: "a function" },
  onboardingPage: {
    locale: text("de"),
    present: text("tab"),
    privacyUrl: text("/privacy"),
    assets: text("https://cdn.example.com/kyc/"),
    logo: { value: "https://cdn.example.com/logo.svg", wrap: (src) => ({ src, alt: "" }) },
    ...{ name: "what people see", texts: "what people see", theme: "lengths and colours of CSS", steps: "a boolean" },
    ...{ prefill: "a function", document: "a function" },
  },
};

const BUILT_INS = ["spherepay", "grid", "bridge"].flatMap((name) => [name, `handler.${name}`]);

/** Returns what was thrown, or what a promise was rejected with. */
async function refusalOf(attempt) {
  try {
    await attempt();
  } catch (error) {
    return error;
  }
  return undefined;
}

for (const [name, table] of Object.entries(TABLE)) {
  const take = TAKERS[name];

  test(`the table has every option of ${name}`, async () => {
    const { message } = (await refusalOf(() => take({ zzzzzzzzzzzz: 1 }))) ?? {};
    const listed = /there are (.*)\.$/.exec(message ?? "")?.[1].split(", ") ?? [];
    // The options of the built-in providers are in one list.
    const known = BUILT_INS.includes(name) ? BUILT_INS.flatMap((one) => Object.keys(TABLE[one])) : Object.keys(table);
    assert.deepEqual([...new Set(known)].sort(), listed.sort(), message);
  });

  test(`no option of ${name} that is sent or names records has what copying adds`, async () => {
    for (const [option, setting] of Object.entries(table)) {
      if (typeof setting === "string") continue;
      const { value, wrap, without } = setting;
      const given = (one) => ({ [option]: wrap(one), ...(without && { [without]: undefined }) });
      const isAccepted = await refusalOf(() => take(given(value)));
      assert.ok(!isAccepted || /it was accepted/.test(isAccepted.message), `${option}: ${isAccepted?.message}`);
      for (const add of UNCLEAN) {
        const refusal = await refusalOf(() => take(given(add(value))));
        assert.equal(refusal?.code, "invalid_config", `${option} ${JSON.stringify(add(value))}`);
      }
    }
  });
}

test("the names of emoji and of other scripts are names", () => {
  for (const name of ["👩‍💻", "✔️", "基本", "Prüfung (EU)", "a b"]) {
    assert.ok(handler({ id: name, spherepay: { ...SPHEREPAY, profiles: [name] } }));
    assert.ok(defineProvider({ ...OWN, account: name, scope: name }));
  }
});
