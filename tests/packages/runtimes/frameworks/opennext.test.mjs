/** Next on workerd by OpenNext, with the line that docs/runtimes.md asks for. */

import { after, before } from "node:test";
import { blocks } from "../../helpers/docs/markdown.mjs";
import { launch } from "../chromium.mjs";
import { consumer, files, modules, run, serveWith, tool } from "../consumer.mjs";
import { LAYOUT, PAGE, route } from "../next.mjs";
import { shown } from "../pages.mjs";
import { look, row } from "../table.mjs";

const PACKAGE = { private: true, scripts: { build: "next build" }, dependencies: { kyclink: "*", next: "*" } };
const OPENNEXT = `import { defineCloudflareConfig } from "@opennextjs/cloudflare";
export default defineCloudflareConfig();
`;
const WRANGLER = {
  name: "kyclink-opennext",
  main: ".open-next/worker.js",
  compatibility_date: "2026-04-01",
  compatibility_flags: ["nodejs_compat"],
  assets: { directory: ".open-next/assets", binding: "ASSETS" },
};

const config = blocks("docs/runtimes.md").find(({ code }) => code.startsWith("// next.config.mjs\n")).code;

let browser, folder, server;
before(async () => {
  folder = consumer("opennext", {
    files: {
      "package.json": JSON.stringify(PACKAGE),
      "next.config.mjs": config,
      "open-next.config.ts": OPENNEXT,
      "wrangler.jsonc": JSON.stringify(WRANGLER),
      "app/checks/route.js": route('export const dynamic = "force-dynamic";'),
      "app/page.js": PAGE,
      "app/layout.js": LAYOUT,
    },
  });
  await run(process.execPath, [tool("@opennextjs/cloudflare/dist/cli/index.js"), "build"], folder);
  const options = ["--ip=127.0.0.1", "--port=0", "--inspector-port=0", "--show-interactive-dev-session=false", "--persist-to=state"];
  server = await serveWith(process.execPath, [tool("wrangler/bin/wrangler.js"), "dev", ...options], folder);
  browser = await launch();
});
after(() => {
  server?.stop();
  return browser?.close();
});

row("OpenNext on workerd, route", async () => (await fetch(`${server.origin}/checks`)).json());

row("OpenNext on workerd, page", async () => {
  const results = await shown(await browser.newPage(), server.origin);
  look(results, "one wasm", modules(files(`${folder}/.open-next/assets`)), { kyclink: 0, edge: 0, form: 1 });
  return results;
});
