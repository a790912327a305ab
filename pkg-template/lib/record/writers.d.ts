// The types of `writers.js`, which `cargo xtask pack` generates.

export type Members = Record<string, unknown>;

/** Writes an object to the entries from `at`, and returns what it has written. */
export type Writer = (given: object, at: number) => Members;

/**
 * The functions that write a part of a record. `at` is the number of an entry. A function that takes a value and
 * returns one returns the value that is sent.
 */
export interface Tools {
  writeDate(at: number, value: unknown): void;
  isEmail(value: unknown): boolean;
  isText(value: unknown, max: number): boolean;
  list(writer: Writer | undefined, size: number, at: number, value: unknown): unknown;
  writeMarks(at: number, present: number, unchecked: number): void;
  writeNames(at: number, names: string[] | undefined): void;
  object(writer: Writer, size: number, at: number, value: unknown): unknown;
  openObject(at: number, value: unknown, levels?: number): unknown;
  ownMembers(given: object): Members;
  writeValue(at: number, value: unknown): void;
  writeWord(at: number, word: string, index: number): void;
}

/** What belongs to an operation. */
export interface Row {
  /** Its number in the crate. */
  readonly number: number;
  /** The function that writes its input, and how many entries that takes. */
  readonly write: Writer;
  readonly size: number;
  /** The fields of an operation that is not among `SHAPES`. */
  readonly fields?: import("./found.js").TableShape;
}
/**
 * Returns whether nothing is ever reported about a text, unless it is too long (`NEEDS_NO_CHECK` in src/rules/field/text.rs).
 */
export declare function needsNoCheck(text: string): boolean;
/** Returns whether nothing is ever reported about an email address (`NEEDS_NO_CHECK` in src/rules/field/email.rs). */
export declare function emailNeedsNoCheck(text: string): boolean;
/**
 * Returns a number from 0 to 127 for a printable character of ASCII (`PRINTABLE` in src/rules/field/text.rs), and any
 * other number for any other UTF-16 code unit.
 */
export declare function nonPrintableBits(unit: number): number;
/** Returns the row of each operation, in the order in which the crate numbers them. */
export declare function writers(tools: Tools): ReadonlyMap<string, Row>;
