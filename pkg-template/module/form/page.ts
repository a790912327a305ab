// What `kyclink/form` and the main entry point have in common.

export { isKycLinkError, KycLinkError } from "../error.ts";
export { ERROR_CODES, ISSUE_CODES, LABELS } from "../tables.js";
export { addressFields } from "./address.ts";
export { applicantFrom } from "./applicant.ts";
export { countries, fieldProps, subdivisions } from "./data.ts";
export { phoneInput } from "./phone-input.ts";
export { problem, problemResponse } from "./problem.ts";
export { schema } from "./schema.ts";
export { normalize, operations, validate } from "./validate.ts";
