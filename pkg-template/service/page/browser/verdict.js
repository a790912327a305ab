// What is wrong with what was entered, as messages by the names of the controls.

import { message, messagesByControl } from "../views/issues.js";
import { UNLISTED } from "../views/states.js";
import { isUnlisted } from "./address.js";
import { controlOf, emptyOwn, namesOf } from "./messages.js";

/** @import { FieldIssue, Texts } from "../views/view.js" */

/**
 * Returns the errors, among them the application's own fields and the agreements that are missing, and the warnings.
 *
 * @param {HTMLFormElement} form
 * @param {Texts} texts
 * @param {{ issues: readonly FieldIssue[], warnings: readonly FieldIssue[] }} found what the rules say
 * @param {boolean} hasStates whether the names of the country's states are known
 */
export function verdictOf(form, texts, { issues, warnings }, hasStates) {
  // The handler knows states by their names. Without the list to choose from, a person can only type one.
  /** @param {FieldIssue} issue */
  const canTell = ({ code }) => code !== "state_not_code" || hasStates;
  /** @param {readonly FieldIssue[]} found */
  const byName = (found) => messagesByControl(found.filter(canTell), namesOf(form), ({ message }) => message);
  /** @param {string} name */
  const required = (name) => messageOf(form, texts, { code: "required", path: name.split("."), params: {}, message: "" });
  const errors = new Map([...byName(issues), ...emptyOwn(form).map((name) => /** @type {const} */ ([name, required(name)]))]);
  const unusual = byName(warnings);
  const state = controlOf(form, "address.state");
  if (state && isUnlisted(state) && !unusual.has(state.name)) unusual.set(state.name, messageOf(form, texts, UNLISTED));
  return { errors, warnings: unusual };
}

/**
 * Returns the messages of what the handler has refused.
 *
 * @param {HTMLFormElement} form
 * @param {Texts} texts
 * @param {readonly FieldIssue[]} issues
 */
export function messagesOf(form, texts, issues) {
  return messagesByControl(issues, namesOf(form), (issue, name) => messageOf(form, texts, issue, name));
}

/**
 * @param {HTMLFormElement} form
 * @param {Texts} texts
 * @param {FieldIssue} issue
 * @param {string} [name] that of its control; empty if there is none
 */
function messageOf({ elements }, texts, issue, name) {
  const label = (/** @type {string} */ own) => /** @type {HTMLElement | null} */ (elements.namedItem(own))?.dataset?.label;
  return name === "" ? texts.failures.refused : message(issue, texts, label);
}
