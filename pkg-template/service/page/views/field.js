// A control with its label, its hint and the elements for its messages.

import { copyOptions } from "../../../module/copy-options.js";
import { typesOf } from "./asked.js";
import { attributes, html } from "./html.js";

/**
 * @import { Markup } from "./html.js"
 * @import { FormSite } from "./view.js"
 */

/**
 * @typedef {object} State
 * @property {string | undefined} [value]
 * @property {string | undefined} [message]
 * @property {string | undefined} [warning] shown if there is no message
 * @property {boolean} [autofocus]
 * @property {boolean | undefined} [required]
 * @property {boolean | undefined} [disabled]
 */

/**
 * @typedef {object} Field
 * @property {string} name
 * @property {string} label
 * @property {string | undefined} [hint]
 * @property {string | undefined} [optional] replaces "optional"
 * @property {import("../../../types/form.js").CustomerType | undefined} [requiredOf] the only type that must have it
 * @property {readonly (readonly [value: string, label: string])[] | undefined} [options] makes the control a select
 * @property {Record<string, string | number | boolean | undefined>} [more] replace those of `fieldProps`
 * @property {Markup} [below] markup below the control
 */

/**
 * Returns the `fieldProps` of a control as HTML attributes. A select has no attributes for typing.
 *
 * @param {FormSite} site
 * @param {string} name
 * @param {string | undefined} country its code
 * @param {boolean} isSelect
 */
export function propsOf({ operation, extras, personFields, rules }, name, country, isSelect) {
  const {
    autocomplete,
    inputMode: inputmode,
    maxLength: maxlength,
    required,
    type,
  } = rules.fieldProps(extras?.get(name) ?? operation, name, { ...(country && { country }), personFields });
  return { autocomplete, required, ...(!isSelect && { type, inputmode, maxlength }) };
}

/**
 * @param {FormSite} site
 * @param {Field} field
 * @param {State} state
 * @param {string} [country]
 */
export function input(site, field, state, country) {
  const { name, label, hint, options, optional, below, more } = copyOptions(field);
  const { value, message, autofocus, required: isRequired, disabled, ...others } = state;
  const warning = message === undefined ? others.warning : undefined;
  const props = propsOf(site, name, country, options !== undefined);
  const { only, requiredOf = field.requiredOf } = typesOf(site, name);
  const required = isRequired ?? (requiredOf ? requiredOf === site.type : props.required);
  const ids = { hint: `${name}-hint`, warning: `${name}-warning`, error: `${name}-error` };
  const given = attributes({
    id: name,
    name,
    ...props,
    // "233 S Wacker Dr" is written from left to right in a page of any direction.
    dir: props.type === "text" ? "auto" : undefined,
    enterkeyhint: options ? undefined : "next",
    ...more,
    required,
    "data-required": requiredOf,
    // Bitwarden takes a name with "lname" in it for a person's last name.
    "data-bwignore": /lname/i.test(name),
    disabled,
    "aria-describedby": [hint && ids.hint, warning && ids.warning, message && ids.error].filter(Boolean).join(" ") || undefined,
    "aria-invalid": message === undefined ? undefined : "true",
    autofocus,
  });
  return html`<div class="field" data-field="${name}"${attributes({ "data-only": only })}>
<label for="${name}">${label}${!required && !requiredOf && html` <span class="optional">(${optional ?? site.texts.form.optional})</span>`}</label>
${hint !== undefined && html`<p class="hint" id="${ids.hint}">${hint}</p>`}
${options ? select(options, value, given) : html`<input${given} value="${value}">`}
${below}
<p class="warning" id="${ids.warning}"${attributes({ hidden: warning === undefined })}>${warning}</p>
${errorOf(name, message)}
</div>
`;
}

/**
 * @param {string} name
 * @param {string | undefined} message
 */
export function errorOf(name, message) {
  return html`<p class="error" id="${name}-error"${attributes({ hidden: message === undefined })}>${message}</p>`;
}

/**
 * Selects the option whose value or label was typed, without regard to case and diacritics.
 *
 * @param {readonly (readonly [string, string])[]} options
 * @param {string | undefined} value
 * @param {Markup[]} given
 */
function select(options, value, given) {
  const { compare } = new Intl.Collator("en", { sensitivity: "base" });
  const typed = value?.trim() ?? "";
  const chosen =
    options.find(([code]) => code === typed) ?? options.find(([code, label]) => [code, label].some((text) => compare(text, typed) === 0));
  return html`<select${given}>${options.map((option) => html`<option value="${option[0]}"${attributes({ selected: option === chosen })}>${option[1]}</option>`)}</select>`;
}
