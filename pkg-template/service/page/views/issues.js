// Assigns issues to the controls of the form.

import { copyOptions } from "../../../module/copy-options.js";
import { messageOf } from "../../../module/fill.js";
import { localized } from "../../../module/messages/localized.js";

/** @import { FieldIssue, Texts } from "./view.js" */

/**
 * Returns one message per control, in the order of the form. An issue of a whole group belongs to its first control,
 * and an issue of no control has the empty name.
 *
 * @param {readonly FieldIssue[]} issues
 * @param {readonly string[]} names the names of the controls, in their order
 * @param {(issue: FieldIssue, name: string) => string} messageOf
 * @returns {Map<string, string>}
 */
export function messagesByControl(issues, names, messageOf) {
  /** @type {Map<string, string>} */
  const found = new Map();
  for (const issue of issues) {
    const path = issue.path.join(".");
    const name = names.find((name) => name === path || (path !== "" && name.startsWith(`${path}.`))) ?? "";
    if (!found.has(name)) found.set(name, messageOf(issue, name));
  }
  return new Map(["", ...names].flatMap((name) => (found.has(name) ? [[name, /** @type {string} */ (found.get(name))]] : [])));
}

/** @type {WeakMap<Texts, import("../../../types/form.js").Messages>} */
const known = new WeakMap();

/**
 * Returns the message of an issue in the page's language. It names the field: one of the application's own by its label.
 *
 * @param {FieldIssue} issue
 * @param {Texts} texts
 * @param {(name: string) => string | undefined} [labelOf] returns the label of such a field
 */
export function message(issue, texts, labelOf = () => undefined) {
  const label = labelOf(issue.path.join("."));
  // The code of another version may be any text.
  const messages = known.get(texts) ?? copyOptions({ ...localized(texts.issues), ...texts.messages });
  known.set(texts, messages);
  const text = issue.path[0] === "agreements" ? texts.agreements.required : messageOf(issue, messages);
  // A label may be a whole sentence, which fits into no other one.
  return label === undefined ? text : `${label} – ${text}`;
}
