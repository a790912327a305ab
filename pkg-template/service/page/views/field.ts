// A control with its label, its hint and the elements for its messages.

import type { CustomerType } from "../../../module/applicant.ts";
import { copyOptions } from "../../../module/copy-options.ts";
import { typesOf } from "./asked.ts";
import type { Markup } from "./html.ts";
import { attributes, html } from "./html.ts";
import { typingOf } from "./typing.ts";
import type { FormSite } from "./view.js";

export interface State {
  value?: string | undefined;
  message?: string | undefined;
  /** shown if there is no message */
  warning?: string | undefined;
  autofocus?: boolean;
  required?: boolean | undefined;
  disabled?: boolean | undefined;
}

export interface Field {
  name: string;
  label: string;
  hint?: string | undefined;
  /** replaces "optional"; nothing if it is empty */
  optional?: string | undefined;
  /** whether a country may require the field: the mark is then there, although hidden */
  byCountry?: boolean;
  /** the only type that must have it */
  requiredOf?: CustomerType | undefined;
  /** makes the control a select */
  options?: readonly (readonly [value: string, label: string])[] | undefined;
  /** replace those of `fieldProps` */
  more?: Record<string, string | number | boolean | undefined>;
  /** markup below the control */
  below?: Markup;
}

/**
 * Returns the `fieldProps` of a control as HTML attributes. A select has no attributes for typing. None has `maxlength`: it
 * would cut what is pasted without a word, and the rules say what is too long.
 *
 * @param country its code
 */
export function propsOf(
  { operation, extras, personFields, rules }: FormSite,
  name: string,
  country: string | undefined,
  isSelect: boolean,
) {
  const {
    autocomplete,
    inputMode: inputmode,
    required,
    type,
  } = rules.fieldProps(extras?.get(name) ?? operation, name, { ...(country && { country }), personFields });
  return { autocomplete, required, ...(!isSelect && { type, inputmode }) };
}

export function input(site: FormSite, field: Field, state: State, country?: string) {
  const { name, label, hint, options, optional = site.texts.form.optional, byCountry, below, more } = copyOptions(field);
  const { value, message, autofocus, required: isRequired, disabled, ...others } = state;
  const warning = message === undefined ? others.warning : undefined;
  const props = propsOf(site, name, country, options !== undefined);
  const { only, requiredOf = field.requiredOf } = typesOf(site, name);
  const required = isRequired ?? (requiredOf ? requiredOf === site.type : props.required);
  const isOptional = !required && !requiredOf && optional !== "";
  const ids = { hint: `${name}-hint`, warning: `${name}-warning`, error: `${name}-error` };
  const given = attributes({
    id: name,
    name,
    ...props,
    // "233 S Wacker Dr" is written from left to right in a page of any direction.
    dir: props.type === "text" ? "auto" : undefined,
    ...(!options && { ...typingOf(name), enterkeyhint: "next" }),
    ...more,
    required,
    "data-required": requiredOf,
    "data-by-country": byCountry,
    // Bitwarden takes a name with "lname" in it for a person's last name.
    "data-bwignore": /lname/i.test(name),
    disabled,
    "aria-describedby": [hint && ids.hint, warning && ids.warning, message && ids.error].filter(Boolean).join(" ") || undefined,
    // Chromium takes a list without a choice for a wrong one, unless it is said.
    "aria-invalid": message === undefined ? options && "false" : "true",
    autofocus,
  });
  return html`<div class="field" data-field="${name}"${attributes({ "data-only": only })}>
<label for="${name}">${label}${(isOptional || byCountry) && html` <span class="optional"${attributes({ hidden: !isOptional })}>(${optional})</span>`}</label>
${hint !== undefined && html`<p class="hint" id="${ids.hint}">${hint}</p>`}
${options ? select(options, value, given) : html`<input${given} value="${value}">`}
${below}
<p class="warning" id="${ids.warning}"${attributes({ hidden: warning === undefined })}>${warning}</p>
${errorOf(name, message)}
</div>
`;
}

export function errorOf(name: string, message: string | undefined) {
  return html`<p class="error" id="${name}-error"${attributes({ hidden: message === undefined })}>${message}</p>`;
}

/** Selects the option whose value or label was typed, without regard to case and diacritics. */
function select(options: readonly (readonly [string, string])[], value: string | undefined, given: Markup[]) {
  const { compare } = new Intl.Collator("en", { sensitivity: "base" });
  const typed = value?.trim() ?? "";
  const chosen =
    options.find(([code]) => code === typed) ?? options.find(([code, label]) => [code, label].some((text) => compare(text, typed) === 0));
  return html`<select${given}>${options.map((option) => html`<option value="${option[0]}"${attributes({ selected: option === chosen })}>${option[1]}</option>`)}</select>`;
}
