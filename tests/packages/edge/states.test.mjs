/** The names of states that the handler knows: those of `kyclink/names/en`, of each country whose addresses need a code. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { PERSON } from "../helpers/edge/harness.mjs";
import { esm, file, subpath } from "../helpers/install/index.mjs";

const { validate } = await esm();
const { countries, subdivisions } = await subpath("form");
const { subdivisionCode, default: names } = await subpath("names/en");
const { subdivisionCode: codeOf } = await import(pathToFileURL(file("dist/lib/edge/states.js")));

/** Whether a state that has no code is refused in this country. */
function needsCode(country) {
  const address = { ...PERSON.address, country, state: "Middle-earth" };
  const { issues = [] } = validate("spherepay.createCustomerViaLink", { ...PERSON, address });
  return issues.some(({ code }) => code === "state_not_code");
}

/** The country and the name of each row of a table. */
function rowsOf(table) {
  const text = readFileSync(new URL(`../../../data/${table}.csv`, import.meta.url), "utf8");
  return [...text.matchAll(/^(..)-[^,]+,("[^"]*"|[^,\r\n]*)/gm)].map(([, country, name]) => [country, name.replaceAll('"', "")]);
}

test("every name of such a country has the code that kyclink/names/en finds for it, and no other country has names", () => {
  const needed = countries()
    .map(({ alpha2 }) => alpha2)
    .filter(needsCode);
  assert.equal(needed.join(" "), "AE AU BR CA CN CO CR ES FM HN ID IN IQ IT JM JP KN KR MH MX NR PG PW RU SO SV TW UM US VE VN");
  const counts = {};
  for (const table of ["subdivisions", "subdivision-usual-names", "subdivision-local-names"]) {
    counts[table] = 0;
    for (const [country, name] of rowsOf(table)) {
      const code = codeOf(country, name);
      assert.equal(code, needed.includes(country) ? subdivisionCode(country, name) : undefined, `${country} ${name}`);
      if (code !== undefined) counts[table]++;
    }
  }
  const [all, usual, local] = Object.values(counts);
  assert.ok(all > 900 && usual > 500 && local > 300, JSON.stringify(counts));
  for (const country of needed) {
    for (const { code, name } of subdivisions(country, { names }))
      for (const written of [name, code, `${country}-${code}`]) assert.equal(codeOf(country, written), code, `${country} ${written}`);
  }
});

test("a country that does not exist has no names", () => {
  for (const country of ["XX", "", "U", "USAA"]) assert.equal(codeOf(country, "Illinois"), undefined, country);
});
