/** What an address field offers: the choices of a state, and an example of a postal code. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { NAMES, subpath } from "../../helpers/install/index.mjs";

const { addressFields, countries, subdivisions } = await subpath("form");
const modules = new Map();
for (const locale of NAMES) modules.set(locale, await subpath(`names/${locale}`));
const { default: names } = modules.get("en");

const field = (name, country, operation, options) => addressFields(country, operation, options).find((entry) => entry.field === name);
const choices = (country, operation, options = { names }) => field("state", country, operation, options)?.options;
const codes = (...args) => choices(...args)?.map(({ code }) => code);

test("options never have both of two levels", () => {
  const rows = readFileSync(new URL("../../../../data/subdivision-levels.csv", import.meta.url), "utf8")
    .trim()
    .split("\n")
    .slice(1);
  assert.equal(rows.length, 11);
  for (const [country, addresses, upper] of rows.map((row) => row.split(","))) {
    const found = codes(country);
    const all = subdivisions(country).map(({ code }) => code);
    for (const code of all)
      assert.equal(found.includes(code), upper.split(" ").includes(code) === (addresses === "upper"), `${country}-${code}`);
    assert.ok(found.length > 1 && found.length < all.length, country);
  }
});

test("options are what a select shows: named, and sorted", () => {
  for (const [locale, { default: own }] of modules) {
    for (const { alpha2 } of countries()) {
      for (const { code, name, ...others } of choices(alpha2, "spherepay.onboard", { names: own }) ?? []) {
        assert.ok(name && /^[A-Z0-9]{1,3}$/.test(code), `${locale} ${alpha2}-${code}`);
        assert.deepEqual(others, {});
      }
    }
    const american = choices("US", undefined, { names: own }).map(({ name }) => name);
    const isHan = american.every((name) => /^\p{Script=Han}/u.test(name));
    if (!isHan) assert.deepEqual(american, [...american].sort(new Intl.Collator("en").compare), locale);
  }
  assert.deepEqual(choices("AU").slice(0, 2), [
    { code: "ACT", name: "Australian Capital Territory" },
    { code: "JBT", name: "Jervis Bay Territory" },
  ]);
  assert.deepEqual(choices("CA", undefined, {}).slice(0, 2), [{ code: "AB" }, { code: "BC" }]);
  // From north to south, as every list in Japan.
  const japanese = choices("JP", "spherepay.onboard", { names: modules.get("ja").default });
  assert.deepEqual(
    [japanese[0], japanese[46]].map(({ code, name }) => code + name),
    ["01北海道", "47沖縄県"],
  );
});

/** src/data/subdivision.rs has that validation accepts these codes. */
test("only a state has options", () => {
  for (const { alpha2 } of countries())
    for (const entry of addressFields(alpha2, "spherepay.onboard")) assert.ok(entry.field === "state" || !("options" in entry), alpha2);
});

test("where any text is sent, there are options only if people use the codes", () => {
  assert.equal(choices("JP", "grid.onboard"), undefined);
  assert.equal(choices("JP", "spherepay.onboard").length, 47);
  assert.equal(codes("US", "grid.onboard").length, subdivisions("US").length);
  assert.equal(choices("HK", "spherepay.onboard"), undefined);
});

/** names.test.mjs has the examples, and src/data/postal_code.rs that each matches its format. */
test("the example of a postal code comes with names", () => {
  assert.equal(field("postalCode", "US", undefined, { names }).example, "95014");
  assert.equal(field("postalCode", "US").example, undefined);
});
