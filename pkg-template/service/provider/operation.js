// The fields of an applicant as an operation, for forms. A page may load this: it has no secrets.

import { misuse } from "../../module/error.js";
import { APPLICANT_FIELDS } from "../../module/tables.js";
import { namedOptions } from "./named-options.js";
import { OwnOperation, TYPES } from "./own-operation.js";

/** @type {typeof import("../../types/provider.js").defineOperation} */
export function defineOperation(applicant) {
  const fields = namedOptions(applicant, "applicant", { individual: 1, business: 1 });
  for (const type of TYPES) checkFields(type, fields[type]);
  if (!TYPES.some((type) => fields[type]?.length))
    throw misuse("applicant must list the fields of an individual, of a business, or of both.");
  refuseParts(TYPES.flatMap((type) => fields[type] ?? []).map(withoutMark));
  return /** @type {never} */ (new OwnOperation(fields));
}

/** @param {string} name */
const withoutMark = (name) => (name.endsWith("?") ? name.slice(0, -1) : name);

/**
 * @param {typeof TYPES[number]} type
 * @param {unknown} given
 */
function checkFields(type, given) {
  if (given === undefined) return;
  if (!Array.isArray(given)) throw misuse(`applicant.${type} must be a list of names.`);
  const known = new Set();
  for (const name of given) {
    const bare = typeof name === "string" ? withoutMark(name) : name;
    if (!APPLICANT_FIELDS.includes(bare)) {
      throw misuse(
        `applicant.${type} has ${JSON.stringify(name)}, which is not a field of an applicant: there are ${APPLICANT_FIELDS.join(", ")}.`,
      );
    }
    if (known.has(bare)) throw misuse(`applicant.${type} has ${bare} twice.`);
    known.add(bare);
  }
}

/**
 * Refuses a field that is listed as a whole and in part.
 *
 * @param {readonly string[]} names
 */
function refuseParts(names) {
  for (const name of names) {
    const [whole] = name.split(".");
    if (whole !== name && names.includes(whole)) throw misuse(`applicant has ${whole} as a whole and in part: list one of them.`);
  }
}
