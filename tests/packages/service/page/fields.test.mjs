/**
 * The controls of the page's forms: their attributes from the rules, the fields of each country's addresses, and what
 * was typed. Texts are replaced with their names.
 */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ORIGIN, setUp } from "../../helpers/edge/harness.mjs";
import { subpath } from "../../helpers/install/index.mjs";
import { elementsOf } from "../../helpers/page/dom.mjs";
import { byId, find, GRID, inside, NOWHERE, render, SITE, textsOf } from "../../helpers/page/views.mjs";

const { onboardingPage } = await subpath("page");

const { phoneSent } = await inside("views/form.js");
const { addressFieldsOf } = await inside("views/address.js");
const { states } = await inside("views/states.js");

const CONTROLS = [
  "email",
  "phone",
  "address.country",
  "address.line1",
  "address.line2",
  "address.city",
  "address.state",
  "address.postalCode",
  "business.primaryContactFirstName",
  "business.primaryContactLastName",
];

/** What the rules say of a control, as attributes. */
function demanded({ rules, operation }, name, country, isSelect) {
  const { autocomplete, inputMode, required, type } = rules.fieldProps(operation, name, country && { country });
  // Without `maxlength`, which would cut what is pasted without a word.
  const all = { autocomplete, required: required || undefined, ...(!isSelect && { type, inputmode: inputMode }) };
  return Object.fromEntries(
    Object.entries(all).flatMap(([key, value]) => (value === undefined ? [] : [[key, value === true ? "" : String(value)]])),
  );
}

describe("the controls of the form", () => {
  const sites = { US: SITE, "": NOWHERE, DE: GRID };

  test("have the attributes that the rules demand, a name, a label and places for messages", () => {
    for (const [country, site] of Object.entries(sites)) {
      const elements = render({ kind: "form", values: { "address.country": country } }, {}, site);
      for (const name of CONTROLS) {
        const control = byId(elements, name);
        if (!control) continue;
        assert.equal(control.attributes.name, name);
        const isSelect = control.name === "select";
        const expected = demanded(site, name, name.startsWith("address.") && name !== "address.country" ? country : undefined, isSelect);
        for (const [key, value] of Object.entries(expected)) assert.equal(control.attributes[key], value, `${country} ${name} ${key}`);
        for (const key of ["required", "maxlength", "inputmode"])
          if (!(key in expected)) assert.ok(!(key in control.attributes) || key === "inputmode", `${country} ${name} ${key}`);
        assert.equal(control.attributes.dir, expected.type === "text" ? "auto" : undefined, name);
        assert.ok(control.attributes["aria-invalid"] !== "true" && !("autofocus" in control.attributes));
        assert.ok("hidden" in byId(elements, `${name}-error`).attributes);
        assert.ok("hidden" in byId(elements, `${name}-warning`).attributes);
        assert.equal(find(elements, "div", "data-field", name).length, 1);
        const label = find(elements, "label", "for", name)[0];
        assert.match(label.text, /^⟦(labels|address)\..+⟧/);
      }
      assert.equal(byId(elements, "phone").attributes["aria-describedby"], "phone-hint");
      assert.equal(byId(elements, "email").attributes["aria-describedby"], undefined);
      for (const [names, capitals] of [
        [["email", "business.website"], "none"],
        [["address.state", "address.postalCode", "business.taxId", "business.registrationNumber"], "characters"],
        [["firstName", "lastName", "business.legalName", "business.primaryContactLastName"], "words"],
        [["address.line1", "address.line2", "address.city", "transliteratedFirstName"], "words"],
      ])
        for (const name of names) {
          const control = byId(elements, name);
          const { autocapitalize, autocorrect, spellcheck } = control?.attributes ?? {};
          const expected = control?.name === "input" ? [capitals, "off", "false"] : [undefined, undefined, undefined];
          assert.deepEqual([autocapitalize, autocorrect, spellcheck], expected, name);
        }
    }
  });
});

test("what a provider requires of a business is asked for, and required of businesses only", () => {
  const BUSINESS = ["business.legalName", "business.country", "business.taxId", "business.incorporatedOn"];
  // Whatever today's providers require: one required field is enough to ask for all.
  for (const site of [SITE, GRID])
    for (const required of [BUSINESS, ["business.taxId"], []])
      for (const type of ["individual", "business", undefined]) {
        const fieldProps = (operation, path, options) => {
          const props = site.rules.fieldProps(operation, path, options);
          return BUSINESS.includes(path) ? { ...props, required: required.includes(path) } : props;
        };
        const elements = render({ kind: "form", values: { type } }, { rules: { ...site.rules, fieldProps } }, site);
        const found = BUSINESS.filter((name) => byId(elements, name));
        assert.deepEqual(found, required.length > 0 ? BUSINESS : []);
        for (const name of found) {
          assert.equal("required" in byId(elements, name).attributes, type === "business", name);
          assert.equal(byId(elements, name).name, name === "business.country" ? "select" : "input");
        }
        assert.equal(textsOf(elements).includes("form.aboutBusiness"), found.length > 0);
      }
});

test("a business is asked for its contact, unless the provider does not know one", () => {
  const CONTACT = ["business.primaryContactFirstName", "business.primaryContactLastName"];
  const fieldProps = (operation, path, options) =>
    path.startsWith("business.") ? { required: path === "business.taxId" } : SITE.rules.fieldProps(operation, path, options);
  for (const [codes, isAsked] of [
    [[], true],
    [["of another kind"], true],
    [["unknown_field"], false],
    [["of another kind", "unknown_field"], false],
  ]) {
    const validate = () => ({ ok: false, issues: [], warnings: codes.map((code) => ({ code })) });
    const page = render({ kind: "form", values: { type: "business" } }, { rules: { ...SITE.rules, fieldProps, validate } });
    const found = CONTACT.filter((name) => byId(page, name) && !("required" in byId(page, name).attributes));
    assert.deepEqual(found, isAsked ? CONTACT : [], codes.join());
    for (const name of found) assert.equal("data-required" in byId(page, name).attributes, false);
  }
});

// apps/browser/src/autofill/services/autofill-constants.ts of bitwarden/clients, at 00f10331: `LastnameFieldNames`. One of
// them within what describes a visible field is enough, unless the field has `data-bwignore`.
const LAST_NAMES = /lname|lastname|sname|surname|familyname|familyn|lastn|nachname|familienname/;

test("Bitwarden takes no field for a person's last name that is none, in any language", async () => {
  const found = new Set();
  for (const provider of ["spherepay", "grid", "bridge"])
    for (const locale of ["en", "ar", "de", "es", "fr", "ja", "pt"]) {
      const { handler } = setUp({ provider, page: onboardingPage({ locale }) });
      const body = new URLSearchParams({ type: "business", "address.country": "DE" });
      const headers = { accept: "text/html", origin: ORIGIN };
      const response = await handler(new Request(`${ORIGIN}/kyc/links`, { method: "POST", body, headers }));
      const elements = elementsOf(await response.text());
      for (const { attributes } of find(elements, "input").filter(({ attributes }) => attributes.type !== "hidden")) {
        const label = find(elements, "label", "for", attributes.id)[0]?.text;
        const words = [attributes.autocomplete, attributes.name, attributes.id, label].map((text) => text ?? "");
        const keywords = words.map((text) => text.toLowerCase().replace(/[^a-z0-9]+/g, "")).join(",");
        if (!LAST_NAMES.test(keywords) || "data-bwignore" in attributes) continue;
        found.add(attributes.name);
      }
    }
  for (const name of found) assert.match(name, /(?:last|Last)Name$/);
  assert.ok(found.has("business.primaryContactLastName"), "which it may fill");
});

describe("the fields of an address", () => {
  /** The names of the address's controls in their order, without their common start. */
  const orderIn = (country, site) => addressFieldsOf(site, country).map(({ name }) => name.slice("address.".length));

  test("are those of the rules in the country's order; a city that a provider asks for stands beside the street", () => {
    for (const site of [SITE, GRID]) {
      for (const { alpha2 } of site.rules.countries()) {
        const asked = site.rules.addressFields(alpha2, site.operation).map(({ field }) => field);
        const own = site.rules.addressFields(alpha2).map(({ field }) => field);
        const shown = orderIn(alpha2, site);
        const left = asked.filter((field) => !shown.includes(field));
        assert.ok(left.length === 0 || left.join() === "state", `${alpha2}: ${left}`);
        if (left.length > 0) assert.equal(site.rules.subdivisions(alpha2).length, 0);
        assert.deepEqual([...shown].sort(), asked.filter((field) => !left.includes(field)).sort(), alpha2);
        const rest = (fields) => fields.filter((field) => field !== "city" || own.includes("city"));
        assert.deepEqual(
          rest(shown),
          rest(asked).filter((field) => !left.includes(field)),
          alpha2,
        );
        if (shown.includes("city") && !own.includes("city")) {
          const [street, city] = [shown.indexOf("line1"), shown.indexOf("city")];
          assert.equal(city, street === 0 ? 2 : street - 1, `${alpha2}: ${shown}`);
        }
      }
    }
  });
});
describe("what today's countries and providers do not show", () => {
  const optionsOf = (elements, id) => {
    const rest = elements.slice(elements.indexOf(byId(elements, id)) + 1);
    return rest.slice(
      0,
      rest.findIndex(({ name }) => name !== "option"),
    );
  };
  const chosenIn = (elements, id) =>
    optionsOf(elements, id)
      .filter(({ attributes }) => "selected" in attributes)
      .map(({ attributes }) => attributes.value);

  test("a country and a state that were typed: by code or name, without regard to case, spaces and diacritics", () => {
    const country = (typed) => chosenIn(render({ kind: "form", values: { "address.country": typed } }), "address.country");
    const state = (typed) =>
      chosenIn(render({ kind: "form", values: { "address.country": "US", "address.state": typed } }), "address.state");
    for (const typed of ["DE", "de", "Germany", " germany ", "GERMANY", "Gérmany"]) assert.deepEqual(country(typed), ["DE"], typed);
    for (const typed of ["German", "XX", "Germany!"]) assert.deepEqual(country(typed), [], typed);
    for (const typed of ["IL", "il", " IL ", "Illinois", "ILLINOIS", "illinóis"]) assert.deepEqual(state(typed), ["IL"], typed);
    for (const typed of [undefined, "", " "]) assert.deepEqual(state(typed), [""], String(typed));
    assert.equal(String(phoneSent("+1<", { phone: { international: "Before {number}." } })), 'Before <bdi dir="ltr">+1&lt;</bdi>.');
  });

  test("a state that the list lacks stays, with a message, and only a state is looked up, and only in a country", () => {
    const values = { "address.country": "US", "address.state": " Bavaria ", "address.city": "Illinois", email: "a@b.example" };
    const texts = { ...SITE.texts, messages: { state_not_code: "choose one" } };
    const page = render({ kind: "form", values }, { texts });
    const [state, warning] = [byId(page, "address.state"), byId(page, "address.state-warning")];
    assert.deepEqual([chosenIn(page, "address.state"), state.attributes["data-unlisted"]], [["Bavaria"], "Bavaria"]);
    assert.deepEqual(
      [warning.text, "hidden" in warning.attributes, state.attributes["aria-describedby"]],
      ["choose one", false, warning.attributes.id],
    );
    assert.equal(byId(page, "address.city").attributes.value, "Illinois");
    const issues = [{ code: "state_not_code", path: ["address", "state"], message: "" }];
    assert.ok("hidden" in byId(render({ kind: "form", values, issues }, { texts }), "address.state-warning").attributes, "one message");
    const nowhere = render({ kind: "form", values: { ...values, "address.country": "XX" } }, {}, NOWHERE);
    assert.equal(byId(nowhere, "address.state").attributes.value, " Bavaria ");
  });

  /** The fields of an address by rules of these: the country's own fields, and those that the provider asks for. */
  const fieldsBy = (own, asked, codes = []) => {
    const of = (names) => names.map((field) => ({ field, label: field }));
    const rules = {
      ...SITE.rules,
      addressFields: (_, operation) => of(operation ? asked : own),
      subdivisions: () => [],
      validate: () => ({
        ok: false,
        issues: codes.slice(0, 1).map((code) => ({ code })),
        warnings: codes.slice(1).map((code) => ({ code })),
      }),
    };
    return addressFieldsOf({ ...SITE, rules, country: undefined }, "XX").map(({ name }) => name.slice("address.".length));
  };

  test("a city that only the provider asks for: after the street's two lines, or before a street that comes last", () => {
    assert.deepEqual(fieldsBy(["line1", "line2"], ["line1", "line2", "postalCode", "city"]), ["line1", "line2", "city", "postalCode"]);
    assert.deepEqual(fieldsBy(["postalCode", "line1"], ["postalCode", "line1", "line2", "city"]), ["postalCode", "city", "line1", "line2"]);
    assert.deepEqual(fieldsBy(["x", "line2", "line1"], ["x", "line2", "line1", "city"]), ["x", "line2", "city", "line1"]);
    assert.deepEqual(fieldsBy(["city", "line1"], ["city", "line1"]), ["city", "line1"], "of the country's own");
    assert.deepEqual(fieldsBy(["line1"], ["line1"]), ["line1"], "nobody asks");
    assert.deepEqual(fieldsBy(["line1"], ["city", "line1", "line2"]), ["line1", "line2", "city"]);
  });

  test("a state is left out only where the provider wants a code or omits it", () => {
    const fields = ["line1", "state"];
    for (const codes of [["state_not_code"], ["state_omitted"], ["required", "state_not_code"], ["required", "state_omitted"]])
      assert.deepEqual(fieldsBy(fields, fields, codes), ["line1"], String(codes));
    for (const codes of [[], ["required"], ["required", "postal_code_missing"]])
      assert.deepEqual(fieldsBy(fields, fields, codes), fields, String(codes));
  });

  test("the states of a country are those that the rules list, by code and name; many countries have none", () => {
    const listed = SITE.rules.countries().filter(({ alpha2 }) => {
      const options = SITE.rules.addressFields(alpha2, SITE.operation).find(({ field }) => field === "state")?.options;
      const expected = options?.map(({ code, name }) => [code, name ?? code]);
      assert.deepEqual(states(SITE, alpha2, {}), expected, alpha2);
      return expected !== undefined;
    });
    assert.ok(listed.length > 10 && listed.length < 200);
    const rules = { ...SITE.rules, addressFields: () => [{ field: "state" }] };
    assert.equal(states({ ...SITE, rules }, "XX", {}), undefined);
  });
});
