/** The schemas in the package are those that the sandbox reads in the repository. */

import assert from "node:assert/strict";
import test from "node:test";
import { internal } from "../../helpers/install/index.mjs";

const { SCHEMAS } = await internal("kit/testing/schemas.js");

test("the package holds the schemas of the documents", async () => {
  const packed = await internal("kit/testing/schemas.js");
  assert.deepEqual(packed.SCHEMAS, SCHEMAS);
  assert.deepEqual(Object.keys(SCHEMAS), ["spherepay", "grid", "bridge"]);
});
