// An operation as a Standard Schema, which form libraries, routers and tools accept like a zod schema.
// https://standardschema.dev (validation), https://standardschema.dev/json-schema (JSON Schema)

import type { OperationName } from "../codes.ts";
import { copyOptions } from "../copy-options.ts";
import { knownOptions } from "../options/known-options.ts";
import type { ValidateOptions } from "../options/options.ts";
import type { Operations } from "../providers.js";
import { VALIDATE_OPTIONS } from "../tables.js";
import { JSON_SCHEMA } from "../wasm/calls.ts";
import { call } from "../wasm/wasm.ts";
import type { OwnApplicant, OwnOperation } from "./applicant.ts";
import type { Verdict } from "./validate.ts";
import { nameOf, validate } from "./validate.ts";

/** A supported JSON Schema version. The Standard Schema type allows any string; others throw `invalid_config`. */
export type JsonSchemaTarget = "draft-2020-12" | "draft-07" | (string & {});

/** What a JSON Schema is made for. */
export interface JsonSchemaOptions {
  /** The version of JSON Schema. */
  target: JsonSchemaTarget;
}

/** A [Standard Schema](https://standardschema.dev) v1 with synchronous validation and JSON Schema. */
export interface Schema<Input, Output = Input> {
  /** The properties that the Standard Schema specification defines. */
  readonly "~standard": {
    /** The version of the specification. */
    readonly version: 1;
    /** The library that created the schema. */
    readonly vendor: "kyclink";
    /**
     * Validates a value, like `validate`. The result is a {@link Verdict}: it has the warnings, which Standard Schema
     * has no place for.
     */
    readonly validate: (input: unknown) => Verdict<Output>;
    /** The TypeScript types. Not present at run time. */
    readonly types?: {
      /** The type of the input. */
      readonly input: Input;
      /** The type of the validated value. */
      readonly output: Output;
    };
    /** JSON Schema of the input and the output. Less strict than `validate`: never refuses what `validate` accepts. */
    readonly jsonSchema: {
      /** Returns the JSON Schema of the input. */
      readonly input: (options: JsonSchemaOptions) => Record<string, unknown>;
      /** Returns the JSON Schema of the validated value. */
      readonly output: (options: JsonSchemaOptions) => Record<string, unknown>;
    };
  };
}

/** Returns an applicant of a provider of your own as a Standard Schema. */
export function schema(operation: OwnOperation, options?: ValidateOptions): Schema<OwnApplicant>;
/**
 * Returns an operation's input as a Standard Schema, for form libraries, routers and other tools.
 *
 * @param operation The operation, such as `"spherepay.onboard"`.
 * @param options The policy, normalization and custom messages.
 * @throws {KycLinkError} `invalid_config` for an unknown operation, policy or target, when the schema is used
 * @example
 * useForm({ resolver: standardSchemaResolver(schema("spherepay.onboard")) });
 */
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
