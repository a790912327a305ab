/**
 * The contents of the tarball, and its entries for Node (`import` and `require`) and for bundlers (conditions).
 * types.test.mjs has the exports of each.
 */

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import edge from "@edge-runtime/vm";
import { copy, esm, file, formWasm, require, wasm } from "../helpers/install/index.mjs";
import { bundle, program } from "../runtimes/bundle.mjs";

const manifest = JSON.parse(readFileSync(file("package.json")));

test("the manifest: the crate's version, no dependencies, existing targets, types first", () => {
  const [, version] = /^version = "(.*)"$/m.exec(readFileSync(new URL("../../../Cargo.toml", import.meta.url), "utf8"));
  assert.equal(manifest.version, version);
  for (const field of ["dependencies", "optionalDependencies", "devDependencies", "scripts"])
    assert.equal(manifest[field], undefined, field);
  assert.deepEqual(manifest.peerDependencies, { react: ">=18" });
  assert.deepEqual(manifest.peerDependenciesMeta, { react: { optional: true } });
  const check = (target) => {
    if (typeof target === "string") return assert.ok(existsSync(file(target)), target);
    if (target.types) assert.equal(Object.keys(target)[0], "types");
    Object.values(target).forEach(check);
  };
  check(manifest.exports);
  check({ main: manifest.main, module: manifest.module });
  assert.ok(existsSync(file(manifest.types)));
});

test("the files: three wasm modules, the licenses, no development files", () => {
  const files = readdirSync(file(), { recursive: true }).filter((name) => statSync(file(name)).isFile());
  assert.deepEqual(files.filter((name) => name.endsWith(".wasm")).sort(), [
    "dist/form/kyclink.wasm",
    "dist/module/kyclink.wasm",
    "dist/service/kyclink-edge.wasm",
  ]);
  assert.deepEqual(
    files.filter(
      (name) =>
        !/\.(js|d\.ts|wasm)$|^docs\/[\w/-]+\.(md|png|svg)$|^examples\/|^(package\.json|(README|CHANGELOG|SECURITY)\.md|LICENSE-(MIT|APACHE)|NOTICE|llms\.txt)$/.test(
          name,
        ),
    ),
    [],
  );
  for (const name of ["README.md", "LICENSE-MIT", "LICENSE-APACHE", "NOTICE"]) assert.ok(readFileSync(file(name)).length > 500, name);
});

test("every entry serves require, with the module that import gets", async () => {
  const entries = Object.entries(manifest.exports).filter(([, target]) => typeof target === "object");
  for (const [name, { default: target }] of entries) {
    const imported = await import(pathToFileURL(file(target.default ?? target)));
    // Beside a default export, Node adds `__esModule` in a copy.
    const required = require(`kyclink${name.slice(1)}`);
    if (required !== imported) assert.deepEqual({ ...required }, { ...imported, __esModule: true }, name);
  }
});

test("the exports, and errors of other copies of the package", async () => {
  const main = await esm();
  const slim = await copy().slim();
  assert.deepEqual(Object.keys(slim).sort(), [...Object.keys(main), "init", "initSync"].sort());
  const error = new slim.KycLinkError("network");
  assert.ok(main.isKycLinkError(error) && slim.isKycLinkError(error));
  assert.ok(!(error instanceof main.KycLinkError));
});

test("importing compiles nothing, calls nothing and leaves no global; the first call compiles once", async () => {
  const globals = Reflect.ownKeys(globalThis);
  const done = [];
  const originals = { ...Object.getOwnPropertyDescriptors(WebAssembly) };
  for (const name of ["Module", "Instance"]) {
    const Original = WebAssembly[name];
    WebAssembly[name] = class extends Original {
      constructor(...given) {
        super(...given);
        done.push(name);
      }
    };
  }
  for (const name of ["compile", "instantiate"]) WebAssembly[name] = () => assert.fail(name);
  try {
    const main = await copy().main();
    main.operations();
    main.isKycLinkError(new main.KycLinkError("network"));
    assert.deepEqual(done, []);
    main.validate("grid.createKycLink", {});
    main.validate("grid.createKycLink", {});
    assert.deepEqual(done, ["Module", "Instance"]);
  } finally {
    Object.defineProperties(WebAssembly, originals);
  }
  assert.deepEqual(Reflect.ownKeys(globalThis), globals);
});

for (const [entry, folder, module] of [
  ["kyclink", "module/", wasm],
  ["kyclink/form", "form/", formWasm],
]) {
  describe(entry, () => {
    test("each condition selects its entry", async () => {
      const path = program(`export * from "${entry}";`);
      const chosen = async (conditions) => {
        const { entries, imported } = await bundle(path, { conditions });
        return [...entries, ...imported].join();
      };
      assert.equal(await chosen(["workerd", "worker", "browser"]), `${folder}entry/workerd.js,../kyclink.wasm`);
      assert.equal(await chosen(["edge-light", "worker", "browser"]), `${folder}entry/edge-light.js,../kyclink.wasm?module`);
      for (const conditions of [[], ["browser"], ["require"], ["node"], ["deno"], ["bun"], ["worker"]])
        assert.equal(await chosen(conditions), `${folder}entry/inline.js`);
    });

    test("a bundle keeps the entry's side effects", async () => {
      const use = `import { validate } from "${entry}"; export const ok = validate("grid.createKycLink", { customerId: "a" }).ok;`;
      const { text } = await bundle(program(use), { conditions: [] });
      assert.equal((await import(program(text))).ok, true);
    });

    test("edge-light: a compiled module of another realm is accepted", async () => {
      const options = { conditions: ["edge-light"], modules: "global", format: "iife" };
      const { text } = await bundle(program(`export * from "${entry}";`), options);
      const runtime = new edge.EdgeVM({ extend: (context) => Object.assign(context, { wasmModule: new WebAssembly.Module(module()) }) });
      assert.equal(runtime.evaluate("wasmModule instanceof WebAssembly.Module"), false, "the module is of another realm");
      runtime.evaluate(text);
      assert.equal(runtime.evaluate('program.validate("grid.createKycLink", {}).issues[0].pointer'), "/customerId");
    });
  });
}
