/** Every file of tests/vectors with a kind. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("../../../vectors/", import.meta.url));

export const files = readdirSync(FOLDER, { recursive: true })
  .filter((name) => name.endsWith(".json"))
  .sort()
  .map((name) => ({ name, vectors: JSON.parse(readFileSync(join(FOLDER, name), "utf8")) }))
  .filter(({ vectors }) => vectors.kind !== undefined);
