/** HTML from template literals: whatever is put in is escaped, unless it is markup made here itself. */

class Markup {
  constructor(text) {
    this.text = text;
  }

  toString() {
    return this.text;
  }
}

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** @param {TemplateStringsArray} strings @param {...unknown} values lists are joined; undefined and false are nothing */
export function html(strings, ...values) {
  return new Markup(String.raw({ raw: strings }, ...values.map(show)));
}

/** @param {Record<string, string | number | boolean | undefined>} given `true` stands alone, undefined and false are left out */
export function attributes(given) {
  const kept = Object.entries(given).filter(([, value]) => value !== undefined && value !== false);
  return kept.map(([name, value]) => (value === true ? html` ${name}` : html` ${name}="${value}"`));
}

function show(value) {
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(show).join("");
  if (value === undefined || value === false) return "";
  return String(value).replace(/[&<>"']/g, (char) => ESCAPES[char]);
}
