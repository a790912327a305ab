// The applicants of a provider of your own.
import type { Applicant, CustomerType } from "./applicant.js";

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
