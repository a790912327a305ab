// What `kyclink/form` and the main entry point have in common.

export type {
  Applicant,
  ApplicantAcceptanceMethod,
  ApplicantAddress,
  ApplicantAgreement,
  ApplicantBusiness,
  ApplicantConsent,
  CustomerType,
  Relaxed,
} from "../applicant.ts";
export type { AnyProviderName } from "../call/client.ts";
export type { CompositeName, ErrorCode, FormOperationName, IssueCode, Label, OperationName, ProviderName } from "../codes.ts";
export { isKycLinkError, KycLinkError } from "../error.ts";
export type { FieldConstraint, Issue, IssueOf, IssueParams } from "../issue.ts";
export type { ValidateOptions } from "../options/options.ts";
export { ERROR_CODES, ISSUE_CODES, LABELS } from "../tables.js";
export type { AddressField } from "./address.ts";
export { addressFields } from "./address.ts";
export type { ApplicantField, ApplicantFields, OwnApplicant, OwnOperation } from "./applicant.ts";
export { applicantFrom } from "./applicant.ts";
export type { Country, CountryCode, FieldPath, FieldProps, Names, ReactFieldProps, Subdivision } from "./data.ts";
export { countries, fieldProps, subdivisions } from "./data.ts";
export type { PhoneInput } from "./phone-input.ts";
export { phoneInput } from "./phone-input.ts";
export type { Problem, ProblemIssue, ProblemOptions } from "./problem.ts";
export { problem, problemResponse } from "./problem.ts";
export type { JsonSchemaOptions, JsonSchemaTarget, Schema } from "./schema.ts";
export { schema } from "./schema.ts";
export type { Message, Messages, PersonField, PhoneCountry, Policy, Verdict } from "./validate.ts";
export { normalize, operations, validate } from "./validate.ts";
