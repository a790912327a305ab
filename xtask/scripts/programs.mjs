/**
 * `node xtask/scripts/programs.mjs`: checks that no test, benchmark, example or tool finds a program by itself. Programs
 * come from `cargo xtask with <need>`, through `program(need)`: otherwise a file passes only on machines that happen to
 * have them.
 */

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { VARIABLES } from "../../tests/packages/helpers/programs/index.mjs";
import { filesOf } from "./steps.mjs";

const HELPER = "tests/packages/helpers/programs/index.mjs";
const TABLE = "xtask/src/programs.rs";
/** What README.md asks for, and what comes with every system. */
const EVERYWHERE = ["cargo", "git", "id", "node", "npm", "npx", "sh", "tar"];

const RULES = {
  "the path of a program": /(?<![\w.)}-])\/(?:(?:usr|opt|snap|Applications)\/(?:[\w.* -]+\/)*(?:s?bin|MacOS)|s?bin)\/\w/,
  "the variable of a program": new RegExp(`\\b(?:${Object.values(VARIABLES).join("|")})\\b`),
  "a browser that Playwright or Puppeteer finds": /\bchannel: ["'`](?:chrom|msedge|firefox)|\bexecutablePath: ["'`]/,
  "a search for a program": /\bcommand -v\b|["'`\s(]which["'`]? ?[,(]? ?["'`\w-]+ ?[)\]]|\bPATH\.split/,
  "a program of this machine": new RegExp(
    `\\b(?:(?:spawn|execFile|exec)(?:Sync)?\\)?\\(\\s*|(?:run|results|serveWith)\\((?=[^,]*, \\[))["'\`](?!(?:${EVERYWHERE.join("|")})["'\`])[\\w./-]+["'\`\\s]`,
  ),
};
/** A shebang or a comment. */
const HARMLESS = /^\s*(?:\/\/|\*|\/\*|#)/;
const FOLDERS = ["tests", "benches", "www", "examples", "simulation", "fuzz", "xtask", ".ci"];

const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ...FOLDERS], {
  encoding: "utf8",
});
const isProgram = (path) => /\.(?:[cm]?[jt]sx?|sh|rs)$|^\.ci\//.test(path);
const files = listed.split("\0").filter((path) => isProgram(path) && existsSync(path) && ![HELPER, TABLE].includes(path));

for (const path of files) {
  for (const [at, line] of readFileSync(path, "utf8").split("\n").entries()) {
    if (HARMLESS.test(line)) continue;
    for (const [what, rule] of Object.entries(RULES)) if (rule.test(line)) report(`${path}:${at + 1}: ${what}: ${line.trim()}`);
  }
}

for (const path of filesOf("packages")) {
  if (reached(path).has(HELPER)) report(`${path}: needs a program, and its step asks for none: list it in xtask/scripts/steps.mjs`);
}
if (!reached("tests/packages/service/page/browser-form.test.mjs").has(HELPER)) report("the imports of files are not followed");

const table = readFileSync(TABLE, "utf8").matchAll(/name: "([^"]*)",\s*variable: "([^"]*)",/g);
const given = Object.fromEntries([...table].map(([, name, variable]) => [name, variable]));
if (JSON.stringify(given) !== JSON.stringify(VARIABLES)) report(`${HELPER} and ${TABLE} name different variables`);

/** Returns the files that a file imports, and those that they import. */
function reached(path, all = new Set()) {
  // What `cargo xtask build` writes is not there, and needs no program.
  if (all.has(path) || !existsSync(path)) return all;
  all.add(path);
  for (const [, target] of readFileSync(path, "utf8").matchAll(/\b(?:from|import|import\() ?"(\.{1,2}\/[^"]+\.m?js)"/g)) {
    reached(join(dirname(path), target), all);
  }
  return all;
}

function report(text) {
  console.error(text);
  process.exitCode = 1;
}
