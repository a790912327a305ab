// The shape of an operation's input, from the description that the crate gives of it (src/rules/description.rs).

/**
 * A field: its name, or its name, its kind and what the kind needs: the most characters of a text, the words of a list,
 * the fields of an object or of a list's items.
 */
type FieldDescription = string | readonly [name: string, kind: number, detail?: number | readonly string[] | Description];

/** The fields by position, and null at the end if the object is open. */
export type Description = readonly (FieldDescription | null)[];

/** The kinds of fields, as in src/rules/description.rs; 0 is any other. */
export const FIELD = { TEXT: 1, EMAIL: 2, DATE: 3, WORD: 4, OPEN: 5, OBJECT: 6, LIST: 7 } as const;
const OF_ONE_VARIANT = 8;

/** The entries of an object before those of its fields (src/value/input.rs). */
export const BEFORE_FIELDS = 2;

/** What a field's kind needs: the most characters, the words, or the shape of an object or of a list's items. */
// biome-ignore lint/suspicious/noExplicitAny: the kind at the same position says which it is, and the engine reads two lists quicker than a list of both
export type Detail = any;

/** The fields of an object. The lists are by position. */
export class Shape {
  declare names: string[];
  declare positions: Map<string, number>;
  declare kinds: number[];
  declare details: Detail[];
  declare isNoted: boolean[];
  declare isOpen: boolean;
  declare size: number;

  constructor(description: Description) {
    const fields = description
      .filter((field) => field !== null)
      .map((field) => (typeof field === "string" ? ([field, 0] as const) : field));
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

  /** Returns the paths of all fields, of objects as well. */
  paths(parent = ""): string[] {
    return this.names.flatMap((name, position) => {
      const inner = this.kinds[position] === FIELD.OBJECT ? this.partAt(position)?.paths(`${parent}${name}.`) : undefined;
      return [parent + name, ...(inner ?? [])];
    });
  }

  /** Returns the shape of a field, if it is an object or a list of objects. */
  partAt(position: number | undefined = -1): Shape | undefined {
    return this.kinds[position] >= FIELD.OBJECT ? this.details[position] : undefined;
  }
}

function detailOf(kind: number, detail: unknown): Detail {
  if (kind === FIELD.TEXT) return detail ?? Infinity;
  return kind >= FIELD.OBJECT && detail ? new Shape(detail as Description) : detail;
}
