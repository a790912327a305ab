/** `cargo xtask simulate-package`: `node main.mjs --seed N --onboardings N --report <file>`. Fails, or writes the report. */

import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { simulate } from "./workerd.mjs";

const names = ["seed", "onboardings", "report"];
const { values } = parseArgs({ options: Object.fromEntries(names.map((name) => [name, { type: "string" }])) });
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
console.log(`seed ${seed}`);
const result = await simulate({ seed, count: Number(values.onboardings ?? 200) });
console.log(JSON.stringify(result, undefined, 2));
if (result.violations.length > 0) process.exitCode = 1;
else if (values.report) {
  const rows = Object.entries({ ...result, violations: 0 }).map(([what, count]) => `| ${what} | ${count.toLocaleString("en-US")} |\n`);
  const what = `\`cargo xtask simulate-package --seed ${seed}\` runs the packed handler in workerd, with real Durable Objects.
Its process is killed (SIGKILL) and started again with the same storage; the order of events depends on the machine.`;
  writeFileSync(values.report, `${what}\n\n| what | count |\n|---|--:|\n${rows.join("")}`);
}
