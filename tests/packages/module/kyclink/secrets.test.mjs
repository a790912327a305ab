/**
 * No data of a caller or a provider appears in what is logged: the message, the stack, the JSON and the printed form of
 * every failing call. Each planted string is searched for in all of them.
 */

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { inspect } from "node:util";
import { esm } from "../../helpers/install/index.mjs";

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

/** Asserts that whatever a logger may make of an error has none of the planted strings. */
function assertClean(error, what) {
  assert.ok(error instanceof kyclink.KycLinkError, `${what}: ${error}`);
  const depth = { depth: 20 };
  const printed = [error, error.toJSON(), Object.entries(error)].map((value) => inspect(value, depth));
  for (const text of [error.message, error.stack, String(error), JSON.stringify(error), JSON.stringify({ ...error }), ...printed])
    for (const trace of TRACES) assert.doesNotMatch(text, trace, what);
}

const failure = async (act, what) =>
  (async () => act())().then(
    () => assert.fail(`${what} should have failed`),
    (error) => error,
  );
const assertFailsClean = async (act, what) => assertClean(await failure(act, what), what);

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

/** fuzz/src/targets/input.rs has every kind of mistake. */
test("rejected input", async () => {
  for (const input of [
    { ...PERSON, email: `${PLANT} at example.com`, type: PLANT, [PLANT]: PLANT },
    { ...PERSON, address: { ...PERSON.address, country: PLANT, state: `${PLANT} state`, line1: PLANT.repeat(100) } },
    PLANT,
  ]) {
    const error = await failure(() => spherepay(respondingWith(200, "")).createCustomerViaLink(input), "an input");
    assert.equal(error.code, "invalid_request");
    assertClean(error, "an input");
    await assertFailsClean(() => kyclink.onboard(grid(respondingWith(200, "")), input), "an applicant");
  }
  const redirectUri = `https://${PLANT}:${PLANT}@example.com`;
  await assertFailsClean(() => grid(respondingWith(200, "")).createKycLink({ customerId: `${PLANT}/..`, redirectUri }), "grid");
});

test("provider errors in all shapes", async () => {
  const words = `${PLANT} says ${PERSON.email} and ${PERSON.phone}`;
  const ts = "2025-04-20T00:09:16.870Z";
  const v1 = { ok: false, message: words, data: null, request: "request_1" };
  const errors = (...pointers) => pointers.map((pointer) => ({ detail: words, ...pointer }));
  const fields = ["email", PLANT].map((field) => ({ field, message: words }));
  const bodies = [
    { status: 422, detail: words, errors: errors({ parameter: PLANT }, { pointer: `/meta/${PLANT}` }) },
    {
      ...{ status: 422, detail: words, title: words, code: "validation/failed", correlationId: "c" },
      errors: errors({ pointer: "/email" }, { pointer: `/${PLANT}` }),
    },
    { ts, error: { general: words } },
    { ts, error: { address: [words], [PLANT]: [words] } },
    { ...v1, object: "error", statusCode: 400, error: { url: [words] } },
    { ...v1, object: "error", error: "customer/duplicate" },
    { code: "INVALID_INPUT", reason: words, details: { errors: fields } },
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
      for (const call of calls) await assertFailsClean(call, `${status} ${JSON.stringify(body).slice(0, 60)}`);
    }
  }
});

/** tests/it/client/error/echo.rs has every disguise: here, everything that is sent must be known where a response is read. */
test("nothing that was sent is shown as a code, an id or a constraint", async () => {
  const key = "confidentially/secret-words";
  const headers = { "X-Proxy-Token": "PROXY_TOKEN_OF_OURS" };
  const ofCall = { headers: { "X-Call-Token": "TOKEN_OF_THIS_CALL" }, idempotencyKey: "attempt/of-somebody" };
  const person = { ...PERSON, address: { ...PERSON.address, line1: "Wackerstrasse 233", city: "Springfield" } };
  const applicant = { ...person, firstName: "Kimberly", lastName: "Smithers", birthDate: "1990-01-31", reference: "case-19900131" };
  const { email, phone, address } = person;
  const sent = [email, phone, address.line1, "Wackerstrasse", address.city, "Kimberly Smithers", "Smithers", "19900131", key];
  sent.push(headers["X-Proxy-Token"], ofCall.headers["X-Call-Token"], ofCall.idempotencyKey);
  const joined = (text) => text.toLowerCase().replace(/[^a-z0-9]/g, "");
  for (const echo of sent.flatMap((value) => [value, joined(value).toUpperCase(), `customer/${joined(value)}`])) {
    const constraint = { format: echo, pattern: echo, enum: [echo], minLength: echo, maxLength: echo };
    const errors = [{ field: "address.country", constraint }, { field: `currencies/${echo}` }];
    for (const body of [
      { status: 422, detail: echo, code: echo, correlationId: echo, errors: [{ detail: echo, pointer: `/${echo}`, constraint }] },
      { ok: false, error: echo, message: echo, request: echo },
      { code: echo, reason: echo, correlationId: echo, details: { errors } },
    ]) {
      const fetch = respondingWith(422, body, { "retry-after": "1" });
      const atLink = async (url) =>
        url.endsWith("/kyc-link") ? fetch() : Response.json({ id: "Customer:1", customerType: "INDIVIDUAL" }, { status: 201 });
      const sphere = kyclink.spherepay({ apiKey: key, environment: "sandbox", maxRetries: 0, headers, fetch });
      const [own, other] = [fetch, atLink].map((fetch) =>
        kyclink.grid({ clientId: "id", clientSecret: key, maxRetries: 0, headers, fetch }),
      );
      const calls = [
        () => sphere.createCustomerViaLink(person, ofCall),
        () => own.createCustomer(kyclink.toInput(applicant, "grid.createCustomer"), ofCall),
        () => kyclink.onboard(sphere, applicant, ofCall),
        () => kyclink.onboard(other, applicant, ofCall),
      ];
      for (const [at, call] of calls.entries()) {
        const error = await failure(call, `${at} ${echo}`);
        assert.equal(error.code, "provider_rejected", `${at} ${error.message}`);
        const { message, code, name, provider, operation, ...shown } = error.toJSON();
        // What kyclink itself says of an issue is not the provider's.
        const text = joined(JSON.stringify({ ...shown, issues: error.issues.map(({ message, ...issue }) => issue) }));
        // The first call sends no name.
        for (const value of at === 0 ? sent.filter((value) => !/Smithers|19900131/.test(value)) : sent)
          assert.ok(!text.includes(joined(value)), `${at}: ${value} in ${text}`);
      }
    }
  }
});

/** Every operation sends `extra` in the same way, and tests/it/client/error/echo.rs has every disguise of what was sent. */
test("extra is as secret as every other input, at each provider", async () => {
  const bridge = (fetch) => kyclink.bridge({ apiKey: KEY, environment: "sandbox", maxRetries: 0, fetch });
  const calls = (fetch, extra) => [
    () => spherepay(fetch).createCustomerViaLink({ ...PERSON, extra }),
    () => grid(fetch).createCustomer({ customerType: "INDIVIDUAL", email: "a@b.example", extra }),
    () => bridge(fetch).createKycLink({ type: "individual", email: "a@b.example", extra }),
  ];
  for (const wrong of [{ email: PLANT, [PLANT]: PLANT }, { a: PLANT.repeat(2000) }, PLANT, [PLANT]])
    for (const call of calls(respondingWith(200, ""), wrong)) await assertFailsClean(call, "refused");
  const extra = { [PLANT]: { token: `${PLANT}-of-ours`, list: [PLANT, 4155557391] } };
  for (const echo of [PLANT, `customer/${PLANT}-of-ours`, "4155557391"])
    for (const body of [
      { status: 422, detail: echo, code: echo, errors: [{ detail: echo, pointer: `/extra/${echo}` }] },
      { code: echo, reason: echo, details: { errors: [{ field: echo, message: echo, constraint: { format: echo, enum: [echo] } }] } },
      { code: echo, message: echo, source: { location: "body", key: { [echo]: echo } } },
    ])
      for (const call of calls(respondingWith(422, body), extra)) await assertFailsClean(call, echo);
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
  // The operator has to know which host to allow, and the person does not.
  const allowed = spherepay(respondingWith(201, link(`https://other.example/${PLANT}`)), { allowHosts: [`not-${PLANT}.example.com`] });
  const error = await failure(() => allowed.createKycLink({ customerId: "customer_1" }), "host");
  assertClean(error, "host");
  assert.match(error.message, /other\.example/);
  assert.doesNotMatch(JSON.stringify(kyclink.problem(error)), /other\.example/);
  await assertFailsClean(() => kyclink.assertSafeKycUrl(`http://${PLANT}`), "assert");
  await assertFailsClean(
    () => spherepay(respondingWith(302, "", { location: `https://${PLANT}` })).createKycLink({ customerId: "customer_1" }),
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
