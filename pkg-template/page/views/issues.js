// Assigns issues to the controls of the form.

import { localized } from "../../messages/localized.js";
import { fill } from "./html.js";

/**
 * @typedef {import("./view.js").FieldIssue} FieldIssue
 * @typedef {import("./view.js").Texts} Texts
 */

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

/** A placeholder for a param. The handler's JSON has no params, so a message with one cannot be used for it. */
const PLACEHOLDER = /\{\w+\}/;

/** @typedef {Record<string, (issue: FieldIssue) => string>} Messages */

/** @type {WeakMap<Texts, Messages>} */
const known = new WeakMap();

/**
 * Returns the message of an issue in the page's language. It names the field: one of the application's own by its label.
 *
 * @param {FieldIssue} issue
 * @param {Texts} texts
 * @param {(name: string) => string | undefined} [labelOf] returns the label of such a field
 */
export function message(issue, texts, labelOf = () => undefined) {
  const { code, params = {} } = issue;
  const own = texts.messages?.[code];
  const label = labelOf(issue.path.join("."));
  // A label may be a whole sentence, which fits into no other one.
  /** @param {string} text */
  const labelled = (text) => (label === undefined ? text : `${label} – ${text}`);
  if (own !== undefined) return labelled(fill(own, params));
  const sentence = /** @type {Readonly<Record<string, string>>} */ (texts.issues.messages)[code] ?? "";
  const isPlain = issue.params === undefined && PLACEHOLDER.test(sentence.replaceAll("{field}", ""));
  return labelled(messagesOf(texts)[isPlain ? "provider" : code]?.({ ...issue, params }) ?? issue.message);
}

/**
 * @param {Texts} texts
 * @returns {Messages}
 */
function messagesOf(texts) {
  const messages = known.get(texts) ?? /** @type {Messages} */ (/** @type {unknown} */ (localized(texts.issues)));
  known.set(texts, messages);
  return messages;
}
