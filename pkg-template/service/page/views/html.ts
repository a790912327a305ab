// HTML from template literals: values are escaped unless they are `Markup`.

/** Markup: what {@link html} and {@link views} make. */
export interface Html {
  /** The markup as a string. */
  readonly text: string;
  /** Returns the markup. */
  toString(): string;
}

export class Markup {
  declare text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString() {
    return this.text;
  }
}

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/**
 * Makes markup from a template literal. Values are escaped, except markup. Lists are joined; `undefined` and `false`
 * are left out.
 *
 * @example
 * const greeting = html`<h1>${texts.status.approved.title}</h1>`;
 */
export function html(strings: TemplateStringsArray, ...values: unknown[]): Html {
  return new Markup(String.raw({ raw: strings }, ...values.map(show)));
}

/** Creates attributes. `true` has no value; undefined and false are omitted. */
export function attributes(given: Record<string, string | number | boolean | undefined>): Markup[] {
  const present = Object.entries(given).filter(([, value]) => value !== undefined && value !== false);
  return present.map(([name, value]) => (value === true ? html` ${name}` : html` ${name}="${value}"`));
}

function show(value: unknown): string {
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(show).join("");
  if (value === undefined || value === false) return "";
  return String(value).replace(/[&<>"']/g, (char) => ESCAPES[char]);
}
