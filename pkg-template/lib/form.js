// What `kyclink/form` exports: validation, and the data of a form. A page downloads it, so it is small before it is
// fast.

import { schemaWith } from "./schema.js";
import { validate } from "./validate.js";

export * from "./page.js";
export { validate };
export const schema = /* @__PURE__ */ schemaWith(validate);
