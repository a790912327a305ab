// Lists: a promise of one page that is also async iterable, over the items of this page and all after it.

import type { ErrorDetails } from "../error.ts";
import { KycLinkError } from "../error.ts";
import { toJson } from "../to-json.ts";

/** One page of a list. {@link PagePromise} is how a client returns it. */
export interface Page<Item, Next = object> {
  /** The items on this page. */
  items: Item[];
  /** The input for the next page. Absent on the last page, or if the list is cut off. */
  next?: Next;
  /** There may be more items, but the response names no place where the next page would begin. */
  isCutOff?: true;
  /** The number of items on all pages, if the provider sends it. */
  total?: number;
}

/**
 * What a client's list method returns: a promise of the first page, and an async iterable over the items of this page
 * and all after it.
 *
 * The request for the first page is sent by the method. The next page is requested when the items before it have been
 * taken, so that a loop which ends early requests no more than it needs; one page is held at a time. All requests have
 * the options of the method; `deadline` covers each of them. A list that leads back to an earlier page, or is
 * cut off, ends with `unexpected_response`.
 *
 * @example
 * const { items, next, total } = await client.listCustomers();
 * @example
 * for await (const customer of client.listCustomers()) show(customer.id, customer.status);
 */
export interface PagePromise<Item, Next = object> extends Promise<Page<Item, Next>>, AsyncIterable<Item> {
  /** Returns an iterator over all items, from the first page on. */
  [Symbol.asyncIterator](): AsyncIterator<Item, void, undefined>;
}

/** A limit, because a provider may return empty pages without end. */
const MAX_EMPTY_PAGES = 100;

/**
 * Makes a promise iterable. The next page is requested when all items before it have been taken, and one page is held
 * at a time.
 */
export function pagePromise(
  first: Promise<Page<unknown>>,
  list: { requestNext: (next: object) => Promise<Page<unknown>>; details: ErrorDetails },
) {
  return Object.defineProperty(first, Symbol.asyncIterator, { value: () => itemsFrom(first, list) });
}

async function* itemsFrom(
  first: Promise<Page<unknown>>,
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
