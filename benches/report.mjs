// The tables of docs/speed.md.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { filled } from "../xtask/scripts/generated.mjs";

const PAGE = fileURLToPath(new URL("../docs/speed.md", import.meta.url));

/** Returns all tables of speed by their names in the page. */
export function tables({ races, worker, handler }) {
  const [node, chromium] = Object.keys(races);
  return {
    races: table(
      ["measure", "entry", `${node}, median`, "minimum", `${chromium}, median`, "minimum"],
      races[node].map(({ measure, entry }, row) => [measure, entry, ...Object.values(races).flatMap((results) => ratios(results[row]))]),
    ),
    worker: ratioTable(worker),
    ...handlerTables(handler),
  };
}

/** Returns the tables about the handler. */
export function handlerTables({ rows, worker }) {
  return {
    "handler-worker": ratioTable(worker),
    "handler-node": ratioTable(rows),
  };
}

/** Prints the tables; with `--write`, puts them into the page and breaks its lines like those of all pages. */
export function publish(tables) {
  for (const [name, text] of Object.entries(tables)) console.log(`${name}\n${text}\n`);
  if (!process.argv.includes("--write")) return;
  writeFileSync(
    PAGE,
    Object.entries(tables).reduce((page, [name, text]) => filled(page, name, text), readFileSync(PAGE, "utf8")),
  );
  execFileSync(process.execPath, ["xtask/scripts/markdown.mjs", "--fix", PAGE]);
}

function ratioTable(rows) {
  return table(
    ["measure", "median", "minimum"],
    rows.map(({ name, ...result }) => [name, ...ratios(result)]),
  );
}

/** A table in Markdown. Cells that start with a digit are aligned to the right. */
function table(head, rows) {
  const line = head.map((_, column) => (/^\d/.test(rows[0][column]) ? "--:" : "---"));
  return [head, line, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

const ratios = ({ median, minimum }) => [median.toFixed(2), minimum.toFixed(2)];
