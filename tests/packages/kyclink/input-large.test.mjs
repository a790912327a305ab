/**
 * Inputs that are too large, and a stack that is almost used up: issues, as for every other input, and no effect on the
 * next call.
 */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { PERSON } from "../helpers/edge/harness.mjs";
import { esm } from "../helpers/install/index.mjs";

const kyclink = await esm();
/** Asserts that a verdict has issues, and that each issue is complete. */
function assertIssues(verdict, what) {
  assert.equal(verdict.ok, false, what);
  assert.ok(verdict.issues.length > 0, what);
  for (const { code, path, pointer, message } of verdict.issues) {
    assert.ok(kyclink.ISSUE_CODES.includes(code), `${what}: ${code}`);
    assert.ok(Array.isArray(path));
    assert.equal(pointer, path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join(""));
    assert.ok(message.length > 0 && message.length < 1500, message.slice(0, 100));
  }
}

/** Values that no field takes; a text of this length is too long for each. */
const LARGE = {
  "200,000 keys": Object.fromEntries(Array.from({ length: 200_000 }, (_, at) => [`k${at}`, at])),
  "50,000 keys": Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`k${at}`, at])),
  "a key of 10 MB": { ["k".repeat(1e7)]: 1 },
  "a key of 100 MB": { ["k".repeat(1e8)]: 1 },
  "2 MB of text": "a".repeat(2e6),
  "2 MB of non-ASCII text": "é".repeat(1e6),
  "2 MB of emoji": "\u{1f600}".repeat(5e5),
  "2 MB of lone surrogates": "\ud800".repeat(1e6),
};

for (const operation of ["spherepay.onboard", "spherepay.createKycLink", "grid.createCustomer", "grid.onboard"]) {
  describe(operation, () => {
    for (const [what, value] of Object.entries(LARGE)) {
      test(`${what} as the input`, () => {
        assertIssues(kyclink.validate(operation, value), what);
        kyclink.normalize(operation, value);
      });
    }
  });
}

test("each text in each field that has a format", () => {
  const isText = ([, value]) => typeof value === "string";
  for (const [what, text] of Object.entries(LARGE).filter(isText)) {
    const verdicts = [
      ...["type", "email", "phone"].map((name) => kyclink.validate("spherepay.onboard", { ...PERSON, [name]: text })),
      ...["country", "state"].map((name) =>
        kyclink.validate("spherepay.onboard", { ...PERSON, address: { ...PERSON.address, [name]: text } }),
      ),
      ...["customerId", "redirectUri"].map((name) => kyclink.validate("grid.createKycLink", { customerId: "a", [name]: text })),
    ];
    for (const verdict of verdicts) assertIssues(verdict, what);
  }
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
});

test("after all this, the next call works like the first", () => {
  assert.deepEqual(kyclink.validate("spherepay.onboard", PERSON), { ok: true, value: PERSON, warnings: [] });
});
