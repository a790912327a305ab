/** docs/proof.md: a figure is of the commit that it was found with, and the page says which. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const ROOT = new URL("../../../", import.meta.url);
/** Without the comments that say where `cargo xtask proof` puts figures. */
const PAGE = readFileSync(new URL("docs/proof.md", ROOT), "utf8").replace(/^<!--.*-->\n/gm, "");
/** A row whose last cells are numbers, or a bold count. */
const FIGURE = /^\|.*\|\s*-?\d[\d,.]*[^|a-z]*\|$|\*\*\d[\d,]+/m;
const COMMIT = /^Figures of commit `[0-9a-f]{8,}`/m;

/** The sections that have figures and do not say before the first one of which commit. */
function undated(page) {
  const [, ...sections] = page.split(/^## /m);
  return sections.filter((text) => FIGURE.test(text) && !COMMIT.test(text.slice(0, text.search(FIGURE)))).map(headOf);
}

const headOf = (text) => text.slice(0, text.indexOf("\n"));

test("each section with figures names their commit", () => {
  assert.deepEqual(undated(PAGE), []);
  assert.ok(PAGE.split("\n").filter((line) => COMMIT.test(line)).length >= 8);
});

test("a section without a commit is found", () => {
  assert.deepEqual(undated("# A\n\n## B\n\nof a run\n\n| a | 1,234 |\n\n## C\n\nFigures of commit `01234567`.\n\n| a | 1 |\n"), ["B"]);
  assert.deepEqual(undated("# A\n\n## B\n\n| habit | equal |\n"), []);
});

test("each planted fault has its row, and the invariant that has to find it", () => {
  const folder = new URL("simulation/faults/", ROOT);
  const patches = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), "utf8"));
  const planted = [...patches.join("\n").matchAll(/^plants: (.*)\.\nfinds: (.*)$/gm)].map(([, what, finds]) => `${what}: ${finds}`);
  const [, table] = /^### Planted faults\n([\s\S]*?)^## /m.exec(PAGE);
  const rows = [...table.matchAll(/^\| (.*?) \| (.*?) \| \d+ \|$/gm)].map(([, what, found]) => `${what}: ${found}`);
  assert.deepEqual(rows.sort(), planted.sort());
});
