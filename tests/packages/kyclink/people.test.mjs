/**
 * 307 applicants of 168 countries at real addresses (tests/vectors/people), as they fill in a form and as they type,
 * against the providers' published schemas (tests/schemas), which were written apart from the library.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { esm, subpath } from "../helpers/install/index.mjs";
import { faults } from "../helpers/schemas/conformance.mjs";

const kyclink = await esm();
const { subdivisionCode } = await subpath("names/en");

const NAMED = ["state_required", "state_not_code", "postal_code_required"];
const CREATE = {
  "spherepay.onboard": ["spherepay.createCustomerViaLink", "spherepay", "CreateCustomerViaLink"],
  "grid.onboard": ["grid.createCustomer", "grid", "CreateCustomer"],
};

const table = readFileSync(new URL("../../vectors/people/applicants.csv", import.meta.url), "utf8");
const people = table
  .trimEnd()
  .split("\n")
  .slice(1)
  .map((line) => applicant(line.match(/("[^"]*"|[^,]*)(,|$)/g).map((cell) => cell.replace(/,$/, "").replaceAll('"', ""))));

function applicant([way, type, name, email, phone, line1, city, state, postalCode, country, source]) {
  const [firstName, ...rest] = name.split(" ");
  const who =
    type === "business"
      ? { business: { legalName: source, country, taxId: "12-3456789", incorporatedOn: "2001-02-03" } }
      : { firstName, lastName: rest.join(" ") };
  return { way, input: { type, email, phone, address: { line1, city, state, postalCode, country }, ...who } };
}

/** As the page and the handler do: a name of a state becomes its code where it has one. */
function withCode(input) {
  const code = subdivisionCode(input.address.country, input.address.state);
  return code ? { ...input, address: { ...input.address, state: code } } : input;
}

test("there are 307 applicants of 168 countries", () => {
  assert.deepEqual([people.length, new Set(people.map(({ input }) => input.address.country.toUpperCase())).size], [307, 168]);
});

for (const [operation, [create, provider, schema]] of Object.entries(CREATE)) {
  test(`${operation}: whom the published schema accepts is only rejected by a documented rule`, () => {
    const count = { accepted: 0, refused: 0 };
    for (const { way, input } of people) {
      const verdict = kyclink.validate(operation, input, { normalize: true });
      const [asGiven] = [kyclink.validate(operation, input, { normalize: true, policy: "schema" })];
      assert.ok(asGiven.ok, JSON.stringify([input, asGiven.issues]));
      assert.deepEqual(faults(provider, schema, kyclink.toInput(asGiven.value, create)), [], JSON.stringify(input));
      if (verdict.ok) {
        assert.deepEqual(faults(provider, schema, kyclink.toInput(verdict.value, create)), [], JSON.stringify(input));
        count.accepted++;
      } else {
        assert.equal(way, "typed");
        assert.deepEqual(
          verdict.issues.filter(({ code }) => !NAMED.includes(code)),
          [],
        );
        count.refused++;
      }
    }
    assert.deepEqual(count, operation === "grid.onboard" ? { accepted: 307, refused: 0 } : { accepted: 271, refused: 36 });
  });

  test(`${operation}: with subdivisionCode nobody is rejected`, () => {
    for (const { input } of people) {
      const verdict = kyclink.validate(operation, withCode(input), { normalize: true });
      assert.ok(verdict.ok, JSON.stringify([input, verdict.issues]));
    }
  });
}
