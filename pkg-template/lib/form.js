// What `kyclink/form` exports: validation, and the data of a form. A page downloads it, so it is small before it is
// fast.

import { schemaWith } from "./form/schema.js";
import { validate } from "./form/validate.js";

export * from "./form/page.js";
export { validate };
export const schema = /* @__PURE__ */ schemaWith(validate);
