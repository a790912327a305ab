/** Phone numbers as people write them, in the packed package: libphonenumber's own spellings of its example numbers. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { esm, subpath } from "./install/index.mjs";

const table = readFileSync(new URL("../vectors/data/phone-spellings.csv", import.meta.url), "utf8");
const [, ...rows] = table
  .trimEnd()
  .split("\n")
  .map((line) => line.split(","));

for (const [entry, load] of [
  ["kyclink", esm],
  ["kyclink/form", () => subpath("form")],
]) {
  test(`${entry}: every spelling of every example number is normalized to E.164, without a miss`, async () => {
    const { normalize, validate } = await load();
    const count = { international: 0, rfc3966: 0, zero: 0 };
    for (const [, , spelling, phone, number] of rows) {
      assert.equal(normalize("spherepay.onboard", { phone }).phone, number, phone);
      const applicant = { type: "individual", email: "jane@example.com", phone };
      const { value, warnings } = validate("grid.onboard", applicant, { normalize: true });
      assert.deepEqual([value.phone, warnings], [number, []], phone);
      count[spelling]++;
    }
    assert.deepEqual(count, { international: 1141, rfc3966: 1141, zero: 558 });
  });
}
