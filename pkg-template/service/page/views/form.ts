// The form as HTML: empty, or with what a person has typed and its errors.

import { copyOptions } from "../../../module/copy-options.ts";
import { fill } from "../../../module/fill.ts";
import { fieldTree } from "../../../module/form/applicant.ts";
import { addressFieldsOf, addressRows } from "./address.ts";
import { agreementFields, controlOf } from "./agreements.ts";
import { isListed, typesOf } from "./asked.ts";
import { withCountryCodes } from "./countries.ts";
import type { Field, State } from "./field.ts";
import { errorOf, input } from "./field.ts";
import { attributes, html } from "./html.ts";
import { inWordsOf, message, messagesByControl } from "./issues.ts";
import { asksNames, isLatinRefused, LATIN, LATIN_BUSINESS, LATIN_PERSON, needsLatin, PERSON, personGroups } from "./names.ts";
import { ownField } from "./own-fields.ts";
import { preparationSection } from "./prepare.ts";
import { progress, stepSections } from "./steps.ts";
import type { FormSite, FormView, Texts } from "./view.js";

const BUSINESS = ["business.legalName", "business.country", "business.taxId", "business.incorporatedOn"] as const;
/** A person who represents the business. Providers that take one want it in some countries only. */
const CONTACT = ["business.primaryContactFirstName", "business.primaryContactLastName"] as const;
/** What only providers of one's own ask for. */
const MORE = [
  "business.tradeName",
  "business.doingBusinessAs",
  "business.identificationNumber",
  "business.registrationNumber",
  "business.description",
  "business.naicsCode",
  "business.website",
] as const;
const ADDRESS = ["address.line1", "address.line2", "address.city", "address.state", "address.postalCode"];
const TYPES = ["individual", "business"];

/** @param newKey the idempotency key of a form that has none yet */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: the form from its top to its bottom
export function form(view: FormView, shared: FormSite, newKey: string) {
  const { issues = [], notice, isPrefilled, agreements = [] } = view;
  const values = withCountryCodes(copyOptions(view.values), shared);
  const type = values.type ?? "individual";
  const { operation } = shared;
  const isOwn = typeof operation !== "string";
  const asksBusiness = !isOwn && BUSINESS.some((name) => shared.rules.fieldProps(operation, name).required);
  const hasNames = asksNames(shared);
  const ofBusiness = builtInBusiness(shared, { asksBusiness, hasNames });
  // The form of a built-in provider asks for some of them anyway.
  const extras = new Map([...(shared.extras ?? [])].filter(([name]) => !ofBusiness.includes(name)));
  const site = { ...shared, extras, type };
  const { base, texts } = site;
  const types = isOwn ? operation.types : TYPES;
  const isKnown = (name: string) => values[name] !== undefined || issues.some(({ path }) => `${name}.`.startsWith(`${path.join(".")}.`));
  /** Whether the form has a field, or will have it after a refusal. */
  const has = (name: string) => isListed(site, name) || extras.has(name);
  /** Whether the form does not ask for a field yet. */
  const waits = (name: string) => extras.has(name) && !isKnown(name);
  const hasCountry = has("address.country");
  const hasAddress = ADDRESS.some((name) => isListed(site, name));
  const addressWaits = !hasAddress && ADDRESS.every((name) => !has(name) || waits(name));
  const hasOfBusiness = (name: string) => (isOwn ? has(name) : ofBusiness.includes(name) || extras.has(name));
  const business = [...BUSINESS, ...MORE].filter(hasOfBusiness);
  const contactPerson = CONTACT.filter(hasOfBusiness);
  const isLatin = hasNames && (isLatinRefused(issues) || needsLatin(site, { type: "individual", ...fieldTree(Object.entries(values)) }));
  const country = known(values["address.country"], site);
  const person = personGroups(site, (name) => values[name] !== undefined || issues.some(({ path }) => path[0] === name));
  const asked = person.flatMap(({ names, isAsked }) => (isAsked ? names : []));
  const contact = (["email", "phone"] as const).filter(has);
  const fixed = [
    "address.country",
    ...(types.length > 1 ? ["type"] : []),
    ...asked,
    ...business,
    ...(hasNames ? LATIN : []),
    ...contactPerson,
    ...contact,
  ].filter((name) => asked.some((one) => one === name) || !waits(name));
  const { ownFields = [] } = site;
  const addressFields = addressWaits ? [] : addressFieldsOf(site, country);
  const names = [...fixed, ...addressFields.map(({ name }) => name), ...ownFields.map(({ name }) => name), ...agreements.map(controlOf)];
  const labelOf = (name: string) =>
    ownFields.find((field) => field.name === name)?.label ?? agreements.find((agreement) => controlOf(agreement) === name)?.title;
  const messages = messagesByControl(issues, names, (issue, name) =>
    // A message that names a field which is not here would leave the person at a loss.
    name === ""
      ? texts.failures.refused
      : inWordsOf(addressFields.find((field) => field.name === name)?.label, message(issue, texts, labelOf), issue, texts),
  );
  const first = [...messages.keys()].find(Boolean);
  const stateOf = (name: string): State => ({
    ...{ value: values[name], message: messages.get(name), autofocus: name === first },
    ...(waits(name) && { disabled: true }),
    ...(extras.has(name) && { required: messages.has(name) }),
    // What a refusal has asked for is not optional any more.
    ...(issues.some(({ code, path }) => code === "required" && path.join(".") === name) && { required: true }),
  });
  const row = (name: keyof Texts["labels"], field: Omit<Field, "name" | "label"> = {}, state: State = {}) =>
    input(site, { name, label: texts.labels[name], ...field }, { ...stateOf(name), ...state });
  const countries = countryOptions(site);
  /** The countries, once in the page: the script copies them. */
  const listOf = (isAsked: boolean) => (isAsked || !hasCountry ? countries : []);
  const unasked = (name: string) => attributes(waits(name) ? { "data-unasked": name, hidden: true } : {});
  /** The type whose fields these are, if no other has any of them. */
  const onlyOf = (names: readonly string[]) => {
    const [only, ...others] = new Set(names.map((name) => (isOwn ? typesOf(site, name).only : "individual")));
    return others.length === 0 ? only : undefined;
  };

  /** The fields of a business, or some of them. */
  const ofBusinessRows = (names: readonly (keyof Texts["labels"])[]) =>
    names.map((name) => {
      const byCountry = !isOwn && CONTACT.some((one) => one === name);
      const isRequired = asksBusiness && (BUSINESS.some((one) => one === name) || (byCountry && isRequiredIn(site, name, values)));
      const requiredOf = isRequired ? ("business" as const) : undefined;
      const shown = row(name, { requiredOf, byCountry, ...(name === "business.country" && { options: listOf(!waits(name)) }) });
      return waits(name) ? html`<div${unasked(name)}>${shown}</div>` : shown;
    });

  const prepare = site.country?.prepare ?? site.prepare;
  const basics = html`${hasCountry && html`<div class="card"${attributes({ "data-only": typesOf(site, "address.country").only })}${unasked("address.country")}>${row("address.country", { options: countries })}</div>`}
${
  types.length > 1 &&
  html`<fieldset>
<legend>${texts.form.who}</legend>
${typeChoice(site, stateOf("type"))}
</fieldset>`
}
${preparationSection(prepare, texts)}`;

  const who = html`${
    person.length > 0 &&
    html`<fieldset${attributes({ "data-only": onlyOf(person.flatMap(({ names }) => names)), hidden: asked.length === 0 })}>
<legend><h2>${texts.form.name}</h2></legend>
${person.map(({ names, isAsked }) => {
  const refused = (name: string) => messages.has(name) || undefined;
  const rows = names.map((name) =>
    row(name, name === "nationality" ? { options: listOf(isAsked) } : { optional: optionalName(site, name) }, {
      required: refused(name),
      disabled: isAsked ? undefined : true,
    }),
  );
  return isAsked ? rows : html`<div data-unasked="${names.join(" ")}" hidden>${rows}</div>`;
})}
</fieldset>`
  }
${
  business.length > 0 &&
  html`<fieldset data-only="business"${attributes({ hidden: business.every(waits) })}>
<legend><h2>${texts.form.aboutBusiness}</h2></legend>
${ofBusinessRows(business)}
</fieldset>`
}
${
  hasNames &&
  html`<fieldset data-latin${attributes({ hidden: !isLatin, disabled: !isLatin })}>
<legend>${texts.form.latin}</legend>
<p class="hint">${texts.form.latinHint}</p>
<div data-only="individual">
${LATIN_PERSON.map((name) => row(name, {}, { required: name !== "transliteratedMiddleName" }))}
</div>
<div data-only="business">
${row(LATIN_BUSINESS, { requiredOf: "business" }, { required: true })}
</div>
</fieldset>`
}`;

  const represents = html`<fieldset data-only="business"${attributes({ hidden: contactPerson.every(waits) })}>
<legend><h2>${texts.form.contactPerson}</h2></legend>
${ofBusinessRows(contactPerson)}
</fieldset>`;

  const reach = html`<fieldset${attributes({ "data-only": isOwn ? onlyOf(contact) : undefined, hidden: contact.every(waits) })}>
<legend><h2>${texts.form.contact}</h2></legend>
${contact.map((name) => {
  const shown =
    name === "email"
      ? row(name)
      : row(name, { hint: hasCountry ? phoneHint(site) : undefined, below: html`<output class="hint" for="phone"></output>` });
  return waits(name) ? html`<div${unasked(name)}>${shown}</div>` : shown;
})}
</fieldset>`;

  const hasFields = ADDRESS.some(has);
  const address = html`<fieldset${attributes({ "data-only": isOwn ? onlyOf(ADDRESS.filter(has)) : undefined, hidden: addressWaits })}>
<legend><h2>${texts.form.address}</h2></legend>
${types.map((type) => html`<p class="hint" data-about="${type}">${type === "business" ? texts.form.businessAddressHint : texts.form.addressHint}</p>`)}
${hasCountry && html`<p data-chosen hidden>${texts.labels["address.country"]}: <b></b></p>`}
<div data-address data-country="${country}"${attributes(addressWaits ? { "data-unasked": ADDRESS.filter(has).join(" "), hidden: true } : {})}>
${addressRows(site, country, stateOf)}</div>
</fieldset>`;

  const steps = [
    { names: ["address.country", "type"], body: basics, isThere: hasCountry || types.length > 1 || prepare !== undefined },
    { names: [...PERSON.flat(), ...BUSINESS, ...MORE, ...LATIN], body: who, isThere: person.length > 0 || business.length > 0 },
    { names: CONTACT, body: represents, isThere: contactPerson.length > 0 },
    { names: contact, body: reach, isThere: contact.length > 0 },
    { names: ["address"], body: address, isThere: hasFields },
  ].filter(({ isThere }) => isThere);
  const last = html`${!hasFields && hasCountry && html`<div data-address data-country="${country}" hidden></div>`}
${ownFields.length > 0 && html`<div class="card">${ownFields.map((field) => ownField(field, stateOf(field.name), texts.form.optional))}</div>`}
${agreements.length > 0 && agreementFields(agreements, texts, stateOf)}`;

  return html`<h1>${texts.form.title}</h1>
<div data-intro>
<p class="lead">${texts.form.lead}</p>
${site.inApp && html`<p class="notice note" role="note"><strong>${texts.inApp.title}</strong><br>${texts.inApp.text}</p>`}
${isPrefilled && html`<p class="notice note" role="note">${texts.form.prefilled}</p>`}
</div>
${summary(messages, site)}
<form method="post" action="${base}/links" novalidate data-enhance="form"${attributes({ "data-steps": site.steps && "coming" })}>
<input type="hidden" name="idempotencyKey" value="${values.idempotencyKey || newKey}">
<input type="hidden" name="needsCookie" value="1">
${types.length === 1 && html`<input type="hidden" name="type" value="${types[0]}">`}
${site.steps && progress(site)}
${stepSections(steps, last, { wrong: first, isReady: notice !== undefined })}
<p class="notice" role="alert" data-notice${attributes({ hidden: notice === undefined })}>${notice}</p>
<button data-submit>${notice === undefined ? texts.form.submit : texts.form.again}</button>
</form>`;
}

/** Returns the fields of a business that the form of a built-in provider asks for. */
function builtInBusiness(site: FormSite, { asksBusiness, hasNames }: { asksBusiness: boolean; hasNames: boolean }): readonly string[] {
  if (!asksBusiness) return hasNames ? ["business.legalName"] : [];
  return takesContact(site) ? [...BUSINESS, ...CONTACT] : BUSINESS;
}

/** What the label of a name says that the platform requires: the provider has one field for both, so one is enough. */
function optionalName({ personFields, texts }: FormSite, name: string) {
  return personFields.some((field) => field === name) ? texts.form.oneName : undefined;
}

/** Whether the provider requires a field in the country of the address, or else in that of the business. */
export function isRequiredIn({ operation, rules }: Pick<FormSite, "operation" | "rules">, name: string, values: Record<string, unknown>) {
  const codes = rules.countries().map(({ alpha2 }) => alpha2);
  const countryIn = (field: string) => codes.find((code) => code === values[field]);
  const country = countryIn("address.country") ?? countryIn("business.country");
  return country !== undefined && rules.fieldProps(operation, name, { country }).required;
}

/** Whether the provider takes a person who represents the business. */
function takesContact({ operation, rules }: FormSite) {
  const { warnings } = rules.validate(operation, { type: "business", business: { primaryContactFirstName: "Jane" } });
  return !warnings.some(({ code }) => code === "unknown_field");
}

/** How to write a phone number: anywhere, or in the chosen country. */
export function phoneHint({ country, texts }: FormSite) {
  if (!country?.phone) return texts.phone.anywhere;
  const { callingCode, example } = country.phone;
  // Isolated, because the numbers are written from left to right in every language.
  return fill(texts.phone.inCountry, { code: `\u2066+${callingCode}\u2069`, example: `\u2066${example}\u2069` });
}

/** A phone number with its country code, as it is sent. */
export function phoneSent(number: string, { phone }: Texts) {
  const [before, after] = phone.international.split("{number}");
  return html`${before}<bdi dir="ltr">${number}</bdi>${after}`;
}

/**
 * The summary of errors, with links to the fields. Each message names its field. Only the title is announced: the focus
 * then moves to the first field, which is read with its message, or to the summary, which is named by its list.
 */
function summary(messages: ReadonlyMap<string, string>, { texts }: FormSite) {
  const items = [...messages].map(([name, text]) => html`<li>${name === "" ? text : html`<a href="#${name}">${text}</a>`}</li>`);
  return html`<div id="summary" class="summary" role="group" aria-labelledby="summary-list" tabindex="-1"${attributes({ hidden: messages.size === 0 })}><div role="alert"><h2>${texts.form.summary}</h2></div><ul id="summary-list">${items}</ul></div>`;
}

function typeChoice({ texts }: FormSite, state: State) {
  const { value = "individual", message: wrong, autofocus } = state;
  // The first one stands for both, to the script and to the summary.
  const marks = { "aria-describedby": "type-error", "aria-invalid": "true", autofocus };
  const option = (id: string, type: string, text: string) =>
    html`<label class="choice"><input type="radio" id="${id}" name="type" value="${type}" required${attributes({ checked: value === type, ...(id === "type" && wrong !== undefined && marks) })}> ${text}</label>`;
  return html`${option("type", "individual", texts.form.individual)}${option("type-business", "business", texts.form.business)}${errorOf("type", wrong)}`;
}

/**
 * Returns the countries sorted by name in the page's language. Only the server renders them, so its platform's names
 * are used.
 */
function countryOptions({ rules, texts }: FormSite): (readonly [string, string])[] {
  const all = rules.countries({ locale: texts.locale }).map(({ alpha2, name }) => [alpha2, name] as const);
  return [["", texts.form.chooseCountry], ...all];
}

/** Returns the country if it exists: a posted value may be anything. */
function known(country: string | undefined, { rules }: FormSite): string | undefined {
  return rules.countries().find(({ alpha2 }) => alpha2 === country)?.alpha2;
}
