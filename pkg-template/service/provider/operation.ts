// The fields of an applicant as an operation, for forms. A page may load this: it has no secrets.

import { misuse } from "../../module/error.ts";
import type { ApplicantFields, OwnOperation as OwnOperationType } from "../../module/form/applicant.ts";
import { APPLICANT_FIELDS } from "../../module/tables.js";
import { namedOptions } from "./named-options.ts";
import { OwnOperation, TYPES } from "./own-operation.ts";

/**
 * Makes the operation of a form of your own from the fields of an applicant. A web page may load it: share the fields
 * with the definition of your provider, which has secrets.
 *
 * @param applicant The fields of a person, and of a business.
 * @returns What {@link OwnProvider.operation} is, for `validate`, `schema`, `fieldProps`, `addressFields` and `normalize`.
 * @throws {KycLinkError} `invalid_config` if there is no such field
 * @example
 * const operation = defineOperation({ individual: ["email", "phone?", "address.country"] });
 * const result = validate(operation, applicant);
 */
export function defineOperation(applicant: ApplicantFields): OwnOperationType {
  const fields = namedOptions(applicant, "applicant", { individual: 1, business: 1 }) as ApplicantFields;
  for (const type of TYPES) checkFields(type, fields[type]);
  if (!TYPES.some((type) => fields[type]?.length))
    throw misuse("applicant must list the fields of an individual, of a business, or of both.");
  refuseParts(TYPES.flatMap((type) => fields[type] ?? []).map(withoutMark));
  return new OwnOperation(fields);
}

const withoutMark = (name: string) => (name.endsWith("?") ? name.slice(0, -1) : name);

function checkFields(type: (typeof TYPES)[number], given: unknown) {
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

/** Refuses a field that is listed as a whole and in part. */
function refuseParts(names: readonly string[]) {
  for (const name of names) {
    const [whole] = name.split(".");
    if (whole !== name && names.includes(whole)) throw misuse(`applicant has ${whole} as a whole and in part: list one of them.`);
  }
}
