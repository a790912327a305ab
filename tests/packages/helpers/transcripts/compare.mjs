/** Compares what was said with a file of `tests/transcripts`. */

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";

/**
 * After an intended change, `KYCLINK_UPDATE=1` rewrites the file: never where the tests are to judge, as in CI.
 *
 * @param {string} name
 * @param {string} said
 */
export function expectTranscript(name, said) {
  const file = new URL(`../../../transcripts/${name}.txt`, import.meta.url);
  if (process.env.KYCLINK_UPDATE === "1" && !process.env.CI) writeFileSync(file, said);
  const [now, expected] = [said, readFileSync(file, "utf8")].map((text) => text.split("\n"));
  for (const [at, line] of now.entries()) assert.equal(line, expected[at], `${name}.txt, line ${at + 1}`);
  assert.equal(now.length, expected.length, `${name}.txt has as many lines as were said`);
}
