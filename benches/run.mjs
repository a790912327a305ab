// `cargo xtask bench`: benches/races.mjs in Node and in Chromium, benches/handler.mjs in Node, benches/worker and
// benches/handler-worker in workerd. `--write` writes the ratios to docs/speed.md. Times are written nowhere, because
// they depend on the machine.
import { mkdirSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { launch } from "../tests/packages/runtimes/chromium.mjs";
import { measure as measureHandler } from "./handler.mjs";
import { measure as measureHandlerWorker } from "./handler-worker/run.mjs";
import { publish, tables } from "./report.mjs";
import { measure as measureWorker } from "./worker/run.mjs";

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const FOLDER = at("target/bench");

mkdirSync(FOLDER, { recursive: true });
const [browser, module, script] = await Promise.all([launch("chromium"), bundle("esm"), bundle("iife")]);
const { measure } = await import(pathToFileURL(module));
const races = {
  [`Node ${process.versions.node.split(".")[0]}`]: measure(),
  [`Chromium ${browser.version().split(".")[0]}`]: await inPage(script),
};
await browser.close();
const worker = await measureWorker();
const handler = { ...(await measureHandler()), worker: await measureHandlerWorker() };

publish(tables({ races, worker, handler }));

async function bundle(format) {
  const outfile = `${FOLDER}/races.${format === "esm" ? "mjs" : "js"}`;
  await build({
    entryPoints: [at("benches/races.mjs")],
    outfile,
    bundle: true,
    format,
    globalName: "bench",
    target: "es2022",
    loader: { ".csv": "text" },
    minify: true,
    logLevel: "warning",
  });
  return outfile;
}

async function inPage(path) {
  const page = await browser.newPage();
  await page.addScriptTag({ path });
  return page.evaluate(() => window.bench.measure());
}
