// What to have at hand before the hosted page: a section of the form, and how long a decision takes.

import { fill } from "../../../module/fill.js";
import { attributes, html } from "./html.js";

/**
 * @import { Preparation, PreparationItem } from "../../../types/core.js"
 * @import { Markup } from "./html.js"
 * @import { Preparations, Site, Texts } from "./view.js"
 */

const TYPES = /** @type {const} */ (["individual", "business"]);
/**
 * The texts of a closed list, by words that may be newer than the page.
 *
 * @typedef {Partial<Record<string, string>>} ByWord
 */

/**
 * The section of the form. It is hidden if nothing is known.
 *
 * @param {Preparations | undefined} all
 * @param {Texts} texts
 */
export function preparationSection(all, texts) {
  const known = TYPES.filter((type) => all?.[type]);
  const only = known.length === 1 ? known[0] : undefined;
  return html`<section class="card" data-prepare aria-labelledby="prepare"${attributes({ hidden: all === undefined, "data-only": only })}>${all && preparationLists(all, texts)}</section>`;
}

/**
 * The contents of the section: the list of a person, and that of a business. The form's style hides one of them.
 *
 * @param {Preparations} all
 * @param {Texts} texts
 */
export function preparationLists(all, texts) {
  return html`<h2 id="prepare">${texts.prepare.title}</h2>
${TYPES.map((type) => all[type] && html`<div data-only="${type}">${listsOf(all[type], texts)}${decisionOf(type, all[type], texts)}</div>`)}`;
}

/**
 * @param {Preparation} preparation
 * @param {Texts} texts
 */
function listsOf(preparation, texts) {
  const { items, inOneGo } = preparation;
  const { asks, mayAsk, oneGo } = texts.prepare;
  /**
   * @param {string} lead
   * @param {boolean} wanted
   */
  const list = (lead, wanted) => {
    const lines = items.filter(({ required }) => required === wanted).map((item) => lineOf(item, texts));
    const known = lines.filter((line) => line !== undefined);
    return known.length > 0 && html`<p>${lead}</p><ul>${known.map((line) => html`<li>${line}</li>`)}</ul>`;
  };
  return html`${list(asks, true)}${list(mayAsk, false)}${inOneGo && html`<p>${oneGo}</p>`}`;
}

/**
 * Returns an item in words; `undefined` for one that the page has no words for. Words of a provider are never shown.
 *
 * @param {PreparationItem} item
 * @param {Texts} texts
 * @returns {string | undefined}
 */
function lineOf(item, texts) {
  const { kind, accepts = [], maxAgeDays } = item;
  const { prepare, locale, items, numbers, documents } = texts;
  const name = /** @type {ByWord} */ (items)[kind];
  if (name === undefined) return undefined;
  const what = maxAgeDays === undefined ? name : fill(prepare.aged, { what: name, days: maxAgeDays });
  // As a tax number, the number of a passport will do, and not the passport.
  /** @type {ByWord} */
  const words = kind === "tax_number" ? numbers : documents;
  const known = accepts.map((word) => words[word]).filter((text) => text !== undefined);
  if (known.length === 0) return what;
  const list = new Intl.ListFormat(locale, { type: "disjunction" }).format(known);
  return fill(prepare.listed, { what, list });
}

/**
 * How long a decision takes, where the provider says so: about a person and a business, because the status has no type.
 *
 * @param {Site} site
 * @returns {(Markup | undefined)[]}
 */
export function decisionTimes({ decisions, texts }) {
  return TYPES.map((type) => decisionOf(type, { decisionDays: decisions[type] }, texts));
}

/**
 * @param {(typeof TYPES)[number]} type
 * @param {Pick<Preparation, "decisionDays">} preparation
 * @param {Texts} texts
 */
function decisionOf(type, preparation, { prepare }) {
  const { decisionDays } = preparation;
  return decisionDays && html`<p class="quiet">${fill(prepare[type], decisionDays)}</p>`;
}
