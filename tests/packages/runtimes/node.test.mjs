/** Node, by `import`, by `require`, and by `require` of a module. */

import { existsSync } from "node:fs";
import { test } from "node:test";
import { consumer, results, tool } from "./consumer.mjs";
import { row } from "./table.mjs";

const folder = consumer("node");
const WAYS = { import: "main.mjs", require: "require.cjs", "require(esm)": "require-esm.cjs" };

for (const version of [20, 22, 24]) {
  const node = tool(`node-${version}`, "bin/node");
  if (!existsSync(node)) test(`Node ${version}`, { skip: "the registry has Node's binaries for Linux on x64 only" }, () => {});
  else for (const [way, program] of Object.entries(WAYS)) row(`Node ${version}, ${way}`, () => results(node, [program], folder));
}
