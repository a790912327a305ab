// Messages in a language, from its texts. They name the field as the object of a sentence: "Enter your email address."

import { fill, listedName } from "../fill.js";

/**
 * @import { IssueCode, Messages } from "../../types/form.js"
 * @typedef {Pick<import("../../types/form.js").Issue, "path" | "params">} Issue
 */

/**
 * The texts of a language. Fields are listed by name, or by the last two names of their path where the last one alone
 * means something else.
 *
 * @typedef {object} Texts
 * @property {Readonly<Record<string, string>>} enter the fields that people write in
 * @property {Readonly<Record<string, string>>} choose the fields that offer a choice
 * @property {string} input the input as a whole
 * @property {string} other any other field
 * @property {{ enter: string, choose: string, other: string }} required
 * @property {Readonly<Record<import("../../types/form.js").IssueParams["invalid_type"]["expected"], string>>} types
 * @property {Readonly<Record<Exclude<IssueCode, "required">, string>>} messages with placeholders for params and for
 *   `{field}`
 */

/**
 * Returns a message for every code.
 *
 * @param {Texts} texts
 * @returns {Required<Messages>}
 */
export function localized({ enter, choose, input, other, required, types, messages }) {
  const fields = { ...enter, ...choose };

  /** @param {Issue["path"]} path */
  function field(path) {
    if (path.length === 0) return input;
    return fields[listedName(fields, path)] ?? other;
  }

  /** @param {string} text */
  const message =
    (text) =>
    /** @param {Issue} issue */
    ({ path, params }) => {
      /** @type {Record<string, unknown>} */
      const values = { ...params, field: field(path) };
      if (typeof values.with === "string") values.with = field([values.with]);
      if (typeof values.expected === "string") values.expected = types[/** @type {keyof typeof types} */ (values.expected)];
      return fill(text, values);
    };

  const sentences = { enter: message(required.enter), choose: message(required.choose), other: message(required.other) };
  /** @type {Record<string, (issue: Issue) => string>} */
  const all = {
    required: (issue) => {
      const name = listedName(fields, issue.path);
      return sentences[name in enter ? "enter" : name in choose ? "choose" : "other"](issue);
    },
  };
  for (const [code, text] of Object.entries(messages)) all[code] = message(text);
  return /** @type {Required<Messages>} */ (/** @type {unknown} */ (all));
}
