/** The examples in doc comments compile: each one, as a reader of the declarations would paste it into a project. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { partsOf } from "../helpers/docs/declarations.mjs";
import { copy, file } from "../helpers/install/index.mjs";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const TYPES = file("dist/types");
const { exports } = JSON.parse(readFileSync(file("package.json"), "utf8"));
/** The entry point that each file of declarations belongs to, the first one of several; `kyclink` for all others. */
const ENTRIES = Object.fromEntries(
  Object.entries(exports)
    .filter(([path]) => path !== "." && path !== "./form" && path !== "./form/slim")
    .map(([path, target]) => [(target.default?.types ?? target.types)?.replace("./dist/types/", ""), `kyclink${path.slice(1)}`])
    .filter(([name]) => name)
    .reverse()
    .flatMap(([name, entry]) => [...partsOf(name)].filter((part) => !partsOf("index.d.ts").has(part)).map((part) => [part, entry])),
);

const GLOBALS_FILE = join(ROOT, "tests/packages/helpers/types/doc-examples.d.ts");
/** What the examples take for granted, unless their own entry point exports it. */
const GLOBALS = new Set(
  [...readFileSync(GLOBALS_FILE, "utf8").matchAll(/^declare (?:const|let|function) (\w+)/gm)].map(([, name]) => name),
);

const declarations = readdirSync(TYPES, { recursive: true }).filter((name) => name.endsWith(".d.ts"));
const text = (name) => readFileSync(join(TYPES, name), "utf8");

/** The names that an entry point exports: those of the entry's own file first. */
const exported = new Map();
for (const name of declarations.sort((a, b) => Number(b in ENTRIES) - Number(a in ENTRIES))) {
  for (const [, own] of text(name).matchAll(/^export (?:declare )?(?:interface|type|class|function|const) (\w+)/gm)) {
    const entries = exported.get(own) ?? [];
    exported.set(own, [...entries, ENTRIES[name] ?? "kyclink"]);
  }
}

/** The examples of a file of declarations, and the provider about whose client each one is. */
function examples(name) {
  const whole = text(name);
  const declared = /^export (?:interface|type) (?:(Spherepay|Grid|Bridge)\w*|\w+)/ms;
  return [...whole.matchAll(/^( *)\/\*\*(.*?)\*\//gms)].flatMap(({ 1: indent, 2: comment, index }) => {
    // A member's declaration begins before its comment.
    const [, provider] =
      (indent ? new RegExp(`.*${declared.source}`, "ms").exec(whole.slice(0, index)) : declared.exec(whole.slice(index))) ?? [];
    const found = comment
      .replace(/^ *\* ?/gm, "")
      .split(/^@example\b/m)
      .slice(1);
    return found.map((example) => {
      const code = example.split(/^@\w/m)[0].replace(/^```\w*$/gm, "");
      return { code: code.trim(), provider: provider?.toLowerCase() };
    });
  });
}

/**
 * An example as a module: with imports of what it uses, and in a function unless it has imports or exports of its own.
 */
function asModule(code, entry) {
  const declared = new Set([...code.matchAll(/\b(?:const|let|function|class|type|interface) (\w+)/g)].map(([, name]) => name));
  const imported = new Set([...code.matchAll(/^import .*$/gm)].flatMap(([line]) => line.match(/\w+/g)));
  const used = new Set(code.replace(/"[^"\n]*"|\/\/.*$/gm, "").match(/(?<!\w|(?<!\.\.)\.)\w+/g));
  const imports = [...used].flatMap((name) => {
    const entries = exported.get(name);
    if (!entries || declared.has(name) || imported.has(name)) return [];
    if (GLOBALS.has(name) && !entries.includes(entry)) return [];
    return [`import { ${name} } from "${entries.includes(entry) ? entry : entries[0]}";`];
  });
  const isModule = /^(import|export) /m.test(code);
  return `${imports.join("\n")}\n${isModule ? code : `export async function example() {\n${isElement(code) ? `return ${code};` : code}\n}`}\n`;
}

const isElement = (code) => code.startsWith("<");

const { folder } = copy();
for (const name of ["@types", "undici-types", "redis", "ioredis"])
  symlinkSync(join(ROOT, "node_modules", name), join(folder, "node_modules", name));
cpSync(GLOBALS_FILE, join(folder, "globals.d.ts"));

const all = declarations.flatMap((name) => {
  const entry = ENTRIES[name] ?? "kyclink";
  return examples(name).map(({ code, provider }, at) => ({
    path: `${name.replaceAll("/", "-").replace(".d.ts", "")}-${at + 1}.${isElement(code) ? "tsx" : "ts"}`,
    provider,
    code,
    entry,
  }));
});
for (const { path, provider, code, entry } of all) {
  const client = provider ? `declare const client: import("kyclink").Client<"${provider}">;\n` : "";
  writeFileSync(join(folder, path), client + asModule(code, entry));
}

const options = ["--noEmit", "--strict", "--target", "es2022", "--module", "esnext", "--moduleResolution", "bundler"];
const globals = ["--lib", "es2023,dom,dom.iterable", "--types", "node", "--skipLibCheck", "--jsx", "preserve"];
const { stdout } = spawnSync(
  join(ROOT, "node_modules/.bin/tsc"),
  [...options, ...globals, "globals.d.ts", ...all.map(({ path }) => path)],
  {
    cwd: folder,
    encoding: "utf8",
  },
);

test("there are examples in most files", () => assert.ok(all.length > 60, `${all.length}`));

for (const { path, code } of all) {
  test(path.replace(/-(\d+)\.tsx?$/, ".d.ts: example $1"), () => {
    const errors = stdout.split("\n").filter((line) => line.startsWith(`${path}(`));
    assert.deepEqual(errors, [], code);
  });
}
