/** Next 15, built by webpack: it minifies with an older SWC than Next 16, which changed escapes of lone surrogates. */

import { cpSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";
import { launch } from "../chromium.mjs";
import { consumer, files, modules, run, serveWith, tool } from "../consumer.mjs";
import { LAYOUT, PAGE, route } from "../next.mjs";
import { shown } from "../pages.mjs";
import { look, row } from "../table.mjs";

/** Otherwise Next looks for what the server needs in this whole repository. */
const CONFIG = "export default { outputFileTracingRoot: import.meta.dirname };\n";

let browser, folder, server;
before(async () => {
  const routes = { edge: 'export const runtime = "edge";', node: 'export const dynamic = "force-dynamic";' };
  const sources = Object.entries(routes).map(([name, setting]) => [`app/${name}/route.js`, route(setting)]);
  folder = consumer("next-15", {
    files: { "next.config.mjs": CONFIG, "app/page.js": PAGE, "app/layout.js": LAYOUT, ...Object.fromEntries(sources) },
  });
  // Under its own name, because Next imports parts of itself by that. The other version is beside it.
  cpSync(tool("next-15"), join(folder, "node_modules/next"), { recursive: true });
  const next = join(folder, "node_modules/next/dist/bin/next");
  await run(process.execPath, [next, "build"], folder);
  server = await serveWith(process.execPath, [next, "start", "--hostname=127.0.0.1", "--port=0"], folder);
  browser = await launch();
});
after(() => {
  server?.stop();
  return browser?.close();
});

for (const name of ["edge", "node"]) {
  row(`Next 15, ${name === "edge" ? "edge" : "Node"} route`, async () => (await fetch(`${server.origin}/${name}`)).json());
}

row("Next 15, client component", async () => {
  const results = await shown(await browser.newPage(), server.origin);
  look(results, "one wasm", modules(files(join(folder, ".next/static"))), { kyclink: 0, edge: 0, form: 1 });
  return results;
});
