/**
 * The step of `cargo xtask test` whose tests run: `frameworks` for those in the folder of that name, and else
 * `runtimes`.
 */

import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";

const FRAMEWORKS = "frameworks";

export const STEP = [basename(dirname(process.argv[1])), process.argv[2]].includes(FRAMEWORKS) ? FRAMEWORKS : "runtimes";

/** Where the step's tools are installed, and where its tests work. */
export const FOLDER = fileURLToPath(new URL(`../../../target/${STEP}/`, import.meta.url));
