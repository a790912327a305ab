/**
 * `cargo xtask simulate-package`: `node main.mjs --seed N --onboardings N --world N --workerd N --report <file>`.
 * Prints what was violated and fails, or writes the report.
 */

import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { simulateWorkerd } from "./workerd.mjs";

const names = ["seed", "onboardings", "world", "workerd", "report"];
const { values } = parseArgs({ options: Object.fromEntries(names.map((name) => [name, { type: "string" }])) });
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const count = Number(values.onboardings ?? 10_000);
const inWorkerd = Number(values.workerd ?? 200);
console.log(`seed ${seed}`);

const only = values.world === undefined ? undefined : Number(values.world);
const [node, workerd] = await Promise.all([
  simulateInThreads(only === undefined ? availableParallelism() : 1),
  inWorkerd > 0 && only === undefined ? simulateWorkerd({ seed, count: inWorkerd }) : undefined,
]);
const violations = [...node.violations, ...(workerd?.violations ?? []).map((text) => `workerd: ${text}`)];
console.log(JSON.stringify({ node, workerd }, undefined, 2));
if (violations.length > 0) {
  console.log(`${violations.length} violations; in Node: cargo xtask simulate-package --seed ${seed} --world <its number>`);
  process.exitCode = 1;
} else if (values.report) writeFileSync(values.report, section());

/** Simulates the worlds of Node, each thread its part of them: virtual time replaces what is global in a thread. */
async function simulateInThreads(parts) {
  const threads = Array.from({ length: parts }, async (_, part) => {
    const thread = new Worker(new URL("part.mjs", import.meta.url), { workerData: { seed, count, only, part, parts } });
    const [total] = await once(thread, "message");
    return total;
  });
  return (await Promise.all(threads)).reduce(sum);
}

/** Adds up what was counted, and appends what was violated. */
function sum(one, other) {
  if (typeof other === "number") return (one ?? 0) + other;
  if (Array.isArray(other)) return [...one, ...other];
  return Object.fromEntries(Object.keys({ ...one, ...other }).map((name) => [name, sum(one[name], other[name] ?? 0)]));
}

function section() {
  const runs = [node, workerd ?? {}];
  const row = (what, read) => `| ${what} | ${runs.map((run) => read(run)?.toLocaleString("en-US") ?? "").join(" | ")} |`;
  const kinds = [...new Set(runs.flatMap(({ faults = {} }) => Object.keys(faults)))].sort();
  return `\`cargo xtask simulate-package --seed ${seed} --onboardings ${node.onboardings} --workerd ${workerd?.onboardings ?? 0}\` runs the packed
handler for people and attackers. In Node, time is virtual and a seed always gives the same run.
In workerd, processes with real Durable Objects are killed (SIGKILL) and started again with the same storage;
the order of events depends on the machine.

| what | Node | workerd |
|---|--:|--:|
${row("onboardings, without those of attackers", (run) => run.onboardings)}
${row("requests to the handler", (run) => run.requests)}
${row("customers at the providers", (run) => run.customers)}
${row("events that reached `onEvent`", (run) => run.events)}
${row("links for another device that were opened", (run) => run.handedOver)}
${row("kills of the process", (run) => run.kills ?? run.faults?.["a process died"])}
${row("violations", (run) => run.violations?.length)}
${row("left undecided: an attacker had the same contacts, and a response was lost", (run) => run.undecided)}
${row("gave up, because a limit asked for a wait of an hour", (run) => run.givenUp)}
${kinds
  .filter((kind) => kind !== "a process died")
  .map((kind) => row(kind, ({ faults }) => faults?.[kind]))
  .join("\n")}
`;
}
