// What an encoded input makes of a value, without the buffers of an instance.

import { Opaque } from "../wasm/json.ts";
import type { Members } from "./encoder.ts";

// The kinds of entries, as in src/value/input.rs.
export const BOOL = 1;
export const NUMBER = 2;
export const TEXT = 3;
export const MALFORMED = 4;
export const LIST = 5;
export const OBJECT = 6;
export const JSON_TEXT = 7;
export const OPAQUE = 8;
export const WORD = 9;

export function kindOf(value: object) {
  if (Array.isArray(value)) return LIST;
  return value instanceof Opaque || ArrayBuffer.isView(value) ? OPAQUE : OBJECT;
}

/** Whether a field has a value: an empty string counts as none. */
export function isGiven(value: unknown) {
  return value !== undefined && value !== null && value !== "";
}

/** Adds a member that no field describes to those of an open object. */
export function addUnknown(others: Members | undefined, name: string, value: unknown) {
  // Without a prototype, `__proto__` is a name like any other.
  const all: Members = others ?? Object.create(null);
  all[name] = value ?? null;
  return all;
}
