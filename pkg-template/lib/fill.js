// Messages with placeholders such as `{max}`.

export const PLACEHOLDER = /\{(\w+)\}/g;

/**
 * Replaces the placeholders of a text. One without a value stays as it is.
 *
 * @param {string} text
 * @param {Readonly<Record<string, unknown>>} values
 */
export function fill(text, values) {
  return text.replace(PLACEHOLDER, (placeholder, name) => (Object.hasOwn(values, name) ? plain(values[name]) : placeholder));
}

/**
 * Returns a value as a message shows it.
 *
 * @param {unknown} value
 */
export function plain(value) {
  return Array.isArray(value) ? value.join(", ") : String(value);
}
