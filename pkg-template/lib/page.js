// What `kyclink/form` and the main entry point have in common.

export { addressFields, countries, fieldProps, subdivisions } from "./data.js";
export { isKycLinkError, KycLinkError } from "./error.js";
export { problem, problemResponse } from "./problem.js";
export { ERROR_CODES, ISSUE_CODES } from "./tables.js";
export { normalize, operations } from "./validate.js";
