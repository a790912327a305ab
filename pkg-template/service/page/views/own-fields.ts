// The fields of the application's own, such as a consent: their texts are the configuration's.

import type { State } from "./field.ts";
import { errorOf } from "./field.ts";
import { attributes, html } from "./html.ts";
import type { OwnFieldControl } from "./view.js";

/** Returns the control of a field with its label and its message. */
export function ownField({ name, label, kind, required }: OwnFieldControl, { value, message, autofocus }: State, optional: string) {
  const shared = attributes({
    id: name,
    name,
    required,
    "data-label": label,
    "aria-describedby": message && `${name}-error`,
    "aria-invalid": message === undefined ? undefined : "true",
    autofocus,
  });
  const control =
    kind === "checkbox"
      ? html`<label class="choice"><input type="checkbox"${shared} value="on"${attributes({ checked: value === "on" })}> ${label}</label>`
      : html`<label for="${name}">${label}${!required && html` <span class="optional">(${optional})</span>`}</label>
<input type="text"${shared} dir="auto" value="${value}">`;
  return html`<div class="field" data-field="${name}">
${control}
${errorOf(name, message)}
</div>
`;
}
