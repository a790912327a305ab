/**
 * The two rows of a framework: a route of its server that imports everything, and a page with a form that runs in
 * Chromium.
 */

import { after, before } from "node:test";
import { freePort } from "../../helpers/programs/index.mjs";
import { launch } from "../chromium.mjs";
import { consumer, files, modules, run, serveWith, tool } from "../consumer.mjs";
import { shown } from "../pages.mjs";
import { look, row } from "../table.mjs";

/**
 * `sources` are the project's files by name, with a route `/checks` and a page `/`; `build` and `start` are a tool's
 * script and its arguments, `client` is the built folder of what a page loads.
 */
export function rows(name, { sources, build, start, client }) {
  let browser, folder, server;
  before(async () => {
    folder = consumer(name.toLowerCase().replace(/\W+/g, "-"), { files: sources });
    await run(process.execPath, [tool(build[0]), ...build.slice(1)], folder);
    const port = String(await freePort());
    server = await serveWith(process.execPath, start(folder), folder, { HOST: "127.0.0.1", PORT: port, NODE_ENV: "production" });
    browser = await launch();
  });
  after(() => {
    server?.stop();
    return browser?.close();
  });

  row(`${name}, server route`, async () => (await fetch(`${server.origin}/checks`)).json());

  row(`${name}, page`, async () => {
    const results = await shown(await browser.newPage(), server.origin);
    look(results, "one wasm", modules(files(`${folder}/${client}`)), { kyclink: 0, edge: 0, form: 1 });
    return results;
  });
}
