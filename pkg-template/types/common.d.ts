import type { Applicant } from "./applicant.js";
import type { ProviderName } from "./tables.js";

export * from "./applicant.js";
export * from "./errors.js";
export * from "./fields.js";
export * from "./issues.js";
export type { ValidateOptions } from "./options.js";
export * from "./own-applicant.js";
export type { CompositeName, ErrorCode, FormOperationName, IssueCode, Label, OperationName, ProviderName } from "./tables.js";
export { ERROR_CODES, ISSUE_CODES, LABELS } from "./tables.js";

/** The name of a provider, which may be one of your own. */
export type AnyProviderName = ProviderName | (string & {});

/**
 * Returns the applicant in the fields of a form, whose names are paths with dots: `address.city`. The fields are not
 * checked: pass the result to `validate`.
 *
 * An empty field is `""`, which counts as absent. A repeated name, or names that end in `.0`, `.1`, `.2`, give a list.
 * Files and the handler's own field `idempotencyKey` are left out. This is how `kyclink/edge` reads a form.
 *
 * @param formData The fields of a form.
 * @throws {KycLinkError} `invalid_config` if it is neither a `FormData` nor a `URLSearchParams`
 * @example
 * const result = validate("spherepay.onboard", applicantFrom(new FormData(form)), { normalize: true });
 */
export declare function applicantFrom(formData: FormData | URLSearchParams): Applicant;
