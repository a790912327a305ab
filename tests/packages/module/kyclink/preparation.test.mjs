/** What an applicant should have at hand: the vectors, and arguments that are none. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { esm } from "../../helpers/install/index.mjs";

const FOLDER = fileURLToPath(new URL("../../../vectors/preparation/", import.meta.url));
const { preparation } = await esm();

for (const name of readdirSync(FOLDER)) {
  const { provider, cases } = JSON.parse(readFileSync(FOLDER + name, "utf8"));
  for (const { name, applicant, result } of cases) {
    test(`${provider}: ${name}`, () => assert.deepEqual(preparation(provider, applicant), result));
  }
}

test("an applicant may be missing, or not be one", () => {
  const nothing = preparation("bridge");
  for (const wrong of [null, undefined, 1, "US", [], () => "US"]) assert.deepEqual(preparation("bridge", wrong), nothing);
});

test("a provider that does not exist is an error with a code", () => {
  for (const wrong of [undefined, null, "", "nobody", 1, {}]) assert.throws(() => preparation(wrong, {}), { code: "invalid_config" });
});

test("the list is the caller's own", () => {
  const first = preparation("grid", {});
  first.items.length = 0;
  assert.ok(preparation("grid", {}).items.length > 0);
});
