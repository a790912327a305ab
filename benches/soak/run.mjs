// `node benches/soak/run.mjs --minutes N --requests N --out <file>`: runs until both are reached, or until Ctrl-C, and
// writes the report to the file. Fails if a response was not the expected one, or a server reported
// another error.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { packed } from "../../www/packed.mjs";
import { report } from "./report.mjs";
import { soak } from "./soak.mjs";
import { unexpectedIn, unprovokedIn } from "./stats.mjs";

const { values } = parseArgs({ options: { minutes: { type: "string" }, requests: { type: "string" }, out: { type: "string" } } });
const interrupted = new AbortController();
process.once("SIGINT", () => interrupted.abort());

const result = await soak({
  tarball: packed(),
  minutes: Number(values.minutes),
  requests: Number(values.requests),
  signal: interrupted.signal,
  onRound({ minutes, requests, worker, node }) {
    const rss = [worker, node].map(({ name, samples }) => `${name} ${(samples.at(-1).rssBytes / 2 ** 20).toFixed(0)} MiB`);
    console.log(`${minutes.toFixed(1)} min, ${requests} requests; RSS: ${rss.join(", ")}`);
  },
});
const text = report(result);
console.log(text);
writeFileSync(values.out, text);
const servers = [result.worker, result.node];
const unexpected = [...unexpectedIn(servers), ...servers.flatMap(unprovokedIn)];
if (unexpected.length > 0) {
  console.error("not as expected:", unexpected);
  process.exitCode = 1;
}
