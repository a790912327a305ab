/**
 * `cargo xtask fuzz-boundary`: `node main.mjs <native program> --seed N --from N --inputs N --report <file>`. Prints
 * the first difference, and fails; or writes the report.
 */

import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { startNative } from "../agreement/native.mjs";
import { fuzz } from "./fuzz.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: "string" }, from: { type: "string" }, inputs: { type: "string" }, report: { type: "string" } },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
console.log(`seed ${seed}`);

const native = startNative(positionals[0]);
// The first Ctrl-C ends the run after the current batch, with the figures so far.
let goesOn = true;
process.once("SIGINT", () => (goesOn = false));
const progress = ({ inputs }) => {
  if (inputs % 50_000 === 0) console.log(`${inputs} inputs, no difference`);
  return goesOn;
};
const { counts, difference } = await fuzz({
  native,
  seed,
  from: Number(values.from ?? 0),
  count: Number(values.inputs ?? 10_000),
  progress,
});
await native.close();
if (difference) {
  console.log(difference);
  process.exitCode = 1;
} else if (values.report) writeFileSync(values.report, section(counts));

function section({ calls, ...counts }) {
  const rows = Object.entries({ ...counts, differences: 0, ...calls }).map(
    ([what, count]) => `| ${what} | ${count.toLocaleString("en-US")} |`,
  );
  return `\`cargo xtask fuzz-boundary --seed ${seed} --inputs ${counts.inputs}\` passes hostile JavaScript values
to the packed package, and the same values as JSON to the crate.

| what | figure |
|---|--:|
${rows.join("\n")}
`;
}
