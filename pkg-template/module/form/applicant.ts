// The fields of an HTML form as an object: for the handler, and for pages that validate before they send.

import type { Applicant, CustomerType } from "../applicant.ts";
import { misuse } from "../error.ts";

/**
 * A field of an applicant: `"email"`, `"phone"`, `"firstName"`, `"lastName"`, `"birthDate"`, `"nationality"`, `"address"`
 * or a field of {@link Applicant.address}, such as `"address.country"`, and a field of {@link Applicant.business}, such as
 * `"business.legalName"`. With `?` at its end, it is optional.
 */
export type ApplicantField = string;

/** The fields that a provider of your own takes. */
export interface ApplicantFields {
  /** The fields of a person. */
  readonly individual?: readonly ApplicantField[] | undefined;
  /** The fields of a business. */
  readonly business?: readonly ApplicantField[] | undefined;
}

/** The operation of a provider of your own: `provider.operation`, or what `defineOperation` of `kyclink/provider` returns. */
export interface OwnOperation extends ApplicantFields {
  /** The types of applicants that there are. */
  readonly types: readonly CustomerType[];
}

/** An applicant, with the fields of a provider of your own. */
export type OwnApplicant = Pick<Applicant, "type"> &
  Partial<Omit<Applicant, "type" | "address" | "business">> & {
    /** The address, or a part of it. */
    address?: Partial<Applicant["address"]>;
    /** What a business has. */
    business?: Partial<NonNullable<Applicant["business"]>>;
  };

// Deeper than any field of an applicant.
const MAX_STEPS = 8;

/**
 * Returns the applicant in the fields of a form, whose names are paths with dots: `address.city`. The fields are not
 * checked: pass the result to `validate`.
 *
 * An empty field is `""`, which counts as absent. A repeated name, or names that end in `.0`, `.1`, `.2`, give a list.
 * Left out are files, the handler's own field `idempotencyKey`, and what only your server may say: `reference`,
 * `redirectUri` and `agreementConsents`. With the `reference` of somebody else, a person would get the link to that
 * person's customer. This is how `kyclink/edge` reads a form.
 *
 * @param formData The fields of a form.
 * @throws {KycLinkError} `invalid_config` if it is neither a `FormData` nor a `URLSearchParams`
 * @example
 * const result = validate("spherepay.onboard", applicantFrom(new FormData(form)), { normalize: true });
 */
export function applicantFrom(formData: FormData | URLSearchParams): Applicant {
  if (typeof formData?.getAll !== "function" || !(Symbol.iterator in formData)) throw misuse("Pass a FormData or a URLSearchParams.");
  const { idempotencyKey, reference, redirectUri, agreementConsents, ...applicant } = fieldTree(formData);
  // `validate` decides whether it is a valid applicant.
  return applicant as unknown as Applicant;
}

/**
 * Turns dot paths into objects. A repeated path becomes a list, and so does an object whose names are 0, 1, 2 …
 * Files are left out.
 */
export function fieldTree(fields: Iterable<[string, unknown]>): Record<string, unknown> {
  const root = new Map();
  for (const [path, value] of fields) {
    const steps = path.split(".");
    // An own `__proto__` would be harmless here, but not in every object that a caller copies it to.
    if (typeof value !== "string" || steps.length > MAX_STEPS || steps.includes("__proto__")) continue;
    const name = steps.pop();
    let node = root;
    for (const step of steps) {
      if (!(node.get(step) instanceof Map)) node.set(step, new Map());
      node = node.get(step);
    }
    const before = node.get(name);
    if (Array.isArray(before)) before.push(value);
    else node.set(name, node.has(name) ? [before, value] : value);
  }
  return plain(root) as Record<string, unknown>;
}

/** Converts a map to an object, or to a list if its names are 0, 1, 2 …; returns a string as it is. */
function plain(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(plain);
  if (!(node instanceof Map)) return node;
  const object = Object.fromEntries([...node].map(([name, value]) => [name, plain(value)]));
  const names = Object.keys(object);
  return names.length > 0 && names.every((name, at) => name === String(at)) ? Object.values(object) : object;
}
