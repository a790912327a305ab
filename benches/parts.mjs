// Where the time of `validate` goes: writing the record, the rules in wasm, and everything else.
import * as kyclink from "../target/package/dist/entry/inline.js";
import { rowOf, validateRecord, writeRecord } from "../target/package/dist/lib/record/record.js";
import { applicants } from "./applicants.mjs";
import { race } from "./race.mjs";

const OPERATION = "spherepay.onboard";
const POSTAL = 1;

/** Returns the share of each part, of 1. */
export function parts() {
  const { number } = rowOf(OPERATION);
  const { validate, written, ruled } = race(
    {
      validate: (applicant) => kyclink.validate(OPERATION, applicant),
      written: (applicant) => writeRecord(OPERATION, applicant, false),
      ruled: (applicant) => validateRecord(writeRecord(OPERATION, applicant, false), number, POSTAL),
    },
    applicants,
  );
  const all = validate.median;
  return [
    ["reading the members of the input, and writing what the rules need", written.median / all],
    ["the rules, in wasm", (ruled.median - written.median) / all],
    ["the result, issues and warnings included", (all - ruled.median) / all],
  ];
}
