/**
 * The tables of runtimes and checks: each row is a test, which writes its results to a file. As a program, this prints
 * the table of a step, `runtimes` or `frameworks`, and compares what docs/runtimes.md says of it, which `--write`
 * updates.
 */

import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { filled } from "../../../xtask/scripts/generated.mjs";
import { FOLDER, STEP } from "./step.mjs";

const RESULTS = join(FOLDER, "results");
const PAGE = fileURLToPath(new URL("../../../docs/runtimes.md", import.meta.url));
const COLUMNS = [
  "import",
  "validate",
  "build",
  "parse",
  "client",
  "webhook",
  "sandbox",
  "edge",
  "form",
  "error",
  "globals",
  "CSP",
  "one wasm",
];

/** A test whose results are a row. `act` gives what `run` of checks.mjs gives. */
export function row(name, act) {
  const keep = place(name);
  test(name, async (t) => {
    const results = await act(t).catch((error) => ({ counts: {}, failed: [error.stack] }));
    keep(results);
    assert.deepEqual(results.failed, []);
  });
}

/** A row that this machine cannot have, and why. */
export function skip(name, why) {
  test(name, { skip: why }, () => {});
  place(name)({ counts: {}, failed: [], skipped: why });
}

let rows = 0;

/**
 * Where a row's results are kept: in the order of the files, and of the rows in each. What an earlier run of the file
 * kept goes.
 */
function place(name) {
  if (rows === 0) for (const old of results(basename(process.argv[1]))) rmSync(join(RESULTS, old));
  const path = join(RESULTS, `${basename(process.argv[1])} ${String(rows++).padStart(2, "0")}.json`);
  return (found) => writeFileSync(path, JSON.stringify({ name, ...found }));
}

/** The names of what was kept, of one file or of all, in the order of the rows. */
function results(file = "") {
  mkdirSync(RESULTS, { recursive: true });
  return readdirSync(RESULTS)
    .filter((name) => name.startsWith(file))
    .sort();
}

/** One more check, beside those that the program itself has made. */
export function look({ counts, failed }, column, actual, expected) {
  counts[column] = (counts[column] ?? 0) + 1;
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (found !== wanted) failed.push(`${column}: ${found} and not ${wanted}`);
}

/** The rows for a terminal, and as they stand in the page: those that were skipped are taken from there. */
function table(page) {
  const all = results().map((name) => JSON.parse(readFileSync(join(RESULTS, name))));
  const cells = ({ name, counts }) => [name, ...COLUMNS.map((column) => counts[column] ?? "")];
  const remark = ({ failed, skipped }) => (failed.length ? "FAILED" : skipped ? `skipped: ${skipped}` : "");
  const lines = [["", ...COLUMNS], ...all.map(cells)];
  const widths = lines[0].map((_, at) => Math.max(...lines.map((line) => String(line[at]).length)));
  const aligned = (line) => line.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : String(cell).padStart(widths[at]))).join("  ");
  const terminal = lines.map((line, at) => `${aligned(line)}  ${at === 0 ? "" : remark(all[at - 1])}`.trimEnd());
  const lists = new Map();
  for (const row of all) {
    const checks = row.skipped ? known(page, row) : checksOf(row.counts);
    lists.set(checks, [...(lists.get(checks) ?? []), row.name]);
  }
  const rows = [...lists].map(([checks, names]) => `| ${checks} | ${names.join("; ")} |`);
  return {
    terminal: terminal.join("\n"),
    markdown: ["| checks | in |", "|---|---|", ...rows, "", wrapped(`Versions: ${versions().join(", ")}.`)].join("\n"),
  };
}

/** The checks of a row that was skipped, as the page has them. */
const known = (page, { name }) => [...page.matchAll(/^\| (.*) \| (.*) \|$/gm)].find(([, , names]) => names.split("; ").includes(name))?.[1];

/** The checks of a row in few words: those of all entry points, or of `kyclink/form`, and what only some rows have. */
const checksOf = (counts) => [counts.client ? "all" : "form", ...["CSP", "one wasm"].filter((name) => counts[name])].join(", ");

/** The tools of the step, as they are installed. */
function versions() {
  const folder = STEP === "frameworks" ? "frameworks/tools" : "tools";
  const { devDependencies, optionalDependencies } = JSON.parse(readFileSync(new URL(`${folder}/package.json`, import.meta.url)));
  const named = Object.entries({ ...devDependencies, ...optionalDependencies }).filter(
    ([name]) => !/^@(?!sveltejs\/kit|opennextjs|angular\/core)/.test(name),
  );
  return named.map(([name, version]) => `${name} ${version.replace(/^npm:.*@/, "")}`);
}

/** Breaks a text into lines of at most 120 characters. */
const wrapped = (text) => text.replace(/(?=.{121})(.{1,120}) /g, "$1\n");

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const page = readFileSync(PAGE, "utf8");
  const { terminal, markdown } = table(page);
  console.log(terminal);
  const current = filled(page, STEP, markdown);
  if (process.argv[3] === "--write") writeFileSync(PAGE, current);
  else if (page !== current) {
    console.log(`docs/runtimes.md says something else: run \`node tests/packages/runtimes/table.mjs ${STEP} --write\`, and see why.`);
    process.exitCode = 1;
  }
}
