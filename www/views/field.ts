/** A control with its label, its hint and the elements for its warning and error. */

import { attributes, html, type Markup } from "./html.ts";
import type { FormSite } from "./view.ts";

export interface State {
  value?: string | undefined;
  message?: string | undefined;
  autofocus?: boolean;
  required?: boolean;
}

export interface Field {
  name: string;
  label: string;
  hint?: string | undefined;
  /** Replaces the word "optional"; empty if another field decides whether this one is required. */
  optional?: string | undefined;
  /** The options of a `<select>`; without them the control is an `<input>`. */
  options?: readonly (readonly [value: string, label: string])[] | undefined;
  more?: Record<string, string | number | boolean | undefined>;
}

/** Returns the HTML attributes from `fieldProps`. A select gets none that concern typing. */
export function propsOf({ operation, rules }: FormSite, name: string, country: string | undefined, isSelect: boolean) {
  const {
    autocomplete,
    inputMode: inputmode,
    maxLength: maxlength,
    required,
    type,
  } = rules.fieldProps(operation, name, country ? { country } : {});
  return { autocomplete, required, ...(!isSelect && { type, inputmode, maxlength }) };
}

export function input(site: FormSite, field: Field, state: State, country?: string): Markup {
  const { name, label, hint, options, optional } = field;
  const props = propsOf(site, name, country, options !== undefined);
  const required = state.required ?? props.required;
  const ids = { hint: `${name}-hint`, warning: `${name}-warning`, error: `${name}-error` };
  const given = attributes({
    id: name,
    name,
    "data-label": label,
    ...props,
    enterkeyhint: options ? undefined : "next",
    ...field.more,
    required,
    "aria-describedby": [hint && ids.hint, state.message && ids.error].filter(Boolean).join(" ") || undefined,
    "aria-invalid": state.message === undefined ? undefined : "true",
    autofocus: state.autofocus,
  });
  return html`<div class="field" data-field="${name}">
<label for="${name}">${label}${!required && optional !== "" && html` <span class="optional">(${optional ?? site.texts.form.optional})</span>`}</label>
${hint !== undefined && html`<p class="hint" id="${ids.hint}">${hint}</p>`}
${options ? select(options, state.value, given) : html`<input${given} value="${state.value}">`}
<p class="warning" id="${ids.warning}" hidden></p>
${errorOf(name, state.message)}
</div>
`;
}

export function errorOf(name: string, message: string | undefined): Markup {
  return html`<p class="error" id="${name}-error"${attributes({ hidden: message === undefined })}>${message}</p>`;
}

/** Renders a select. A posted value may also be the label of an option, typed by a person. */
function select(options: readonly (readonly [string, string])[], value: string | undefined, given: Markup[]): Markup {
  const typed = value?.trim().toLowerCase();
  const chosen = options.find(([code, label]) => typed === code.toLowerCase() || typed === label.toLowerCase());
  return html`<select${given}>${options.map((option) => html`<option value="${option[0]}"${attributes({ selected: option === chosen })}>${option[1]}</option>`)}</select>`;
}
