// `schema` with the types of Standard Schema and of libraries, and structurally.

import { sValidator } from "@hono/standard-validator";
import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import type { StandardJSONSchemaV1, StandardSchemaV1 } from "@standard-schema/spec";
import { FormApi } from "@tanstack/form-core";
import { Hono } from "hono";
import type { Applicant, Issue, Operations } from "kyclink";
import { schema } from "kyclink/form";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Compiles only for `true`. */
type True<T extends true> = T;

const onboard = schema("spherepay.onboard");
const customer = schema("grid.createCustomer");
export const standard: StandardSchemaV1<Applicant> = onboard;
export const json: StandardJSONSchemaV1<Applicant> = onboard;
export const both: StandardSchemaV1 & StandardJSONSchemaV1 = customer;

export type Checks = [
  True<Same<StandardSchemaV1.InferInput<typeof onboard>, Operations["spherepay.onboard"]["input"]>>,
  True<Same<StandardSchemaV1.InferOutput<typeof onboard>, Operations["spherepay.onboard"]["input"]>>,
  True<Same<StandardSchemaV1.InferOutput<typeof customer>, Operations["grid.createCustomer"]["input"]>>,
  // Without the spec's package, as its documentation says to read them.
  True<Same<NonNullable<(typeof onboard)["~standard"]["types"]>["input"], Operations["spherepay.onboard"]["input"]>>,
];

/** What `validate` gives back is no promise, and its issues have their codes. */
export function findings(input: unknown): Applicant | readonly Issue[] {
  const result = onboard["~standard"].validate(input);
  return result.issues ?? result.value;
}

export const resolver = standardSchemaResolver(onboard);

const defaultValues: Applicant = { type: "individual", email: "", phone: "", address: { line1: "", country: "" } };
export const form = new FormApi({ defaultValues, validators: { onChange: onboard, onSubmit: onboard } });

export const app = new Hono().post("/", sValidator("json", onboard), (context) => {
  const applicant: Applicant = context.req.valid("json");
  return context.text(applicant.type);
});
