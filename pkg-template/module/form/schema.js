// An operation as a Standard Schema, which form libraries, routers and tools accept like a zod schema.
// https://standardschema.dev (validation), https://standardschema.dev/json-schema (JSON Schema)

import { copyOptions } from "../copy-options.js";
import { knownOptions } from "../options/known-options.js";
import { VALIDATE_OPTIONS } from "../tables.js";
import { JSON_SCHEMA } from "../wasm/calls.js";
import { call } from "../wasm/wasm.js";
import { nameOf, validate } from "./validate.js";

/**
 * @param {any} operation
 * @param {import("../../types/form.js").ValidateOptions} [options]
 * @returns {any}
 */
export function schema(operation, options) {
  const { policy, normalize, personFields } = knownOptions(options, VALIDATE_OPTIONS);
  /** @type {(isInput: boolean) => (jsonSchemaOptions: { target: string }) => Record<string, unknown>} */
  const describe = (isInput) => (jsonSchemaOptions) =>
    call(JSON_SCHEMA, nameOf(operation), { isInput, target: copyOptions(jsonSchemaOptions).target, policy, normalize, personFields });
  return {
    "~standard": {
      version: 1,
      vendor: "kyclink",
      // A verdict is a result of Standard Schema that also has the warnings.
      validate: (/** @type {unknown} */ input) => validate(operation, input, options),
      jsonSchema: { input: describe(true), output: describe(false) },
    },
  };
}
