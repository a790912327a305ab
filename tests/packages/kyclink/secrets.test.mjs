/**
 * No data of a caller or a provider appears in what is logged: the message, the stack, the JSON and the printed form of
 * every failing call. Each planted string is searched for in all of them.
 */

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { inspect } from "node:util";
import { esm } from "../helpers/install/index.mjs";

let kyclink;
before(async () => (kyclink = await esm()));

const PLANT = "Canary7391";
const KEY = `secret_${PLANT}`;
const ID = "customer_canary7391";
const PERSON = {
  type: "individual",
  email: `${PLANT}@example.com`,
  phone: "+14155557391",
  address: { line1: `${PLANT} Street`, city: PLANT, state: "IL", postalCode: "67391", country: "USA" },
};
const TRACES = [/canary7391/i, /4155557391/, /67391/, new RegExp(btoa(KEY).slice(4, 12))];

/** Everything that a logger may make of an error. */
function assertClean(error, what) {
  assert.ok(error instanceof kyclink.KycLinkError, `${what}: ${error}`);
  const prints = {
    message: error.message,
    stack: error.stack,
    string: String(error),
    json: JSON.stringify(error),
    toJSON: inspect(error.toJSON(), { depth: 20 }),
    inspect: inspect(error, { depth: 20, showHidden: false }),
    spread: JSON.stringify({ ...error }),
    keys: Object.keys(error).join(),
    entries: inspect(Object.entries(error), { depth: 20 }),
    clone: JSON.stringify(structuredClone({ ...error })),
  };
  for (const [where, text] of Object.entries(prints)) {
    for (const trace of TRACES) assert.doesNotMatch(text, trace, `${what}: ${where}`);
  }
}

async function failure(act, what) {
  try {
    await act();
  } catch (error) {
    return error;
  }
  return assert.fail(`${what} should have failed`);
}

const spherepay = (fetch, config) => kyclink.spherepay({ apiKey: KEY, environment: "sandbox", maxRetries: 0, fetch, ...config });
const grid = (fetch, config) => kyclink.grid({ clientId: PLANT, clientSecret: KEY, maxRetries: 0, fetch, ...config });
/** Every call that sends something of a person's or of the caller's. */
const others = (fetch) => [
  () => spherepay(fetch).createCustomer({ ...PERSON, personalInformation: { firstName: PLANT }, meta: { note: PLANT } }),
  () => spherepay(fetch).getCustomer({ customerId: ID }, { profiles: [PLANT] }),
  () => spherepay(fetch).listCustomers({ search: PLANT, email: PERSON.email }),
  () => spherepay(fetch).createTosLink({ customerId: ID }),
  () => grid(fetch).getCustomer({ customerId: PLANT }),
  () => grid(fetch).listCustomers({ platformCustomerId: PLANT, cursor: PLANT }),
  () => grid(fetch).updateContact({ customerId: PLANT, customerType: "INDIVIDUAL", email: PERSON.email }),
  () => grid(fetch).sendEmailCode({ customerId: PLANT }),
  () => grid(fetch).confirmPhone({ customerId: PLANT, code: PLANT }),
];
const respondingWith = (status, body, headers) => async () =>
  new Response(typeof body === "string" ? body : JSON.stringify(body), { status, headers });

test("rejected input", async () => {
  const wrong = [
    { ...PERSON, email: `${PLANT} at example.com` },
    { ...PERSON, phone: "004155557391" },
    { ...PERSON, type: PLANT },
    { ...PERSON, [PLANT]: PLANT, type: undefined },
    { ...PERSON, address: { ...PERSON.address, country: PLANT, state: `${PLANT} state`, line1: PLANT.repeat(100) } },
    { ...PERSON, address: PLANT },
    PLANT,
    [PLANT],
  ];
  for (const [at, input] of wrong.entries()) {
    const error = await failure(() => spherepay(respondingWith(200, "")).createCustomerViaLink(input), `input ${at}`);
    assert.equal(error.code, "invalid_request");
    assertClean(error, `input ${at}`);
    assertClean(await failure(() => kyclink.onboard(grid(respondingWith(200, "")), input), `applicant ${at}`), `applicant ${at}`);
  }
  for (const input of [
    { customerId: `${PLANT}/..` },
    { customerId: "a", redirectUri: `http://${PLANT}.example.com` },
    { customerId: "a", redirectUri: `https://${PLANT}:${PLANT}@example.com` },
  ]) {
    assertClean(await failure(() => grid(respondingWith(200, "")).createKycLink(input), "grid"), "grid");
  }
});

test("rejected configuration", async () => {
  const configs = [
    { apiKey: `${KEY}\n`, environment: "sandbox" },
    { apiKey: KEY },
    { apiKey: KEY, environment: PLANT },
    { apiKey: KEY, baseUrl: `https://${PLANT}:${KEY}@example.com` },
    { apiKey: KEY, environment: "sandbox", headers: { [PLANT]: `${PLANT}\n` } },
    { apiKey: KEY, environment: "sandbox", allowHosts: PLANT },
    { apiKey: KEY, environment: "sandbox", policy: PLANT },
  ];
  for (const config of configs) assertClean(await failure(() => kyclink.spherepay(config), inspect(config)), inspect(config));
  assertClean(await failure(() => kyclink.grid({ clientId: `${PLANT}:x`, clientSecret: KEY }), "colon"), "colon");
  const options = [{ idempotencyKey: `${PLANT} ` }, { headers: { Authorization: KEY } }];
  for (const option of options) {
    assertClean(
      await failure(() => spherepay(respondingWith(200, "")).createKycLink({ customerId: ID }, option), inspect(option)),
      inspect(option),
    );
  }
});

test("provider errors in all shapes", async () => {
  const words = `${PLANT} says ${PERSON.email} and ${PERSON.phone}`;
  const bodies = [
    {
      status: 422,
      detail: words,
      errors: [
        { detail: words, parameter: PLANT },
        { detail: words, pointer: `/meta/${PLANT}` },
      ],
    },
    {
      status: 422,
      detail: words,
      title: words,
      code: "validation/failed",
      correlationId: "c",
      errors: [
        { detail: words, pointer: "/email" },
        { detail: words, pointer: `/${PLANT}` },
      ],
    },
    { ts: "2025-04-20T00:09:16.870Z", error: { general: words } },
    { ts: "2025-04-20T00:09:16.870Z", error: { address: [words], [PLANT]: [words] } },
    { ok: false, object: "error", statusCode: 400, error: { url: [words] }, message: words, data: null, request: "request_1" },
    { ok: false, object: "error", error: "customer/duplicate", message: words, data: null, request: "request_1" },
    {
      code: "INVALID_INPUT",
      reason: words,
      details: {
        errors: [
          { field: "email", message: words },
          { field: PLANT, message: words },
        ],
      },
    },
    { status: 400, code: "INVALID_INPUT", message: words },
    `<html>${words}</html>`,
  ];
  for (const status of [400, 401, 403, 404, 409, 422, 429, 500, 503]) {
    for (const body of bodies) {
      const calls = [
        () => spherepay(respondingWith(status, body)).createCustomerViaLink(PERSON),
        () => grid(respondingWith(status, body)).createCustomer({ customerType: "INDIVIDUAL", email: PERSON.email }),
        () => grid(respondingWith(status, body)).createKycLink({ customerId: PLANT }),
        () => kyclink.onboard(grid(respondingWith(status, body)), PERSON),
        ...others(respondingWith(status, body)),
      ];
      for (const call of calls) assertClean(await failure(call, `${status}`), `${status} ${JSON.stringify(body).slice(0, 60)}`);
    }
  }
});

/** The ways in which a provider may write something in the place of a code, an id, a word or a number. */
function disguises(text) {
  const words = text.split(/[^a-z0-9]+/i).filter(Boolean);
  const joined = words.join("");
  const letters = joined.replace(/[0-9]/g, "");
  const digits = joined.replace(/[^0-9]/g, "");
  return [
    text,
    joined,
    joined.toUpperCase(),
    words.join("_").toUpperCase(),
    `INVALID_${words.join("_").toUpperCase()}`,
    words.join("-").toLowerCase(),
    `customer/${words.join("-").toLowerCase()}`,
    `${letters.toLowerCase()}/unknown`,
    `address/not-${letters.toLowerCase()}-here`,
    digits.padStart(32, "0"),
    `request_${digits.padEnd(32, "a")}`,
    ...(digits && Number(digits) < Number.MAX_SAFE_INTEGER ? [Number(digits)] : []),
  ];
}

test("nothing that was sent is shown as a code, an id or a constraint", async () => {
  const key = "confidentially/secret-words";
  const headers = { "X-Proxy-Token": "PROXY_TOKEN_OF_OURS" };
  const ofCall = { headers: { "X-Call-Token": "TOKEN_OF_THIS_CALL" } };
  const person = { ...PERSON, address: { ...PERSON.address, line1: "Wackerstrasse 233", city: "Springfield" } };
  const applicant = { ...person, firstName: "Kimberly", lastName: "Smithers", birthDate: "1990-01-31", reference: "case-19900131" };
  const idempotencyKey = "attempt/of-somebody";
  const sent = [
    person.email,
    person.phone,
    "Wackerstrasse 233",
    "Wackerstrasse",
    "Springfield",
    "Kimberly Smithers",
    "Smithers",
    "19900131",
    key,
    headers["X-Proxy-Token"],
    ofCall.headers["X-Call-Token"],
    idempotencyKey,
  ];
  const joined = (text) => text.toLowerCase().replace(/[^a-z0-9]/g, "");
  for (const value of sent) {
    for (const echo of disguises(value)) {
      const constraint = { format: echo, pattern: echo, enum: [echo], minLength: echo, maxLength: echo };
      const bodies = [
        { status: 422, detail: echo, code: echo, correlationId: echo, errors: [{ detail: echo, pointer: `/${echo}`, constraint }] },
        { ok: false, error: echo, message: echo, request: echo },
        {
          code: echo,
          reason: echo,
          correlationId: echo,
          details: { errors: [{ field: "address.country", constraint }, { field: `currencies/${echo}` }] },
        },
      ];
      for (const body of bodies) {
        const fetch = respondingWith(422, body, { "retry-after": "1" });
        const atGrid = async (url) =>
          url.endsWith("/kyc-link") ? fetch() : Response.json({ id: "Customer:1", customerType: "INDIVIDUAL" }, { status: 201 });
        const sphere = kyclink.spherepay({ apiKey: key, environment: "sandbox", maxRetries: 0, headers, fetch });
        const [own, other] = [fetch, atGrid].map((fetch) =>
          kyclink.grid({ clientId: "id", clientSecret: key, maxRetries: 0, headers, fetch }),
        );
        const calls = [
          () => sphere.createCustomerViaLink(person, { idempotencyKey, ...ofCall }),
          () => own.createCustomer(kyclink.toInput(applicant, "grid.createCustomer"), { idempotencyKey, ...ofCall }),
          () => kyclink.onboard(sphere, applicant, { idempotencyKey, ...ofCall }),
          () => kyclink.onboard(other, applicant, { idempotencyKey, ...ofCall }),
        ];
        for (const [at, call] of calls.entries()) {
          const error = await failure(call, `${at} ${echo}`);
          assert.equal(error.code, "provider_rejected", `${at} ${error.message}`);
          const { message, code, name, provider, operation, ...shown } = error.toJSON();
          // What kyclink itself says of an issue is not the provider's.
          const text = JSON.stringify({ ...shown, issues: error.issues.map(({ message, ...issue }) => issue) });
          // The first call sends no name.
          const known = at === 0 ? sent.filter((value) => !/Smithers|19900131/.test(value)) : sent;
          for (const value of known) assert.ok(!joined(text).includes(joined(value)), `${at}: ${value} in ${text}`);
        }
      }
    }
  }
});

test("extra is as secret as every other input, at each provider", async () => {
  const extra = { [PLANT]: { token: `${PLANT}-of-ours`, list: [PLANT, 4155557391] } };
  const bridge = (fetch) => kyclink.bridge({ apiKey: KEY, environment: "sandbox", maxRetries: 0, fetch });
  const calls = (fetch, extra) => [
    () => spherepay(fetch).createCustomerViaLink({ ...PERSON, extra }),
    () => spherepay(fetch).createCustomer({ ...PERSON, extra }),
    ...["createCustomer", "updateCustomer", "updateContact"].map(
      (name) => () =>
        grid(fetch)[name]({
          ...(name !== "createCustomer" && { customerId: "a" }),
          customerType: "INDIVIDUAL",
          email: "a@b.example",
          extra,
        }),
    ),
    ...["createKycLink", "createVerification"].map((name) => () => grid(fetch)[name]({ customerId: "a", extra })),
    () => bridge(fetch).createKycLink({ type: "individual", email: "a@b.example", extra }, { idempotencyKey: "0123456789abcdefghijkl" }),
  ];
  const refused = [{ email: PLANT, [PLANT]: PLANT }, { a: PLANT.repeat(2000) }, PLANT, [PLANT]];
  for (const wrong of refused)
    for (const [at, call] of calls(respondingWith(200, ""), wrong).entries()) assertClean(await failure(call, `${at}`), `${at} refused`);
  for (const echo of [...disguises(PLANT), ...disguises(`${PLANT}-of-ours`), "4155557391"])
    for (const body of [
      { status: 422, detail: echo, code: echo, correlationId: echo, errors: [{ detail: echo, pointer: `/extra/${echo}` }] },
      { code: echo, reason: echo, details: { errors: [{ field: `${echo}`, message: echo, constraint: { format: echo, enum: [echo] } }] } },
      { code: echo, message: echo, source: { location: "body", key: { [echo]: echo } } },
    ])
      for (const [at, call] of calls(respondingWith(422, body), extra).entries())
        assertClean(await failure(call, `${at}`), `${at} ${echo}`);
});

test("an id that repeats what was sent is not a customer's", async () => {
  const later = "2127-01-15T14:32:00Z";
  const person = { ...PERSON, reference: "case-19900131" };
  const apiKey = "keyofours7391";
  for (const id of ["customer_14155557391", "customer_canary7391examplecom", `customer_${apiKey}`, "customer_1ab2c3d4"]) {
    const fetch = respondingWith(201, { customerId: id, url: "http://unsafe.example/", expiresAt: later });
    const client = kyclink.spherepay({ apiKey, environment: "sandbox", maxRetries: 0, fetch });
    for (const call of [() => client.createCustomerViaLink(person), () => kyclink.onboard(client, person)]) {
      const error = await failure(call, id);
      assert.deepEqual([error.code, error.customerId], ["unexpected_response", id === "customer_1ab2c3d4" ? id : undefined]);
    }
  }
});

test("documented codes and ids are shown, also where a value of the input is short or a word of a list", async () => {
  const id = "28c61e885c6e5eaa78c1a2183a9b883c";
  const person = { ...PERSON, type: "business", address: { ...PERSON.address, line1: "1", city: "US", line2: "IL" } };
  const body = { status: 422, detail: "d", code: "customer/prohibited-business-type", correlationId: id };
  const error = await failure(() => spherepay(respondingWith(422, body)).createCustomerViaLink(person), "422");
  assert.deepEqual([error.providerCode, error.correlationId], [body.code, id]);
  const constraint = { format: "us-ssn", enum: ["US", "CA"], minLength: 2, maxLength: 100 };
  const field = { field: "address.country", constraint };
  const refused = { code: "CUSTOMER_NOT_FOUND", reason: "r", details: { errors: [field] } };
  const atGrid = await failure(() => grid(respondingWith(422, refused)).createCustomer({ customerType: "INDIVIDUAL" }), "422");
  assert.deepEqual([atGrid.providerCode, atGrid.issues[0].params], [refused.code, { constraint }]);
});

test("more rejected input, and responses that are not customers", async () => {
  const fetch = respondingWith(200, "");
  const wrong = [
    () => spherepay(fetch).createCustomer({ type: PLANT, address: PLANT, personalInformation: PLANT, meta: PLANT }),
    () => spherepay(fetch).listCustomers({ page: PLANT, limit: 67391e9, search: PLANT.repeat(100), status: PLANT }),
    () => grid(fetch).listCustomers({ createdAfter: PLANT, limit: 67391, region: PLANT, isIncludingDeleted: PLANT }),
    () => grid(fetch).updateContact({ customerId: "a", customerType: PLANT, email: PERSON.email, phoneNumber: PERSON.phone }),
    () => grid(fetch).confirmEmail({ customerId: `${PLANT}/`, code: { [PLANT]: PLANT } }),
  ];
  for (const [at, call] of wrong.entries()) assertClean(await failure(call, `input ${at}`), `input ${at}`);
  const customer = { id: PLANT, customerType: PLANT, type: PLANT, createdAt: PLANT };
  for (const body of [
    customer,
    { ...customer, type: "individual", customerType: "BUSINESS" },
    { customers: [customer], data: [customer], pagination: {}, hasMore: false },
    { link: `http://${PLANT}` },
    PLANT,
  ]) {
    for (const [at, call] of others(respondingWith(200, body)).entries()) {
      // A code is sent whatever the response says, a customer of Grid's may well have such an id, and a list leaves out
      // what it cannot read.
      if (at === 7 || (at > 3 && body.customerType === "BUSINESS") || body.customers) continue;
      assertClean(await failure(call, `response ${at}`), `response ${at}`);
    }
  }
});

test("the provider's message is available as a hidden property", async () => {
  const words = `${PERSON.email} is taken`;
  const body = { status: 422, detail: words, errors: [{ detail: words, pointer: "/email" }] };
  const error = await failure(() => spherepay(respondingWith(422, body)).createCustomerViaLink(PERSON), "422");
  assert.equal(error.providerMessage, words);
  assert.equal(error.issues[0].providerMessage, words);
  assertClean(error, "422");
});

test("unexpected responses, unsafe links among them", async () => {
  // The customer is named on purpose: it exists, and must not be lost.
  const link = (url, expiresAt = "2027-01-15T14:32:00Z") => ({
    customerId: "customer_1",
    url,
    kycUrl: url,
    expiresAt,
    provider: PLANT,
    token: KEY,
  });
  const bodies = [
    link(`http://${PLANT}.example.com/`),
    link(`javascript:${PLANT}`),
    link(`https://${PLANT}:${KEY}@example.com`),
    link("https://example.com", PLANT),
    { [PLANT]: PLANT },
    `${PLANT}`,
    "x".repeat(2 ** 20) + PLANT,
  ];
  for (const body of bodies) {
    const calls = [
      () => spherepay(respondingWith(201, body)).createKycLink({ customerId: "customer_1" }),
      () => grid(respondingWith(201, body)).createKycLink({ customerId: "Customer:1" }),
    ];
    for (const call of calls) {
      const error = await failure(call, JSON.stringify(body).slice(0, 60));
      assert.equal(error.code, "unexpected_response");
      assertClean(error, JSON.stringify(body).slice(0, 60));
    }
  }
  const allowed = spherepay(respondingWith(201, link(`https://${PLANT}.example.com`)), { allowHosts: [`not-${PLANT}.example.com`] });
  assertClean(await failure(() => allowed.createKycLink({ customerId: "customer_1" }), "host"), "host");
  assertClean(await failure(() => kyclink.assertSafeKycUrl(`http://${PLANT}`), "assert"), "assert");
  assertClean(
    await failure(
      () => spherepay(respondingWith(302, "", { location: `https://${PLANT}` })).createKycLink({ customerId: "customer_1" }),
      "redirect",
    ),
    "redirect",
  );
});

test("clients, and what remembers the configuration of a request, expose nothing of it", async () => {
  const headers = { "X-Proxy-Token": PLANT };
  const used = [spherepay(respondingWith(404, ""), { headers }), grid(respondingWith(404, ""), { headers })];
  for (const client of used) await failure(() => client.getCustomer({ customerId: ID }), "the response is a 404");
  kyclink.buildRequest("spherepay.getCustomer", { customerId: ID }, { apiKey: KEY, environment: "sandbox" });
  for (const client of [spherepay(), grid(), ...used, kyclink]) {
    const prints = [
      inspect(client, { depth: 20, showHidden: true }),
      JSON.stringify(client),
      `${inspect(client)} ${Object.prototype.toString.call(client)}`,
      inspect(Object.entries(client), { depth: 20, showHidden: true }),
    ];
    for (const text of prints) for (const trace of TRACES) assert.doesNotMatch(text, trace);
  }
});
