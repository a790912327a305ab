// The report of `cargo xtask soak`.

import { CONNECTIONS } from "./send.mjs";
import { LIFETIME_MS } from "./short-lived.mjs";
import { percentile, slope, unexpectedIn } from "./stats.mjs";

const MIB = 1 << 20;
// The compilers, the heaps and the number of records settle in this share of the rounds.
const WARM_UP = 0.2;

export function report({ minutes, requests, worker, node }) {
  return `\`cargo xtask soak\` sent **${number(requests)} requests** to the handler in ${minutes.toFixed(0)} minutes, and checked every response.
${unexpected([worker, node])}

### Requests
| server | requests | of these refused or failed as provoked | unexpected responses |
|---|--:|--:|--:|
${[worker, node].map(requestsRow).join("\n")}

- **Worker**: the demo's Worker in workerd, with Durable Objects and the demo's pages.
- **Node**: \`createHandler\` of the packed package behind \`node:http\`, with \`memoryStore()\`.

[The sessions](benches/soak/sessions.mjs) consist of creates as JSON and as forms, with double clicks, repeated keys
and reused keys; renewals; contact codes, right and wrong; polls of the status; good, bad and repeated webhooks;
refused origins; malformed and large bodies; and a provider that is slow, refuses, loses the response after the create,
or sends garbage.

| error that \`onError\` got | number |
|---|--:|
${errorRows(worker, node).join("\n")}

### Memory
| server | measure | after the warm-up | at the end | per 10⁵ requests |
|---|---|--:|--:|--:|
${memoryRows(worker, node).join("\n")}

The last column is the slope of a line through the ${settled(worker).length} samples after the warm-up (a fifth of the run),
with its standard error. A wrapper around the store limits the life of a record to ${LIFETIME_MS / 1000} seconds, instead of up to
90 days. As many records then expire as are written: the slope is what requests leave behind.
The heap of each isolate in workerd was limited to 128 MiB, as at Cloudflare.
A wasm instance is replaced when its memory exceeds 4 MiB: there were ${number(last(worker).instances)} instances in the Worker for SpherePay,
and ${number(last(node).instances)} in Node. At the end their memory was ${mib(last(worker).wasmBytes)} and ${mib(last(node).wasmBytes)}.

### Latency
Milliseconds under the whole mix, with ${CONNECTIONS} connections: p50 ${quantiles(worker)} in the Worker, ${quantiles(node)} in Node.

The sender, the servers and the provider's sandbox shared two cores with other programs, so these times
do not say how fast they are. The Durable Objects' files were on a RAM disk.
`;
}

function requestsRow(server) {
  const { name, tally } = server;
  const refused = sum(Object.entries(tally.statuses).map(([status, count]) => (status >= 400 ? count : 0)));
  return row(name, number(tally.requests), number(refused), number(sum(unexpectedIn([server]).map(([, count]) => count))));
}

function unexpected(servers) {
  const all = unexpectedIn(servers);
  if (all.length === 0) return "Each was the expected one: no error occurred that the mix does not provoke.";
  return ["Not as expected:", "", ...all.map(([what, count]) => `- ${what} (${number(count)})`)].join("\n");
}

function errorRows(...servers) {
  const codes = {};
  for (const { errors } of servers) for (const [code, count] of Object.entries(errors)) codes[code] = (codes[code] ?? 0) + count;
  const sorted = Object.entries(codes).sort(([, one], [, other]) => other - one);
  return sorted.map(([code, count]) => `| \`${code}\` | ${number(count)} |`);
}

const mib = (bytes) => `${(bytes / MIB).toFixed(0)} MiB`;
const last = ({ samples }) => samples.at(-1);
const settled = ({ samples }) => samples.slice(Math.floor(samples.length * WARM_UP));

function memoryRows(worker, node) {
  return [
    memoryRow(worker, "RSS", "rssBytes"),
    memoryRow(node, "RSS", "rssBytes"),
    memoryRow(node, "heap and buffers after a collection", "heapBytes"),
  ];
}

function memoryRow(server, what, measure) {
  const samples = settled(server);
  const line = slope(samples.map(({ requests, [measure]: y }) => ({ x: requests / 1e5, y: y / MIB })));
  return row(
    server.name,
    what,
    mib(samples[0][measure]),
    mib(last(server)[measure]),
    `${line.slope.toFixed(1)} ± ${line.error.toFixed(1)} MiB`,
  );
}

function quantiles({ tally }) {
  const all = [...tally.times.values()].flat();
  return `${percentile(all, 50).toFixed(1)} and p99 ${percentile(all, 99).toFixed(1)}`;
}

const sum = (numbers) => numbers.reduce((sum, number) => sum + number, 0);
const row = (...cells) => `| ${cells.join(" | ")} |`;
const number = (count) => count.toLocaleString("en-US");
