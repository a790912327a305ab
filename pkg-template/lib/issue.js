// Findings as a caller sees them, from what an instance says of each: the number of its code, the path, the params.

import { ISSUES, ISSUE_CODES } from "./tables.js";

/** The issues, in the words of `messages` where it has some for a code: text with {param} places, or a function. */
export function told(findings, messages) {
  return findings.map(([number, path, values, providerMessage]) => {
    const code = ISSUE_CODES[number];
    const [sentence, ...names] = ISSUES[code].split("|");
    const params = {};
    names.forEach((name, at) => (params[name] = values[at]));
    let pointer = "";
    for (const step of path) pointer += `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`;
    const issue = { code, path, pointer, params, message: names.length > 0 ? fill(sentence, params) : sentence };
    const words = messages?.[code];
    if (words !== undefined) issue.message = typeof words === "function" ? words(issue) : fill(words, params);
    // The provider's own words may echo a person's data: whoever wants them asks for them, no logger finds them.
    return providerMessage === undefined ? issue : hide(issue, "providerMessage", providerMessage);
  });
}

/** Adds a property that nothing lists. */
export function hide(object, name, value) {
  return Object.defineProperty(object, name, { value, configurable: true, writable: true });
}

function fill(text, params) {
  return text.replace(/\{(\w+)\}/g, (place, name) => {
    const value = Object.hasOwn(params, name) ? params[name] : place;
    return Array.isArray(value) ? value.join(", ") : String(value);
  });
}
