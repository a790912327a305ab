/** Makes the calls of `examples/answers.rs` with the package, in any runtime. */

/** Returns the result of each call `[call, operation, input, options]` as a line of JSON. */
export const results = (api, questions) =>
  questions.map(([call, operation, input, options]) => JSON.stringify(api[call](operation, decoded(input), options), plain));

/** Replaces values that JSON cannot represent by null, as the native program does. */
function plain(_name, value) {
  const isMalformed = typeof value === "string" && /\p{Surrogate}/u.test(value);
  return isMalformed || typeof value === "function" ? null : value;
}

/** Decodes values that JSON cannot represent. */
function decoded(value) {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(decoded);
  if (value.$ === "malformed") return "\ud800";
  if (value.$ === "opaque") return () => {};
  // Not by assignment: a member may be named __proto__.
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, decoded(item)]));
}
