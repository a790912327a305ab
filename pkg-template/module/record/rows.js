// The numbers and the shapes of operations.

import { SHAPES } from "../tables.js";
import { OWN_OPERATION } from "../wasm/calls.js";
import { callIn } from "../wasm/wasm.js";
import { Shape } from "./shape.js";

/** @typedef {{ number: number, shape: Shape }} Row the number of an operation in the crate, and the shape of its input */

/** The operations in the order in which the crate numbers them. */
const NAMES = [...SHAPES.keys()];

/**
 * Returns a function that returns the row of an operation. The number of one of a provider of one's own belongs to an
 * instance, which describes it.
 *
 * @param {import("../wasm/memory.js").Instance} instance
 */
export function createRows(instance) {
  // The operation of the last call: most callers use only one.
  let lastName = "";
  /** @type {Row | undefined} */
  let lastRow;
  /** @type {Map<string, Row>} */
  const rows = new Map();

  /** @param {string} operation */
  function made(operation) {
    const known = SHAPES.get(operation);
    /** @type {[number, import("./shape.js").Description] | undefined} */
    const described = known ? [NAMES.indexOf(operation), known] : callIn(instance, OWN_OPERATION, operation);
    if (!described) return undefined;
    const row = { number: described[0], shape: new Shape(described[1]) };
    rows.set(operation, row);
    return row;
  }

  return (/** @type {string} */ operation) => {
    if (operation !== lastName) {
      lastRow = rows.get(operation) ?? made(operation);
      lastName = operation;
    }
    return lastRow;
  };
}
