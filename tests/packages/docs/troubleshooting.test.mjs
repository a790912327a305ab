/**
 * docs/troubleshooting.md: each mistake is made, and the end of its message stands in one row. Each message of the page
 * belongs to a mistake.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, describe, test } from "node:test";
import { MISTAKES } from "../helpers/troubleshooting/mistakes.mjs";

const page = readFileSync(new URL("../../../docs/troubleshooting.md", import.meta.url), "utf8");
const rows = [...page.matchAll(/^\| (?!message \|)(.*) \| (.*) \|$/gm)];
const messages = rows.flatMap(([, messages]) => messages.split("<br>"));

/** The message as a pattern, in which an ellipsis stands for names and values. */
function pattern(message) {
  const parts = message.replaceAll("\\<", "<").split("…");
  return new RegExp(`(^|[.:] )${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(".*")}$`, "s");
}

describe("the page has the message of", () => {
  const unused = new Set(messages);
  for (const [mistake, make] of Object.entries(MISTAKES)) {
    test(mistake, async () => {
      const message = await make();
      const found = messages.filter((known) => pattern(known).test(message));
      assert.notDeepEqual(found, [], message);
      for (const known of found) unused.delete(known);
    });
  }
  after(() => assert.deepEqual([...unused], [], "no mistake has these messages"));
});

test("each row says what to do", () => {
  for (const [, , advice] of rows) assert.match(advice, /\.$/);
});
