// What is wrong with what was entered, as messages by the names of the controls.

import { inWordsOf, message, messagesByControl } from "../views/issues.ts";
import { UNLISTED } from "../views/states.ts";
import type { FieldIssue, Texts } from "../views/view.js";
import { isUnlisted } from "./address.ts";
import { controlOf, emptyOwn, namesOf } from "./messages.ts";

/**
 * Returns the errors, among them the application's own fields and the agreements that are missing, and the warnings.
 *
 * @param found what the rules say
 * @param hasStates whether the names of the country's states are known
 */
export function verdictOf(
  form: HTMLFormElement,
  texts: Texts,
  { issues, warnings }: { issues: readonly FieldIssue[]; warnings: readonly FieldIssue[] },
  hasStates: boolean,
) {
  // The handler knows states by their names. Without the list to choose from, a person can only type one.
  const canTell = ({ code }: FieldIssue) => code !== "state_not_code" || hasStates;
  const byName = (found: readonly FieldIssue[]) =>
    messagesByControl(found.filter(canTell), namesOf(form), (issue, name) => inWordsOf(labelOf(form, name), issue.message, issue, texts));
  const required = (name: string) => messageOf(form, texts, { code: "required", path: name.split("."), params: {}, message: "" });
  const errors = new Map([...byName(issues), ...emptyOwn(form).map((name) => [name, required(name)] as const)]);
  const unusual = byName(warnings);
  const state = controlOf(form, "address.state");
  if (state && isUnlisted(state) && !unusual.has(state.name)) unusual.set(state.name, messageOf(form, texts, UNLISTED));
  return { errors, warnings: unusual };
}

/** Returns the messages of what the handler has refused. */
export function messagesOf(form: HTMLFormElement, texts: Texts, issues: readonly FieldIssue[]) {
  return messagesByControl(issues, namesOf(form), (issue, name) => messageOf(form, texts, issue, name));
}

/** @param name that of its control; empty if there is none */
function messageOf(form: HTMLFormElement, texts: Texts, issue: FieldIssue, name?: string) {
  const label = (own: string) => (form.elements.namedItem(own) as HTMLElement | null)?.dataset?.label;
  return name === "" ? texts.failures.refused : inWordsOf(labelOf(form, name), message(issue, texts, label), issue, texts);
}

/** Returns the label of a control, without the mark of an optional one. */
function labelOf(form: HTMLFormElement, name: string | undefined) {
  const label = form.querySelector(`label[for="${CSS.escape(name ?? "")}"]`);
  return label?.firstChild?.textContent?.trim();
}
