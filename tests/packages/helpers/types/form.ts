// `kyclink/form`, `kyclink/form/slim`, `kyclink/names`, `kyclink/messages`: exactly what a web page imports.

import type { PhoneInput } from "kyclink";
import * as main from "kyclink";
import type {
  AddressField,
  Applicant,
  Country,
  FieldPath,
  FieldProps,
  GridApplicant,
  Issue,
  IssueOf,
  Label,
  Operations,
  ReactFieldProps,
  Schema,
  Verdict,
} from "kyclink/form";
import {
  addressFields,
  applicantFrom,
  countries,
  fieldProps,
  type LABELS,
  normalize,
  problemResponse,
  schema,
  subdivisions,
  validate,
} from "kyclink/form";
import { init, initSync, validate as validateSlim } from "kyclink/form/slim";
import messages from "kyclink/messages/de";
import namen, { labels } from "kyclink/names/de";
import names from "kyclink/names/en";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Compiles only for `true`. */
type True<T extends true> = T;

declare const input: unknown;
const verdict = validate("spherepay.onboard", input);
const spherepay = schema("spherepay.onboard", { policy: "strict", normalize: true, messages: { required: "Bitte ausfüllen." } });

export type Checks = [
  True<Same<typeof verdict, Verdict<Operations["spherepay.onboard"]["input"]>>>,
  True<Same<typeof spherepay, Schema<Operations["spherepay.onboard"]["input"]>>>,
  True<Same<ReturnType<typeof countries>, Country[]>>,
  True<Same<AddressField["label"], Label>>,
  True<Same<(typeof LABELS)[number], Label>>,
  True<Same<ReturnType<typeof main.phoneInput>, PhoneInput | undefined>>,
  // The main entry has the same functions, not others of the same name. Those that take an operation take more of them
  // there.
  True<Same<Applicant, main.Applicant>>,
  True<Same<typeof main.subdivisions, typeof subdivisions>>,
  True<Same<typeof validate, typeof validateSlim>>,
  True<Same<main.Operations, Operations>>,
  True<Same<Parameters<typeof validate>[0], main.FormOperationName>>,
  True<Same<Parameters<typeof main.validate>[0], main.OperationName>>,
  True<Same<Operations["grid.onboard"]["input"], GridApplicant>>,
  // The fields of an input.
  True<Same<Extract<FieldPath<Applicant>, `address.${string}` | "email">, `address.${keyof Applicant["address"] & string}` | "email">>,
];

countries({ locale: ["de-AT", "de"] as const });
subdivisions("US", { names: namen });
validate("spherepay.onboard", input, { messages: { ...messages, required: "Bitte ausfüllen." } });
/** Every code has a message. */
export const entry: string | ((issue: IssueOf<"too_long">) => string) = messages.too_long;
export const label: string = labels[addressFields("JP")[0]?.label ?? "city"];
addressFields(undefined, undefined, { names });
subdivisions(null, { names: undefined });
applicantFrom(new FormData()).address.country satisfies string;
const react: ReactFieldProps = fieldProps("grid.onboard", "email", { naming: "react" });
const html: FieldProps = fieldProps("grid.onboard", "email", { country: undefined, naming: "html" });
export const tokens = [react.autoComplete, html.autocomplete];
normalize("grid.onboard", { phone: "0171 1234567" }, { phoneCountry: "address" }).phone satisfies string;
validate("grid.onboard", input, { normalize: true, phoneCountry: undefined });
fieldProps("grid.onboard", ["address", "city"] as const);
problemResponse([] satisfies Issue[]);

/** Warnings, for which Standard Schema has no place. */
export const warnings: Issue[] = schema("grid.onboard")["~standard"].validate(input).warnings;

schema("spherepay.onboard", { messages: { too_long: ({ params }) => `at most ${params.max satisfies number}` } });

/** The code says which params there are. */
export function expected(issue: Issue): string {
  if (issue.code === "invalid_type") {
    // @ts-expect-error: no type of JSON Schema
    if (issue.params.expected === "text") return "";
    return issue.params.expected satisfies "string" | "object" | "array" | "boolean" | "number" | "integer";
  }
  if (issue.code === "unknown_value") {
    // @ts-expect-error: it has no maximum
    void issue.params.max;
    return issue.params.allowed.join();
  }
  if (issue.code === "provider") return issue.params.constraint?.enum?.join() ?? String(issue.params.constraint?.maxLength);
  // @ts-expect-error: the code is not known yet
  void issue.params.max;
  // @ts-expect-error: this code has none
  if (issue.code === "required") return String(issue.params.max);
  return issue.code === "too_long" || issue.code === "number_range" ? String(issue.params.max) : issue.message;
}

// @ts-expect-error: a policy that does not exist
schema("spherepay.onboard", { policy: "lax" });
// @ts-expect-error: an operation that a page does not validate
validate("grid.getCustomer", input);
// @ts-expect-error: a field that does not exist
fieldProps("grid.onboard", "address.zip");
main.fieldProps("spherepay.createCustomer", ["personalInformation", "firstName"]);
for (const { field } of addressFields("US")) fieldProps("spherepay.onboard", `address.${field}`);
// @ts-expect-error: the names are handed over themselves
subdivisions("US", { names: "en" });
// @ts-expect-error: an index is no part of a path
fieldProps("grid.onboard", ["address", 0]);

// @ts-expect-error: the form entry has no clients
export type { Client } from "kyclink/form";

/** Attributes that every JSX and DOM typing takes. */
export const spread: Record<string, string | number | boolean | undefined> = { ...fieldProps("grid.onboard", "email") };

export async function slim(bytes: Uint8Array): Promise<Operations["grid.onboard"]["input"] | undefined> {
  initSync(bytes);
  await init(new URL("https://example.com/kyclink-form.wasm"));
  const found = validateSlim("grid.onboard", input);
  return found.ok ? found.value : undefined;
}
