/** The form as HTML: empty, or with what a person has typed and its errors. */

import { fieldTree } from "../../lib/form/applicant.js";
import { ownOptions } from "../../lib/options/options.js";
import { addressFieldsOf, addressRows } from "./address.js";
import { errorOf, type Field, input, type State } from "./field.js";
import { attributes, fill, html, type Markup } from "./html.js";
import { message, messagesByControl } from "./issues.js";
import { asksNames, LATIN, LATIN_BUSINESS, LATIN_PERSON, needsLatin, PERSON } from "./names.js";
import { ownField } from "./own.js";
import { preparationSection } from "./prepare.js";
import type { FormSite, FormView, Texts } from "./view.js";

const BUSINESS = ["business.legalName", "business.country", "business.taxId", "business.incorporatedOn"] as const;
/** A person who represents the business. Providers that take one want it in some countries only. */
const CONTACT = ["business.primaryContactFirstName", "business.primaryContactLastName"] as const;

/** @param newKey the idempotency key of a form that has none yet */
export function form(view: FormView, site: FormSite, newKey: string): Markup {
  const { issues = [], notice, isPrefilled } = view;
  const values = ownOptions(view.values);
  const { base, texts } = site;
  const asksBusiness = BUSINESS.some((name) => site.rules.fieldProps(site.operation, name).required);
  const hasNames = asksNames(site);
  const ofBusiness = takesContact(site) ? [...BUSINESS, ...CONTACT] : BUSINESS;
  const business = asksBusiness ? ofBusiness : hasNames ? (["business.legalName"] as const) : [];
  const isLatin = hasNames && needsLatin(site, { type: "individual", ...fieldTree(Object.entries(values)) });
  const country = known(values["address.country"], site);
  const own = ["address.country", "type", ...(hasNames ? PERSON : []), ...business, ...(hasNames ? LATIN : []), "email", "phone"];
  const { own: ownFields = [] } = site;
  const names = [...own, ...addressFieldsOf(site, country).map(({ name }) => name), ...ownFields.map(({ name }) => name)];
  const labelOf = (name: string) => ownFields.find((field) => field.name === name)?.label;
  const messages = messagesByControl(issues, names, (issue) => message(issue, texts, labelOf));
  // A state that was typed by its name is shown as the option of the list.
  const enteredIn = (name: string) =>
    (name === "address.state" && country && site.stateCode?.(country, values[name] ?? "")) || values[name];
  const first = [...messages.keys()].find(Boolean);
  const stateOf = (name: string): State => ({ value: enteredIn(name), message: messages.get(name), autofocus: name === first });
  const row = (name: keyof Texts["labels"], field: Omit<Field, "name" | "label"> = {}, state: State = {}) =>
    input(site, { name, label: texts.labels[name], ...field }, { ...stateOf(name), ...state });
  const countries = countryOptions(site);

  return html`<h1>${texts.form.title}</h1>
<p class="lead">${texts.form.lead}</p>
${site.inApp && html`<p class="notice note" role="note"><strong>${texts.inApp.title}</strong><br>${texts.inApp.text}</p>`}
${isPrefilled && html`<p class="notice note" role="note">${texts.form.prefilled}</p>`}
${summary(messages, site)}
<form method="post" action="${base}/links" novalidate data-enhance="form">
<input type="hidden" name="idempotencyKey" value="${values.idempotencyKey || newKey}">
<div class="card">${row("address.country", { options: countries })}</div>
<fieldset>
<legend>${texts.form.who}</legend>
${type(site, stateOf("type"))}
</fieldset>
${
  hasNames &&
  html`<fieldset data-only="individual">
<legend>${texts.form.name}</legend>
${PERSON.map((name) => row(name))}
</fieldset>`
}
${
  business.length > 0 &&
  html`<fieldset data-only="business">
<legend>${texts.form.aboutBusiness}</legend>
${business.map((name) =>
  asksBusiness && !CONTACT.some((contact) => contact === name)
    ? row(name, { optional: "", ...(name === "business.country" && { options: countries }) }, { required: values.type === "business" })
    : row(name, { more: { "data-optional": true } }),
)}
</fieldset>`
}
${
  hasNames &&
  html`<fieldset data-latin${attributes(ownOptions({ hidden: !isLatin, disabled: !isLatin }))}>
<legend>${texts.form.latin}</legend>
<p class="hint">${texts.form.latinHint}</p>
<div data-only="individual">
${LATIN_PERSON.map((name) => row(name, {}, { required: name !== "transliteratedMiddleName" }))}
</div>
<div data-only="business">
${row(LATIN_BUSINESS, {}, { required: true })}
</div>
</fieldset>`
}
<fieldset>
<legend>${texts.form.contact}</legend>
${row("email", { more: { autocapitalize: "none", spellcheck: "false" } })}${row("phone", { hint: phoneHint(site), below: html`<output class="hint" for="phone"></output>` })}
</fieldset>
<fieldset>
<legend>${texts.form.address}</legend>
<p class="hint">${texts.form.addressHint}</p>
<div data-address data-country="${country}">
${addressRows(site, country, stateOf)}</div>
</fieldset>
${preparationSection(site.country?.prepare ?? site.prepare, texts)}
${ownFields.length > 0 && html`<div class="card">${ownFields.map((field) => ownField(field, stateOf(field.name), texts.form.optional))}</div>`}
<p class="notice" role="alert" data-notice${attributes({ hidden: notice === undefined })}>${notice}</p>
<button data-submit>${notice === undefined ? texts.form.submit : texts.form.again}</button>
</form>`;
}

/** Whether the provider takes a person who represents the business. */
function takesContact({ operation, rules }: FormSite): boolean {
  const { warnings } = rules.validate(operation, { type: "business", business: { primaryContactFirstName: "Jane" } });
  return !warnings.some(({ code }) => code === "unknown_field");
}

/** How to write a phone number: anywhere, or in the chosen country. */
export function phoneHint({ country, texts }: FormSite): string {
  if (!country?.phone) return texts.phone.anywhere;
  const { callingCode, example } = country.phone;
  // Isolated, because the numbers are written from left to right in every language.
  return fill(texts.phone.inCountry, { code: `\u2066+${callingCode}\u2069`, example: `\u2066${example}\u2069` });
}

/** A phone number with its country code, as it is sent. */
export function phoneSent(number: string, { phone }: Texts): Markup {
  const [before, after] = phone.international.split("{number}");
  return html`${before}<bdi dir="ltr">${number}</bdi>${after}`;
}

/** The summary of errors, with links to the fields. Each message names its field. */
function summary(messages: ReadonlyMap<string, string>, { texts }: FormSite): Markup {
  const items = [...messages].map(([name, text]) => html`<li>${name === "" ? text : html`<a href="#${name}">${text}</a>`}</li>`);
  return html`<div id="summary" class="summary" role="alert" tabindex="-1"${attributes({ hidden: messages.size === 0 })}><h2>${texts.form.summary}</h2><ul>${items}</ul></div>`;
}

function type({ texts }: FormSite, state: State): Markup {
  const { value = "individual", message: wrong, autofocus } = ownOptions(state);
  // The first one stands for both, to the script and to the summary.
  const marks = { "aria-describedby": "type-error", "aria-invalid": "true", autofocus };
  const option = (id: string, own: string, text: string) =>
    html`<label class="choice"><input type="radio" id="${id}" name="type" value="${own}" required${attributes({ checked: value === own, ...(id === "type" && wrong !== undefined && marks) })}> ${text}</label>`;
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
