/**
 * The table of runtimes and checks: every test of this folder is a row, and leaves it in a file. Run as a program, this prints
 * the table and holds it against docs/runtimes.md, which `--write` changes.
 */

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const RESULTS = fileURLToPath(new URL("../../../target/runtimes/results/", import.meta.url));
const PAGE = fileURLToPath(new URL("../../../docs/runtimes.md", import.meta.url));
const COLUMNS = ["import", "validate", "build", "parse", "client", "webhook", "sandbox", "form", "error", "globals", "CSP", "one wasm"];

/** A test whose results are a row. `act` gives what `run` of checks.mjs gives. */
export function row(name, act) {
  test(name, async (t) => {
    const results = await act(t).catch((error) => ({ counts: {}, failed: [error.stack] }));
    mkdirSync(RESULTS, { recursive: true });
    const order = `${basename(process.argv[1])} ${String(rows++).padStart(2, "0")}`;
    writeFileSync(join(RESULTS, `${order}.json`), JSON.stringify({ name, ...results }));
    assert.deepEqual(results.failed, []);
  });
}

let rows = 0;

/** One more check, beside those that the program itself has made. */
export function look({ counts, failed }, column, actual, expected) {
  counts[column] = (counts[column] ?? 0) + 1;
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (found !== wanted) failed.push(`${column}: ${found} and not ${wanted}`);
}

function table() {
  const all = readdirSync(RESULTS).sort().map((name) => JSON.parse(readFileSync(join(RESULTS, name))));
  const cells = ({ name, counts, failed }) => [name, ...COLUMNS.map((column) => counts[column] ?? ""), failed.length ? "FAILED" : ""];
  const lines = [["", ...COLUMNS, ""], ...all.map(cells)];
  const widths = lines[0].map((_, at) => Math.max(...lines.map((line) => String(line[at]).length)));
  const aligned = (line) => line.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : String(cell).padStart(widths[at]))).join("  ").trimEnd();
  const markdown = [lines[0], ["", ...COLUMNS].map((_, at) => (at === 0 ? "---" : "--:")), ...all.map(cells)].map((line) => `| ${line.slice(0, COLUMNS.length + 1).join(" | ")} |`);
  return { text: lines.map(aligned).join("\n"), markdown: markdown.join("\n") };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { text, markdown } = table();
  console.log(text);
  const page = readFileSync(PAGE, "utf8");
  const current = page.replace(/(<!-- generated: runtimes -->\n)[^]*?(<!-- \/generated -->)/, (_, start, end) => `${start}${markdown}\n${end}`);
  if (process.argv[2] === "--write") writeFileSync(PAGE, current);
  else if (page !== current) {
    console.log("docs/runtimes.md has another table: run `node tests/packages/runtimes/table.mjs --write`, and see why.");
    process.exitCode = 1;
  }
}
