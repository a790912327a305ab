/** The form as HTML: empty, or with what a person has typed and what is wrong with it. */

import { validate } from "kyclink";
import { FIELDS, GROUPS } from "../page/fields.js";
import { COUNTRIES } from "./countries.js";
import { attributes, html } from "./html.js";

/**
 * @typedef {import("../page/fields.js").Field} Field
 * @typedef {{ value?: string, message?: string, required: boolean, focus: boolean }} State
 */

/** @param {{ operation: string, label: string, values?: Record<string, string>, messages?: Map<string, string>, notice?: string }} view */
export function form({ operation, label, values = {}, messages = new Map(), notice }) {
  const required = requiredOf(operation);
  const asksBusiness = [...required].some((name) => name.startsWith("business."));
  const groups = GROUPS.filter(({ only }) => only !== "business" || asksBusiness);
  const [firstInvalid] = [...messages.keys()].filter(Boolean);
  const state = ({ name }) => ({
    value: values[name],
    message: messages.get(name),
    required: required.has(name),
    focus: name === firstInvalid,
  });
  return html`<h1>Let’s verify your identity</h1>
<p class="lead">Tell us who you are. After that, our partner ${label} checks your identity on a page of its own. It takes a few minutes.</p>
${notice !== undefined && html`<p class="notice" role="alert">${notice}</p>`}
${summary(messages)}
<form method="post" action="/kyc/links" novalidate data-operation="${operation}">
${groups.map((one) => group(one, state))}<button>Continue</button>
</form>
<script type="module" src="/assets/main.js"></script>`;
}

/** @param {import("../page/fields.js").Group} group @param {(field: Field) => State} state */
function group({ title, hint, only, fields }, state) {
  return html`<fieldset${attributes({ "data-only": only })}>
<legend>${title}</legend>
${hint !== undefined && html`<p class="hint">${hint}</p>`}
${fields.map((field) => input(field, state(field)))}
</fieldset>
`;
}

/** What the provider always wants, asked of the same rules that check it. @param {string} operation */
function requiredOf(operation) {
  const { issues } = validate(operation, { type: "business", address: {}, business: {} });
  return new Set(issues.filter(({ code }) => code === "required").map(({ path }) => path.join(".")));
}

/** @param {Map<string, string>} messages */
function summary(messages) {
  const labels = new Map(FIELDS.map(({ name, label }) => [name, label]));
  const items = [...messages].map(([name, message]) =>
    name === "" ? html`<li>${message}</li>` : html`<li><a href="#${name}">${labels.get(name)}: ${message}</a></li>`,
  );
  return html`<div id="summary" class="summary" role="alert"${attributes({ hidden: messages.size === 0 })}><h2>Please check these answers</h2><ul>${items}</ul></div>`;
}

/** @param {Field} field @param {State} state */
function input(field, { value, message, required, focus }) {
  const { name, label, control, hint, optional } = field;
  const ids = { hint: `${name}-hint`, error: `${name}-error` };
  const described = [hint !== undefined && ids.hint, message !== undefined && ids.error].filter(Boolean).join(" ");
  const common = attributes({
    ...field.attributes,
    "aria-describedby": described || undefined,
    "aria-invalid": message === undefined ? undefined : "true",
    // Who applies for a business is known only once the form is filled in.
    required: required && !name.startsWith("business."),
    autofocus: focus,
  });
  const error = html`<p class="error" id="${ids.error}"${attributes({ hidden: message === undefined })}>${message}</p>`;
  if (control === "choice") return html`${choice(field, value, common)}${error}`;
  return html`<div class="field">
<label for="${name}">${label}${!required && html` <span class="optional">(${optional ?? "optional"})</span>`}</label>
${hint !== undefined && html`<p class="hint" id="${ids.hint}">${hint}</p>`}
${control === "country" ? country(field, value, common) : html`<input id="${name}" name="${name}" type="${control}" value="${value}" data-label="${label}"${common}>`}
${error}
</div>
`;
}

/** @param {Field} field */
function choice({ name, label }, value = "individual", common) {
  const option = (id, own, text, more) =>
    html`<label class="choice"><input type="radio" id="${id}" name="${name}" value="${own}" data-label="${label}"${attributes({ checked: value === own })}${more}> ${text}</label>`;
  return [option(name, "individual", "Myself", common), option(`${name}-business`, "business", "A business")];
}

/** @param {Field} field */
function country({ name, label }, value, common) {
  const options = COUNTRIES.map(([code, text]) => html`<option value="${code}"${attributes({ selected: code === value })}>${text}</option>`);
  return html`<select id="${name}" name="${name}" data-label="${label}"${common}><option value="">Choose a country</option>${options}</select>`;
}
