// What is still missing, in the words of the page.

import { fill } from "../../../module/fill.js";

/** @import { StatusView, Texts } from "./view.js" */

/** @typedef {NonNullable<StatusView["requirements"]>[number]} Requirement */

/** What the text above the list says already. */
const SAID = ["review", "other", "final", "unknown"];

/**
 * Returns a line for each thing that is missing, each once. What has a date comes first.
 *
 * @param {StatusView} view
 * @param {Texts} texts
 * @returns {string[]}
 */
export function missingOf({ status, kycUrl, requirements = [] }, { locale, requirements: texts }) {
  // A link that was just made leads to all of it.
  if (kycUrl !== undefined) return [];
  const [dated, others] = [requirements.filter(isDated), requirements.filter((one) => !isDated(one))];
  if (status !== "approved" && dated.length === 0 && new Set(others.map(wordOf)).size === 1 && SAID.includes(wordOf(others[0]))) return [];
  dated.sort((a, b) => (a.dueBy < b.dueBy ? -1 : 1));
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });
  // A handler that is newer than the page may have kinds that the page does not know.
  /** @param {Requirement} one */
  const text = (one) => texts[wordOf(one)] ?? texts.other;
  /** @param {Dated} one */
  const until = (one) => fill(texts.until, { date: day.format(new Date(one.dueBy)), text: text(one) });
  return [...new Set([...dated.map(until), ...others.map(text)])];
}

/** @typedef {Requirement & { dueBy: string }} Dated */
/**
 * @param {Requirement} one
 * @returns {one is Dated}
 */
const isDated = (one) => one.dueBy !== undefined;

/**
 * The name of the text: what the person can do says more than the kind, and so does whose turn it is.
 *
 * @param {Requirement} requirement
 * @returns {keyof Texts["requirements"]}
 */
function wordOf({ kind, who, can, nextAction }) {
  // The hosted page may say what a word of the provider means.
  if (can === "unknown" && nextAction === "open_link") return "unlisted";
  if (can === "final" || can === "unknown") return can;
  if (can === "wait") return "review";
  return who === "owner" ? "owner" : kind;
}
