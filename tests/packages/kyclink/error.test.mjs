/**
 * What an error contains of the provider's response: which properties are enumerable, that messages only mention issues
 * that exist, that no customer is lost, and what counts as no response.
 */

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { inspect } from "node:util";
import { esm } from "../helpers/install/index.mjs";

let kyclink;
before(async () => (kyclink = await esm()));

const CREATE = "spherepay.createCustomerViaLink";
const ID = "customer_1ab2c3d4";
const LATER = "2126-01-15T14:32:00Z";
const ADDRESS = { line1: "1 Casemates Square", city: "Gibraltar", postalCode: "GX11 1AA", country: "GI" };
const PERSON = { type: "individual", email: "jane@example.com", phone: "+35020012345", address: ADDRESS };

const json = (status, body) => ({ status, headers: {}, body: JSON.stringify(body) });

function thrown(act) {
  try {
    act();
  } catch (error) {
    return error;
  }
  return assert.fail("it should have failed");
}

const refused = (operation, status, body, input) => thrown(() => kyclink.parseResponse(operation, json(status, body), input));
const places = ({ issues }) => issues.map(({ code, pointer }) => `${code} ${pointer}`);

test("a documented code marks its field, through onboard on the applicant's path", async () => {
  const body = { status: 400, detail: "Jane's words", code: "customer/unsupported-state" };
  assert.deepEqual(places(refused(CREATE, 400, body)), ["provider /address/state"]);
  const client = kyclink.spherepay({ apiKey: "key", environment: "sandbox", fetch: async () => Response.json(body, { status: 400 }) });
  const error = await kyclink.onboard(client, PERSON).catch((error) => error);
  assert.deepEqual(places(error), ["provider /address/state"]);
  assert.equal(error.issues[0].providerMessage, "Jane's words");
  assert.equal(error.providerCode, "customer/unsupported-state");
});

test("a pointer that names no field is kept as a hidden property", () => {
  const error = refused(CREATE, 422, { status: 422, detail: "d", errors: [{ detail: "Jane", pointer: "/address/zip" }] });
  const [issue] = error.issues;
  assert.deepEqual([issue.path, issue.pointer, issue.providerPointer, issue.providerMessage], [[], "", "/address/zip", "Jane"]);
  const hidden = { enumerable: false, configurable: true, writable: true };
  assert.deepEqual(Object.getOwnPropertyDescriptor(issue, "providerMessage"), { value: "Jane", ...hidden });
  for (const print of [
    JSON.stringify(error),
    inspect(error, { depth: 9 }),
    JSON.stringify({ ...issue }),
    JSON.stringify(kyclink.problem(error)),
  ]) {
    assert.ok(!print.includes("zip") && !print.includes("Jane"), print);
  }
  const named = refused(CREATE, 422, { status: 422, detail: "d", errors: [{ detail: "Jane", pointer: "/email" }] }).issues[0];
  assert.equal(named.providerPointer, undefined);
  assert.ok(!("providerPointer" in named));
});

test("a constraint is a param", () => {
  const constraint = { format: "e.164", maxLength: 16 };
  const error = refused("grid.createCustomer", 400, {
    code: "INVALID_INPUT",
    reason: "r",
    details: { errors: [{ field: "phoneNumber", constraint, message: "m" }] },
  });
  assert.deepEqual(error.issues[0].params, { constraint });
  assert.deepEqual(error.toJSON().issues[0].params, { constraint });
  assert.deepEqual(refused("grid.createCustomer", 400, { code: "C", reason: "r", details: { field: "email" } }).issues[0].params, {});
});

test("only what the provider documents is a code, an id or a constraint", () => {
  const id = "28c61e885c6e5eaa78c1a2183a9b883c";
  const read = (operation, code, correlationId) => {
    const error = refused(operation, 400, { status: 400, detail: "d", code, correlationId });
    assert.ok(error.providerCode === undefined || error.providerMessage === "d");
    return [error.providerCode, error.correlationId];
  };
  assert.deepEqual(read("spherepay.getCustomer", "bankAccount/inactive", id), ["bankAccount/inactive", id]);
  assert.deepEqual(read("spherepay.getCustomer", "unauthorized", `request_${id}`), ["unauthorized", `request_${id}`]);
  assert.deepEqual(read("grid.getCustomer", "INVALID_INPUT", id), ["INVALID_INPUT", undefined]);
  for (const text of [
    "Wackerstrasse-233",
    "secret_of-ours",
    "+14155550123",
    "14155550123",
    "1990-01-31",
    "customer_f31121c3",
    "internal",
  ]) {
    for (const operation of ["spherepay.getCustomer", "grid.getCustomer"]) {
      assert.deepEqual(read(operation, text, text), [undefined, undefined], text);
    }
  }
  assert.deepEqual(read("spherepay.getCustomer", "INVALID_INPUT"), [undefined, undefined]);
  assert.deepEqual(read("grid.getCustomer", "address/invalid"), [undefined, undefined]);
  const constraint = { format: "Jane", pattern: "^Jane$", enum: ["Jane"], minLength: 4155550123, maxLength: "x", given: "Jane" };
  const body = { code: "INVALID_INPUT", reason: "r", details: { errors: [{ field: "email", constraint }] } };
  assert.deepEqual(refused("grid.createCustomer", 400, body).issues[0].params, {});
});

test("a message names the first three issues, if there are any", () => {
  const build = (input) => thrown(() => kyclink.buildRequest(CREATE, input, { apiKey: "key", environment: "sandbox" })).message;
  assert.equal(
    build({ ...PERSON, email: undefined, phone: "Jane" }),
    "The input is not valid; nothing was sent. Issues: required at /email, phone_format at /phone.",
  );
  assert.match(build({}), /Issues: required at \/type, required at \/email, required at \/phone, and 1 more\.$/);
  assert.equal(refused(CREATE, 400, { status: 400, detail: "d" }).message, "The provider refused the request.");
  for (const code of kyclink.ERROR_CODES) assert.doesNotMatch(new kyclink.KycLinkError(code).message, /see issues/i);
  const made = { type: "individual", address: { country: "GIB" }, meta: { "Jane Smith": {} } };
  assert.match(
    thrown(() => kyclink.buildRequest("spherepay.createCustomer", made, { apiKey: "key", environment: "sandbox" })).message,
    /invalid_type at \/meta\.$/,
  );
});

test("an error names the customer whose link cannot be used", async () => {
  const bodies = [
    { url: "http://in.sumsub.com/x", expiresAt: LATER },
    { url: "https://a:b@in.sumsub.com/x", expiresAt: LATER },
    { expiresAt: LATER },
    { url: "https://in.sumsub.com/x" },
    { url: "https://in.sumsub.com/x", expiresAt: "soon" },
  ];
  for (const body of bodies) {
    const error = refused(CREATE, 201, { customerId: ID, ...body });
    assert.deepEqual([error.code, error.customerId, error.toJSON().customerId], ["unexpected_response", ID, ID]);
    assert.match(error.message, /continue with its customerId/);
    const client = kyclink.spherepay({
      apiKey: "key",
      environment: "sandbox",
      fetch: async () => Response.json({ customerId: ID, ...body }, { status: 201 }),
    });
    assert.equal((await client.createCustomerViaLink(PERSON).catch((error) => error)).customerId, ID);
    const error2 = refused("grid.createKycLink", 201, { kycUrl: body.url, expiresAt: body.expiresAt }, { customerId: "Customer:1" });
    assert.equal(error2.customerId, "Customer:1");
  }
});

test("a create whose link has expired gets another one from onboard", async () => {
  const links = [
    { customerId: ID, url: "https://in.sumsub.com/1", expiresAt: "2020-01-01T00:00:00Z" },
    { customerId: ID, url: "https://in.sumsub.com/2", expiresAt: LATER },
  ];
  const paths = [];
  const fetch = async (url) => {
    paths.push(new URL(url).pathname);
    return Response.json(links[paths.length - 1], { status: 201 });
  };
  const { link } = await kyclink.onboard(kyclink.spherepay({ apiKey: "key", environment: "sandbox", fetch }), PERSON);
  assert.equal(link.kycUrl, "https://in.sumsub.com/2");
  assert.deepEqual(paths, ["/v2/customer/kyc-link", `/v2/customer/${ID}/kyc-link`]);
});

const NO_RESPONSE = {
  "no connection": () => Promise.reject(new TypeError("fetch failed")),
  silence: () => new Promise(() => {}),
  "Response.error()": async () => Response.error(),
  "an abort": (controller) => {
    controller.abort();
    return new Promise(() => {});
  },
  "an outage": async () => new Response(null, { status: 503 }),
  "a limit": async () => new Response(null, { status: 429 }),
  garbage: async () => new Response("<html>"),
};
for (const [name, reply] of Object.entries(NO_RESPONSE)) {
  test(`a customer is not lost by ${name} after the create`, async () => {
    const controller = new AbortController();
    const options = { timeout: 30, maxRetries: 0, signal: controller.signal };
    let calls = 0;
    const spherepay = kyclink.spherepay({
      apiKey: "key",
      environment: "sandbox",
      fetch: async () =>
        ++calls === 1 ? Response.json({ customerId: ID, url: "http://a.example/", expiresAt: LATER }, { status: 201 }) : reply(controller),
    });
    const atSpherepay = await kyclink.onboard(spherepay, PERSON, options).catch((error) => error);
    assert.deepEqual([calls, atSpherepay.customerId, atSpherepay.retryable], [2, ID, false]);
    assert.match(atSpherepay.message, name === "an abort" ? /./ : /do not create it again/);

    const other = new AbortController();
    const customer = { id: "Customer:1", customerType: "INDIVIDUAL", platformCustomerId: "r", umaAddress: "$a@b", kycStatus: "UNVERIFIED" };
    const grid = kyclink.grid({
      clientId: "id",
      clientSecret: "secret",
      fetch: async (url) => (url.endsWith("/kyc-link") ? reply(other) : Response.json(customer, { status: 201 })),
    });
    const atGrid = await kyclink
      .onboard(grid, { ...PERSON, firstName: "Jane", lastName: "Smith" }, { ...options, signal: other.signal })
      .catch((error) => error);
    assert.deepEqual([atGrid.customerId, atGrid.retryable], ["Customer:1", false]);
  });
}

test("Response.error() counts as no response", async () => {
  let calls = 0;
  const fetch = async () => {
    calls++;
    return Response.error();
  };
  const sphere = kyclink.spherepay({ apiKey: "key", environment: "sandbox", fetch });
  await assert.rejects(sphere.createCustomerViaLink(PERSON), { code: "outcome_unknown", retryable: false });
  assert.equal(calls, 1);
  await assert.rejects(sphere.getCustomer({ customerId: ID }, { maxRetries: 0 }), { code: "network", retryable: true });
  await assert.rejects(kyclink.send({ method: "GET", url: "https://api.example.com/", headers: {} }, { fetch }), { code: "network" });
  for (const [operation, code] of [
    [CREATE, "outcome_unknown"],
    ["grid.createCustomer", "outcome_unknown"],
    ["spherepay.getCustomer", "network"],
  ]) {
    const error = thrown(() => kyclink.parseResponse(operation, { status: 0, headers: {}, body: "" }));
    assert.deepEqual([error.code, error.status, error.retryable], [code, undefined, code === "network"]);
  }
});

test("an opaque redirect is not a network failure", async () => {
  const fetch = async () => ({ status: 0, type: "opaqueredirect", headers: new Headers(), body: null });
  const sphere = kyclink.spherepay({ apiKey: "key", environment: "sandbox", fetch });
  await assert.rejects(sphere.getCustomer({ customerId: ID }), { code: "unexpected_response" });
});

test("numeric options are finite, rounded up and capped", async () => {
  const fetch = async () => Response.json({ customerId: ID, url: "https://in.sumsub.com/x", expiresAt: LATER }, { status: 201 });
  const make = (options) => kyclink.spherepay({ apiKey: "key", environment: "sandbox", fetch, ...options });
  for (const value of [Infinity, -Infinity, NaN, 0, -1, "1", {}, [], true]) {
    const message = "timeout must be a positive, finite number of milliseconds.";
    assert.throws(() => make({ timeout: value }), { code: "invalid_config", message }, `timeout ${String(value)}`);
    await assert.rejects(make().createKycLink({ customerId: ID }, { timeout: value }), { code: "invalid_config" });
    await assert.rejects(make().createKycLink({ customerId: ID }, { deadline: value }), { code: "invalid_config" });
    await assert.rejects(kyclink.send({ method: "GET", url: "https://api.example.com/", headers: {} }, { fetch, timeout: value }), {
      code: "invalid_config",
    });
  }
  for (const value of [Infinity, NaN, -1, 1.5, "1"]) {
    assert.throws(() => make({ maxRetries: value }), { code: "invalid_config" }, `maxRetries ${String(value)}`);
  }
  for (const value of [0.1, 1000.5, 2 ** 31 - 1, 2 ** 31, 2 ** 32 + 1, Number.MAX_VALUE]) {
    // A timer that wrapped would end at once.
    if (value > 1)
      assert.equal(
        (await make({ timeout: value }).createKycLink({ customerId: ID }, { deadline: value, maxRetries: 2 ** 31 })).customerId,
        ID,
      );
    else assert.ok(make({ timeout: value }));
  }
});

test("the key and the provider's words are not enumerable, and not in what is printed", () => {
  const values = { idempotencyKey: "key-of-jane", providerMessage: "Jane's words" };
  const error = new kyclink.KycLinkError("outcome_unknown", values);
  for (const [name, value] of Object.entries(values)) {
    assert.deepEqual(Object.getOwnPropertyDescriptor(error, name), { value, enumerable: false, configurable: true, writable: true });
    for (const print of [JSON.stringify(error), inspect(error), JSON.stringify({ ...error })]) assert.ok(!print.includes(value), print);
  }
});

test("a Retry-After that is a date is a wait from now on", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-11-27T10:00:00Z") });
  const headers = { "retry-after": "Fri, 27 Nov 2026 10:02:05 GMT" };
  const parsed = thrown(() => kyclink.parseResponse("spherepay.getCustomer", { status: 429, headers, body: "" }));
  const fetch = async () => Response.json({}, { status: 429, headers });
  const called = await kyclink
    .spherepay({ apiKey: "key", environment: "sandbox", maxRetries: 0, fetch })
    .getCustomer({ customerId: "customer_1" })
    .catch((error) => error);
  for (const error of [parsed, called]) assert.deepEqual([error.code, error.retryAfterMs], ["rate_limited", 125_000]);
});

test("a wait never wraps at 32 bits", () => {
  for (const [header, ms] of [
    ["2147483646", 2147483646000],
    ["2147483647", 2147483647000],
    ["4294967297", 2147483647000],
    ["99999999999999999999", 2147483647000],
  ]) {
    const error = thrown(() =>
      kyclink.parseResponse("spherepay.getCustomer", { status: 503, headers: { "Retry-After": header }, body: "" }),
    );
    assert.equal(error.retryAfterMs, ms);
  }
  for (const [retryAfterMs, header] of [
    [0, "0"],
    [1, "1"],
    [4294967297000, "2147483647"],
    [1e30, "2147483647"],
  ]) {
    const response = kyclink.problemResponse(new kyclink.KycLinkError("rate_limited", { retryAfterMs }));
    assert.equal(response.headers.get("retry-after"), header);
  }
});

test("an applicant's business is not lost on its way to an API customer", () => {
  const business = {
    legalName: "Acme",
    doingBusinessAs: "Acme Inc.",
    country: "US",
    taxId: "47-1",
    incorporatedOn: "2018-03-14",
    naicsCode: "541511",
    website: "https://acme.example",
    estimatedAnnualRevenueInUsd: 5,
  };
  const input = kyclink.toInput({ ...PERSON, type: "business", business }, "spherepay.createCustomer");
  assert.deepEqual(input.businessInformation, {
    legalName: "Acme",
    tradeName: "Acme Inc.",
    naicsCode: "541511",
    website: "https://acme.example",
    incorporatedOn: "2018-03-14",
    identificationNumber: "47-1",
    estimatedAnnualRevenueInUsd: 5,
  });
  assert.equal(kyclink.validate("spherepay.createCustomer", input).ok, true);
});

test("operations without input are called without arguments", async () => {
  const fetch = async () => Response.json({ version: "V1", url: "https://www.lightspark.com/legal" });
  const client = kyclink.grid({ clientId: "id", clientSecret: "secret", fetch });
  assert.equal((await client.getEndUserTerms()).version, "V1");
  await assert.rejects(client.getCustomer(), { code: "invalid_request", message: /required at \/customerId/ });
});
