// An operation as a Standard Schema, which form libraries, routers and tools accept like a zod schema.
// https://standardschema.dev (validation), https://standardschema.dev/json-schema (JSON Schema)

import type { OperationName, OwnApplicant, OwnOperation, Schema, ValidateOptions } from "../../types/form.js";
import type { Operations } from "../../types/providers.js";
import { copyOptions } from "../copy-options.ts";
import { knownOptions } from "../options/known-options.ts";
import { VALIDATE_OPTIONS } from "../tables.js";
import { JSON_SCHEMA } from "../wasm/calls.ts";
import { call } from "../wasm/wasm.ts";
import { nameOf, validate } from "./validate.ts";

export function schema(operation: OwnOperation, options?: ValidateOptions): Schema<OwnApplicant>;
export function schema<Name extends OperationName>(operation: Name, options?: ValidateOptions): Schema<Operations[Name]["input"]>;
export function schema(operation: OperationName | OwnOperation, options?: ValidateOptions): Schema<unknown> {
  const { policy, normalize, personFields } = knownOptions(options, VALIDATE_OPTIONS);
  const describe: (isInput: boolean) => (jsonSchemaOptions: { target: string }) => Record<string, unknown> =
    (isInput) => (jsonSchemaOptions) =>
      call(JSON_SCHEMA, nameOf(operation), { isInput, target: copyOptions(jsonSchemaOptions).target, policy, normalize, personFields });
  return {
    "~standard": {
      version: 1,
      vendor: "kyclink",
      // A verdict is a result of Standard Schema that also has the warnings.
      validate: (input: unknown) => validate(operation, input, options),
      jsonSchema: { input: describe(true), output: describe(false) },
    },
  };
}
