/**
 * Runs workerd through Miniflare: a Worker that imports the installed package, bundled as wrangler does, with the wasm
 * file as a compiled module.
 */

import { basename } from "node:path";
import { Miniflare } from "miniflare";
import { edgeWasm, wasm } from "../helpers/install/index.mjs";
import { bundle, program } from "./bundle.mjs";

/** A Worker that calls a helper's function with `api`, an entry of the package, and the posted JSON, and returns its result. */
export const workerOf = (helper, name, api = "kyclink") =>
  program(`import * as api from "${api}";
import { ${name} } from "helpers/${helper}";

export default { fetch: async (request) => Response.json(await ${name}(api, await request.json())) };
`);

/** What was bundled, by its entry: several Workers of a test have the same. */
const bundles = new Map();

/**
 * Runs a Worker; `call(body)` posts JSON to it and gives back its JSON, `fetch(init, path)` gives back its response.
 * `scheduled(event)` runs its cron handler. Close it in the end. `module` is the wasm of the entry that it imports,
 * `bindings` are its variables; others are options of Miniflare.
 */
export async function start(entry, { nodejsCompat, module = wasm(), bindings = {}, ...others }) {
  if (!bundles.has(entry)) bundles.set(entry, bundle(entry, { conditions: ["workerd", "worker", "browser"] }));
  const { text, imported } = await bundles.get(entry);
  const contents = { "../kyclink.wasm": module, "../kyclink-edge.wasm": edgeWasm() };
  const miniflare = new Miniflare({
    modules: [
      { type: "ESModule", path: "worker.mjs", contents: text },
      ...[...new Set(imported)].map((path) => ({ type: "CompiledWasm", path: basename(path), contents: contents[path] })),
    ],
    modulesRoot: "/",
    bindings,
    compatibilityDate: "2026-04-01",
    ...others,
    compatibilityFlags: nodejsCompat ? ["nodejs_compat"] : ["no_nodejs_compat_v2"],
    cf: false,
    telemetry: { enabled: false },
  });
  await miniflare.ready;
  const fetch = (init, path = "/") => miniflare.dispatchFetch(new URL(path, "http://localhost"), init);
  return {
    fetch,
    async call(body) {
      const response = await fetch({ method: "POST", body: JSON.stringify(body) });
      const reply = await response.text();
      if (response.status !== 200) throw new Error(`the Worker responded with ${response.status}: ${reply}`);
      return JSON.parse(reply);
    },
    async scheduled(event) {
      const worker = await miniflare.getWorker();
      const { outcome } = await worker.scheduled(event);
      if (outcome !== "ok") throw new Error(`the Worker's cron handler ended with ${outcome}`);
    },
    close: () => miniflare.dispose(),
  };
}
