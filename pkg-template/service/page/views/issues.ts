// Assigns issues to the controls of the form.

import { copyOptions } from "../../../module/copy-options.ts";
import { fill, messageOf } from "../../../module/fill.ts";
import type { Messages } from "../../../module/form/validate.ts";
import { localized } from "../../../module/messages/localized.ts";
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
  messageOf: (issue: FieldIssue, name: string) => string,
): Map<string, string> {
  const found: Map<string, string> = new Map();
  for (const issue of issues) {
    const path = issue.path.join(".");
    const name = names.find((name) => name === path || (path !== "" && name.startsWith(`${path}.`))) ?? "";
    if (!found.has(name)) found.set(name, messageOf(issue, name));
  }
  const inOrder = ["", ...names].flatMap((name) => {
    const text = found.get(name);
    return text === undefined ? [] : [[name, text] as const];
  });
  return new Map(inOrder);
}

/** The address fields whose labels differ by country, and the codes that say that one is missing. */
const OF_ADDRESS = ["city", "state", "postalCode"];
const MISSING = ["required", "state_required", "postal_code_required"];

/**
 * Returns a message about a field of an address in the words of its label, which differ by country: "ZIP code", "Postcode",
 * "County".
 *
 * @param label that of the field, as the form shows it
 */
export function inWordsOf(label: string | undefined, text: string, { code, path }: FieldIssue, texts: Texts) {
  const [parent, field] = path;
  if (label === undefined || parent !== "address" || !OF_ADDRESS.includes(String(field))) return text;
  const has = (words: string) => text.toLowerCase().indexOf(words.toLowerCase());
  if (has(label) >= 0) return text;
  const usual = texts.addressLabels[String(field)] ?? label;
  // Of states, the sentence names several kinds.
  const at = field === "state" ? -1 : has(usual);
  if (at < 0) return MISSING.includes(code) ? fill(texts.form.fillIn, { label }) : text;
  // "ZIP" and "PIN" are abbreviations, and "Eircode" is a name.
  const isName = label === texts.addressLabels.eircode || /^\p{Lu}\p{Lu}/u.test(label);
  const isSmall = !isName && text[at] === text[at].toLowerCase();
  return text.slice(0, at) + (isSmall ? label[0].toLowerCase() + label.slice(1) : label) + text.slice(at + usual.length);
}

const known: WeakMap<Texts, Messages> = new WeakMap();

/**
 * Returns the message of an issue in the page's language. It names the field: one of the application's own by its label.
 *
 * @param labelOf returns the label of such a field
 */
export function message(issue: FieldIssue, texts: Texts, labelOf: (name: string) => string | undefined = () => undefined) {
  const label = labelOf(issue.path.join("."));
  // The code of another version may be any text.
  const messages = known.get(texts) ?? copyOptions({ ...localized(texts.issues), ...texts.messages });
  known.set(texts, messages);
  const text = issue.path[0] === "agreements" ? texts.agreements.required : messageOf(issue, messages);
  // A label may be a whole sentence, which fits into no other one.
  return label === undefined ? text : `${label} – ${text}`;
}
