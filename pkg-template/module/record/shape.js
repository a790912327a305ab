// The shape of an operation's input, from the description that the crate gives of it (src/rules/description.rs).

/**
 * A field: its name, or its name, its kind and what the kind needs: the most characters of a text, the words of a list,
 * the fields of an object or of a list's items.
 *
 * @typedef {string | readonly [name: string, kind: number, detail?: number | readonly string[] | Description]} FieldDescription
 */

/**
 * The fields by position, and null at the end if the object is open.
 *
 * @typedef {readonly (FieldDescription | null)[]} Description
 */

/** The kinds of fields, as in src/rules/description.rs; 0 is any other. */
export const FIELD = /** @type {const} */ ({ TEXT: 1, EMAIL: 2, DATE: 3, WORD: 4, OPEN: 5, OBJECT: 6, LIST: 7 });
const OF_ONE_VARIANT = 8;

/** The entries of an object before those of its fields (src/value/input.rs). */
export const BEFORE_FIELDS = 2;

/** The fields of an object. The lists are by position. */
export class Shape {
  /** @param {Description} description */
  constructor(description) {
    const fields = description
      .filter((field) => field !== null)
      .map((field) => (typeof field === "string" ? /** @type {const} */ ([field, 0]) : field));
    this.names = fields.map(([name]) => name);
    this.positions = new Map(this.names.map((name, position) => [name, position]));
    this.kinds = fields.map(([, kind]) => kind & 7);
    this.details = fields.map(([, kind, detail]) => detailOf(kind & 7, detail));
    // The warnings about the fields of another variant are in the order of the input.
    this.isNoted = fields.map(([, kind]) => kind >= OF_ONE_VARIANT);
    // What members that no field describes may be.
    this.isOpen = description.length > fields.length;
    this.size = BEFORE_FIELDS + fields.length;
  }

  /**
   * Returns the shape of a field, if it is an object or a list of objects.
   *
   * @param {number | undefined} position
   * @returns {Shape | undefined}
   */
  partAt(position = -1) {
    return this.kinds[position] >= FIELD.OBJECT ? this.details[position] : undefined;
  }
}

/**
 * @param {number} kind
 * @param {unknown} detail
 * @returns {any}
 */
function detailOf(kind, detail) {
  if (kind === FIELD.TEXT) return detail ?? Infinity;
  return kind >= FIELD.OBJECT && detail ? new Shape(/** @type {Description} */ (detail)) : detail;
}
