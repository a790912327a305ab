/** The example's Worker as `cargo xtask test worker` builds it. worker-build is not used: it downloads its tools. */

import { fileURLToPath } from "node:url";

/** The folder with what wasm-bindgen has made of the crate: `cargo xtask bind` writes it. */
export const BUILT = fileURLToPath(new URL("../../../target/workers-rs/worker", import.meta.url));

/** What worker-build adds to the output of wasm-bindgen, without its recovery from panics. */
export const SHIM = `
  import * as worker from "./index.js";
  export default { fetch: (request, env, context) => worker.fetch(request, env, context) };
`;

/** worker-build makes the same replacement, because not every version of workerd knows \`import source\`. */
export const withoutSource = (script) => script.replaceAll("import source ", "import ");
