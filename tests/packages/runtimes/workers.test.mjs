/** Workers, bundled by wrangler as for a deployment, and run in workerd. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { Miniflare } from "miniflare";
import { consumer, files, modules, run, tool, wranglerDev } from "./consumer.mjs";
import { look, row } from "./table.mjs";

const DATE = "2026-04-01";

/** What `wrangler deploy` would upload, and what it says of the size. */
async function build(program) {
  const folder = consumer(`wrangler-${program}`);
  const { stdout } = await run(
    tool(".bin/wrangler"),
    ["deploy", `${program}.mjs`, "--dry-run", "--outdir=out", "--name=consumer", `--compatibility-date=${DATE}`],
    folder,
  );
  return { out: join(folder, "out"), size: /Total Upload: .*/.exec(stdout)?.[0] };
}

async function reply(out, program, compatibilityFlags) {
  const type = { ".js": "ESModule", wasm: "CompiledWasm" };
  const paths = files(out)
    .filter((path) => /\.(js|wasm)$/.test(path))
    .sort((path) => (path.endsWith(`${program}.js`) ? -1 : 1));
  const miniflare = new Miniflare({
    modules: paths.map((path) => ({
      type: type[path.endsWith(".js") ? ".js" : "wasm"],
      path: relative(out, path),
      contents: readFileSync(path),
    })),
    modulesRoot: "/",
    compatibilityDate: DATE,
    compatibilityFlags,
    cf: false,
    telemetry: { enabled: false },
  });
  try {
    const response = await miniflare.dispatchFetch("http://localhost/");
    assert.equal(response.status, 200);
    return await response.json();
  } finally {
    await miniflare.dispose();
  }
}

for (const [name, program, flags] of [
  ["workerd", "worker", ["no_nodejs_compat_v2"]],
  ["workerd, nodejs_compat", "worker", ["nodejs_compat"]],
  ["workerd, Hono", "hono", ["no_nodejs_compat_v2"]],
]) {
  row(name, async (t) => {
    const { out, size } = await build(program);
    const results = await reply(out, program, flags);
    look(results, "one wasm", modules(files(out)), { kyclink: 1, edge: 1, form: 1 });
    t.diagnostic(size);
    return results;
  });
}

row("wrangler dev", async (t) => {
  const folder = consumer("wrangler-dev");
  const server = await wranglerDev(folder, ["worker.mjs", `--compatibility-date=${DATE}`]);
  t.after(server.stop);
  return (await fetch(server.origin)).json();
});
