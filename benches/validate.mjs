// How long it takes to validate applicants, compared with the combined packages and with ajv.

import * as form from "../target/package/dist/form/entry/inline.js";
import * as kyclink from "../target/package/dist/module/entry/inline.js";
import { applicants, invalid } from "./applicants.mjs";
import { canonical, checkSameResult, race, ratio } from "./race.mjs";
import { compile } from "./schema.mjs";
import * as stack from "./stack.mjs";

const OPERATION = "spherepay.onboard";
const POLICY = { policy: "schema" };
/** What the onboarding page and every form with phone numbers ask for. */
const PAGE = { normalize: true, phoneCountry: "address", personFields: [] };

const entries = { kyclink, "kyclink/form": form };
const ajv = compile(kyclink.schema(OPERATION, POLICY)["~standard"].jsonSchema.input({ target: "draft-07" }));
const ours = (options) =>
  Object.fromEntries(Object.entries(entries).map(([name, { validate }]) => [name, (applicant) => validate(OPERATION, applicant, options)]));

/** Returns the rows of the table: the ratio of each race. */
export function measure() {
  const all = { stack: stack.validate, ...ours() };
  for (const applicant of applicants) checkSameResult(all, applicant, comparable);
  // Compilers optimize for what they have seen: each program has seen all applicants before the first race.
  for (const program of [...Object.values(all), ...Object.values(ours(POLICY)), ...Object.values(ours(PAGE)), ajv]) {
    for (let pass = 0; pass < 20; pass++) for (const applicant of applicants) program(applicant);
  }
  const againstStack = race(all, applicants);
  const againstAjv = race({ ajv, ...ours(POLICY) }, applicants);
  const refused = race(all, invalid);
  const againstPlain = Object.fromEntries(
    Object.keys(entries).map((name) => [name, race({ plain: ours()[name], page: ours(PAGE)[name] }, applicants)]),
  );
  return [
    ...rows("the stack ÷ `validate`", (name) => ratio(againstStack.stack, againstStack[name])),
    ...rows("the stack ÷ `validate`, invalid applicants only", (name) => ratio(refused.stack, refused[name])),
    ...rows("`validate` with the policy `schema` ÷ ajv", (name) => ratio(againstAjv[name], againstAjv.ajv)),
    ...Object.entries(againstPlain).map(([entry, { page, plain }]) => ({
      measure: "the page's own check ÷ `validate`",
      entry,
      ...ratio(page, plain),
    })),
  ];
}

function rows(measure, ratioOf) {
  return Object.keys(entries).map((entry) => ({ measure, entry, ...ratioOf(entry) }));
}

/**
 * Returns what all verdicts must have in common: the value, or the fields with issues, and the fields with warnings.
 */
function comparable({ ok, value, issues = [], warnings }) {
  // The stack has no warnings about unknown fields, and none for invalid applicants.
  const known = ok ? warnings.filter(({ code }) => code !== "unknown_field") : [];
  return canonical([ok, value, fields(issues), fields(known)]);
}

function fields(issues) {
  return [...new Set(issues.map(({ pointer }) => pointer))].sort();
}
