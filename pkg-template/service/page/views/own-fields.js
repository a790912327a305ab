// The fields of the application's own, such as a consent: their texts are the configuration's.

import { errorOf } from "./field.js";
import { attributes, html } from "./html.js";

/**
 * @import { State } from "./field.js"
 * @import { OwnFieldControl } from "./view.js"
 */

/** The longest value that the handler accepts. */
const MAX_CHARS = 200;

/**
 * Returns the control of a field with its label and its message.
 *
 * @param {OwnFieldControl} field
 * @param {State} state
 * @param {string} optional
 */
export function ownField({ name, label, kind, required }, { value, message, autofocus }, optional) {
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
<input type="text"${shared} maxlength="${MAX_CHARS}" dir="auto" value="${value}">`;
  return html`<div class="field" data-field="${name}">
${control}
${errorOf(name, message)}
</div>
`;
}
