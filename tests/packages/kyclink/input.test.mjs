/**
 * Objects of every kind as inputs: what is read of them, and what is not. boundary.test.mjs tries hostile values, and
 * input-large.test.mjs those that are too large.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { PERSON } from "../helpers/edge/harness.mjs";
import { esm } from "../helpers/install/index.mjs";

const kyclink = await esm();
test("inherited fields, symbols and hidden fields are not read", () => {
  assert.equal(kyclink.validate("spherepay.onboard", Object.create(PERSON)).ok, false);
  const hidden = Object.defineProperty({ ...PERSON }, "email", { enumerable: false, value: PERSON.email });
  assert.deepEqual(
    kyclink.validate("spherepay.onboard", hidden).issues.map(({ pointer }) => pointer),
    ["/email"],
  );
  assert.equal(kyclink.validate("spherepay.onboard", { ...PERSON, [Symbol("x")]: 1 }).warnings.length, 0);
});

test("unspecified values are passed on as JSON represents them", () => {
  const customer = { type: "business", address: { country: "GIB" } };
  const open = { ...JSON.parse('{"__proto__":{"a":1}}'), nothing: undefined, deep: { nothing: undefined, list: [undefined] } };
  const verdict = kyclink.validate("spherepay.createCustomer", { ...customer, personalInformation: open });
  const { body } = kyclink.buildRequest(
    "spherepay.createCustomer",
    { ...customer, personalInformation: open },
    { apiKey: "key", environment: "sandbox" },
  );
  assert.equal(JSON.stringify(verdict.value), body);
  assert.equal(
    JSON.stringify(verdict.value.personalInformation),
    '{"__proto__":{"a":1},"nothing":null,"deep":{"nothing":null,"list":[null]}}',
  );
  const { issues } = kyclink.validate("spherepay.createCustomer", { ...customer, meta: { "\ud800": 1, "\ud801": 2 } });
  assert.deepEqual(
    issues.map(({ code, pointer }) => `${code} ${pointer}`),
    ["invalid_type /meta/\ufffd", "invalid_type /meta/\ufffd"],
  );
});

test("__proto__ is a field like any other and pollutes nothing", () => {
  const input = JSON.parse(
    '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"address":{"__proto__":{"polluted":1}}}',
  );
  const verdict = kyclink.validate("spherepay.onboard", {
    ...PERSON,
    ...input,
    ["__proto__"]: { polluted: 1 },
    address: { ...PERSON.address, ["__proto__"]: { polluted: 1 } },
  });
  assert.equal(verdict.ok, true);
  assert.deepEqual(verdict.warnings.map(({ code, pointer }) => `${code} ${pointer}`).sort(), [
    "unknown_field /__proto__",
    "unknown_field /address/__proto__",
    "unknown_field /constructor",
  ]);
  assert.equal(Object.getPrototypeOf(kyclink.normalize("spherepay.onboard", input)), Object.prototype);
  assert.equal({}.polluted, undefined);
  assert.equal(verdict.value.polluted, undefined);
});

test("64 levels of nesting are accepted by every function", async () => {
  const nested = (levels) => ({
    ...{ type: "individual", address: { state: "IL", country: "USA" } },
    personalInformation: { deep: JSON.parse(`${"[".repeat(levels)}1${"]".repeat(levels)}`) },
  });
  const bodies = [];
  const fetch = async (_, { body }) => {
    bodies.push(JSON.parse(body));
    throw new TypeError("nobody is there");
  };
  const client = kyclink.spherepay({ apiKey: "key", baseUrl: "https://api.example.com", fetch });
  const build = (input) => kyclink.buildRequest("spherepay.createCustomer", input, { apiKey: "key", environment: "sandbox" });
  assert.ok(kyclink.validate("spherepay.createCustomer", nested(62)).ok);
  assert.deepEqual(JSON.parse(build(nested(62)).body), nested(62));
  await assert.rejects(client.createCustomer(nested(62)), { code: "outcome_unknown" });
  assert.deepEqual(bodies, [nested(62)]);
  const isRefused = ({ issues: [{ code, pointer }, ...others] }) =>
    `${code} ${pointer}${others}` === `invalid_type /personalInformation/deep${"/0".repeat(62)}`;
  for (const levels of [63, 1_000]) {
    assert.ok(isRefused(kyclink.validate("spherepay.createCustomer", nested(levels))));
    assert.throws(() => build(nested(levels)), isRefused);
    await assert.rejects(client.createCustomer(nested(levels)), isRefused);
  }
  assert.equal(bodies.length, 1);
});
