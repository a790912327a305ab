// HTML from template literals: values are escaped unless they are `Markup`.

export class Markup {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
  }

  toString() {
    return this.text;
  }
}

/** @type {Record<string, string>} */
const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/**
 * Creates markup. Lists are joined; undefined and false are omitted.
 *
 * @param {TemplateStringsArray} strings
 * @param {unknown[]} values
 */
export function html(strings, ...values) {
  return new Markup(String.raw({ raw: strings }, ...values.map(show)));
}

/**
 * Creates attributes. `true` has no value; undefined and false are omitted.
 *
 * @param {Record<string, string | number | boolean | undefined>} given
 * @returns {Markup[]}
 */
export function attributes(given) {
  const present = Object.entries(given).filter(([, value]) => value !== undefined && value !== false);
  return present.map(([name, value]) => (value === true ? html` ${name}` : html` ${name}="${value}"`));
}

/**
 * @param {unknown} value
 * @returns {string}
 */
function show(value) {
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(show).join("");
  if (value === undefined || value === false) return "";
  return String(value).replace(/[&<>"']/g, (char) => ESCAPES[char]);
}
