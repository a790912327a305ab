/**
 * The JSON Schemas of every operation, in ajv's strict mode: they compile, accept what `validate` accepts, and
 * those of the output match every output.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import Ajv07 from "ajv";
import Ajv2020 from "ajv/dist/2020.js";
import { esm } from "../../helpers/install/index.mjs";
import { known, mutants } from "../../helpers/schema/inputs.mjs";

const { operations, schema, validate } = await esm();
const NOW = 1_790_000_000_000;
const MUTANTS = 1000;
// What `strict` leaves to a log is an error here. What is compiled runs a few thousand times, so to optimize it takes
// longer.
const STRICT = {
  strict: true,
  strictTypes: true,
  strictTuples: true,
  strictRequired: true,
  validateSchema: true,
  code: { optimize: false },
};
const DRAFTS = { "draft-2020-12": new Ajv2020.default(STRICT), "draft-07": new Ajv07.default(STRICT) };
const MODES = ["schema", "postal", "strict"].flatMap((policy) => [false, true].map((normalize) => ({ policy, normalize })));

/** The two sides of an operation, compiled by both drafts. */
function compile(operation, options) {
  const { jsonSchema } = schema(operation, options)["~standard"];
  return Object.entries(DRAFTS).map(([target, ajv]) => ({
    target,
    input: ajv.compile(jsonSchema.input({ target })),
    output: ajv.compile(jsonSchema.output({ target })),
  }));
}

/** An input as JSON Schema sees it: JSON has no `undefined`. */
const json = (input) => (input === undefined ? undefined : JSON.parse(JSON.stringify(input)));

for (const operation of operations()) {
  test(`${operation}: accepts what validate accepts, and describes its output`, (t) => {
    let accepted = 0;
    let refused = 0;
    let alike = 0;
    const inputs = [...known(operation), ...mutants(operation, MUTANTS, 7)].map(json);
    for (const options of MODES) {
      const drafts = compile(operation, options);
      for (const { input: takes, output: describes } of drafts)
        assert.ok(![null, 1, "x", true, []].some((nothing) => takes(nothing) || describes(nothing)), "what is no object");
      for (const input of inputs) {
        const verdict = validate(operation, input, { ...options, now: NOW });
        for (const { target, input: takes, output: describes } of drafts) {
          const taken = takes(input);
          const context = () => JSON.stringify({ target, options, input, errors: takes.errors ?? describes.errors });
          if (!verdict.ok) {
            refused++;
            alike += taken ? 0 : 1;
            continue;
          }
          accepted++;
          assert.ok(taken, context());
          assert.ok(describes(verdict.value), context());
        }
      }
    }
    t.diagnostic(`${accepted} accepted; of ${refused} refused by validate, ${alike} by the schema too`);
    assert.ok(accepted > 400, `the generator makes what is accepted: ${accepted}`);
    assert.ok(alike > refused / 5, `the schema says something: ${alike} of ${refused}`);
  });
}

test("each schema names its draft", () => {
  const { jsonSchema } = schema("grid.onboard")["~standard"];
  for (const side of ["input", "output"]) {
    assert.equal(jsonSchema[side]({ target: "draft-2020-12" }).$schema, "https://json-schema.org/draft/2020-12/schema");
    assert.equal(jsonSchema[side]({ target: "draft-07" }).$schema, "http://json-schema.org/draft-07/schema#");
  }
});
