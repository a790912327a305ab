/**
 * Only the fields that an operation reads enter the wasm module. What a caller gets is not affected: `raw` is the whole
 * response, and a list is searched in the window that was asked for.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { PERSON } from "../../helpers/edge/harness.mjs";
import { esm, subpath } from "../../helpers/install/index.mjs";

const kyclink = await esm();
const { createSandbox } = await subpath("testing");

const LINK = { customerId: "customer_1", url: "https://in.sumsub.com/x", expiresAt: "2027-01-15T14:32:00Z" };
const parse = (operation, body, options) =>
  kyclink.parseResponse(operation, { status: 200, body: JSON.stringify(body) }, { customerId: "customer_1" }, options);

test("raw is the response itself, whatever is in it", () => {
  const rest = { text: "\ud800", items: [1], raw: 0, number: 1.5, deep: [[[{}]]], ["__proto__"]: { type: "business" } };
  const customer = { id: "customer_1", type: "individual", ...rest };
  assert.deepEqual(parse("spherepay.getCustomer", customer).raw, customer);
  const { items } = parse("spherepay.listCustomers", { customers: [customer, { ...customer, id: "customer_2" }] });
  assert.deepEqual(
    items.map(({ id, raw }) => [id, raw]),
    [
      ["customer_1", customer],
      ["customer_2", { ...customer, id: "customer_2" }],
    ],
  );
  // An item that cannot be read is never lost in silence.
  for (const other of [5, { id: "not an id", type: "individual" }, null]) {
    assert.throws(() => parse("spherepay.listCustomers", { customers: [customer, other] }), { code: "unexpected_response" });
  }
  const config = { umaDomain: "a.example", feeConfigs: [{ a: [1] }], supportedCurrencies: "USD", ...rest };
  assert.deepEqual(parse("grid.getConfig", config), { umaDomain: "a.example", feeConfigs: [{ a: [1] }], raw: config });
});

test("only own fields are read", () => {
  const { url, ...others } = LINK;
  Object.prototype.url = url;
  try {
    assert.throws(() => parse("spherepay.createKycLink", others), { code: "unexpected_response" });
    assert.throws(() => parse("spherepay.createKycLink", { ...others, ["__proto__"]: { url } }), { code: "unexpected_response" });
  } finally {
    delete Object.prototype.url;
  }
  assert.equal(parse("spherepay.createKycLink", LINK).kycUrl, url);
});

const createdAt = "2026-09-21T14:13:30Z";
const SKEW_MS = 5_000;
const window = { sentAt: Date.parse(createdAt) - 1000, answeredBy: Date.parse(createdAt) + 1000 };

/** Searches a list of pages, and returns the result and the requested pages. */
async function search(pages, during = window) {
  const requested = [];
  const fetch = async (url) => {
    const page = Number(new URL(url).searchParams.get("page") ?? 1);
    requested.push(page);
    return Response.json({ customers: pages[page - 1], pagination: { page, hasNext: page < pages.length } });
  };
  const client = kyclink.spherepay({ apiKey: "key", environment: "sandbox", fetch });
  return { found: await kyclink.reconcile(client, PERSON, during), requested };
}

test("a part of a millisecond makes the window of reconcile no narrower, at either end", async () => {
  const customer = { id: "customer_1", type: "individual", email: PERSON.email, phone: PERSON.phone, createdAt };
  const isFound = async (sentAt, answeredBy) => (await search([[customer]], { sentAt, answeredBy })).found !== undefined;
  // The clocks of the provider and of the caller may differ by this much.
  const first = Date.parse(createdAt) - SKEW_MS;
  const last = Date.parse(createdAt) + SKEW_MS;
  for (const [part, isIn] of [
    [0, true],
    [0.5, true],
    [0.99, true],
    [1, false],
  ]) {
    assert.equal(await isFound(last + part, last + part + 1), isIn, `sent ${part} ms after the last moment`);
    assert.equal(await isFound(first - part - 1, first - part), isIn, `answered ${part} ms before the first moment`);
  }
});

test("allowHosts decides about a link of each call that makes one", async () => {
  const person = { ...PERSON, firstName: "Jane", lastName: "Smith", birthDate: "1990-01-15", nationality: "US", reference: "1" };
  const made = (operation) => (client) => client[operation.split(".")[1]](kyclink.toInput(person, operation));
  const onboarded = (client) => kyclink.onboard(client, person);
  const calls = {
    spherepay: [made("spherepay.createCustomerViaLink"), onboarded],
    bridge: [made("bridge.createKycLink"), onboarded],
    grid: [async (client) => client.createKycLink({ customerId: (await made("grid.createCustomer")(client)).id }), onboarded],
  };
  for (const [name, call] of Object.entries(calls).flatMap(([name, calls]) => calls.map((call) => [name, call]))) {
    for (const [allowHosts, isAllowed] of [
      [[".example"], true],
      [["elsewhere.example", "example"], false],
    ]) {
      const sandbox = createSandbox();
      const credentials = name === "grid" ? { clientId: "any", clientSecret: "any" } : { apiKey: "any" };
      const client = kyclink[name]({ ...credentials, baseUrl: sandbox.baseUrls[name], fetch: sandbox.fetch, allowHosts });
      if (isAllowed) assert.match(JSON.stringify(await call(client)), /"kycUrl":"https:\/\//, name);
      else await assert.rejects(call(client), { code: "unexpected_response" }, name);
    }
  }
});

test("an input that its caller changes during a call counts as it was", async () => {
  const customers = { data: [{ id: "Customer:2", customerType: "INDIVIDUAL", kycStatus: "UNVERIFIED" }], hasMore: true, nextCursor: "c" };
  const link = { kycUrl: LINK.url, expiresAt: LINK.expiresAt };
  const id = { customerId: "customer_1" };
  const of = { customerType: "BUSINESS" };
  for (const [call, given, body, expected] of [
    ["grid.createKycLink", id, link, id],
    ["bridge.getCustomerKycLink", id, { url: "https://bridge.withpersona.com/verify" }, id],
    ["grid.listCustomers", of, customers, { next: { ...of, cursor: "c" } }],
  ]) {
    const [provider, operation] = call.split(".");
    const input = { ...given };
    const fetch = async () => {
      for (const name of Object.keys(input)) input[name] = "changed";
      return Response.json(body);
    };
    const config = { clientId: "id", clientSecret: "secret", apiKey: "key", baseUrl: "https://api.example.com" };
    const output = await kyclink[provider]({ ...config, fetch })[operation](input);
    for (const [name, value] of Object.entries(expected)) assert.deepEqual(output[name], value, `${call}, ${name}`);
  }
});
