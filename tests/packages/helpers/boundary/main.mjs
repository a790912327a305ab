/**
 * `cargo xtask fuzz-boundary`: `node main.mjs <native program> --seed N --from N --inputs N --report <file>`. Prints
 * the first difference, made small and without values, and fails; or writes the report.
 */

import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { startNative } from "../agreement/native.mjs";
import { kyclink } from "./calls.mjs";
import { fuzz } from "./fuzz.mjs";
import { ODDITIES, WITHOUT_JSON } from "./oddities.mjs";
import { describe, shrink } from "./shrink.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: "string" }, from: { type: "string" }, inputs: { type: "string" }, report: { type: "string" } },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const count = Number(values.inputs ?? 10_000);
console.log(`seed ${seed}`);

const native = startNative(positionals[0]);
const start = performance.now();
let shown = 0;
let goesOn = true;
// The first Ctrl-C ends the run after the current batch, with the figures so far.
process.once("SIGINT", () => (goesOn = false));
const progress = ({ inputs }) => {
  if (inputs >= shown + 50_000) {
    shown = inputs;
    console.log(`${number(inputs)} inputs, no difference`);
  }
  return goesOn;
};
const { counts, difference } = await fuzz({ native, seed, from: Number(values.from ?? 0), count, progress });
if (difference) {
  console.log(`a difference at index ${difference.own.index}\n${describe(seed, await shrink(native, difference))}`);
  process.exitCode = 1;
} else {
  const rate = Math.round(counts.inputs / ((performance.now() - start) / 1000));
  console.log(
    `${number(counts.inputs)} inputs, ${number(counts.results)} results of the package, no difference, no trap; ${rate} inputs/s`,
  );
  if (values.report) writeFileSync(values.report, section(counts, rate));
}
await native.close();

function section(counts, rate) {
  const calls = Object.entries(counts.calls).sort(([, a], [, b]) => b - a);
  return `\`cargo xtask fuzz-boundary --seed ${seed} --inputs ${counts.inputs}\` passes hostile JavaScript values
to the packed package, and the same values as JSON to the crate.

| what | figure |
|---|--:|
| inputs | ${number(counts.inputs)} |
| results of the package that were compared | ${number(counts.results)} |
| differences | 0 |
| traps, and exceptions that are not a \`KycLinkError\` | 0 |
| inputs of \`validate\` that were accepted | ${number(counts.accepted)} |
| inputs without a JSON: no exception, and twice the same result | ${number(counts.withoutJson)} |
| operations | ${kyclink.operations().length} |
| kinds of odd values | ${Object.keys({ ...ODDITIES, ...WITHOUT_JSON }).length} |
| inputs per second | ${rate} |

| call | inputs |
|---|--:|
${calls.map(([call, made]) => `| \`${call}\` | ${number(made)} |`).join("\n")}
`;
}

function number(count) {
  return count.toLocaleString("en-US");
}
