/**
 * The request schemas of the providers' documents, by provider and name. Here, they are read from `tests/schemas`; in
 * the package, this file holds them.
 */

import { sandboxSchemas } from "../../../xtask/scripts/schemas.mjs";

/** @type {Record<string, Record<string, import("./schema.js").Schema>>} */
export const SCHEMAS = sandboxSchemas();
