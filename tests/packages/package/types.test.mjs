/**
 * The declarations compile in a project that has installed the package: strict, with skipLibCheck off, with the globals
 * of one platform, resolved like Node and like a bundler.
 */

import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { blocks } from "../helpers/docs/markdown.mjs";
import { esm, file } from "../helpers/install/index.mjs";
import { complaints, folder, PLATFORMS, testEverywhere } from "../helpers/types/project.mjs";

testEverywhere();

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
