// What `kyclink/form` exports: validation, and the data of a form.

export { addressFields, countries, fieldProps, subdivisions } from "./data.js";
export { isKycLinkError, KycLinkError } from "./error.js";
export { problem, problemResponse } from "./problem.js";
export { schema } from "./schema.js";
export { ERROR_CODES, ISSUE_CODES } from "./tables.js";
export { normalize, operations, validate } from "./validate.js";
