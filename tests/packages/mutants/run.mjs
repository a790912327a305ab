/**
 * `node tests/packages/mutants/run.mjs [<options of Stryker>]`: breaks the JavaScript of the packed package in small
 * ways, and runs the quick tests. Stryker works in a copy of the tree, in target/stryker, and keeps what it has found
 * until a file or a test changes. At the end, lists the mutants that survived without a reason in reasons.json. Start
 * with `cargo xtask pack`.
 */

import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const ROOT = join(HERE, "../../..");
const WORK = join(ROOT, "target/stryker");
const TREE = join(WORK, "tree");
const RESULTS = join(WORK, "mutants.json");

// Stryker breaks the installed copy of the tarball, and not what is put together of the sources.
process.env.KYCLINK_PACKED = "1";
rmSync(join(TREE, "target"), { recursive: true, force: true });
const sources = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: ROOT, encoding: "utf8" });
for (const path of sources.split("\0").filter((path) => path && existsSync(join(ROOT, path)))) {
  mkdirSync(dirname(join(TREE, path)), { recursive: true });
  cpSync(join(ROOT, path), join(TREE, path));
}
cpSync(join(ROOT, "target/npm"), join(TREE, "target/npm"), { recursive: true });
cpSync(join(HERE, "package.json"), join(WORK, "package.json"));
writeFileSync(join(WORK, "package-lock.json"), gunzipSync(readFileSync(join(HERE, "package-lock.json.gz"))));
if (!existsSync(join(WORK, "node_modules"))) execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: WORK, stdio: "inherit" });

// Each tarball is installed in a folder of its own, so that earlier results have another one.
const { file } = await import(pathToFileURL(join(TREE, "tests/packages/helpers/install/index.mjs")));
const dist = relative(TREE, file("dist"));
if (existsSync(RESULTS))
  writeFileSync(RESULTS, readFileSync(RESULTS, "utf8").replaceAll(/target\/consumers\/\w+\/node_modules\/kyclink\/dist/g, dist));

const options = process.argv.slice(2).map((option) => option.replaceAll("dist/", `${dist}/`));
const stryker = join(WORK, "node_modules/.bin/stryker");
const { status } = spawnSync(stryker, ["run", "tests/packages/mutants/stryker.config.mjs", ...options], { cwd: TREE, stdio: "inherit" });
if (!existsSync(RESULTS)) process.exit(status || 1);
process.exitCode = status;

const reasons = JSON.parse(readFileSync(join(HERE, "reasons.json"), "utf8"));
for (const [path, { source, mutants }] of Object.entries(JSON.parse(readFileSync(RESULTS, "utf8")).files)) {
  const name = path.split("/dist/")[1];
  for (const mutant of mutants.filter(({ status }) => status === "Survived" || status === "NoCoverage")) {
    const change = changeOf(source.split("\n"), mutant);
    if (!(`${name}: ${change}` in reasons)) console.log(`${name}:${mutant.location.start.line}: ${change}`);
  }
}

/** A change as one line: `"AES-GCM" → ""`. */
function changeOf(lines, { location: { start, end }, replacement }) {
  const changed = lines.slice(start.line - 1, end.line);
  changed[changed.length - 1] = changed.at(-1).slice(0, end.column - 1);
  changed[0] = changed[0].slice(start.column - 1);
  const [original, next] = [changed.join(" "), replacement].map((text) => text.trim().split(/\s+/).join(" "));
  return `${original.length > 60 ? `${original.slice(0, 60)}…` : original} → ${next}`;
}
