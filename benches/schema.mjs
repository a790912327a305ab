// The other way to check an applicant: the operation's own JSON Schema compiled by ajv, and around it what makes an
// answer of its yes or no: an own copy, or the list of issues. It knows no calendar, no country and no postal format,
// and converts nothing. What benches/validate.mjs races against.
import Ajv from "ajv";

/** `validate` of a compiled JSON Schema (draft-07). */
export function compile(schema) {
  const fits = new Ajv({ allErrors: true, strict: false }).compile(schema);
  return (input) =>
    fits(input) ? { ok: true, value: copy(input), warnings: [] } : { ok: false, issues: fits.errors.map(finding), warnings: [] };
}

function finding({ keyword, instancePath, params, message }) {
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
