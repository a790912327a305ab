// How long it takes to validate an applicant, as ratios to the combined packages and to ajv. benches/run.mjs bundles it and
// runs it in Node and in Chromium.
import * as kyclink from "../target/package/dist/entry/inline.js";
import * as form from "../target/package/dist/form/entry/inline.js";
import { ratio } from "./race.mjs";
import { compile } from "./schema.mjs";
import * as stack from "./stack.mjs";

const OPERATION = "spherepay.onboard";
const POLICY = { policy: "schema" };

const INPUTS = {
  valid: {
    type: "individual",
    email: "jane.smith@example.com",
    phone: "+14155550123",
    address: { line1: "233 South Wacker Drive", line2: "Suite 4700", city: "Chicago", state: "IL", postalCode: "60606", country: "USA" },
  },
  invalid: {
    type: "person",
    email: "jane.smith@",
    phone: "(415) 555-0123",
    address: { line1: "233 South Wacker Drive", city: "", state: "IL", postalCode: "60606", country: "United States" },
  },
};

const ajv = compile(kyclink.schema(OPERATION, POLICY)["~standard"].jsonSchema.input({ target: "draft-07" }));

/** `[{ input, ours, theirs, ratio }]` */
export function measure() {
  const races = Object.entries(INPUTS).flatMap(([input, applicant]) =>
    Object.entries({ kyclink, "kyclink/form": form }).flatMap(([ours, { validate }]) => [
      { input, ours, theirs: "the stack", jobs: [() => validate(OPERATION, applicant), () => stack.validate(applicant)] },
      { input, ours, theirs: "ajv", jobs: [() => validate(OPERATION, applicant, POLICY), () => ajv(applicant)] },
    ]),
  );
  // A warm-up with all inputs: compilers would otherwise optimize for valid applicants only.
  for (let turn = 0; turn < 2000; turn++) for (const { jobs } of races) fair(...jobs);
  return races.map(({ jobs, ...race }) => ({ ...race, ratio: ratio(...jobs) }));
}

/** A ratio is only meaningful for the same result: the same value, or issues at the same paths. */
function fair(ours, theirs) {
  const [a, b] = [ours(), theirs()].map(({ ok, value, issues = [] }) =>
    JSON.stringify([ok, sorted(value), issues.map(({ pointer }) => pointer).sort()]),
  );
  if (a !== b) throw new Error(`not the same result:\n${a}\n${b}`);
}

function sorted(value) {
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.sort().map(([key, inner]) => [key, sorted(inner)]));
}
