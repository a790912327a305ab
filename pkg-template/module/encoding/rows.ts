// The numbers and the shapes of operations.

import { SHAPES } from "../tables.js";
import { OWN_OPERATION } from "../wasm/calls.ts";
import type { Instance } from "../wasm/memory.ts";
import { callIn } from "../wasm/wasm.ts";
import type { Description } from "./shape.ts";
import { Shape } from "./shape.ts";

/** the number of an operation in the crate, and the shape of its input */
export type Row = { number: number; shape: Shape };

/** The operations in the order in which the crate numbers them. */
const NAMES = [...SHAPES.keys()];

/**
 * Returns a function that returns the row of an operation. The number of one of a provider of one's own belongs to an
 * instance, which describes it.
 */
export function createRows(instance: Instance) {
  // The operation of the last call: most callers use only one.
  let lastName = "";
  let lastRow: Row | undefined;
  const rows: Map<string, Row> = new Map();

  function made(operation: string) {
    const known = SHAPES.get(operation);
    const described: [number, Description] | undefined = known
      ? [NAMES.indexOf(operation), known]
      : callIn(instance, OWN_OPERATION, operation);
    if (!described) return undefined;
    const row = { number: described[0], shape: new Shape(described[1]) };
    rows.set(operation, row);
    return row;
  }

  return (operation: string) => {
    if (operation !== lastName) {
      lastRow = rows.get(operation) ?? made(operation);
      lastName = operation;
    }
    return lastRow;
  };
}
