/** Makes the calls of `examples/answers.rs` with the package, in any runtime. */

/** Returns the result of each call `[call, operation, input, options]` as a line of JSON. */
export const results = (api, questions) =>
  questions.map(([call, operation, input, options]) => JSON.stringify(api[call](operation, decoded(input), options), plain));

/** Replaces a string that JSON cannot represent by null, as the native program does. */
const plain = (_name, value) => (typeof value === "string" && /\p{Surrogate}/u.test(value) ? null : value);

/** Decodes strings that JSON cannot represent. */
function decoded(value) {
  if (typeof value !== "object" || value === null) return value;
  if (value.$ === "malformed") return "\ud800";
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, decoded(item)]));
}
