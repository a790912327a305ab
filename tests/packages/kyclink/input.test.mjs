/**
 * Objects of every kind as inputs: what is read of them, and what is not. boundary.test.mjs tries hostile values, and
 * input-large.test.mjs those that are too large.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { esm } from "../helpers/install/index.mjs";

const kyclink = await esm();
const PERSON = {
  type: "individual",
  email: "jane.smith@example.com",
  phone: "+14155550123",
  address: { line1: "1 Main St", city: "Chicago", state: "IL", postalCode: "60606", country: "USA" },
};

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
    type: "individual",
    address: { state: "IL", country: "USA" },
    personalInformation: {
      deep: Array(levels)
        .fill()
        .reduce((inner) => [inner], 1),
    },
  });
  const bodies = [];
  const fetch = async (_, { body }) => {
    bodies.push(JSON.parse(body));
    throw new TypeError("nobody is there");
  };
  const client = kyclink.spherepay({ apiKey: "key", baseUrl: "https://api.example.com", fetch });
  const config = { apiKey: "key", environment: "sandbox" };
  const pointers = (issues) => issues.map(({ code, pointer }) => `${code} ${pointer}`);

  assert.ok(kyclink.validate("spherepay.createCustomer", nested(62)).ok);
  assert.equal(
    JSON.parse(kyclink.buildRequest("spherepay.createCustomer", nested(62), config).body).personalInformation.deep.flat(Infinity)[0],
    1,
  );
  await assert.rejects(client.createCustomer(nested(62)), { code: "outcome_unknown" });
  assert.deepEqual(bodies, [nested(62)]);

  const refused = [`invalid_type /personalInformation/deep${"/0".repeat(62)}`];
  for (const levels of [63, 1_000]) {
    assert.deepEqual(pointers(kyclink.validate("spherepay.createCustomer", nested(levels)).issues), refused);
    assert.throws(
      () => kyclink.buildRequest("spherepay.createCustomer", nested(levels), config),
      ({ issues }) => pointers(issues).join() === refused.join(),
    );
    await assert.rejects(client.createCustomer(nested(levels)), ({ issues }) => pointers(issues).join() === refused.join());
  }
  assert.equal(bodies.length, 1);
});
