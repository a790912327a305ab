/** The names of states that the handler knows: those of `kyclink/names/en`, of each country whose addresses need a code. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { PERSON } from "../../helpers/edge/harness.mjs";
import { esm, internal, subpath } from "../../helpers/install/index.mjs";
import { rowsOf } from "../../helpers/names/tables.mjs";

const { validate } = await esm();
const { countries } = await subpath("form");
const { subdivisionCode } = await subpath("names/en");
const { subdivisionCode: codeOf } = await internal("service/edge/engine/states.js");

/** Whether a state that has no code is refused in this country. */
function needsCode(country) {
  const address = { ...PERSON.address, country, state: "Middle-earth" };
  const { issues = [] } = validate("spherepay.createCustomerViaLink", { ...PERSON, address });
  return issues.some(({ code }) => code === "state_not_code");
}

test("every name of such a country has the code that kyclink/names/en finds for it, and no other country has names", () => {
  const needed = countries()
    .map(({ alpha2 }) => alpha2)
    .filter(needsCode);
  assert.equal(needed.join(" "), "AE AU BR CA CN CO CR ES FM HN ID IN IQ IT JM JP KN KR MH MX NR PG PW RU SO SV TW UM US VE VN");
  const places = rowsOf("subdivisions").flatMap(({ code, iso, en }) =>
    [en, ...iso.split("; "), code.slice(3), code].map((name) => ({ code, name })),
  );
  for (const { code, name } of [...places, ...rowsOf("subdivision-usual-names")]) {
    const country = code.slice(0, 2);
    assert.equal(codeOf(country, name), needed.includes(country) ? subdivisionCode(country, name) : undefined, `${code} ${name}`);
  }
});

test("a country that does not exist has no names", () => {
  for (const country of ["XX", "", "U", "USAA"]) assert.equal(codeOf(country, "Illinois"), undefined, country);
});
