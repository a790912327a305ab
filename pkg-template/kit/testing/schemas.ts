/**
 * The request schemas of the providers' documents, by provider and name. Here, they are read from `tests/schemas`; in
 * the package, this file holds them.
 */

import { sandboxSchemas } from "../../../xtask/scripts/schemas.mjs";
import type { RequestSchema } from "./schema.ts";

export const SCHEMAS: Record<string, Record<string, RequestSchema>> = sandboxSchemas();
