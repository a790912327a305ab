/**
 * What a provider can refuse: each field of each operation that the handler calls, in the provider's own form, for each
 * type. The page leads to a control that the person sees, or says what the person can do.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fieldsOf, newKey, PERSON, PERSON_AT_GRID, setUp } from "../../helpers/edge/harness.mjs";
import { subpath } from "../../helpers/install/index.mjs";
import { elementsOf } from "../../helpers/page/dom.mjs";
import { inside } from "../../helpers/page/views.mjs";

const { onboardingPage } = await subpath("page");
const { en: texts } = await inside("texts/en.js");
const NAVIGATION = { accept: "text/html", "sec-fetch-mode": "navigate" };
const LIST = readFileSync(new URL("../../../vectors/data/fields.txt", import.meta.url), "utf8");

/** The fields of an operation, with those of objects and an item of each list. One that no list has is refused, too. */
function fieldsOfOperation(name) {
  const rows = [...LIST.matchAll(/^(\S+) \/(\S+) (.*)/gm)].filter(([, operation]) => operation === name);
  const lists = rows.filter(([, , , kind]) => /\blist of/.test(kind)).map(([, , path]) => path);
  const paths = rows.map(([, , path]) => path.replace(/^(.*?)\//, (start, list) => (lists.includes(list) ? `${list}[0].` : start)));
  return [...paths.map((path) => path.replaceAll("/", ".")), ...lists.map((path) => `${path.replaceAll("/", ".")}[0]`), "unheardOf"];
}

const snake = (name) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const REFUSALS = {
  spherepay: (name) => ({ status: 422, detail: "x", errors: [{ pointer: `/${name.replaceAll(".", "/")}`, detail: "x" }] }),
  grid: (name) => ({ code: "INVALID_INPUT", reason: "x", details: { errors: [{ field: name, message: "x" }] } }),
  bridge: (name) => ({ code: "invalid", message: "x", source: { location: "body", key: { [snake(name)]: "x" } } }),
};
const BUSINESS = { legalName: "Acme", country: "US", taxId: "12-3456789", incorporatedOn: "2020-01-01" };
const OF_PROVIDER = { spherepay: "spherepay.createCustomerViaLink", grid: "grid.createCustomer", bridge: "bridge.createKycLink" };

/** A handler whose provider refuses these requests because of the field that is set. */
function refusing(provider) {
  const state = { isRefused: /^never/, field: undefined };
  const made = setUp({ provider, page: onboardingPage({ locale: "en" }) });
  const { sandbox, config } = made;
  const fetch = async (url, init) =>
    state.isRefused.test(`${init.method} ${url}`)
      ? Response.json(REFUSALS[provider](state.field), { status: 422 })
      : sandbox.fetch(url, init);
  return { state, ...setUp({ ...config, fetch }) };
}

/** The controls that are marked, and what the page says that belongs to no control. */
function shown(html, type) {
  const elements = elementsOf(html);
  const marked = elements.filter(({ attributes }) => attributes["aria-invalid"] === "true");
  for (const control of marked) {
    const before = elements.slice(0, elements.indexOf(control) + 1);
    const group = before.findLast(({ name }) => name === "fieldset");
    const only = before.slice(before.indexOf(group)).findLast(({ attributes }) => "data-only" in attributes);
    for (const { attributes } of [control, ...(group ? [group] : [])])
      assert.ok(!("hidden" in attributes || "disabled" in attributes), `${control.attributes.id} is not there`);
    assert.ok(!only || only.attributes["data-only"] === type, `${control.attributes.id} is not of a ${type}`);
    const { text } = elements.find(({ attributes }) => attributes.id === `${control.attributes.id}-error`);
    assert.match(text, /^Check |^This code is wrong/, control.attributes.id);
  }
  const start = elements.findIndex(({ attributes }) => attributes.id === "summary");
  const end = elements.findIndex(({ name }, i) => i > start && name === "form");
  const inSummary = start < 0 || "hidden" in elements[start].attributes ? [] : elements.slice(start + 1, end);
  // Its title is announced, too, and is no message.
  const alerts = elements.filter(
    ({ attributes }, i) => attributes.role === "alert" && !("hidden" in attributes) && !(start >= 0 && i > start && i < end),
  );
  const said = [...alerts, ...inSummary.filter(({ name }) => name === "li")].map(({ text }) => text).filter(Boolean);
  return {
    marked: marked.map(({ attributes }) => attributes.id),
    said,
    lead: elements.find(({ attributes }) => attributes.class === "lead")?.text,
  };
}

const OF_PROGRAM = ["platformCustomerId", "redirectUri", "endorsements"];

for (const [provider, operation] of Object.entries(OF_PROVIDER))
  for (const type of ["individual", "business"])
    test(`the form of a ${type} at ${provider}: ${operation}`, async () => {
      const { state, browser } = refusing(provider);
      state.isRefused = /POST /;
      const names = { firstName: "Jane", lastName: "Smith" };
      const given = {
        ...PERSON,
        address: { ...PERSON.address, country: "US" },
        type,
        ...(type === "business" ? { business: BUSINESS } : names),
      };
      for (state.field of fieldsOfOperation(operation)) {
        const { status, text } = await browser().form(
          "links",
          { ...Object.fromEntries(fieldsOf(given)), idempotencyKey: newKey() },
          NAVIGATION,
        );
        const { marked, said } = shown(text, type);
        // What only the program sets is the owner's to correct.
        const isOurs = OF_PROGRAM.includes(state.field);
        assert.deepEqual([status, marked.length + said.length], [isOurs ? 503 : 422, 1], state.field);
        assert.deepEqual(said, marked.length > 0 ? [] : [isOurs ? texts.failures.away : texts.failures.refused], state.field);
      }
    });

const { refused, ours } = texts.failures;
const RELOAD = texts.errors.reload;
for (const [provider, route, operation, fields, isRefused, expected] of [
  ["grid", "contact/email", "grid.updateContact", { channel: "email", value: "jane@example.org" }, /PATCH /, "email.value"],
  ["grid", "contact/phone", "grid.updateContact", { channel: "phone", value: "+4915123456789" }, /PATCH /, "phone.value"],
  ["grid", "contact/email", "grid.sendEmailCode", { channel: "email" }, /verify-email$/, refused],
  ["grid", "contact/phone", "grid.sendPhoneCode", { channel: "phone" }, /verify-phone$/, refused],
  ["grid", "contact/email/confirm", "grid.confirmEmail", { channel: "email", code: "123456" }, /verify-email.confirm$/, "email.code"],
  ["grid", "contact/phone/confirm", "grid.confirmPhone", { channel: "phone", code: "123456" }, /verify-phone.confirm$/, "phone.code"],
  ["grid", "links/renew", "grid.createKycLink", {}, /kyc-link$/, ours],
  ["spherepay", "links/renew", "spherepay.createKycLink", {}, /kyc-link$/, ours],
  ["bridge", "links/renew", "bridge.getKycLink", {}, /kyc_links/, ours],
])
  test(`${route}: ${operation}`, async () => {
    for (const field of fieldsOfOperation(operation)) {
      const { state, browser } = refusing(provider);
      const page = browser();
      await page.json("links", provider === "grid" ? PERSON_AT_GRID : { ...PERSON, firstName: "Jane", lastName: "Smith" });
      Object.assign(state, { field, isRefused });
      const { status, text } = await page.form(route, fields, NAVIGATION);
      const { marked, said, lead } = shown(text);
      const isError = marked.length + said.length === 0;
      const outcome = OF_PROGRAM.includes(field) ? [503, RELOAD] : [422, expected];
      assert.deepEqual([status, ...marked, ...said, ...(isError ? [lead] : [])], outcome, field);
    }
  });
