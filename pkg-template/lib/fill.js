// Messages with placeholders such as `{max}`.

/**
 * Replaces the placeholders of a text. One without a value stays as it is.
 *
 * @param {string} text
 * @param {Readonly<Record<string, unknown>>} values
 */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (placeholder, name) => (Object.hasOwn(values, name) ? plain(values[name]) : placeholder));
}

/** @param {unknown} value */
function plain(value) {
  return Array.isArray(value) ? value.join(", ") : String(value);
}
