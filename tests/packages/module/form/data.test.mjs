/** The data of a form: countries, subdivisions, the fields of an address, the attributes of a control. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { subpath } from "../../helpers/install/index.mjs";

const { addressFields, countries, fieldProps, subdivisions, validate } = await subpath("form");
const names = (await subpath("names/en")).default;
const coded = { name: "KycLinkError", code: "invalid_config" };

/** tests/it/rules/form.rs has the codes of each. */
test("countries: 249, named in the language asked for", () => {
  const all = countries();
  assert.equal(new Set(all.map(({ name }) => name)).size, 249);
  for (const { alpha2, name } of all) assert.ok(name.length > 2 && name !== alpha2, alpha2);
  const named = (locale) => countries({ locale }).find(({ alpha2 }) => alpha2 === "DE");
  assert.deepEqual(named("en"), { alpha3: "DEU", alpha2: "DE", callingCode: "49", name: "Germany" });
  assert.equal(named("de").name, "Deutschland");
  assert.equal(named(["ja", "en"]).name, "ドイツ");
  assert.equal(named(undefined).name, "Germany");
});

test("countries: sorted by name in the language asked for, and by code without one", () => {
  const codes = (options) => countries(options).map(({ alpha2 }) => alpha2);
  assert.deepEqual(codes(), [...codes()].sort());
  assert.deepEqual(codes({ locale: undefined }), codes());
  for (const locale of ["en", "de", "sv", "ar", "ja", ["pt-BR", "en"]]) {
    const names = countries({ locale }).map(({ name }) => name);
    assert.deepEqual(names, [...names].sort(new Intl.Collator(locale).compare), String(locale));
    assert.deepEqual([...codes({ locale })].sort(), codes(), String(locale));
  }
  // Å is a letter after Z in Swedish, and a kind of A in German.
  const isLate = (locale) => codes({ locale }).indexOf("AX") > 200;
  assert.deepEqual([isLate("sv"), isLate("de")], [true, false]);
});

/** names.test.mjs has the name of each, and src/data/subdivision.rs the codes. */
test("subdivisions: with and without English names, by any code of the country", () => {
  const plain = subdivisions("US");
  assert.deepEqual(subdivisions("USA"), plain);
  assert.deepEqual(
    subdivisions("US", { names }).map(({ code }) => ({ code })),
    plain,
  );
  for (const none of [{}, undefined]) assert.deepEqual(subdivisions("US", { names: none }), plain);
});

test("a field that does not exist is named, and so is the one that was meant", () => {
  for (const [path, meant] of [
    ["mail", "email"],
    ["addres.city", "address.city"],
    ["city", "address.city"],
    [["address", "postcode"], "address.postalCode"],
    ["lastname", "lastName"],
    ["business.taxID", "business.taxId"],
  ]) {
    const message = `There is no field "${[path].flat().join(".")}" in grid.onboard: did you mean "${meant}"?`;
    assert.throws(() => fieldProps("grid.onboard", path), { ...coded, message });
  }
  assert.throws(() => fieldProps("grid.confirmEmail", "planet"), coded);
  assert.throws(() => fieldProps("grid.createKycLink", "planet"), {
    ...coded,
    message: 'There is no field "planet" in grid.createKycLink: there are customerId, redirectUri, extra.',
  });
});

test("one name is enough where the provider has one field for it, so only the first is required", () => {
  const required = (operation) =>
    ["firstName", "lastName"].map((name) => fieldProps(operation, name, { personFields: ["firstName", "lastName"] }).required);
  assert.deepEqual(
    [required("grid.onboard"), required("bridge.onboard"), required("spherepay.onboard")],
    [
      [true, false],
      [true, false],
      [true, true],
    ],
  );
  const of = (country) => fieldProps("grid.onboard", "business.primaryContactFirstName", { country }).required;
  assert.deepEqual(["DE", "deu", "CH", "US", ""].map(of), [true, true, false, false, false]);
});

test("unknown countries, operations and fields are coded errors", () => {
  for (const country of ["XX", "XKX", "Germany", "D", "840", 5, {}, ["US"]]) {
    assert.throws(() => subdivisions(country), coded, String(country));
    assert.throws(() => addressFields(country), coded, String(country));
    assert.throws(() => fieldProps("grid.onboard", "email", { country }), coded, String(country));
  }
  for (const operation of ["", "grid", "grid.nothing", "__proto__", 5, {}]) {
    assert.throws(() => addressFields("US", operation), coded, String(operation));
    assert.throws(() => fieldProps(operation, "email"), coded, String(operation));
  }
  const wrong = ["", "nothing", "address.nothing", "email.address", "address.", ".email", "__proto__", "constructor"];
  for (const path of [...wrong, [], [""], ["address", 0], null, undefined, 5, {}])
    assert.throws(() => fieldProps("grid.onboard", path), coded, JSON.stringify(path));
});

test("no country is an empty list", () => {
  for (const country of ["", null, undefined]) {
    assert.deepEqual([subdivisions(country, { names }), addressFields(country, "spherepay.onboard", { names })], [[], []]);
    assert.deepEqual(fieldProps("grid.onboard", "address.city", { country }), fieldProps("grid.onboard", "address.city"));
  }
});

test("required fields are those without which validation has an issue, in every country", () => {
  const person = { type: "individual", email: "a@example.com", phone: "+14155550123" };
  let count = 0;
  for (const { alpha2 } of countries()) {
    for (const operation of ["spherepay.onboard", "grid.onboard"]) {
      const fields = addressFields(alpha2, operation);
      const filled = Object.fromEntries(
        fields.map(({ field }) => [field, field === "state" ? (subdivisions(alpha2)[0]?.code ?? "X") : "1"]),
      );
      const found = (left) => {
        const verdict = validate(operation, { ...person, address: { ...filled, [left]: undefined, country: alpha2 } });
        return verdict.ok ? [] : verdict.issues.map(({ path }) => path.join("."));
      };
      assert.deepEqual(found(undefined), [], `${alpha2} ${operation}: complete`);
      for (const { field, required } of fields) {
        assert.deepEqual(found(field), required ? [`address.${field}`] : [], `${alpha2} ${operation} without ${field}`);
        count++;
      }
    }
  }
  assert.ok(count > 1900, String(count));
});

test("fieldProps: a path as a string or a list, and React's names", () => {
  const props = fieldProps("spherepay.onboard", "address.line1", { country: "US" });
  const { autocomplete, ...others } = props;
  assert.deepEqual([props.name, props.maxLength, autocomplete], ["address.line1", 255, "address-line1"]);
  assert.deepEqual(fieldProps("spherepay.onboard", ["address", "line1"], { country: "US", naming: "html" }), props);
  const react = fieldProps("spherepay.onboard", "address.line1", { country: "US", naming: "react" });
  assert.deepEqual(react, { ...others, autoComplete: autocomplete });
});
