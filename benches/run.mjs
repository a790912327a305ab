// `cargo xtask bench`: benches/onboard.mjs in Node, benches/worker in workerd, benches/validate.mjs bundled and run in Node and in Chromium. `--write` writes the ratios
// to docs/speed.md. Times are written nowhere, because they depend on the machine.
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
Times as multiples of what the other needs for the same result: below 1 kyclink is faster. \`cargo xtask bench --write\` writes this file (${METHOD}).

## The main job
One customer through \`buildRequest\` and \`parseResponse\`, against [the same job written by hand](../benches/by-hand.mjs) in JavaScript, in Node ${process.versions.node.split(".")[0]}. Both are microseconds of a
request that takes the provider a hundred milliseconds.

| ${job.map(({ name }) => name).join(" | ")} |
|${job.map(() => "--:|").join("")}
| ${job.map(({ ratio }) => ratio.toFixed(1)).join(" | ")} |

## In a Worker
A Worker that takes an applicant and answers with a link, [with kyclink](../benches/worker/kyclink.mjs) and [written by hand](../benches/worker/by-hand.mjs), under \`workerd serve\`, the provider on the same machine: CPU time of the whole
process for one request, network and all, and how long the first request after a start takes. Both read no more than 1 MiB of an answer, refuse redirects and end after 30 seconds.

| CPU for a request | the same, the answer in chunks | first request | first request, loaded eagerly |
|--:|--:|--:|--:|
| ${worker.cpu.toFixed(2)} | ${worker.chunked.toFixed(2)} | ${worker.first.toFixed(1)} | ${worker.eager.toFixed(1)} |

Loaded eagerly is [with one call](../benches/worker/eager.mjs) before the first request, which then waits for no compiler; the start takes longer by as much.

Of the difference, more than two thirds are the two calls of the wasm, half of that again because their code and memory are in no cache when a request comes; the rest are the layers that bound, time and repeat an exchange. An answer that tells its length
is read at once; one in chunks, or compressed, takes a reader in both Workers. Against a provider a hundred milliseconds away nobody notices; on a bill by CPU time it stands.

## Validation
\`validate("spherepay.onboard", applicant)\` with the same applicant and the same verdict.

| | ${head.join(" | ")} |
|---|${head.map(() => "--:|").join("")}
${[...new Set(races)].map(row).join("\n")}

- **the stack** is zod/mini, libphonenumber-js/min, i18n-iso-countries, iso-3166 and postcode-validator, put together in
  [benches/stack.mjs](../benches/stack.mjs) for the same verdict; [size.md](size.md) weighs it.
- **ajv** is the operation's own JSON Schema, compiled, and what makes an answer of it: an own copy or the list of issues
  ([benches/schema.mjs](../benches/schema.mjs)). It knows no country, no calendar and no numbering plan and converts nothing, so kyclink runs with \`policy: "schema"\` there.
  It compiles with \`new Function\`, which a page's policy must allow with \`'unsafe-eval'\`; kyclink needs \`'wasm-unsafe-eval'\` only.
- The invalid applicant has five faults in eight fields.
`;
}
