/** Builds HTML from template literals. Every inserted value is escaped, except markup built by this module. */

export class Markup {
  constructor(readonly text: string) {}

  toString() {
    return this.text;
  }
}

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Renders a value: lists are joined; undefined and false render as nothing. */
export function html(strings: TemplateStringsArray, ...values: unknown[]): Markup {
  return new Markup(String.raw({ raw: strings }, ...values.map(show)));
}

/** Renders attributes: `true` has no value; undefined and false are left out. */
export function attributes(given: Record<string, string | number | boolean | undefined>): Markup[] {
  const kept = Object.entries(given).filter(([, value]) => value !== undefined && value !== false);
  return kept.map(([name, value]) => (value === true ? html` ${name}` : html` ${name}="${value}"`));
}

function show(value: unknown): string {
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(show).join("");
  if (value === undefined || value === false) return "";
  return String(value).replace(/[&<>"']/g, (char) => ESCAPES[char]!);
}
