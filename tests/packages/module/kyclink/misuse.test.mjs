/**
 * What a caller passes by mistake: each message says what is right, word for word, and has the platform's error as its
 * cause where there is one. Those with a row in docs/troubleshooting.md are tested with that page.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { esm, subpath } from "../../helpers/install/index.mjs";

const kyclink = await esm();
const { default: NAMES } = await subpath("names/en");
const ID = { customerId: "Customer:1" };
const GRID = { clientId: "id", clientSecret: "secret", fetch: () => assert.fail("nothing is sent") };
const REQUEST = { method: "GET", url: "https://api.example.com/", headers: {} };
const BODYLESS = "status must be 200 to 599, and not one of a response without a body: 204, 205, 304.";
const DURATION = "must be a positive, finite number of milliseconds.";

const client = (options) => kyclink.grid({ ...GRID, ...options });
const request = (options) => client().createKycLink(ID, options);
const validate = (options) => kyclink.validate("grid.createKycLink", ID, options);
const response = (change) => kyclink.parseResponse("grid.createKycLink", { status: 200, headers: {}, body: "", ...change }, ID);

/** Each row: the message, a call, the values that it is made with, and the class of the cause. */
const MISTAKES = [
  ["Pass a FormData or a URLSearchParams.", kyclink.applicantFrom, [undefined, null, {}, [], "a=1", { getAll() {} }]],
  ["Pass a client: what the function of a provider returns.", (value) => kyclink.onboard(value, {}), [undefined, null, {}, GRID]],
  ...[client, request].flatMap((call) => [
    ["maxRetries must be a whole number, 0 or more.", (maxRetries) => call({ maxRetries }), [-1, 0.5, "2", NaN, Infinity, true]],
    [`timeout ${DURATION}`, (timeout) => call({ timeout }), [0, -1, "1000", NaN, Infinity, true]],
  ]),
  [`deadline ${DURATION}`, (deadline) => request({ deadline }), [0, -1, "1000", NaN, Infinity, false]],
  ["fetch must be a function.", (fetch) => client({ fetch }), [null, 1, "fetch", {}]],
  ["fetch must be a function.", (fetch) => kyclink.send(REQUEST, { fetch }), [null, 1, "fetch", {}]],
  ["signal must be an AbortSignal.", (signal) => kyclink.send(REQUEST, { fetch: GRID.fetch, signal }), [1, {}, new AbortController()]],
  ["request must be an object that buildRequest has returned.", kyclink.send, [undefined, null, {}, "https://api.example.com/"]],
  ["locale must be a language tag or a list of them.", (locale) => kyclink.countries({ locale }), ["no tag", [""]], RangeError],
  ["locale must be a language tag or a list of them.", (locale) => kyclink.countries({ locale }), [null, [1]], TypeError],
  ["names are of one language: leave out locale.", (locale) => kyclink.countries({ names: NAMES, locale }), ["de", ["de"], null]],
  [
    "names must be the default export of kyclink/names/<locale>, not a copy of it: that has no names of countries.",
    (names) => kyclink.countries({ names }),
    [null, {}, { countries: null }, { countries: 5 }, { ...NAMES }, 5],
  ],
  ['naming is "html" or "react".', (naming) => kyclink.fieldProps("grid.onboard", "email", { naming }), ["vue", "React", "", null, 1]],
  [
    "headers must be a Headers object, a list of pairs or a plain object.",
    (headers) => client({ headers }),
    ["a: b", "", 0, 5, true, false, ["a"], [["a"]], [["a", "b", "c"]]],
    TypeError,
  ],
  ...["sentAt", "answeredBy"].map((name) => [
    "The configuration is not valid. A time must be a whole number of milliseconds.",
    (time) => kyclink.reconcile(client(), {}, { sentAt: 0, answeredBy: 1, [name]: time }),
    [undefined, "now", NaN],
  ]),
  [BODYLESS, (status) => kyclink.problem([], { status }), [0, 100, 199, 200.5, 204, 205, 304, 600, "422", NaN]],
  ["The body of a response must be a string or bytes.", (body) => response({ body }), [1, true, {}, []], TypeError],
  ...[
    validate,
    (options) => kyclink.onboard(client(), {}, options),
    (options) => kyclink.reconcile(client(), {}, { ...options, sentAt: 0, answeredBy: 1 }),
  ].map((call) => ["normalize must be true or false.", (normalize) => call({ normalize }), [0, 1, "", "true", {}]]),
  [
    "The configuration is not valid. now must be a whole number of milliseconds since 1970.",
    (now) => validate({ now }),
    [10n, Symbol("x"), "2026", NaN],
  ],
  ["messages must be an object: a message, or a function, by code.", (messages) => validate({ messages }), ["x", 1, true]],
  [
    "messages.required must be a string or a function.",
    (required) => validate({ messages: { pattern: "x", required } }),
    [null, 1, {}, false],
  ],
  ...[["a string", "allowHosts"], ...[1, true, () => {}].map((value) => [`this ${typeof value}`, value])].map(([what, value]) => [
    `Pass an object of options, and not ${what}: there are allowHosts, allowLoopback.`,
    (options) => kyclink.assertSafeKycUrl("https://a.example", options),
    [value],
  ]),
];

for (const [message, call, values, Cause] of MISTAKES) {
  test(message, async () => {
    for (const value of values) {
      const { name, code, cause, ...error } = await (async () => call(value))().then(
        () => assert.fail(inspect(value)),
        (error) => ({ name: error.name, code: error.code, cause: error.cause, message: error.message }),
      );
      assert.deepEqual([name, code, error.message], ["KycLinkError", "invalid_config", message], inspect(value));
      assert.ok(Cause ? cause instanceof Cause : cause === undefined, `${inspect(value)}: ${cause}`);
    }
  });
}

test("options may be nothing, as `condition && { … }` is", () => {
  for (const options of [undefined, null, false, 0, ""]) assert.equal(validate(options).ok, true, inspect(options));
});
