// What the application knows of a person already, as the values of the form.

import type { Applicant } from "../../../module/applicant.ts";
import { copyOptions } from "../../../module/copy-options.ts";
import { countries } from "../../../module/form/data.ts";
import type { OwnFieldControl } from "../views/view.js";

/** Some of the members. */
type Known<Whole> = { readonly [Name in keyof Whole]?: Whole[Name] | undefined };

/** What is known of an applicant, and of the own fields in which people write. */
export type Prefill = Known<Omit<Applicant, "address" | "business">> & {
  /** What is known of the address. */
  address?: Known<Applicant["address"]> | undefined;
  /** What is known of the business. */
  business?: Known<NonNullable<Applicant["business"]>> | undefined;
  /** Values of the fields in `ownFields`. Only the person can tick a checkbox. */
  own?: Readonly<Record<string, string>> | undefined;
};

/** No field that a person fills in is longer. */
const MAX_CHARS = 500;
/** Deeper than any field of an applicant. */
const MAX_DEPTH = 3;

/**
 * Returns the values by the names of the form's fields. Whatever is not a string is left out, and so are
 * checkboxes: only the person can give a consent.
 */
export function valuesOf(known: unknown, ownFields: readonly OwnFieldControl[]): Record<string, string> {
  const values: Record<string, string> = copyOptions({});
  collect(known, "", 0, values);
  for (const name of ["address.country", "business.country"]) {
    // The list has alpha-2 codes.
    const code = values[name]?.toUpperCase();
    const country = countries().find(({ alpha2, alpha3 }) => alpha2 === code || alpha3 === code);
    if (country) values[name] = country.alpha2;
  }
  if (values.type !== "individual" && values.type !== "business") delete values.type;
  for (const { name, kind } of ownFields) if (kind === "checkbox") delete values[name];
  for (const name of Object.keys(values)) if (name.startsWith("agreements.")) delete values[name];
  // The form makes its own key, and the channel belongs to the page for contact codes.
  for (const name of ["idempotencyKey", "channel"]) delete values[name];
  return values;
}

function collect(part: unknown, path: string, depth: number, values: Record<string, string>) {
  if (typeof part === "string") {
    if (path !== "" && part !== "" && part.length <= MAX_CHARS) values[path] = part;
    return;
  }
  if (typeof part !== "object" || part === null || Array.isArray(part) || depth === MAX_DEPTH) return;
  for (const [name, inner] of Object.entries(part)) collect(inner, path === "" ? name : `${path}.${name}`, depth + 1, values);
}
