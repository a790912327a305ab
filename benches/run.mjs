// `cargo xtask bench`: benches/onboard.mjs in Node, benches/worker in workerd, benches/validate.mjs bundled and run in Node and in
// Chromium. `--write` writes the ratios to docs/speed.md. Times are written nowhere, because they depend on the machine.
import { writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { launch } from "../tests/packages/runtimes/chromium.mjs";
import { measure as measureJob } from "./onboard.mjs";
import { METHOD } from "./race.mjs";
import { measure as measureWorker } from "./worker/run.mjs";

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const PAGE = "docs/speed.md";

const [browser, bundles] = await Promise.all([launch(), Promise.all(["esm", "iife"].map(bundle))]);
const runtimes = {
  [`Node ${process.versions.node.split(".")[0]}`]: (await import(pathToFileURL(bundles[0]))).measure(),
  [`Chromium ${browser.version().split(".")[0]}`]: await inPage(bundles[1]),
};
await browser.close();

const text = page(runtimes, measureJob(), await measureWorker());
console.log(text);
if (process.argv.includes("--write")) writeFileSync(at(PAGE), text);

async function bundle(format) {
  const outfile = at(`target/bench/validate.${format === "esm" ? "mjs" : "js"}`);
  await build({
    entryPoints: [at("benches/validate.mjs")],
    outfile,
    bundle: true,
    format,
    globalName: "bench",
    target: "es2022",
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

function page(runtimes, job, worker) {
  const names = Object.keys(runtimes);
  const races = runtimes[names[0]].map(({ ours, theirs }) => `${ours} against ${theirs}`);
  const row = (race) => {
    const cells = Object.values(runtimes).flatMap((results) => results.filter(({ ours, theirs }) => `${ours} against ${theirs}` === race));
    return `| ${race} | ${cells.map(({ ratio }) => ratio.toFixed(2)).join(" | ")} |`;
  };
  const head = names.flatMap((name) => ["valid", "invalid"].map((input) => `${name}, ${input}`));
  return `# Speed
Times as multiples of what the other implementation needs for the same result: below 1, kyclink is faster.
\`cargo xtask bench --write\` writes this file (${METHOD}).

## The main task
One customer through \`buildRequest\` and \`parseResponse\`, compared with
[the same task written by hand](../benches/by-hand.mjs) in JavaScript, in Node ${process.versions.node.split(".")[0]}. Both take microseconds of a request that takes
the provider a hundred milliseconds.

| ${job.map(({ name }) => name).join(" | ")} |
|${job.map(() => "--:|").join("")}
| ${job.map(({ ratio }) => ratio.toFixed(1)).join(" | ")} |

## In a Worker
A Worker that receives an applicant and responds with a link, [with kyclink](../benches/worker/kyclink.mjs) and
[written by hand](../benches/worker/by-hand.mjs), under \`workerd serve\`, with the provider on the same machine: the CPU time of
the whole process per request, including the network, and the time of the first request after a start. Both read at most
1 MiB of a response, reject redirects and time out after 30 seconds.

| CPU time per request | the same, chunked response | first request | first request, loaded eagerly |
|--:|--:|--:|--:|
| ${worker.cpu.toFixed(2)} | ${worker.chunked.toFixed(2)} | ${worker.first.toFixed(1)} | ${worker.eager.toFixed(1)} |

"Loaded eagerly" means [one call](../benches/worker/eager.mjs) before the first request, which then does not wait for the
compiler; the start takes that much longer.

More than two thirds of the difference are the two calls into the wasm module, half of that because its code and memory are
not in the processor's caches when a request arrives. The rest is the code that limits, times and retries a request.
A response with a known length is read at once; a chunked or compressed one needs a reader in both Workers.
With a provider a hundred milliseconds away the difference is not noticeable, but it counts where CPU time is billed.

## Validation
\`validate("spherepay.onboard", applicant)\` with the same applicant and the same result.

| | ${head.join(" | ")} |
|---|${head.map(() => "--:|").join("")}
${[...new Set(races)].map(row).join("\n")}

- **the stack** is zod/mini, libphonenumber-js/min, i18n-iso-countries, iso-3166 and postcode-validator, combined in
  [benches/stack.mjs](../benches/stack.mjs) to return the same result; [size.md](size.md) has its size.
- **ajv** is the operation's own JSON Schema, compiled, with code that returns a copy or a list of issues
  ([benches/schema.mjs](../benches/schema.mjs)). It does not check countries, calendar dates and numbering plans and converts
  nothing, so kyclink uses \`policy: "schema"\` there.
  It compiles with \`new Function\`, which a web page's policy must allow with \`'unsafe-eval'\`; kyclink only needs
  \`'wasm-unsafe-eval'\`.
- The invalid applicant has five mistakes in eight fields.
`;
}
