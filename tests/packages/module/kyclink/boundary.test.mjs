/**
 * Any JavaScript value gets the result that the crate has for the same value as JSON: with proxies, getters, cycles and
 * polluted prototypes. `cargo xtask fuzz-boundary` does the same for a million inputs.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { startNative } from "../../helpers/agreement/native.mjs";
import { fuzz } from "../../helpers/boundary/fuzz.mjs";

const INPUTS = 10_000;
const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));

test(`${INPUTS} hostile inputs, seed ${seed}`, async (t) => {
  const native = startNative();
  t.after(native.close);
  const { counts, difference } = await fuzz({ native, seed, count: INPUTS });
  if (difference) assert.fail(difference);
  t.diagnostic(`${counts.results} results, ${counts.accepted} inputs accepted, ${counts.withoutJson} without JSON`);
  assert.ok(counts.accepted > 0.05 * counts.calls.validate, "nearly all of them are refused: little of what is sent was compared");
});
