// Findings as a caller sees them, from what an instance says of each: the number of its code, the path, the params.

import { ownOptions } from "./options.js";
import { ISSUE_CODES, ISSUES } from "./tables.js";

// What the table says of a code, taken apart when it is first asked for: the sentence, then the names of the params.
const parts = [];

/** The issues, in the words of `messages` where it has some for a code: text with {param} places, or a function. */
export function told(findings, messages) {
  const own = messages && ownOptions(messages);
  return findings.map((finding) => {
    const [number, path, values, providerMessage, providerPointer, constraint] = finding;
    const code = ISSUE_CODES[number];
    parts[number] ??= ISSUES[code].split("|");
    const names = parts[number];
    const params = {};
    for (let at = 1; at < names.length; at++) params[names[at]] = values[at - 1];
    if (constraint) params.constraint = constraint;
    let pointer = "";
    for (const step of path) pointer += `/${/[~/]/.test(step) ? step.replaceAll("~", "~0").replaceAll("/", "~1") : step}`;
    const issue = { code, path, pointer, params, message: fill(names[0], params) };
    const words = own?.[code];
    if (words !== undefined) issue.message = typeof words === "function" ? words(issue) : fill(words, params);
    // The provider's own words may echo a person's data: whoever wants them asks for them, no logger finds them.
    for (const [name, value] of Object.entries({ providerMessage, providerPointer })) if (value != null) hide(issue, name, value);
    return issue;
  });
}

/** Adds a property that nothing lists. */
export function hide(object, name, value) {
  return Object.defineProperty(object, name, { value, configurable: true, writable: true });
}

function fill(text, params) {
  for (const name of Object.keys(params)) text = text.replaceAll(`{${name}}`, () => plain(params[name]));
  return text;
}

function plain(value) {
  return Array.isArray(value) ? value.join(", ") : String(value);
}
