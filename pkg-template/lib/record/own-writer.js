// Writes the applicant of a provider of one's own as a record. Its shape is only known while the program runs, so this is
// a loop over what the crate says of the fields; built-in operations have the functions in writers.js.

import { isGiven } from "./values.js";

/**
 * A field as src/js/form.rs describes it: its name, whether only one type of applicant has it, its kind, the fields of an
 * object, and the words of a closed list.
 *
 * @typedef {[name: string, isOfOneType: 0 | 1, kind: number, fields?: FieldDescription[] | 0, words?: string[]]} FieldDescription
 */

/**
 * @import { Members } from "./record-tools.js"
 * @import { Row, Tools } from "./writers.js"
 */

/** The entries of an object before those of its fields (src/value/input.rs). */
const BEFORE_FIELDS = 2;
/** What every object inherits. Assigning to a member of that name could call a setter. */
const EVERY = {};

// The kinds of fields.
const TEXT = 1;
const EMAIL = 2;
const DATE = 3;

/**
 * @param {[number: number, fields: FieldDescription[]]} description
 * @param {Tools} tools
 * @returns {Row}
 */
export function ownRow([number, fields], tools) {
  return { number, fields: tableOf(fields), ...writerOf(fields, tools) };
}

/**
 * @param {FieldDescription[]} fields
 * @returns {import("./found.js").TableShape}
 */
function tableOf(fields) {
  return fields.map(([name, , , inner]) => (inner ? [name, tableOf(inner)] : name));
}

/**
 * @param {FieldDescription[]} fields
 * @param {Tools} tools
 * @returns {Pick<Row, "write" | "size">}
 */
function writerOf(fields, tools) {
  const { isEmail, isText, object, ownMembers, writeDate, writeMarks, writeNames, writeValue, writeWord } = tools;
  const positions = new Map(fields.map(([name], position) => [name, position]));
  const parts = fields.map(([, , , inner]) => (inner ? writerOf(inner, tools) : undefined));
  /** @type {import("./record-tools.js").Writer} */
  const write = (given, at) => {
    /** @type {unknown[]} */
    const values = [];
    /** @type {string[]} */
    const others = [];
    const members = ownMembers(given);
    for (const name in members) {
      const value = members[name];
      if (!isGiven(value)) continue;
      const position = positions.get(name);
      if (position !== undefined) values[position] = value;
      // The warnings about the fields of another type are in the order of the input.
      if (position === undefined || fields[position][1]) others.push(name);
    }
    writeNames(at, others.length > 0 ? others : undefined);
    const isPlain = !fields.some(([name]) => name in EVERY);
    /** @type {Members} */
    const copy = isPlain ? {} : Object.create(null);
    let [present, unchecked] = [0, 0];
    for (let position = 0; position < values.length; position++) {
      const value = values[position];
      if (value === undefined) continue;
      const [name, , kind, , words] = fields[position];
      const part = parts[position];
      const place = at + BEFORE_FIELDS + position;
      const word = words ? words.indexOf(/** @type {string} */ (value)) : -1;
      present |= 1 << position;
      copy[name] = value;
      if (part) copy[name] = object(part.write, part.size, place, value);
      else if (kind === TEXT ? isText(value, Infinity) : kind === EMAIL && isEmail(value)) unchecked |= 1 << position;
      else if (kind === DATE) writeDate(place, value);
      else if (word >= 0) writeWord(place, /** @type {string} */ (value), word);
      else writeValue(place, value);
    }
    writeMarks(at + 1, present, unchecked);
    return isPlain ? copy : { ...copy };
  };
  return { write, size: BEFORE_FIELDS + fields.length };
}
