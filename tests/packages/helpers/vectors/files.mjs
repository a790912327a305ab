/** The vectors: every list of cases in tests/vectors with a kind. A file has one, or several in a list. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("../../../vectors/", import.meta.url));

export const files = readdirSync(FOLDER, { recursive: true })
  .filter((name) => name.endsWith(".json"))
  .sort()
  .flatMap((name) =>
    [JSON.parse(readFileSync(join(FOLDER, name), "utf8"))].flat().map((vectors) => ({ name: `${vectors.kind}: ${name}`, vectors })),
  )
  .filter(({ vectors }) => vectors.kind !== undefined);
