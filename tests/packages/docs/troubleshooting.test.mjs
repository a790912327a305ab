/** docs/troubleshooting.md: each mistake of its tables is made, and its message is the one in the table. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { MISTAKES } from "../helpers/troubleshooting/mistakes.mjs";

const page = readFileSync(new URL("../../../docs/troubleshooting.md", import.meta.url), "utf8");
const rows = [...page.matchAll(/^\| (.*) \| (.*) \| (.*) \|$/gm)].map(([, ...cells]) => cells).filter(([mistake]) => mistake !== "mistake");

test("the tables have every mistake that can be made here, and no other, and are long enough", () => {
  assert.deepEqual(rows.map(([mistake]) => mistake).sort(), Object.keys(MISTAKES).sort());
  assert.ok(rows.length >= 42);
});

describe("the message of", () => {
  for (const [mistake, message, whatToDo] of rows) {
    test(mistake, async () => {
      // Without the backslash, Markdown would take it for a tag.
      assert.equal(await MISTAKES[mistake]?.(), message.replaceAll("\\<", "<"));
      assert.match(whatToDo, /\.$/);
    });
  }
});
