/** A project that has installed the package, in which the declarations are compiled: strict, and with skipLibCheck off. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { copy, esm, file, subpath } from "../install/index.mjs";

const TOOLS = fileURLToPath(new URL("../../../../node_modules/", import.meta.url));
const run = promisify(execFile);

export const PLATFORMS = {
  dom: { globals: { lib: ["es2022", "dom", "dom.iterable"], types: [] }, own: ["module.ts"] },
  node: { globals: { lib: ["es2022"], types: ["node"] }, own: [] },
  workers: { globals: { lib: ["es2022"], types: ["@cloudflare/workers-types"] }, own: ["module.ts"] },
};
const ENTRIES = ["inputs", "outputs", "slim", "form", "edge", "page", "stores", "react", "matchers", "runtime"];
const EVERY_ENTRY = ENTRIES.map((name) => `${name}.ts`);
const RESOLUTIONS = {
  bundler: { module: "esnext", moduleResolution: "bundler", files: EVERY_ENTRY },
  node16: { module: "node16", moduleResolution: "node16", files: EVERY_ENTRY },
  nodenext: { module: "nodenext", moduleResolution: "nodenext", files: ["inputs.ts", "runtime.ts", "commonjs.cts"] },
};

/** What takes a Standard Schema. */
const LIBRARIES = ["@standard-schema", "@hookform", "react-hook-form", "@tanstack", "@hono", "hono"];
/** The clients that stores take. The declarations of pg are in @types. */
const CLIENTS = ["redis", "ioredis"];

export const { folder } = copy();
cpSync(fileURLToPath(new URL(".", import.meta.url)), folder, { recursive: true });
writeFileSync(join(folder, "package.json"), '{"private":true,"type":"module"}');
for (const name of ["@types", "@cloudflare", "undici-types", ...LIBRARIES, ...CLIENTS])
  symlinkSync(join(TOOLS, name), join(folder, "node_modules", name));
writeFileSync(join(folder, "runtime.ts"), await runtimeTypes());

function union(words) {
  return words.map((word) => JSON.stringify(word)).join(" | ");
}

/**
 * The exports of each entry point, the closed lists and the methods of the clients as they are at run time, to be compared
 * with the declarations by the compiler.
 */
async function runtimeTypes() {
  const kyclink = await esm();
  const exported = [];
  for (const [path, target] of Object.entries(JSON.parse(readFileSync(file("package.json"), "utf8")).exports)) {
    if (!target.types && !target.default?.types) continue;
    const names = Object.keys(path === "." ? kyclink : await subpath(path.slice(2)));
    exported.push(`Same<keyof typeof import("kyclink${path.slice(1)}"), ${union(names) || "never"}>`);
  }
  const { ERROR_CODES, ISSUE_CODES, operations } = kyclink;
  const clients = {
    spherepay: kyclink.spherepay({ apiKey: "key", environment: "sandbox" }),
    grid: kyclink.grid({ clientId: "id", clientSecret: "secret" }),
  };
  const methods = Object.entries(clients).map(([name, client]) => `Same<keyof Client<"${name}">, ${union(Object.keys(client))}>`);
  return `import type { Client, ErrorCode, IssueCode, OperationName } from "kyclink";
import { ERROR_CODES, ISSUE_CODES, operations } from "kyclink";
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
export const codes: [Same<ErrorCode, ${union(ERROR_CODES)}>, Same<IssueCode, ${union(ISSUE_CODES)}>, Same<OperationName, ${union(operations())}>] = [true, true, true];
export const exported: [${exported.join(", ")}] = [${exported.map(() => "true").join(", ")}];
export const methods: [${methods.join(", ")}] = [true, true];
export const lists: [readonly ErrorCode[], readonly IssueCode[], OperationName[]] = [ERROR_CODES, ISSUE_CODES, operations()];
`;
}

/** Returns what the compiler says of these files. */
export async function complaints(name, compilerOptions, files, tsc = join(TOOLS, ".bin/tsc")) {
  const config = join(folder, `${name}.json`);
  const strict = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noUnusedLocals: true, noEmit: true };
  writeFileSync(config, JSON.stringify({ compilerOptions: { target: "es2022", ...strict, ...compilerOptions }, files }));
  return run(tsc, ["--project", config], { cwd: folder }).then(
    () => "",
    ({ stdout, stderr }) => stdout + stderr,
  );
}

/**
 * Tests that the declarations compile on each platform, resolved in each way.
 *
 * @param {{ tsc?: string, without?: string }} [options] another compiler than that of this repository, and a file that it cannot compile
 */
export function testEverywhere({ tsc, without } = {}) {
  for (const [platform, { globals, own }] of Object.entries(PLATFORMS)) {
    describe(platform, () => {
      for (const [resolution, { files, ...options }] of Object.entries(RESOLUTIONS)) {
        const all = [...files, ...own].filter((name) => name !== without);
        test(resolution, async () => assert.equal(await complaints(`${platform}-${resolution}`, { ...options, ...globals }, all, tsc), ""));
      }
    });
  }
}
