// Messages with placeholders such as `{max}`.

export const PLACEHOLDER = /\{(\w+)\}/g;

/**
 * Replaces the placeholders of a text. One without a value stays as it is.
 *
 * @param {string} text
 * @param {Readonly<Record<string, unknown>>} values
 */
export function fill(text, values) {
  return text.replace(PLACEHOLDER, (placeholder, name) => (Object.hasOwn(values, name) ? formatValue(values[name]) : placeholder));
}

/**
 * Formats a value for a message.
 *
 * @param {unknown} value
 */
export function formatValue(value) {
  return Array.isArray(value) ? value.join(", ") : String(value);
}
