/** What a configuration error says: each wrong value has the sentence that mends it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { configOf, createHandler, createSandbox, memoryStore, ORIGIN } from "../../helpers/edge/harness.mjs";

const SUCH = 'such as "https://app.example.com"';

/** What each value of `allowedOrigins` is told. */
const ORIGINS = [
  [undefined, `allowedOrigins is missing: list the origins of your pages, ${SUCH}.`],
  [ORIGIN, `allowedOrigins must be a list of the origins of your pages, ${SUCH} in brackets.`],
  [[], `allowedOrigins is empty: list the origins of your pages, ${SUCH}.`],
  [[undefined], "allowedOrigins[0] is undefined: is the variable set? In the docs it is ORIGIN."],
  [[ORIGIN, ""], "allowedOrigins[1] is empty: is the variable set? In the docs it is ORIGIN."],
  [[ORIGIN, 5], `allowedOrigins[1] must be a string, ${SUCH}.`],
  [[ORIGIN, null], `allowedOrigins[1] must be a string, ${SUCH}.`],
  [["https://*.example.com"], `allowedOrigins[0] has a "*": list each origin, ${SUCH}.`],
  [["app.example.com"], `allowedOrigins[0] must begin with https://, ${SUCH}.`],
  [["ftp://app.example.com"], `allowedOrigins[0] must begin with https://, ${SUCH}.`],
  [["ahttps://app.example.com"], `allowedOrigins[0] must begin with https://, ${SUCH}.`],
  ...["app.example.com", "127.0.0.1.example", "localhost.example", "mylocalhost", "a127.0.0.1.example", "[::2]"].map((host) => [
    [`http://${host}`],
    "allowedOrigins[0] must begin with https://: only localhost may have http://.",
  ]),
  [
    [ORIGIN, "https://a.example/"],
    'allowedOrigins[1] must be an origin, which has no path and no slash at the end: write "https://a.example".',
  ],
  [["https://a.example/kyc"], 'allowedOrigins[0] must be an origin, which has no path and no slash at the end: write "https://a.example".'],
  [
    ["http://localhost:3000/"],
    'allowedOrigins[0] must be an origin, which has no path and no slash at the end: write "http://localhost:3000".',
  ],
];

const CONFIG = configOf(createSandbox());
const messageOf = (change) => {
  try {
    createHandler({ ...CONFIG, ...change });
  } catch (error) {
    assert.equal(error.code, "invalid_config");
    return error.message;
  }
};

test("allowedOrigins: https anywhere, and http on this machine", () => {
  for (const [value, message] of ORIGINS) assert.equal(messageOf({ allowedOrigins: value }), message);
  const hosts = ["localhost", "app.localhost", "a.b.localhost", "127.0.0.1", "127.1.2.3", "127.10.20.255", "[::1]"];
  const origins = [ORIGIN, "https://127.0.0.1.example", ...hosts.map((host) => `http://${host}:3000`)];
  assert.equal(messageOf({ allowedOrigins: origins }), undefined);
  // The message is about the origin that is wrong, and not about one of these before it.
  const message = `allowedOrigins[${origins.length}] must begin with https://, ${SUCH}.`;
  assert.equal(messageOf({ allowedOrigins: [...origins, "app.example.com"] }), message);
});

test("all that is undefined is named at once", () => {
  const { spherepay } = CONFIG;
  const key = { apiKey: undefined };
  for (const [change, ...names] of [
    [{ cookieSecret: undefined, store: undefined }, "cookieSecret", "store"],
    [{ allowedOrigins: [ORIGIN, undefined, undefined] }, "allowedOrigins[1]", "allowedOrigins[2]"],
    [
      { spherepay: { ...spherepay, ...key, webhookSecret: undefined }, cookieSecret: undefined },
      ...["spherepay.apiKey", "spherepay.webhookSecret", "cookieSecret"],
    ],
    [
      { spherepay: { apiKey: "key-of-ours", environment: undefined, baseUrl: undefined }, store: undefined },
      ...["spherepay.environment", "spherepay.baseUrl", "store"],
    ],
    // One of environment and baseUrl is enough.
    [{ spherepay: { ...key, environment: "sandbox", baseUrl: undefined }, store: undefined }, "spherepay.apiKey", "store"],
    [{ spherepay: { ...key, environment: undefined, baseUrl: "https://a.example" }, store: undefined }, "spherepay.apiKey", "store"],
  ])
    assert.equal(
      messageOf(change),
      `These are undefined: ${names.join(", ")}. Are their variables set? \`npx kyclink doctor\` lists them.`,
    );
});

const KEY = "a-random-key-in-two-options-at-once-7c1e";
const NONE = { spherepay: undefined, grid: undefined, bridge: undefined };

/**
 * A wrong value of each option has one sentence, which begins so: those that docs/troubleshooting.md does not have in
 * full. tests/it/edge/config.rs has the wrong values.
 */
const SENTENCES = [
  [
    [{ cookieSecret: KEY, spherepay: { ...CONFIG.spherepay, apiKey: KEY } }],
    "The same secret is given in two options: cookieSecret must be",
  ],
  [[{ store: undefined }, { store: {} }, { store: { get() {} } }], "store is missing: use durableObjectStore(env.KYCLINK)"],
  [
    ["authorize", "render", "page", "onCreated", "onEvent", "onError", "onStep", "fetch"].map((hook) => ({ [hook]: 5 })),
    "authorize, render, page, onCreated, onEvent, onError, onStep and fetch must be functions.",
  ],
  [
    [{ redirectUri: "http://app.example.com/x" }, { redirectUri: new URL("https://app.example.com/x") }],
    "redirectUri must be a string: an https URL",
  ],
  [[{ policy: "lax" }], 'policy must be "schema", "postal" or "strict".'],
  [
    [{ grid: { ...CONFIG.grid, agreements: ["LEAD_PRIVACY"] } }, { grid: { ...CONFIG.grid, agreements: "LEAD_PRIVACY_POLICY" } }],
    "agreements must be a list of types: LIGHTSPARK_END_USER_TERMS, LIGHTSPARK_E_SIGN_CONSENT, LIGHTSPARK_PRIVACY_POLICY, LEAD_E_SIGN_CONSENT, LEAD_ACCOUNTHOLDER_AGREEMENT, LEAD_PRIVACY_POLICY, LEAD_CARDHOLDER_AGREEMENT.",
  ],
  [[{ ownFields: 5 }, { ownFields: { "referral-code": { label: "x" } } }], "ownFields must be an object with at most ten fields"],
  [[{ id: "" }, { id: 5 }], "id must be a string that distinguishes this handler from others"],
  [[{ apiKey: "key-of-ours" }], "There is no option apiKey beside the providers: it is written as in spherepay: { apiKey"],
  [[{ grid: { ...CONFIG.grid, apiKey: "key-of-ours" } }], "There is no option apiKey in grid, which has clientId, clientSecret, "],
  [[{ store: memoryStore }], "store must be what memoryStore returns: write store: memoryStore()."],
  [
    [{ ...NONE, provider: () => "grid" }],
    "No provider has credentials: set them in the option spherepay, grid, bridge, or list one of your own in providers.",
  ],
];

test("each wrong value has the sentence of its option", () => {
  for (const [changes, sentence] of SENTENCES)
    for (const change of changes) assert.ok(messageOf(change)?.startsWith(sentence), `${sentence}: ${messageOf(change)}`);
});
