/** The data of a form: countries, subdivisions, the fields of an address, the attributes of a control. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { subpath } from "../helpers/install/index.mjs";

const { addressFields, countries, fieldProps, subdivisions, validate } = await subpath("form");
const names = (await subpath("names/en")).default;
const coded = { name: "KycLinkError", code: "invalid_config" };

test("countries: 249, each with its codes, most with a calling code, named in the language asked for", () => {
  const all = countries();
  assert.equal(all.length, 249);
  assert.equal(new Set(all.map(({ alpha2 }) => alpha2)).size, 249);
  for (const { alpha2, alpha3, name, ...rest } of all) {
    assert.match(alpha2, /^[A-Z]{2}$/);
    assert.match(alpha3, /^[A-Z]{3}$/);
    assert.ok(name.length > 2 && name !== alpha2, alpha2);
    if (rest.callingCode !== undefined) assert.match(rest.callingCode, /^[1-9]\d{0,2}$/, alpha2);
    assert.deepEqual(
      Object.keys(rest).filter((key) => key !== "callingCode"),
      [],
    );
  }
  assert.deepEqual(
    all.filter(({ callingCode }) => !callingCode).map(({ alpha2 }) => alpha2),
    ["AQ", "BV", "GS", "HM", "PN", "TF", "UM"],
  );
  const named = (locale) => countries({ locale }).find(({ alpha2 }) => alpha2 === "DE");
  assert.deepEqual(named("en"), { alpha3: "DEU", alpha2: "DE", callingCode: "49", name: "Germany" });
  assert.equal(named("de").name, "Deutschland");
  assert.equal(named(["ja", "en"]).name, "ドイツ");
  assert.equal(named(undefined).name, "Germany");
});

test("countries: an invalid language is a coded error", () => {
  for (const locale of ["not a locale", "e", ["en", "?"], null]) assert.throws(() => countries({ locale }), coded, String(locale));
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

test("subdivisions: 5,046 of ISO 3166-2 and seven of post offices, with and without English names", () => {
  let count = 0;
  for (const { alpha2, alpha3 } of countries()) {
    const plain = subdivisions(alpha2);
    assert.deepEqual(
      plain.flatMap(Object.keys),
      plain.map(() => "code"),
    );
    assert.deepEqual(subdivisions(alpha3), plain, alpha3);
    const named = subdivisions(alpha2, { names });
    assert.deepEqual(
      named.map(({ code }) => ({ code })),
      plain,
      alpha2,
    );
    for (const { code, name } of named) assert.ok(name?.length > 0 && !name.includes("|"), `${alpha2}-${code}`);
    count += plain.length;
  }
  assert.equal(count, 5046 + 7);
});

test("subdivisions: names go with their codes", () => {
  const name = (country, code) => subdivisions(country, { names }).find((entry) => entry.code === code)?.name;
  assert.equal(name("US", "IL"), "Illinois");
  assert.equal(name("usa", "PR"), "Puerto Rico");
  assert.equal(name("JP", "13"), "Tokyo");
  assert.equal(name("DE", "BY"), "Bavaria");
  assert.equal(name("IE", "D"), "Dublin");
  assert.equal(name("AE", "DU"), "Dubai");
  assert.deepEqual(subdivisions("GI", { names }), []);
  assert.deepEqual(subdivisions("US", { names: {} }), subdivisions("US"));
  assert.deepEqual(subdivisions("US", { names: undefined }), subdivisions("US"));
});

/** Fields as `name*` where required, `:label` where it is another than the name. */
const written = (country, operation) =>
  addressFields(country, operation)
    .map(({ field, required, label }) => field + (required ? "*" : "") + (label === field ? "" : `:${label}`))
    .join(" ");

// Order, required and labels: Google's address data (chrome-i18n), by way of data/address.csv.
const ADDRESSES = {
  US: ["line1* line2 city* state* postalCode*:zip", "line1* line2 city* state* postalCode*:zip", "line1* line2 city state postalCode*:zip"],
  JP: [
    "postalCode*:postcode state*:prefecture line1* line2",
    "postalCode*:postcode state*:prefecture line1* line2 city*",
    "postalCode*:postcode state:prefecture line1* line2",
  ],
  AE: ["line1* line2 state*:emirate", "line1* line2 state*:emirate city*", "line1 line2 state:emirate"],
  IE: [
    "line1* line2 city* state:county postalCode:eircode",
    "line1* line2 city* state:county postalCode:eircode",
    "line1* line2 city state:county postalCode:eircode",
  ],
  BR: [
    "line1* line2 city* state* postalCode*:postcode",
    "line1* line2 city* state* postalCode*:postcode",
    "line1* line2 city state postalCode*:postcode",
  ],
  HK: ["state*:area city:district line1* line2", "state:area city*:district line1* line2", "state:area city:district line1 line2"],
  GB: [
    "line1* line2 city*:post_town postalCode*:postcode",
    "line1* line2 city*:post_town postalCode*:postcode",
    "line1* line2 city:post_town postalCode*:postcode",
  ],
  DE: ["line1* line2 postalCode*:postcode city*", "line1* line2 postalCode*:postcode city*", "line1* line2 postalCode*:postcode city"],
};

for (const [country, [general, spherepay, grid]] of Object.entries(ADDRESSES)) {
  test(`addressFields: ${country}`, () => {
    assert.equal(written(country), general);
    assert.equal(written(country, "spherepay.onboard"), spherepay);
    assert.equal(written(country, "spherepay.createCustomerViaLink"), spherepay);
    assert.equal(written(country, "grid.onboard"), grid);
    const { alpha3 } = countries().find(({ alpha2 }) => alpha2 === country);
    for (const code of [alpha3, alpha3.toLowerCase(), country.toLowerCase()]) assert.deepEqual(addressFields(code), addressFields(country));
  });
}

test("addressFields: Grid's own customer has an address or none, so a country without postal codes still needs one", () => {
  assert.equal(written("AE", "grid.createCustomer"), "line1* line2 state:emirate postalCode*:postcode");
});

test("addressFields and fieldProps: no state is demanded where ISO 3166-2 has no codes", () => {
  for (const country of ["AS", "HK", "KY", "MP", "PF", "VI"]) {
    const state = addressFields(country, "spherepay.onboard").find(({ field }) => field === "state");
    assert.deepEqual([state.required, fieldProps("spherepay.onboard", "address.state", { country }).required], [false, false], country);
  }
});

test("addressFields and fieldProps: Grid's applicant needs a postal code only where the country requires one", () => {
  const required = (country, name) => fieldProps("grid.onboard", `address.${name}`, { country }).required;
  assert.deepEqual(
    ["DE", "IE", "AE"].map((country) => required(country, "postalCode")),
    [true, false, false],
  );
  assert.deepEqual(
    ["DE", "IE", "AE"].map((country) => required(country, "line1")),
    [true, true, false],
  );
  assert.equal(fieldProps("grid.createCustomer", "address.postalCode", { country: "IE" }).required, true);
});

test("addressFields: the autocomplete attributes", () => {
  assert.deepEqual(addressFields("US", "spherepay.onboard"), [
    { field: "line1", required: true, label: "line1", autocomplete: "address-line1", maxLength: 255 },
    { field: "line2", required: false, label: "line2", autocomplete: "address-line2", maxLength: 255 },
    { field: "city", required: true, label: "city", autocomplete: "address-level2", maxLength: 255 },
    { field: "state", required: true, label: "state", autocomplete: "address-level1", options: subdivisions("US") },
    { field: "postalCode", required: true, label: "zip", autocomplete: "postal-code", inputMode: "numeric", maxLength: 20 },
  ]);
  const postalCode = (country) => addressFields(country).find(({ field }) => field === "postalCode");
  for (const country of ["US", "DE", "JP", "BR"]) assert.equal(postalCode(country).inputMode, "numeric", country);
  for (const country of ["GB", "IE", "CA", "NL"]) assert.equal(postalCode(country).inputMode, undefined, country);
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
  for (const path of [
    "",
    "nothing",
    "address.nothing",
    "email.address",
    "address.",
    ".email",
    "__proto__",
    "constructor",
    [],
    [""],
    ["address", 0],
    null,
    undefined,
    5,
    {},
  ]) {
    assert.throws(() => fieldProps("grid.onboard", path), coded, JSON.stringify(path));
  }
});

test("no country is an empty list", () => {
  for (const country of ["", null, undefined]) {
    assert.deepEqual([subdivisions(country, { names }), addressFields(country, "spherepay.onboard", { names })], [[], []]);
    assert.deepEqual(fieldProps("grid.onboard", "address.city", { country }), fieldProps("grid.onboard", "address.city"));
  }
});

// The tokens of HTML's autofill, and the keyboards that go with them.
const CONTROLS = {
  type: ["text", "off"],
  email: ["email", "email", "email"],
  phone: ["tel", "tel", "tel"],
  "address.line1": ["text", "address-line1"],
  "address.line2": ["text", "address-line2"],
  "address.city": ["text", "address-level2"],
  "address.state": ["text", "address-level1"],
  "address.postalCode": ["text", "postal-code"],
  "address.country": ["text", "country"],
  firstName: ["text", "given-name"],
  lastName: ["text", "family-name"],
  birthDate: ["date", "bday"],
  nationality: ["text", "off"],
  "business.legalName": ["text", "organization"],
  "business.country": ["text", "off"], // browsers know the country where a person lives
  "business.taxId": ["text", "off"],
  "business.incorporatedOn": ["date", "off"],
  reference: ["text", "off"],
  redirectUri: ["url", "off", "url"],
};

test("fieldProps: every field of an applicant, by string and by list", () => {
  for (const operation of ["spherepay.onboard", "grid.onboard"]) {
    for (const [path, [type, autocomplete, inputMode]] of Object.entries(CONTROLS)) {
      const props = fieldProps(operation, path);
      const { name, required, maxLength, "aria-required": aria, ...control } = props;
      assert.equal(name, path);
      assert.deepEqual(control, inputMode ? { type, autocomplete, inputMode } : { type, autocomplete }, path);
      assert.equal(aria, required || undefined, path);
      assert.deepEqual(fieldProps(operation, path.split(".")), props);
    }
  }
  assert.equal(fieldProps("spherepay.onboard", "email").maxLength, 254);
  assert.equal(fieldProps("spherepay.onboard", "address.line1").maxLength, 255);
});

test("fieldProps: what is required depends on the country, and agrees with addressFields", () => {
  for (const { alpha2 } of countries()) {
    for (const operation of ["spherepay.onboard", "grid.onboard", "spherepay.createCustomerViaLink", "grid.createCustomer"]) {
      for (const { field, required, label, options, ...hints } of addressFields(alpha2, operation)) {
        const { name, type, "aria-required": aria, ...props } = fieldProps(operation, `address.${field}`, { country: alpha2 });
        assert.deepEqual(props, { required, ...hints }, `${alpha2} ${operation} ${field}`);
      }
    }
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

test("fieldProps: React's names", () => {
  for (const path of ["email", "address.postalCode", "address.line1"]) {
    const { autocomplete, ...props } = fieldProps("spherepay.onboard", path, { country: "US" });
    const react = fieldProps("spherepay.onboard", path, { country: "US", naming: "react" });
    assert.deepEqual(react, { ...props, autoComplete: autocomplete });
    assert.deepEqual(fieldProps("spherepay.onboard", path, { country: "US", naming: "html" }), { ...props, autocomplete });
  }
  for (const naming of ["", "vue", "React", null, 1]) assert.throws(() => fieldProps("grid.onboard", "email", { naming }), coded);
});

test("undefined, null and {} are all no options", async () => {
  for (const options of [undefined, null, {}]) {
    assert.equal(countries(options).length, 249);
    assert.ok(subdivisions("US", options).length > 50);
    assert.equal(fieldProps("spherepay.onboard", "address.city", options).name, "address.city");
  }
});
