/** The form as HTML: empty, or with the values that a person typed and their errors. */

import { addressFieldsOf, addressRows } from "./address.ts";
import { errorOf, type Field, input, type State } from "./field.ts";
import { placed } from "./findings.ts";
import { attributes, html, type Markup } from "./html.ts";
import type { FormSite, FormView } from "./view.ts";

const BUSINESS = ["legalName", "country", "taxId", "incorporatedOn"].map((field) => `business.${field}`);

/** @param newKey an idempotency key for a form that has none yet */
export function form({ values = {}, issues = [], notice }: FormView, site: FormSite, newKey: string): Markup {
  const { texts, partner } = site;
  const asksBusiness = BUSINESS.some((name) => site.rules.fieldProps(site.operation, name).required);
  const country = known(values["address.country"], site);
  const own = ["type", ...(asksBusiness ? BUSINESS : []), "email", "phone", "address.country"].map(
    (name) => [name, texts.labels[name]!] as const,
  );
  const labels = new Map([...own, ...addressFieldsOf(site, country).map(({ name, label }) => [name, label] as const)]);
  const messages = placed(issues, [...labels.keys()], texts.word);
  const first = [...messages.keys()].find(Boolean);
  const stateOf = (name: string): State => ({ value: values[name], message: messages.get(name), autofocus: name === first });
  const row = (name: string, field: Omit<Field, "name" | "label"> = {}, state: State = {}) =>
    input(site, { name, label: texts.labels[name]!, hint: texts.hints[name], ...field }, { ...stateOf(name), ...state });
  const countries = countryOptions(site);

  return html`<h1>${texts.form.title}</h1>
<p class="lead">${texts.form.lead(partner)}</p>
${summary(messages, labels, site)}
<form method="post" action="/kyc/links" novalidate data-enhance="form">
<input type="hidden" name="idempotencyKey" value="${values.idempotencyKey || newKey}">
<fieldset>
<legend>${texts.form.who}</legend>
${type(site, stateOf("type"))}
</fieldset>
${
  asksBusiness &&
  html`<fieldset data-only="business">
<legend>${texts.form.aboutBusiness}</legend>
${BUSINESS.map((name) => row(name, { optional: "", ...(name === "business.country" && { options: countries }) }, { required: values.type === "business" }))}
</fieldset>`
}
<fieldset>
<legend>${texts.form.contact}</legend>
${row("email", { more: { autocapitalize: "none", spellcheck: "false" } })}${row("phone")}
</fieldset>
<fieldset>
<legend>${texts.form.address}</legend>
<p class="hint">${texts.form.addressHint}</p>
${row("address.country", { options: countries })}
<div data-address data-country="${country}">
${addressRows(site, country, stateOf)}</div>
</fieldset>
<p class="notice" role="alert" data-notice${attributes({ hidden: notice === undefined })}>${notice}</p>
<button>${notice === undefined ? texts.form.submit : texts.form.again}</button>
</form>`;
}

/** Lists the errors, with links to their controls. */
function summary(messages: ReadonlyMap<string, string>, labels: ReadonlyMap<string, string>, { texts }: FormSite): Markup {
  const items = [...messages].map(
    ([name, message]) => html`<li>${name === "" ? message : html`<a href="#${name}">${labels.get(name)}: ${message}</a>`}</li>`,
  );
  return html`<div id="summary" class="summary" role="alert" tabindex="-1"${attributes({ hidden: messages.size === 0 })}><h2>${texts.summary}</h2><ul>${items}</ul></div>`;
}

function type({ texts }: FormSite, { value = "individual", message }: State): Markup {
  const option = (id: string, own: string, text: string) =>
    html`<label class="choice"><input type="radio" id="${id}" name="type" value="${own}" data-label="${texts.labels.type}" required${attributes({ checked: value === own })}> ${text}</label>`;
  return html`${option("type", "individual", texts.form.individual)}${option("type-business", "business", texts.form.business)}${errorOf("type", message)}`;
}

/** Returns the country options, sorted by name in the language of the page. */
function countryOptions({ rules, texts }: FormSite): (readonly [string, string])[] {
  const all = rules.countries({ locale: texts.locale }).map(({ alpha2, name }) => [alpha2, name] as const);
  return [["", texts.form.chooseCountry], ...all.sort(([, a], [, b]) => a.localeCompare(b, texts.locale))];
}

/** Returns a posted country if it exists: any string can be posted. */
function known(country: string | undefined, { rules }: FormSite): string | undefined {
  return rules.countries().find(({ alpha2 }) => alpha2 === country)?.alpha2;
}
