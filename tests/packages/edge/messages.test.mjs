/** What a configuration error says: each wrong value has the sentence that mends it. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { configOf, createHandler, createSandbox, memoryStore, ORIGIN } from "../helpers/edge/harness.mjs";

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

describe("allowedOrigins", () => {
  for (const [value, message] of ORIGINS) {
    test(`${JSON.stringify(value)?.slice(0, 60)}`, () => assert.equal(messageOf({ allowedOrigins: value }), message));
  }
  test("https anywhere, and http on this machine", () => {
    const hosts = ["localhost", "app.localhost", "a.b.localhost", "127.0.0.1", "127.1.2.3", "[::1]"];
    const origins = [ORIGIN, "https://127.0.0.1.example", ...hosts.map((host) => `http://${host}:3000`)];
    assert.equal(messageOf({ allowedOrigins: origins }), undefined);
  });
});

describe("all that is undefined is named at once", () => {
  const { spherepay } = CONFIG;
  const listed = (...names) => `These are undefined: ${names.join(", ")}. Are their variables set? \`npx kyclink doctor\` lists them.`;
  const CASES = [
    [{ cookieSecret: undefined, store: undefined }, listed("cookieSecret", "store")],
    [{ allowedOrigins: [ORIGIN, undefined, undefined] }, listed("allowedOrigins[1]", "allowedOrigins[2]")],
    [
      { spherepay: { ...spherepay, apiKey: undefined, webhookSecret: undefined }, cookieSecret: undefined },
      listed("spherepay.apiKey", "spherepay.webhookSecret", "cookieSecret"),
    ],
    [
      { spherepay: { apiKey: "key-of-ours", environment: undefined, baseUrl: undefined }, store: undefined },
      listed("spherepay.environment", "spherepay.baseUrl", "store"),
    ],
    // One of environment and baseUrl is enough.
    [
      { spherepay: { apiKey: undefined, environment: "sandbox", baseUrl: undefined }, store: undefined },
      listed("spherepay.apiKey", "store"),
    ],
    [
      { spherepay: { apiKey: undefined, environment: undefined, baseUrl: "https://a.example" }, store: undefined },
      listed("spherepay.apiKey", "store"),
    ],
  ];
  for (const [change, message] of CASES) test(message.slice(0, 80), () => assert.equal(messageOf(change), message));
});

test("a store that is the function which makes one", () => {
  assert.equal(messageOf({ store: memoryStore }), "store must be what memoryStore returns: write store: memoryStore().");
  assert.match(messageOf({ store: undefined }), /^store is missing: use durableObjectStore/);
});

test("a provider without credentials: its name, or all of them where a function chooses", () => {
  const none = { spherepay: undefined, grid: undefined, bridge: undefined };
  assert.equal(messageOf({ ...none, provider: "grid" }), 'The provider "grid" has no credentials: set them in the option grid.');
  assert.equal(
    messageOf({ ...none, provider: () => "grid" }),
    "No provider has credentials: set them in the option spherepay, grid, bridge.",
  );
});
