// The text of docs/speed.md.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ROUNDS } from "./race.mjs";

// Browsers call everything that takes longer a long task, because people notice it.
const BUDGET_MS = 50;

export function report({ counts, races, shares, slowPage, worker, handler }) {
  const [node, chromium] = Object.keys(races);
  const { total, empty, ...parts } = slowPage;
  return `# Speed
How long kyclink takes, compared with JavaScript that returns the same result.
The figures are ratios: they depend less on the machine than times do.
[DESIGN.md](../DESIGN.md#what-limits-the-speed) has the range of those that differ most.

${table(
  ["measure", "entry", `${node}, median`, "minimum", `${chromium}, median`, "minimum"],
  races[node].map(({ measure, entry }, row) => [measure, entry, ...Object.values(races).flatMap((results) => ratios(results[row]))]),
)}

In the rows "the stack ÷ \`validate\`" higher is better: they say how many times as long the stack takes.
In all other rows lower is better.

The programs of a row run in turns in one process, and each turn goes over the same set of
[${counts.applicants} different applicants](../benches/applicants.mjs). ${counts.applicants - counts.valid} of them are invalid, with one to five mistakes.
First, the bench checks that all programs return the same for every applicant: the same value, or issues in the same
fields, and warnings in the same fields.
Each program has ${ROUNDS} turns. The ratios are those of the median turns and of the shortest turns.

- **the stack** is zod/mini, libphonenumber-js/min, i18n-iso-countries, iso-3166 and postcode-validator, combined in
  [benches/stack.mjs](../benches/stack.mjs) to return the same verdict; [size.md](size.md) has its size.
- **ajv** is the operation's own JSON Schema, compiled, with code that returns a copy or a list of issues
  ([benches/schema.mjs](../benches/schema.mjs)). It does not check countries, calendar dates and numbering plans and
  converts nothing, so kyclink uses \`policy: "schema"\` there.
  The two agree on ${counts.agreed} of the applicants; all of them are in the race.
  ajv compiles with \`new Function\`, which a web page's policy must allow with \`'unsafe-eval'\`; kyclink only needs
  \`'wasm-unsafe-eval'\`.
- **by hand** is \`spherepay.createCustomerViaLink\` written for this one operation
  ([benches/by-hand.mjs](../benches/by-hand.mjs)), with the ${counts.valid} valid applicants and as many different responses.

This is where the time of \`validate\` goes:

${table(
  ["part", "share"],
  shares.map(([part, share]) => [part, percent(share)]),
)}

## In a Worker
A Worker that receives an applicant and responds with a link, [with kyclink](../benches/worker/kyclink.mjs) and
[written by hand](../benches/worker/by-hand.mjs), under \`workerd serve\`, with the provider on the same machine.
Both read at most 1 MiB of a response, reject redirects and time out after 30 seconds. One row compares with
[the same Worker without these duties](../benches/worker/bare.mjs).
CPU time is that of the whole process, including the network.

${table(
  ["measure", "median", "minimum"],
  worker.map(({ name, ...result }) => [name, ...ratios(result)]),
)}

- A wasm function is compiled when it is first called, which would take most of the time of the first request.
  So in a Worker the package runs an example when it starts: the start takes longer, and the first request does not.
- The check compares the hand-written Worker with itself, in two processes: a difference as small is noise.

With a provider a hundred milliseconds away the difference is not noticeable, but it counts where CPU time is billed.

${handlerSection(handler)}

## In a web page on a slow device
\`kyclink/form\` in ${chromium} at a quarter of the machine's speed, in a new page with nothing in its cache.
The page has loaded another module before.
On the machine that wrote this page, loading the bundled module, compiling it and the first validation together take
${total <= BUDGET_MS ? "less" : "more"} than ${BUDGET_MS} ms of the main thread. An empty module in place of the bundled one takes
${Math.round((empty / total) * 100)} % of that, for the browser's loader. Their shares:

${table(Object.keys(parts), [sharesOf(Object.values(parts))])}

## Measure it yourself
\`cargo xtask bench\` prints this page in about five minutes, and also the times of the slow web page.
\`cargo xtask bench --write\` writes it. \`cargo xtask bench handler\` does so for the section "In the handler" alone.
`;
}

export const PAGE = fileURLToPath(new URL("../docs/speed.md", import.meta.url));

/** Writes the page, with its lines broken like those of all pages. */
export function write(text) {
  writeFileSync(PAGE, text);
  execFileSync("npx", ["markdownlint-cli2", "--fix", "--no-globs", PAGE]);
}

/** Where the section about the handler begins. */
const HANDLER = "## In the handler";

/** Returns the page with this section about the handler. */
export function withHandlerSection(page, section) {
  const [before, rest] = page.split(HANDLER);
  return `${before}${section}${rest.slice(rest.indexOf("\n\n## "))}`;
}

/** The section about the handler. */
export function handlerSection({ rows, worker, crossings }) {
  return `${HANDLER}
The CPU time of a request to the handler in a Worker with Durable Objects
([benches/handler-worker/kyclink.mjs](../benches/handler-worker/kyclink.mjs)), divided by that of a Worker
[written by hand](../benches/handler-worker/by-hand.mjs) that keeps the same promises for these routes. It runs under
\`workerd serve\`, with the provider on the same machine and the objects in memory. CPU time is that of the whole
process. First, the bench checks that both respond the same to the same requests, and send the same to the provider.

${table(
  ["measure", "median", "minimum"],
  worker.map(({ name, ...result }) => [name, ...ratios(result)]),
)}

The handler only needs \`get\` and \`swap\` of a store. So a lock is a record of its own, and a count is read before it is
written: a POST sends six messages to objects, and a status that asks the provider nine. The Worker by hand leaves
locks and counts to its objects, and sends four and six.

The CPU time of a request to the handler in Node, divided by that of the plain client's call that makes the same link.
Provider and store are in memory ([benches/handler.mjs](../benches/handler.mjs)).

${table(
  ["measure", "median", "minimum"],
  rows.map(({ name, ...result }) => [name, ...ratios(result)]),
)}

This is what crosses the boundary to wasm: the calls, the bytes that are written into its memory, and how often the
person's email address crosses, in one direction or the other. A test keeps the numbers from growing.

${table(
  ["request", "calls", "bytes", "crossings of the address"],
  crossings.map(({ name, calls, bytes, times }) => [name, calls, bytes, times].map(String)),
)}

A request also runs cryptography of the platform: a POST with a key computes one MAC and seals five values, a status
that asks the provider opens one and seals two. The Worker by hand does about as much.`;
}

/** A table in Markdown. Cells that start with a digit are aligned to the right. */
function table(head, rows) {
  const line = head.map((_, column) => (/^\d/.test(rows[0][column]) ? "--:" : "---"));
  return [head, line, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

const ratios = ({ median, minimum }) => [median.toFixed(2), minimum.toFixed(2)];
const percent = (share) => `${Math.round(100 * share)} %`;

function sharesOf(times) {
  const total = times.reduce((sum, time) => sum + time, 0);
  return times.map((time) => percent(time / total));
}
