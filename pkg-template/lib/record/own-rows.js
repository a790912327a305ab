// The rows of operations of providers of one's own.

import { OWN_OPERATION } from "../wasm/calls.js";
import { callIn } from "../wasm/wasm.js";

/**
 * Makes a row. The first such operation brings it, so that a page without any does not load it.
 *
 * @type {typeof import("./own-writer.js").ownRow | undefined}
 */
let makeRow;

/** @param {typeof import("./own-writer.js").ownRow} make */
export function useOwnRows(make) {
  makeRow = make;
}

/**
 * Returns the row of an operation whose name the crate can read, and adds it to the others of the instance.
 *
 * @param {import("../wasm/wasm.js").Instance} instance
 * @param {string} operation
 * @param {{ tools: import("./writers.js").Tools, rows: Map<string, import("./writers.js").Row> }} encoder
 */
export function ownRowOf(instance, operation, { tools, rows }) {
  if (!makeRow) return undefined;
  /** @type {Parameters<typeof makeRow>[0] | undefined} */
  const description = callIn(instance, OWN_OPERATION, operation);
  if (!description) return undefined;
  const row = makeRow(description, tools);
  rows.set(operation, row);
  return row;
}
