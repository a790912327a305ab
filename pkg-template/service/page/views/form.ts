// The form as HTML: empty, or with what a person has typed and its errors.

import { copyOptions } from "../../../module/copy-options.ts";
import { fill } from "../../../module/fill.ts";
import { fieldTree } from "../../../module/form/applicant.ts";
import { addressFieldsOf, addressRows } from "./address.ts";
import { agreementFields, controlOf } from "./agreements.ts";
import { isListed, typesOf } from "./asked.ts";
import type { Field, State } from "./field.ts";
import { errorOf, input } from "./field.ts";
import { attributes, html } from "./html.ts";
import { message, messagesByControl } from "./issues.ts";
import { asksNames, isLatinRefused, LATIN, LATIN_BUSINESS, LATIN_PERSON, needsLatin, personGroups } from "./names.ts";
import { ownField } from "./own-fields.ts";
import { preparationSection } from "./prepare.ts";
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
  const values = copyOptions(view.values);
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
  const business = [...BUSINESS, ...MORE, ...CONTACT].filter((name) => (isOwn ? has(name) : ofBusiness.includes(name) || extras.has(name)));
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
    ...contact,
  ].filter((name) => asked.some((one) => one === name) || !waits(name));
  const { ownFields = [] } = site;
  const names = [
    ...fixed,
    ...(addressWaits ? [] : addressFieldsOf(site, country).map(({ name }) => name)),
    ...ownFields.map(({ name }) => name),
    ...agreements.map(controlOf),
  ];
  const labelOf = (name: string) =>
    ownFields.find((field) => field.name === name)?.label ?? agreements.find((agreement) => controlOf(agreement) === name)?.title;
  const messages = messagesByControl(issues, names, (issue, name) =>
    // A message that names a field which is not here would leave the person at a loss.
    name === "" ? texts.failures.refused : message(issue, texts, labelOf),
  );
  const first = [...messages.keys()].find(Boolean);
  const stateOf = (name: string): State => ({
    ...{ value: values[name], message: messages.get(name), autofocus: name === first },
    ...(waits(name) && { disabled: true }),
    ...(extras.has(name) && { required: messages.has(name) }),
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

  return html`<h1>${texts.form.title}</h1>
<p class="lead">${texts.form.lead}</p>
${site.inApp && html`<p class="notice note" role="note"><strong>${texts.inApp.title}</strong><br>${texts.inApp.text}</p>`}
${isPrefilled && html`<p class="notice note" role="note">${texts.form.prefilled}</p>`}
${summary(messages, site)}
<form method="post" action="${base}/links" novalidate data-enhance="form">
<input type="hidden" name="idempotencyKey" value="${values.idempotencyKey || newKey}">
<input type="hidden" name="needsCookie" value="1">
${hasCountry && html`<div class="card"${attributes({ "data-only": typesOf(site, "address.country").only })}${unasked("address.country")}>${row("address.country", { options: countries })}</div>`}
${
  types.length > 1
    ? html`<fieldset>
<legend>${texts.form.who}</legend>
${typeChoice(site, stateOf("type"))}
</fieldset>`
    : html`<input type="hidden" name="type" value="${types[0]}">`
}
${
  person.length > 0 &&
  html`<fieldset${attributes({ "data-only": onlyOf(person.flatMap(({ names }) => names)), hidden: asked.length === 0 })}>
<legend>${texts.form.name}</legend>
${person.map(({ names, isAsked }) => {
  const refused = (name: string) => messages.has(name) || undefined;
  const rows = names.map((name) =>
    row(name, name === "nationality" ? { options: listOf(isAsked) } : {}, {
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
<legend>${texts.form.aboutBusiness}</legend>
${business.map((name) => {
  const requiredOf = asksBusiness && BUSINESS.some((one) => one === name) ? ("business" as const) : undefined;
  const shown = row(name, { requiredOf, ...(name === "business.country" && { options: listOf(!waits(name)) }) });
  return waits(name) ? html`<div${unasked(name)}>${shown}</div>` : shown;
})}
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
}
${
  contact.length > 0 &&
  html`<fieldset${attributes({ "data-only": isOwn ? onlyOf(contact) : undefined, hidden: contact.every(waits) })}>
<legend>${texts.form.contact}</legend>
${contact.map((name) => {
  const more = { autocapitalize: "none", spellcheck: "false" };
  const shown =
    name === "email"
      ? row(name, { more })
      : row(name, { hint: hasCountry ? phoneHint(site) : undefined, below: html`<output class="hint" for="phone"></output>` });
  return waits(name) ? html`<div${unasked(name)}>${shown}</div>` : shown;
})}
</fieldset>`
}
${
  ADDRESS.some(has)
    ? html`<fieldset${attributes({ "data-only": isOwn ? onlyOf(ADDRESS.filter(has)) : undefined, hidden: addressWaits })}>
<legend>${texts.form.address}</legend>
<p class="hint">${texts.form.addressHint}</p>
<div data-address data-country="${country}"${attributes(addressWaits ? { "data-unasked": ADDRESS.filter(has).join(" "), hidden: true } : {})}>
${addressRows(site, country, stateOf)}</div>
</fieldset>`
    : hasCountry && html`<div data-address data-country="${country}" hidden></div>`
}
${preparationSection(site.country?.prepare ?? site.prepare, texts)}
${ownFields.length > 0 && html`<div class="card">${ownFields.map((field) => ownField(field, stateOf(field.name), texts.form.optional))}</div>`}
${agreements.length > 0 && agreementFields(agreements, texts, stateOf)}
<p class="notice" role="alert" data-notice${attributes({ hidden: notice === undefined })}>${notice}</p>
<button data-submit>${notice === undefined ? texts.form.submit : texts.form.again}</button>
</form>`;
}

/** Returns the fields of a business that the form of a built-in provider asks for. */
function builtInBusiness(site: FormSite, { asksBusiness, hasNames }: { asksBusiness: boolean; hasNames: boolean }): readonly string[] {
  if (!asksBusiness) return hasNames ? ["business.legalName"] : [];
  return takesContact(site) ? [...BUSINESS, ...CONTACT] : BUSINESS;
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
  return html`<div id="summary" class="summary" role="group" aria-labelledby="summary-list" tabindex="-1"${attributes({ hidden: messages.size === 0 })}><h2><span role="alert">${texts.form.summary}</span></h2><ul id="summary-list">${items}</ul></div>`;
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
