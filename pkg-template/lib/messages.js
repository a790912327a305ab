// A caller's own words for issues, by code: text with {param} places, or a function of the issue.

/** The issues with their messages replaced where there are words for the code. */
export function reword(issues, messages) {
  return issues.map((issue) => {
    const words = messages[issue.code];
    if (words === undefined) return issue;
    return { ...issue, message: typeof words === "function" ? words(issue) : fill(words, issue.params) };
  });
}

function fill(text, params) {
  return text.replace(/\{(\w+)\}/g, (place, name) => {
    const value = Object.hasOwn(params, name) ? params[name] : place;
    return Array.isArray(value) ? value.join(", ") : String(value);
  });
}
