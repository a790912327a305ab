// Lists: a promise of one page that is also async iterable, over the items of this page and all after it.

import type { Page as PageType } from "../../types/core.js";
import type { ErrorDetails } from "../error.ts";
import { KycLinkError } from "../error.ts";
import { toJson } from "../to-json.ts";

export type Page = PageType<unknown>;

/** A limit, because a provider may return empty pages without end. */
const MAX_EMPTY_PAGES = 100;

/**
 * Makes a promise iterable. The next page is requested when all items before it have been taken, and one page is held
 * at a time.
 */
export function pagePromise(first: Promise<Page>, list: { requestNext: (next: object) => Promise<Page>; details: ErrorDetails }) {
  return Object.defineProperty(first, Symbol.asyncIterator, { value: () => itemsFrom(first, list) });
}

async function* itemsFrom(
  first: Promise<Page>,
  { requestNext, details }: Parameters<typeof pagePromise>[1],
): AsyncGenerator<unknown, void, undefined> {
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
  let previous: string | undefined;
  let landmark: string | undefined;
  let distance = 0;
  let limit = 1;
  return (text: string) => {
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

function unexpected(details: ErrorDetails, message: string) {
  return new KycLinkError("unexpected_response", { ...details, message });
}
