/** The declarations compile in the least version of TypeScript, which docs/runtimes.md names. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { testEverywhere } from "../helpers/types/project.mjs";
import { tool } from "./consumer.mjs";

const LEAST = "5.7";

// It does not know `require` of an ES module.
testEverywhere({ tsc: tool(`typescript-${LEAST}/bin/tsc`), without: "commonjs.cts" });

test("docs/runtimes.md names it", () => {
  const page = readFileSync(new URL("../../../docs/runtimes.md", import.meta.url), "utf8");
  assert.ok(page.includes(`\nThe declarations need TypeScript ${LEAST} or newer.\n`));
});
