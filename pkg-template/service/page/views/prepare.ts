// What to have at hand before the hosted page: a section of the form, and how long a decision takes.

import { fill } from "../../../module/fill.ts";
import type { Preparation, PreparationItem } from "../../../module/form/preparation.ts";
import type { Markup } from "./html.ts";
import { attributes, html } from "./html.ts";
import type { Preparations, Site, StatusView, Texts } from "./view.js";

const TYPES = ["individual", "business"] as const;
/** The texts of a closed list, by words that may be newer than the page. */
type ByWord = Partial<Record<string, string>>;

/** The section of the form. It is hidden if nothing is known. */
export function preparationSection(all: Preparations | undefined, texts: Texts) {
  const known = TYPES.filter((type) => all?.[type]);
  const only = known.length === 1 ? known[0] : undefined;
  return html`<section class="card" data-prepare aria-labelledby="prepare"${attributes({ hidden: all === undefined, "data-only": only })}>${all && preparationLists(all, texts)}</section>`;
}

/** The contents of the section: the list of a person, and that of a business. The form's style hides one of them. */
export function preparationLists(all: Preparations, texts: Texts) {
  return html`<h2 id="prepare">${texts.prepare.title}</h2>
${TYPES.map((type) => all[type] && html`<div data-only="${type}">${listsOf(all[type], texts)}${decisionOf(type, all[type], texts)}</div>`)}`;
}

function listsOf(preparation: Preparation, texts: Texts) {
  const { items, inOneGo } = preparation;
  const { asks, mayAsk, oneGo } = texts.prepare;
  const list = (lead: string, wanted: boolean) => {
    const lines = items.filter(({ required }) => required === wanted).map((item) => lineOf(item, texts));
    const known = lines.filter((line) => line !== undefined);
    return known.length > 0 && html`<p>${lead}</p><ul>${known.map((line) => html`<li>${line}</li>`)}</ul>`;
  };
  return html`${list(asks, true)}${list(mayAsk, false)}${inOneGo && html`<p>${oneGo}</p>`}`;
}

/**
 * Returns an item in words; `undefined` for one that the page has no words for. Words of a provider are never shown.
 */
function lineOf(item: PreparationItem, texts: Texts): string | undefined {
  const { kind, accepts = [], maxAgeDays } = item;
  const { prepare, locale, numbers, documents } = texts;
  const items: ByWord = texts.items;
  const name = items[kind];
  if (name === undefined) return undefined;
  const what = maxAgeDays === undefined ? name : fill(prepare.aged, { what: name, days: maxAgeDays });
  // As a tax number, the number of a passport will do, and not the passport.
  const words: ByWord = kind === "tax_number" ? numbers : documents;
  const known = accepts.map((word) => words[word]).filter((text) => text !== undefined);
  if (known.length === 0) return what;
  const list = new Intl.ListFormat(locale, { type: "disjunction" }).format(known);
  return fill(prepare.listed, { what, list });
}

/** How long a decision takes, where the provider says so: about both types of customers if it is not known which it is. */
export function decisionTimes({ decisions, texts }: Site, known: StatusView["type"]): (Markup | undefined)[] {
  const types = known ? [known] : TYPES;
  return types.map((type) => decisionOf(type, { decisionDays: decisions[type] }, texts));
}

function decisionOf(type: (typeof TYPES)[number], { decisionDays }: Pick<Preparation, "decisionDays">, { prepare, locale }: Texts) {
  if (!decisionDays) return undefined;
  // A decision on the same day is one within a day.
  const max = Math.max(decisionDays.max, 1);
  const { [new Intl.PluralRules(locale).select(max)]: text = prepare[type].other } = prepare[type];
  return html`<p class="quiet">${fill(text, { max })}</p>`;
}
