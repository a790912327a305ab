// What `kyclink/form` costs the main thread of a web page on a processor a quarter as fast: loading the module as a
// bundler ships it, compiling it, and the first validation. Every page is new, so that nothing is cached.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { serve } from "../tests/packages/runtimes/chromium.mjs";
import { valid } from "./applicants.mjs";
import { median } from "./race.mjs";

const PAGES = 31;
const SLOWDOWN = 4;
const ENTRY = 'export { validate } from "../target/package/dist/form/entry/inline.js";';

/**
 * Returns the median time of each part and of all parts together, in milliseconds, and that of an empty module in place
 * of the bundled one.
 */
export async function measure(browser, folder) {
  writeFileSync(join(folder, "page.html"), "<!doctype html><title>form</title>");
  for (const name of ["first", "empty"]) writeFileSync(join(folder, `${name}.js`), "");
  await build({
    stdin: { contents: ENTRY, resolveDir: import.meta.dirname },
    outfile: join(folder, "form.js"),
    bundle: true,
    format: "esm",
    target: "es2022",
    minify: true,
    logLevel: "warning",
  });
  const server = await serve(folder);
  try {
    const pages = [];
    for (let turn = 0; turn < PAGES; turn++) pages.push(await one(browser, server.origin, valid[turn]));
    return Object.fromEntries(Object.keys(pages[0]).map((part) => [part, median(pages.map((times) => times[part]))]));
  } finally {
    await server.close();
  }
}

async function one(browser, origin, applicant) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`${origin}/page.html`);
    const session = await context.newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWDOWN });
    return await page.evaluate(inPage, applicant);
  } finally {
    await context.close();
  }
}

/** Runs in the page. Compiling ends when the instance exists. */
async function inPage(applicant) {
  let compiled;
  WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
    construct(Instance, values) {
      const instance = new Instance(...values);
      compiled = performance.now();
      return instance;
    },
  });
  // The first module of a page opens a connection and starts the loader, whatever it contains.
  await import("/first.js");
  const begin = performance.now();
  await import("/empty.js");
  const start = performance.now();
  const { validate } = await import("/form.js");
  const loaded = performance.now();
  const { ok } = validate("spherepay.onboard", applicant);
  const end = performance.now();
  if (!ok) throw new Error("the applicant is valid");
  const parts = { load: loaded - start, compile: compiled - loaded, "first validation": end - compiled };
  return { ...parts, total: end - start, empty: start - begin };
}
