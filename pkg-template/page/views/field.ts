/** A control with its label, its hint and the elements for its messages. */

import { ownOptions } from "../../lib/options/options.js";
import { attributes, html, type Markup } from "./html.js";
import type { FormSite } from "./view.js";

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
  /** Replaces "optional"; empty if it depends on another field. */
  optional?: string | undefined;
  /** Makes the control a select. */
  options?: readonly (readonly [value: string, label: string])[] | undefined;
  more?: Record<string, string | number | boolean | undefined>;
  /** Markup below the control. */
  below?: Markup;
}

/** Returns the `fieldProps` of a control as HTML attributes. A select has no attributes for typing. */
export function propsOf({ operation, rules }: FormSite, name: string, country: string | undefined, isSelect: boolean) {
  const {
    autocomplete,
    inputMode: inputmode,
    maxLength: maxlength,
    required,
    type,
  } = ownOptions(rules.fieldProps(operation, name, country ? { country } : {}));
  return { autocomplete, required, ...(!isSelect && { type, inputmode, maxlength }) };
}

export function input(site: FormSite, field: Field, state: State, country?: string): Markup {
  const { name, label, hint, options, optional, below, more } = ownOptions(field);
  const { value, message, autofocus, required: isRequired } = ownOptions(state);
  const props = propsOf(site, name, country, options !== undefined);
  const required = isRequired ?? props.required;
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
    "aria-describedby": [hint && ids.hint, message && ids.error].filter(Boolean).join(" ") || undefined,
    "aria-invalid": message === undefined ? undefined : "true",
    autofocus,
  });
  return html`<div class="field" data-field="${name}">
<label for="${name}">${label}${!required && optional !== "" && html` <span class="optional">(${optional ?? site.texts.form.optional})</span>`}</label>
${hint !== undefined && html`<p class="hint" id="${ids.hint}">${hint}</p>`}
${options ? select(options, value, given) : html`<input${given} value="${value}">`}
${below}
<p class="warning" id="${ids.warning}" hidden></p>
${errorOf(name, message)}
</div>
`;
}

export function errorOf(name: string, message: string | undefined): Markup {
  return html`<p class="error" id="${name}-error"${attributes({ hidden: message === undefined })}>${message}</p>`;
}

/** Selects the option whose value or label was typed, without regard to case and diacritics. */
function select(options: readonly (readonly [string, string])[], value: string | undefined, given: Markup[]): Markup {
  const { compare } = new Intl.Collator("en", ownOptions({ sensitivity: "base" as const }));
  const typed = value?.trim() ?? "";
  const chosen =
    options.find(([code]) => code === typed) ?? options.find(([code, label]) => [code, label].some((text) => compare(text, typed) === 0));
  return html`<select${given}>${options.map((option) => html`<option value="${option[0]}"${attributes({ selected: option === chosen })}>${option[1]}</option>`)}</select>`;
}
