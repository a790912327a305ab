/**
 * The declarations compile in a project that has installed the package: strict, with skipLibCheck off, with the globals
 * of one platform, resolved like Node and like a bundler.
 */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { blocks } from "../helpers/docs/markdown.mjs";
import { copy, esm, file, subpath } from "../helpers/install/index.mjs";

const TOOLS = fileURLToPath(new URL("../../../node_modules/", import.meta.url));
const run = promisify(execFile);

const PLATFORMS = {
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

let folder;
before(async () => {
  folder = copy().folder;
  cpSync(fileURLToPath(new URL("../helpers/types", import.meta.url)), folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{"private":true,"type":"module"}');
  for (const name of ["@types", "@cloudflare", "undici-types", ...LIBRARIES, ...CLIENTS])
    symlinkSync(join(TOOLS, name), join(folder, "node_modules", name));
  writeFileSync(join(folder, "runtime.ts"), await runtimeTypes());
});

const union = (words) => words.map((word) => JSON.stringify(word)).join(" | ");

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

async function complaints(name, compilerOptions, files) {
  const config = join(folder, `${name}.json`);
  const strict = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noUnusedLocals: true, noEmit: true };
  writeFileSync(config, JSON.stringify({ compilerOptions: { target: "es2022", ...strict, ...compilerOptions }, files }));
  return run(join(TOOLS, ".bin/tsc"), ["--project", config], { cwd: folder }).then(
    () => "",
    ({ stdout, stderr }) => stdout + stderr,
  );
}

for (const [platform, { globals, own }] of Object.entries(PLATFORMS)) {
  describe(platform, () => {
    for (const [resolution, { files, ...options }] of Object.entries(RESOLUTIONS)) {
      test(resolution, async () =>
        assert.equal(await complaints(`${platform}-${resolution}`, { ...options, ...globals }, [...files, ...own]), ""),
      );
    }
  });
}

test("docs/getting-started.md in TypeScript, behind Node's server", async () => {
  const written = (name) => blocks("docs/getting-started.md").find(({ code }) => code.startsWith(`// ${name}\n`)).code;
  writeFileSync(join(folder, "kyc.ts"), written("kyc.mjs").replace("createHandler((env) =>", "createHandler((env: Env) =>"));
  writeFileSync(join(folder, "env.d.ts"), written("env.d.ts"));
  writeFileSync(
    join(folder, "server.ts"),
    'import { createServer } from "node:http";\nimport { toNodeHandler } from "kyclink/node";\nimport { handler } from "./kyc.js";\n\ncreateServer(toNodeHandler(handler, process.env)).listen(0);\n',
  );
  const options = { module: "nodenext", moduleResolution: "nodenext", ...PLATFORMS.node.globals };
  assert.equal(await complaints("getting-started", options, ["kyc.ts", "env.d.ts", "server.ts"]), "");
});

test("an option that is missing in a function is named", async () => {
  const given = {
    ...{ provider: '"grid"', grid: '{ clientId: env.ID, clientSecret: env.SECRET, environment: "sandbox" }', store: "memoryStore()" },
    ...{ allowedOrigins: "[]", cookieSecret: "env.SECRET", rateLimit: '"none"' },
    onError: "(error) => console.error(error.message)", // its parameter has the type that createHandler expects
  };
  const missing = {
    complete: given,
    environment: { ...given, grid: given.grid.replace(', environment: "sandbox"', "") },
    ...Object.fromEntries(
      ["provider", "grid", "store", "allowedOrigins", "cookieSecret"].map((option) => [option, { ...given, [option]: undefined }]),
    ),
  };
  for (const [name, config] of Object.entries(missing)) {
    const members = Object.entries(config).map(([option, value]) => (value ? `${option}: ${value}, ` : ""));
    const code = `import { createHandler, memoryStore } from "kyclink/edge";
export const handler = createHandler((env: { ID: string; SECRET: string }) => ({ ${members.join("")}}));\n`;
    writeFileSync(join(folder, `without-${name}.ts`), code);
  }
  const files = Object.keys(missing).map((name) => `without-${name}.ts`);
  const found = await complaints("missing", { module: "nodenext", moduleResolution: "nodenext", ...PLATFORMS.dom.globals }, files);
  assert.doesNotMatch(found, /without-complete/);
  for (const name of Object.keys(missing).slice(1)) assert.match(found, new RegExp(`without-${name}.ts.*[^]*?'${name}' is missing`), name);
});

test("the page of docs/forms.md that asks for the country first", async () => {
  const { code } = blocks("docs/forms.md").find(({ language }) => language === "tsx");
  writeFileSync(join(folder, "onboarding.tsx"), code);
  // React's declarations are its own to check.
  const options = { ...PLATFORMS.dom.globals, jsx: "react-jsx", module: "esnext", moduleResolution: "bundler", skipLibCheck: true };
  assert.equal(await complaints("react", options, ["onboarding.tsx"]), "");
  writeFileSync(join(folder, "onboarding.tsx"), code.replace("address.country", "address.land"));
  assert.match(await complaints("react", options, ["onboarding.tsx"]), /onboarding\.tsx.*TS2769/);
});

// Their declarations want more than is installed here, and are theirs to check.
for (const [what, globals, name] of [
  ["libraries accept kyclink's schemas as a Standard Schema", PLATFORMS.dom.globals, "schema"],
  ["clients of databases fit their stores", PLATFORMS.node.globals, "clients"],
])
  test(what, async () => {
    const options = { ...globals, module: "esnext", moduleResolution: "bundler", skipLibCheck: true };
    assert.equal(await complaints(name, options, [`${name}.ts`]), "");
  });

test("what is not marked is not exported", async () => {
  const entries = readdirSync(file("dist/types")).filter((name) => name.endsWith(".d.ts"));
  const imports = entries.flatMap((name) => {
    const own = readFileSync(file("dist/types", name), "utf8").matchAll(/^(?:type|interface) (\w+)/gm);
    return [...own].map(
      ([, type]) => `// @ts-expect-error\nexport type { ${type} } from "./node_modules/kyclink/dist/types/${name.slice(0, -5)}.js";\n`,
    );
  });
  assert.ok(imports.length > 5);
  writeFileSync(join(folder, "private.ts"), imports.join(""));
  assert.equal(
    await complaints("private", { module: "esnext", moduleResolution: "bundler", ...PLATFORMS.dom.globals }, ["private.ts"]),
    "",
  );
});

test("onboard has the results that the provider's flow in Rust has", async () => {
  const { operations } = await esm();
  const providers = operations().flatMap((name) => (name.endsWith(".onboard") ? [name.split(".")[0]] : []));
  const rows = providers.map((name) => {
    const flow = readFileSync(new URL(`../../../src/provider/${name}/onboard.rs`, import.meta.url), "utf8");
    const variants = [...flow.matchAll(/\bOnboarding::([A-Z]\w+)/g)].map(([, variant]) => variant);
    const kinds = variants.map((variant) => `"${variant.replace(/(?!^)[A-Z]/g, "_$&").toLowerCase()}"`);
    return `Same<OnboardingOf<Client<"${name}">>["kind"], ${kinds.join(" | ")}>`;
  });
  assert.equal(rows.length, 3);
  writeFileSync(
    join(folder, "results.ts"),
    `import type { Client, OnboardingOf } from "kyclink";
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
export const results: [${rows.join(", ")}] = [${rows.map(() => "true").join(", ")}];
`,
  );
  const options = { ...PLATFORMS.dom.globals, module: "esnext", moduleResolution: "bundler" };
  assert.equal(await complaints("results", options, ["results.ts"]), "");
});

test("no declaration contains any, but what stands for an `env` that cannot be inferred", () => {
  for (const name of readdirSync(file("dist/types"), { recursive: true }).filter((name) => name.endsWith("ts"))) {
    const code = readFileSync(file("dist/types", name), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
    assert.doesNotMatch(code.replaceAll("Env = any", ""), /\bany\b/, name);
  }
});
