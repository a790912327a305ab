/** The schemas in the package are those that the sandbox reads in the repository. */

import assert from "node:assert/strict";
import test from "node:test";
import { pathToFileURL } from "node:url";
import { SCHEMAS } from "../../../../pkg-template/kit/testing/schemas.js";
import { file } from "../../helpers/install/index.mjs";

test("the package holds the schemas of the documents", async () => {
  const packed = await import(pathToFileURL(file("dist/kit/testing/schemas.js")));
  assert.deepEqual(packed.SCHEMAS, SCHEMAS);
  assert.deepEqual(Object.keys(SCHEMAS), ["spherepay", "grid", "bridge"]);
});
