// What `kyclink/form` and the main entry point have in common.

export { isKycLinkError, KycLinkError } from "../error.js";
export { ERROR_CODES, ISSUE_CODES, LABELS } from "../tables.js";
export { addressFields } from "./address.js";
export { applicantFrom } from "./applicant.js";
export { countries, fieldProps, subdivisions } from "./data.js";
export { phoneInput } from "./phone-input.js";
export { problem, problemResponse } from "./problem.js";
export { schema } from "./schema.js";
export { normalize, operations, validate } from "./validate.js";
