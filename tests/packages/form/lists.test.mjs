/** The lists of a form and the attributes of its controls: `countries`, `subdivisions` and `fieldProps`. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { esm, subpath } from "../helpers/install/index.mjs";

const { countries, fieldProps, subdivisions } = await esm();
const { default: names } = await subpath("names/en");

test("countries have their codes and a name, in English and in the order of the codes by default", () => {
  const all = countries();
  assert.equal(all.length, 249);
  const { name, ...codes } = all.find(({ alpha2 }) => alpha2 === "DE");
  assert.deepEqual([name, codes.alpha3], ["Germany", "DEU"]);
  const order = all.map(({ alpha2 }) => alpha2);
  assert.deepEqual(order, order.toSorted());
  for (const options of [null, {}, { locale: undefined }]) assert.deepEqual(countries(options), all);
});

test("countries in a language are sorted as it sorts", () => {
  for (const locale of ["en", "de", "sv", ["xx-unknown", "fr"]]) {
    const all = countries({ locale }).map(({ name }) => name);
    assert.deepEqual(all, all.toSorted(new Intl.Collator(locale).compare), String(locale));
  }
  assert.equal(countries({ locale: "de" }).find(({ alpha2 }) => alpha2 === "DE").name, "Deutschland");
  assert.notEqual(countries({ locale: "en" })[0].alpha2, countries()[0].alpha2);
});

test("a locale that is none is invalid_config", () => {
  for (const locale of ["not a tag", [7], null]) {
    assert.throws(
      () => countries({ locale }),
      ({ code, message, cause }) => {
        assert.deepEqual([code, message], ["invalid_config", "locale must be a language tag or a list of them."]);
        return cause instanceof Error;
      },
      String(locale),
    );
  }
});

test("subdivisions have a code, and a name where there are names", () => {
  const codes = subdivisions("US").map(({ code }) => code);
  assert.ok(codes.length > 50 && codes.includes("IL"));
  for (const country of ["US", "USA"]) {
    assert.deepEqual(
      subdivisions(country),
      codes.map((code) => ({ code })),
    );
    const named = subdivisions(country, { names });
    assert.deepEqual(
      named.map(({ code }) => code),
      codes,
    );
    assert.equal(named.find(({ code }) => code === "IL").name, "Illinois");
  }
  assert.deepEqual(subdivisions("US", { names: { US: "only the first" } }).slice(0, 2), [
    { code: codes[0], name: "only the first" },
    { code: codes[1] },
  ]);
  for (const country of ["", null, undefined]) assert.deepEqual(subdivisions(country), []);
});

test("the attributes of a control, by a path in either form and in React's spelling", () => {
  const props = fieldProps("spherepay.onboard", ["address", "postalCode"], { country: "US" });
  assert.equal(props.autocomplete, "postal-code");
  assert.deepEqual(fieldProps("spherepay.onboard", "address.postalCode", { country: "US", naming: "html" }), props);
  assert.notDeepEqual(fieldProps("spherepay.onboard", "address.postalCode", { country: "AE" }), props);
  const { autoComplete, ...others } = fieldProps("spherepay.onboard", "address.postalCode", { country: "US", naming: "react" });
  assert.deepEqual({ ...others, autocomplete: autoComplete }, props);
  assert.ok(!("autocomplete" in others));
  for (const naming of ["vue", "", 1, null]) {
    const wrong = { code: "invalid_config", message: 'naming is "html" or "react".' };
    assert.throws(() => fieldProps("spherepay.onboard", "email", { naming }), wrong, String(naming));
  }
});
