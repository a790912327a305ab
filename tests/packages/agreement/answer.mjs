/** Answers the questions that `examples/answers.rs` answers natively, through the package, in whatever runtime it finds itself. */

/** A line of JSON for each question `[call, operation, input, options]`. */
export const answer = (api, questions) =>
  questions.map(([call, operation, input, options]) => JSON.stringify(api[call](operation, decoded(input), options), plain));

/** What stays as it was given though JSON has no word for it: natively there is none either, and null stands for it. */
function plain(_name, value) {
  const isMalformed = typeof value === "string" && /\p{Surrogate}/u.test(value);
  return isMalformed || typeof value === "function" ? null : value;
}

/** What JSON has no word for. */
function decoded(value) {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(decoded);
  if (value.$ === "malformed") return "\ud800";
  if (value.$ === "opaque") return () => {};
  // Not by assignment: a member may be named __proto__.
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, decoded(item)]));
}
