// What the application knows of a person already, as the values of the form.

import type { Applicant } from "../../../module/applicant.ts";
import { copyOptions } from "../../../module/copy-options.ts";
import { misuse } from "../../../module/error.ts";
import { fieldTree } from "../../../module/form/applicant.ts";
import { normalize } from "../../../module/form/validate.ts";
import { COMPOSITES } from "../../../module/tables.js";
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

/** The date fields. A browser leaves one empty whose value is not `YYYY-MM-DD`. */
const DATES = ["birthDate", "business.incorporatedOn"];

/**
 * Returns the values by the names of the form's fields, and the names of those that cannot be read. Whatever is not a
 * string or a date is left out, and so are checkboxes: only the person can give a consent.
 */
export function valuesOf(known: unknown, ownFields: readonly OwnFieldControl[]): { values: Record<string, string>; unread: string[] } {
  const values: Record<string, string> = copyOptions({});
  collect(known, "", 0, values);
  const unread = DATES.filter((name) => values[name] !== undefined && !readDate(values, name));
  if (values.type !== "individual" && values.type !== "business") delete values.type;
  for (const { name, kind } of ownFields) if (kind === "checkbox") delete values[name];
  for (const name of Object.keys(values)) if (name.startsWith("agreements.")) delete values[name];
  // The form makes its own key, and the channel belongs to the page for contact codes.
  for (const name of ["idempotencyKey", "channel"]) delete values[name];
  return { values, unread };
}

/** A time of day that says nothing: midnight or noon. The day of any other moment depends on the time zone. */
const NO_TIME = /[T ](?:00|12):00(?::00(?:\.0+)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?$/i;

/** Writes a date as the rules do, and returns whether that is possible. Another one is left out. */
function readDate(values: Record<string, string>, name: string) {
  const written = values[name].trim().replace(NO_TIME, "");
  // Each provider reads a date in the same way; not each has this field.
  const read = COMPOSITES.map((operation) => valueAt(normalize(operation, fieldTree([[name, written]])), name)).find(isDate);
  if (read === undefined) delete values[name];
  else values[name] = read;
  return read !== undefined;
}

function valueAt(fields: Record<string, unknown>, path: string): unknown {
  return path.split(".").reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined)?.[step], fields);
}

function isDate(text: unknown): text is string {
  const time = Date.parse(`${text}T00:00:00Z`);
  // `Date` reads the 31st of February as a day in March.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(`${text}T`);
}

/** The error for a value that cannot be read. It does not have the value. */
export function unreadable(name: string) {
  return misuse(`prefill returned a ${name} that is not a date: write YYYY-MM-DD.`);
}

function collect(part: unknown, path: string, depth: number, values: Record<string, string>) {
  if (part instanceof Date && !Number.isNaN(part.getTime())) return collect(part.toISOString(), path, depth, values);
  if (typeof part === "string") {
    if (path !== "" && part !== "" && part.length <= MAX_CHARS) values[path] = part;
    return;
  }
  if (typeof part !== "object" || part === null || Array.isArray(part) || depth === MAX_DEPTH) return;
  for (const [name, inner] of Object.entries(part)) collect(inner, path === "" ? name : `${path}.${name}`, depth + 1, values);
}
