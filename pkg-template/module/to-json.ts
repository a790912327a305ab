// JSON of plain data, whatever scripts have added to objects and lists.

/**
 * Returns a value as JSON, as `JSON.stringify` does where no object has a `toJSON`: a script may have added one to all
 * objects or to all lists.
 */
export function toJson(value: unknown): string {
  return JSON.stringify(value, member);
}

/**
 * Returns data as JSON, as `toJson` does, but more quickly. The data must have no `toJSON` of its own, as what
 * `JSON.parse` has made: then only a prototype can have one.
 */
export function parsedToJson(value: unknown) {
  return "toJSON" in [] ? toJson(value) : JSON.stringify(value);
}

/** Returns a member as it is in its object, not what its `toJSON` has returned. */
function member(this: Record<string, unknown>, name: string) {
  return this[name];
}
