// Lists: a promise of one page that is also async iterable, over the items of this page and all after it.

import { KycLinkError } from "../error.js";
import { toJson } from "../to-json.js";

/** @typedef {import("../../types/core.js").Page<unknown>} Page */

/** A limit, because a provider may return empty pages without end. */
const MAX_EMPTY_PAGES = 100;

/**
 * Makes a promise iterable. The next page is requested when all items before it have been taken, and one page is held
 * at a time.
 *
 * @param {Promise<Page>} first
 * @param {{ requestNext: (next: object) => Promise<Page>, details: import("../error.js").ErrorDetails }} list
 */
export function pagePromise(first, list) {
  return Object.defineProperty(first, Symbol.asyncIterator, { value: () => itemsFrom(first, list) });
}

/**
 * @param {Promise<Page>} first
 * @param {Parameters<typeof pagePromise>[1]} list
 * @returns {AsyncGenerator<unknown, void, undefined>}
 */
async function* itemsFrom(first, { requestNext, details }) {
  let page = await first;
  let emptyPages = 0;
  const isNew = cycleDetector();
  for (;;) {
    emptyPages = page.items.length > 0 ? 0 : emptyPages + 1;
    yield* page.items;
    const { next, isCutOff } = page;
    if (isCutOff) throw unexpected(details, "There may be another page, but the response does not say where it begins.");
    if (next === undefined) return;
    if (!isNew(toJson(next))) throw unexpected(details, "The list leads back to a page that it had before.");
    if (emptyPages === MAX_EMPTY_PAGES) throw unexpected(details, `The list had ${MAX_EMPTY_PAGES} pages without an item in a row.`);
    page = await requestNext(next);
  }
}

/**
 * Returns a function that checks whether a string is new in a sequence. It returns false at once for the previous
 * string, and within two rounds for a longer cycle. It stores only two strings (Brent's algorithm).
 */
function cycleDetector() {
  /** @type {string | undefined} */
  let previous;
  /** @type {string | undefined} */
  let landmark;
  let distance = 0;
  let limit = 1;
  return (/** @type {string} */ text) => {
    if (text === previous || text === landmark) return false;
    previous = text;
    distance += 1;
    if (distance === limit) {
      landmark = text;
      limit *= 2;
      distance = 0;
    }
    return true;
  };
}

/**
 * @param {import("../error.js").ErrorDetails} details
 * @param {string} message
 */
function unexpected(details, message) {
  return new KycLinkError("unexpected_response", { ...details, message });
}
