/**
 * Bundlers as they are without configuration: a page with `kyclink/form` that runs in Chromium, and everything in Node.
 */

import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";
import { promisify } from "node:util";
import { scratch } from "../helpers/install/index.mjs";
import { launch } from "./chromium.mjs";
import { consumer, files, modules, require, results, run, serveWith, tool } from "./consumer.mjs";
import { html, shown, visit } from "./pages.mjs";
import { look, row } from "./table.mjs";

/** Each makes `out/` in the project; `entry` is the program. */
const BUNDLERS = {
  Vite: {
    page(folder, entry) {
      writeFileSync(join(folder, "index.html"), html(`/${entry}`));
      return run(tool(".bin/vite"), ["build", "--outDir=out"], folder);
    },
  },
  webpack: {
    page: (folder, entry) => webpack(folder, { entry, output: { filename: "page.js" } }),
    node: (folder, entry) => webpack(folder, { entry, target: "node", output: { filename: "main.cjs" } }),
  },
  rollup: {
    page: (folder, entry) => run(tool(".bin/rollup"), [entry, "--plugin=node-resolve", "--file=out/page.js"], folder),
    node: (folder, entry) => run(tool(".bin/rollup"), [entry, "--plugin=node-resolve", "--file=out/main.mjs"], folder),
  },
  esbuild: {
    page: (folder, entry) => run(tool(".bin/esbuild"), [entry, "--bundle", "--outfile=out/page.js"], folder),
    node: (folder, entry) => run(tool(".bin/esbuild"), [entry, "--bundle", "--platform=node", "--outfile=out/main.cjs"], folder),
  },
};

async function webpack(folder, { entry, output, ...options }) {
  const pack = require("webpack");
  const stats = await promisify(pack)({
    mode: "production",
    context: folder,
    entry: `./${entry}`,
    output: { path: join(folder, "out"), ...output },
    ...options,
  });
  if (stats.hasErrors()) throw new Error(stats.toString("errors-only"));
}

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

for (const [name, { page, node }] of Object.entries(BUNDLERS)) {
  row(`${name}, page`, () => inChromium(`${name}-page`, page, "page.mjs", { kyclink: 0, edge: 0, form: 1 }));
  if (node) row(`${name}, Node`, () => inNode(`${name}-node`, node));
  else row(`${name}, page with all`, () => inChromium(`${name}-page-all`, page, "page-all.mjs", { kyclink: 1, edge: 1, form: 1 }));
}

row("Vite, dev server", async (t) => {
  const folder = consumer("Vite-dev", { files: { "index.html": html("/page-all.mjs") } });
  const server = await serveWith(process.execPath, [tool("vite/bin/vite.js"), "--host=127.0.0.1", "--port=0"], folder);
  t.after(server.stop);
  const page = await browser.newPage();
  t.after(() => page.close());
  return shown(page, `${server.origin}/index.html`);
});

async function inChromium(project, build, entry, expected) {
  const folder = consumer(project);
  await build(folder, entry);
  const out = join(folder, "out");
  if (build !== BUNDLERS.Vite.page) writeFileSync(join(out, "index.html"), html("/page.js"));
  const page = await browser.newPage();
  const results = await visit(page, out).finally(() => page.close());
  look(results, "one wasm", modules(files(out)), expected);
  return results;
}

/** Runs what was made where nothing else is. */
async function inNode(project, build) {
  const folder = consumer(project);
  await build(folder, "main.mjs");
  const elsewhere = scratch();
  cpSync(join(folder, "out"), elsewhere, { recursive: true });
  const program = { webpack: "main.cjs", esbuild: "main.cjs", rollup: "main.mjs" }[project.split("-")[0]];
  const found = await results(process.execPath, [program], elsewhere);
  look(found, "one wasm", modules(files(elsewhere)), { kyclink: 1, edge: 1, form: 1 });
  return found;
}
