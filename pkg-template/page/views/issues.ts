/** Assigns issues to the controls of the form. */

import { ownOptions } from "../../lib/options/options.js";
import { localized } from "../../messages/localized.js";
import { fill } from "./html.js";
import type { FieldIssue, Texts } from "./view.js";

/**
 * Returns one message per control, in the order of the form. An issue of a whole group belongs to its first control,
 * and an issue of no control has the empty name.
 *
 * @param names the names of the controls, in their order
 */
export function messagesByControl(
  issues: readonly FieldIssue[],
  names: readonly string[],
  messageOf: (issue: FieldIssue) => string,
): Map<string, string> {
  const found = new Map<string, string>();
  for (const issue of issues) {
    const path = issue.path.join(".");
    const name = names.find((name) => name === path || (path !== "" && name.startsWith(`${path}.`))) ?? "";
    if (!found.has(name)) found.set(name, messageOf(issue));
  }
  return new Map(["", ...names].flatMap((name) => (found.has(name) ? [[name, found.get(name)!]] : [])));
}

/** A placeholder for a param. The handler's JSON has no params, so a message with one cannot be used for it. */
const PLACEHOLDER = /\{\w+\}/;

type Messages = Record<string, (issue: FieldIssue) => string>;

const known = new WeakMap<Texts, Messages>();

/**
 * Returns the message of an issue in the page's language. It names the field: one of the application's own by its label.
 *
 * @param labelOf returns the label of such a field
 */
export function message(issue: FieldIssue, texts: Texts, labelOf: (name: string) => string | undefined = () => undefined): string {
  const { code, params = {} } = issue;
  const { [code]: own } = ownOptions(texts.messages);
  const label = labelOf(issue.path.join("."));
  // A label may be a whole sentence, which fits into no other one.
  const labelled = (text: string) => (label === undefined ? text : `${label} – ${text}`);
  if (own !== undefined) return labelled(fill(own, params));
  const sentence = (texts.issues.messages as Readonly<Record<string, string>>)[code] ?? "";
  const isPlain = issue.params === undefined && PLACEHOLDER.test(sentence.replaceAll("{field}", ""));
  return labelled(messagesOf(texts)[isPlain ? "provider" : code]?.({ ...issue, params }) ?? issue.message);
}

function messagesOf(texts: Texts): Messages {
  const messages = known.get(texts) ?? (localized(texts.issues) as unknown as Messages);
  known.set(texts, messages);
  return messages;
}
