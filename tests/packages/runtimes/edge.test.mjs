/**
 * Vercel's edge runtime, with the compiled modules that the platform provides, and Next's edge runtime, bundled by
 * Turbopack. The latter compiles bytes in development, so the test checks which entry was selected.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";
import { EdgeVM } from "@edge-runtime/vm";
import { build } from "esbuild";
import { file } from "../helpers/install/index.mjs";
import { launch } from "./chromium.mjs";
import { consumer, files, modules, run, serveWith, tool } from "./consumer.mjs";
import { LAYOUT, PAGE, route } from "./next.mjs";
import { shown } from "./pages.mjs";
import { look, row } from "./table.mjs";

/** What becomes of `import wasm from "…wasm?module"` there. */
const compiled = {
  name: "compiled",
  setup(build) {
    build.onResolve({ filter: /\.wasm\?module$/ }, ({ importer, path }) => ({
      path: importer.includes("/form/") ? "form" : path.includes("-edge") ? "edge" : "kyclink",
      namespace: "compiled",
    }));
    build.onLoad({ filter: /./, namespace: "compiled" }, ({ path }) => ({ contents: `export default wasmModules.${path};` }));
  },
};

/** As the platform itself does; its runtime on one's own machine does not. */
const FORBID_BYTES = `const { imports } = WebAssembly.Module;
WebAssembly.Module = class {
  static imports = imports;
  constructor() {
    throw new WebAssembly.CompileError("Wasm code generation disallowed by embedder");
  }
};`;

row("edge-runtime", async () => {
  const bundle = {
    bundle: true,
    write: false,
    format: "iife",
    globalName: "program",
    conditions: ["edge-light"],
    platform: "neutral",
    logLevel: "silent",
    plugins: [compiled],
  };
  const { outputFiles } = await build({ ...bundle, entryPoints: [join(consumer("edge-runtime"), "all.mjs")] });
  const wasmModules = {
    kyclink: new WebAssembly.Module(readFileSync(file("dist/module/kyclink.wasm"))),
    edge: new WebAssembly.Module(readFileSync(file("dist/service/kyclink-edge.wasm"))),
    form: new WebAssembly.Module(readFileSync(file("dist/form/kyclink.wasm"))),
  };
  const vm = new EdgeVM({ extend: (context) => Object.assign(context, { wasmModules }) });
  vm.evaluate(FORBID_BYTES);
  vm.evaluate(outputFiles[0].text);
  return JSON.parse(await vm.evaluate("program.check().then(JSON.stringify)"));
});

const routeIn = (runtime) => route(`export const runtime = "${runtime}";`);

let server, folder;
before(async () => {
  folder = consumer("next", {
    files: { "app/edge/route.js": routeIn("edge"), "app/node/route.js": routeIn("nodejs"), "app/page.js": PAGE, "app/layout.js": LAYOUT },
  });
  await run(process.execPath, [tool("next/dist/bin/next"), "build"], folder);
  server = await serveWith(process.execPath, [tool("next/dist/bin/next"), "start", "--hostname=127.0.0.1", "--port=0"], folder);
});
after(() => server?.stop());

/** What Next made of a side of the project. Pages are rendered on the server from chunks of their own. */
const built = (side) => files(join(folder, ".next", side)).filter((path) => !path.includes("/ssr/"));

for (const [name, path, side] of [
  ["Next, edge route", "edge", "server/edge"],
  ["Next, Node route", "node", "server/chunks"],
]) {
  row(name, async () => {
    const results = await (await fetch(`${server.origin}/${path}`)).json();
    look(results, "one wasm", modules(built(side)), { kyclink: 1, edge: 1, form: 1 });
    look(
      results,
      "one wasm",
      built(side).some((path) => path.endsWith(".wasm")),
      path === "edge",
    );
    return results;
  });
}

row("Next, client component", async (t) => {
  const browser = await launch();
  t.after(() => browser.close());
  const results = await shown(await browser.newPage(), server.origin);
  look(results, "one wasm", modules(built("static")), { kyclink: 0, edge: 0, form: 1 });
  return results;
});

row("Next, dev server, edge route", async (t) => {
  const server = await serveWith(process.execPath, [tool("next/dist/bin/next"), "dev", "--hostname=127.0.0.1", "--port=0"], folder);
  t.after(server.stop);
  return (await fetch(`${server.origin}/edge`)).json();
});
