/** Deno and Bun. */

import { consumer, results, tool } from "./consumer.mjs";
import { row } from "./table.mjs";

const folder = consumer("deno-bun");

row("Deno", () => results(tool(".bin/deno"), ["run", "--no-remote", "--cached-only", "main.mjs"], folder));
row("Bun", () => results(tool(".bin/bun"), ["main.mjs"], folder));
row("Bun, require", () => results(tool(".bin/bun"), ["require.cjs"], folder));
