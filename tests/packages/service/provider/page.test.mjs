/** The page in front of a provider of one's own: only the fields of its definition, for only its types of applicants. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { setUp } from "../../helpers/edge/harness.mjs";
import { subpath } from "../../helpers/install/index.mjs";
import { elementsOf } from "../../helpers/page/dom.mjs";
import { defineAcme, defineOperation, open, PAGES } from "../../helpers/provider/model.mjs";

const { onboardingPage, LOCALES } = await subpath("page");
const form = await subpath("form");
const NAVIGATION = { accept: "text/html", "sec-fetch-mode": "navigate" };
const EMAIL = "jane@example.com";
const PERSON = {
  phone: "+14155550123",
  ...{
    "address.line1": "1 Main Street",
    "address.city": "Chicago",
    "address.state": "IL",
    "address.postalCode": "60606",
    "address.country": "US",
  },
};

/** The page of a definition. */
function pageOf(changes, { locale = "en", ...config } = {}) {
  const made = open(changes, { page: onboardingPage({ locale }), ...config });
  const person = made.browser();
  const elements = async (response) => elementsOf((await response).text);
  return {
    ...made,
    show: () => elements(person.get("", NAVIGATION)),
    submit: (fields) => person.form("links", fields, NAVIGATION),
    elements,
  };
}

/** The controls by name: required (`!`), or of whom. */
function controlsOf(elements) {
  const found = {};
  let [only, hidden] = [undefined, undefined];
  for (const { name, attributes } of elements) {
    if ("data-field" in attributes) only = attributes["data-only"];
    if ("data-unasked" in attributes) hidden = attributes["data-unasked"].split(" ");
    if (!["input", "select"].includes(name) || !attributes.name || ["idempotencyKey", "needsCookie"].includes(attributes.name)) continue;
    const marks = [
      "required" in attributes && "!",
      attributes["data-required"],
      only && `(${only})`,
      hidden?.includes(attributes.name) && "hidden",
    ];
    found[attributes.name] = attributes.type === "hidden" ? attributes.value : marks.filter(Boolean).join(" ");
    if (attributes.type === "radio") found.type = "choice";
  }
  return found;
}

const ADDRESS = { "address.line1": "!", "address.line2": "", "address.city": "", "address.state": "", "address.postalCode": "" };

for (const [title, applicant, expected] of [
  ["one field", { individual: ["email"] }, { type: "individual", email: "!" }],
  [
    "an address without a country",
    { business: ["address.city", "address.line2?"] },
    { type: "business", "address.line2": "", "address.city": "!" },
  ],
  ["a country alone", { individual: ["address.country?"] }, { type: "individual", "address.country": "" }],
  ["a whole address", { individual: ["address"] }, { type: "individual", "address.country": "!", ...ADDRESS }],
  [
    "two types",
    {
      individual: ["email", "phone?", "firstName", "nationality?", "address.city"],
      business: ["email?", "address.city", "business.website", "business.country?"],
    },
    {
      type: "choice",
      email: "! individual",
      phone: "(individual)",
      firstName: "! individual (individual)",
      nationality: "(individual)",
      "business.website": "business (business)",
      "business.country": "(business)",
      "address.city": "!",
    },
  ],
])
  test(`the form has the fields of the definition: ${title}`, async () => {
    assert.deepEqual(controlsOf(await pageOf(() => ({ applicant })).show()), expected);
  });

test("a person is led to the link, and what is wrong stands at its field", async () => {
  const { submit, elements, api, errors } = pageOf(() => ({ applicant: { individual: ["email", "birthDate", "address.country"] } }), {
    locale: "de",
  });
  const wrong = await submit({ type: "individual", email: "jane", "address.country": "" });
  assert.equal(wrong.status, 422);
  const shown = await elements(wrong);
  const messages = shown.filter(({ attributes }) => attributes.class === "error" && !("hidden" in attributes));
  assert.deepEqual(
    messages.map(({ attributes, text }) => [attributes.id, text]),
    [
      ["address.country-error", "Wählen Sie Ihr Land aus."],
      ["birthDate-error", "Geben Sie Ihr Geburtsdatum an."],
      ["email-error", "Geben Sie eine E-Mail-Adresse wie name@example.com ein."],
    ],
  );
  const right = await submit({ type: "individual", email: EMAIL, birthDate: "1990-01-31", "address.country": "DE" });
  assert.deepEqual([right.status, right.headers.get("location")], [303, "/kyc/status"]);
  assert.equal(api.sessions.get("s-1").email, EMAIL);
  assert.deepEqual(errors, []);
});

test("a date that nobody was born on is refused with what is expected, in each language", async () => {
  const person = { type: "individual", email: EMAIL, "address.country": "DE" };
  for (const locale of LOCALES) {
    const { submit, elements } = pageOf(() => ({ applicant: { individual: ["email", "birthDate", "address.country"] } }), { locale });
    // A browser's date field makes the first of them of a year with two digits.
    for (const birthDate of ["0070-04-04", "1349-01-15", "1899-12-31", "9999-01-01"]) {
      const refused = await submit({ ...person, birthDate });
      assert.equal(refused.status, 422);
      const shown = await elements(refused);
      const message = shown.find(({ attributes }) => attributes.id === "birthDate-error");
      assert.match(message.text, /1900-01-01/, `${locale} ${birthDate}`);
      const { attributes } = shown.find(({ attributes }) => attributes.name === "birthDate");
      assert.deepEqual([attributes.min, attributes.max, attributes.value], [undefined, undefined, birthDate], locale);
    }
  }
});

test("what a person writes in a field for text is sent as one date and one country", async () => {
  for (const [birthDate, country] of [
    ["1990/1/31", "de"],
    ["１９９０年１月３１日", "ＤＥ"],
    ["\u200b١٩٩٠/٠١/٣١", "\u00a0DEU\u200b"],
  ]) {
    /** @type {Record<string, any>[]} */
    const sent = [];
    const { submit } = pageOf(() => ({
      applicant: { individual: ["email", "birthDate", "address.country"] },
      create({ applicant }) {
        sent.push(applicant);
        return { customerId: "s-1", kycUrl: `${PAGES}/s-1` };
      },
    }));
    assert.equal((await submit({ type: "individual", email: EMAIL, birthDate, "address.country": country })).status, 303, birthDate);
    assert.deepEqual([sent[0].birthDate, sent[0].address.country], ["1990-01-31", "DE"]);
  }
});

test("the page in each language, with the label and the checklist of the definition", async () => {
  const items = [{ kind: "photo_id", required: true, accepts: ["passport"], maxAgeDays: 90 }];
  const preparation = { individual: { items, inOneGo: true, decisionDays: { min: 1, max: 3 } } };
  const applicant = { individual: ["email"], business: FIELDS.map((name) => `business.${name}`) };
  for (const locale of LOCALES) {
    const elements = await pageOf(() => ({ applicant, preparation, label: "Ärzte & Co" }), { locale }).show();
    const texts = elements.map(({ text }) => text).join("\n");
    assert.ok(texts.includes("Ärzte & Co") && !/undefined|\{\w+\}/.test(texts), locale);
    const labels = elements
      .filter(({ name, attributes }) => name === "label" && attributes.for?.startsWith("business."))
      .map(({ text }) => text);
    assert.equal(new Set(labels.filter(Boolean)).size, FIELDS.length, locale);
    const { attributes } = elements.find((element) => "data-prepare" in element.attributes);
    assert.deepEqual([attributes["data-only"], "hidden" in attributes], ["individual", false]);
  }
});
const FIELDS = [
  "legalName",
  "tradeName",
  "doingBusinessAs",
  "identificationNumber",
  "registrationNumber",
  "description",
  "naicsCode",
  "website",
];

test("links on this machine are allowed where the definition has them", async () => {
  for (const [host, isAllowed] of [
    ["verify.acme.example", false],
    ["localhost:8080", true],
    ["127.0.0.1", true],
  ]) {
    const { browser } = pageOf(() => ({ hosts: [host] }));
    const policy = (await browser().get("", NAVIGATION)).headers.get("content-security-policy");
    assert.equal(/form-action [^;]*http:\/\/localhost:\*/.test(policy), isAllowed, host);
  }
});

test("where a function chooses, the form asks for what the first provider needs, and for more after a refusal", async () => {
  const acme = defineAcme(() => ({ applicant: { individual: ["email"] } }));
  const beta = defineAcme(() => ({ name: "beta", applicant: { individual: ["email", "birthDate", "address.country", "business.taxId"] } }));
  const own = { providers: [acme, beta], provider: () => beta };
  const { spherepay } = setUp({ provider: "spherepay" }).config;
  const known = { type: "individual", email: EMAIL };
  const REQUIRED = { phone: "!", "address.country": "!", ...ADDRESS, "address.city": "!" };
  for (const [config, fields, asked, refused] of [
    [own, known, { type: "individual", email: "!" }, ["address.country", "birthDate", "business.taxId"]],
    [{ ...own, spherepay }, { ...known, ...PERSON }, { type: "choice", email: "!", ...REQUIRED }, ["birthDate", "business.taxId"]],
  ]) {
    const { show, submit, elements } = pageOf(undefined, config);
    const controls = Object.entries(controlsOf(await show()));
    assert.deepEqual(Object.fromEntries(controls.filter(([, marks]) => !marks.includes("hidden"))), asked);
    const marked = (await elements(submit(fields))).filter(({ attributes }) => attributes["aria-invalid"] === "true");
    assert.deepEqual(
      marked.map(({ attributes }) => attributes.name),
      refused,
    );
    for (const { attributes } of marked) assert.ok(!("disabled" in attributes));
  }
});

test("an operation without a provider, for a form of one's own", () => {
  const operation = defineOperation({ individual: ["email", "address.country", "address.state?", "address.city"] });
  assert.deepEqual(JSON.parse(JSON.stringify(operation)), { individual: ["email", "address.country", "address.state?", "address.city"] });
  const { name, required, type } = form.fieldProps(operation, "email");
  assert.deepEqual([name, required, type], ["email", true, "email"]);
  assert.equal(form.fieldProps(operation, ["address", "state"], { country: "US" }).required, true);
  assert.equal(form.fieldProps(operation, ["address", "state"], { country: "DE", naming: "react" }).required, false);
  assert.throws(() => form.fieldProps(operation, "phone"), /There is no field "phone"/);
  const fields = (country) => form.addressFields(country, operation).map(({ field, required }) => (required ? field : `${field}?`));
  assert.deepEqual([fields("US"), fields("SG")], [["city", "state"], ["city"]]);
  assert.deepEqual(form.normalize(operation, { email: " Jane@Example.com", other: " x ", address: { state: "" } }), {
    email: "Jane@Example.com",
    other: " x ",
    address: {},
  });
  const { validate, jsonSchema } = form.schema(operation)["~standard"];
  assert.equal(validate({ type: "individual", email: EMAIL, address: { country: "DE", city: "Berlin" } }).value.address.country, "DE");
  const { properties, required: names } = jsonSchema.input({ target: "draft-07" });
  assert.deepEqual(
    [names, properties.type.enum, properties.address.required],
    [["type", "email", "address"], ["individual"], ["city", "country"]],
  );
  assert.deepEqual(properties.address.properties.state.anyOf.length, 2);
});
