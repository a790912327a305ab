// Another way to validate an applicant: the operation's JSON Schema compiled by ajv, with code that returns a copy or a
// list of issues. It does not check calendar dates, countries and postal formats, and converts nothing.
// benches/validate.mjs compares kyclink with it.
import Ajv from "ajv";

/** Returns `validate` for a compiled JSON Schema (draft-07). */
export function compile(schema) {
  const fits = new Ajv({ allErrors: true, strict: false }).compile(schema);
  return (input) =>
    fits(input) ? { ok: true, value: copy(input), warnings: [] } : { ok: false, issues: fits.errors.map(issueOf), warnings: [] };
}

function issueOf({ keyword, instancePath, params, message }) {
  const pointer = keyword === "required" ? `${instancePath}/${params.missingProperty}` : instancePath;
  return { code: keyword, path: pointer.split("/").slice(1), pointer, params, message };
}

function copy(value) {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copy);
  const own = {};
  for (const key of Object.keys(value)) own[key] = copy(value[key]);
  return own;
}
