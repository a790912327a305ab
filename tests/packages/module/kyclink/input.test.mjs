/**
 * Objects of every kind as inputs: what is read of them, and what is not. boundary.test.mjs tries hostile values and
 * those that are too large, and json.test.mjs and encoding.test.mjs the limits.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { PERSON } from "../../helpers/edge/harness.mjs";
import { esm } from "../../helpers/install/index.mjs";

const kyclink = await esm();

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

test("a stack overflow in a getter inside the library has no side effects", () => {
  let deep = {};
  for (let i = 0; i < 55; i++) deep = { deep };
  const inside = (depth) => (depth === 0 ? kyclink.validate("spherepay.onboard", { ...PERSON, deep }) : inside(depth - 1));
  for (let depth = 3000; depth < 16_000; depth += 5) {
    const input = {
      type: "not a type",
      get last() {
        return inside(depth);
      },
    };
    assert.deepEqual(
      kyclink.validate("spherepay.onboard", input).issues?.map(({ code }) => code),
      ["unknown_value", "required", "required", "required"],
      String(depth),
    );
  }
  assert.deepEqual(kyclink.validate("spherepay.onboard", PERSON), { ok: true, value: PERSON, warnings: [] });
});
