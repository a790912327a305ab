/**
 * `node tests/packages/helpers/troubleshooting/write.mjs`: makes each mistake and writes its message into
 * docs/troubleshooting.md.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { MISTAKES } from "./mistakes.mjs";

const page = fileURLToPath(new URL("../../../../docs/troubleshooting.md", import.meta.url));
const lines = [];
for (const line of readFileSync(page, "utf8").split("\n")) {
  const [, mistake, whatToDo] = /^\| (.*?) \| .* \| (.*) \|$/.exec(line) ?? [];
  const make = MISTAKES[mistake];
  lines.push(make ? `| ${mistake} | ${(await make()).replaceAll("<", "\\<")} | ${whatToDo} |` : line);
}
writeFileSync(page, lines.join("\n"));
process.exit(0);
