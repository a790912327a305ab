/** Compares what was recorded with a file of `tests/transcripts`. */

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";

/** A version 4 UUID, which is another in each run. */
export const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g;

/**
 * After an intended change, `KYCLINK_UPDATE=1` rewrites the file: never where the tests are to judge, as in CI.
 *
 * @param {string} name
 * @param {string} recorded
 */
export function expectTranscript(name, recorded) {
  const file = new URL(`../../../transcripts/${name}.txt`, import.meta.url);
  if (process.env.KYCLINK_UPDATE === "1" && !process.env.CI) writeFileSync(file, recorded);
  const [now, expected] = [recorded, readFileSync(file, "utf8")].map((text) => text.split("\n"));
  for (const [at, line] of now.entries()) assert.equal(line, expected[at], `${name}.txt, line ${at + 1}`);
  assert.equal(now.length, expected.length, `${name}.txt has as many lines as were recorded`);
}

/** Tests that record transcripts together. These are compared only if each test has run to its end. */
export function createParts() {
  const names = [];
  const finished = [];
  return {
    /** @param {string} name @param {(t: import("node:test").TestContext) => Promise<void>} run */
    part(name, run) {
      names.push(name);
      test(name, async (t) => {
        await run(t);
        finished.push(name);
      });
    },

    /** @param {Record<string, string[]>} transcripts the lines of each by its name */
    compare(transcripts) {
      test("all of it is what the transcripts have", () => {
        assert.deepEqual(finished, names);
        for (const [name, lines] of Object.entries(transcripts)) expectTranscript(name, `${lines.join("\n").trim()}\n`);
      });
    },
  };
}
