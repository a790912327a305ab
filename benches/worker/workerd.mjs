// Starts workerd itself with a Worker: not miniflare, whose own Worker costs more than those of the bench.
import { spawn } from "node:child_process";
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import workerd from "workerd";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const WASM = "kyclink.wasm";
const ENTRIES = { kyclink: "client/workerd.js", "kyclink/edge": "edge/workerd.js", "kyclink/cloudflare": "cloudflare/index.js" };

/**
 * Bundles a Worker, and returns a function that starts it in a process of its own.
 *
 * @param {string} path its file, from this folder
 * @param {string} folder
 * @param {{ providerPort: number, texts?: Record<string, string>, objects?: string }} options `texts` are more bindings,
 *   and `objects` is the class of its Durable Objects, which are bound as KYCLINK
 */
export async function program(path, folder, { providerPort, texts, objects }) {
  const name = basename(path, ".mjs");
  const config = join(folder, `${name}-${providerPort}.capnp`);
  writeFileSync(join(folder, `${name}.mjs`), await bundle(path));
  copyFileSync(at("../../target/package/dist/kyclink.wasm"), join(folder, WASM));
  writeFileSync(config, capnp(name, { KEY: "secret_bench", PROVIDER: `http://127.0.0.1:${providerPort}`, ...texts }, objects));
  return () => start(config);
}

/** Starts workerd, and returns `{ port, startMs, cpuMs, stop }`. */
async function start(config) {
  const begin = performance.now();
  // workerd chooses a free port, and reports it once it listens. A request would already run the Worker.
  const child = spawn(workerd.default, ["serve", "--control-fd=3", config], { stdio: ["ignore", "inherit", "inherit", "pipe"] });
  const { port } = await new Promise((resolve, reject) => {
    child.stdio[3].setEncoding("utf8").once("data", (event) => resolve(JSON.parse(event)));
    child.once("exit", (code) => reject(new Error(`workerd ended with ${code}`)));
  });
  return { port, startMs: performance.now() - begin, cpuMs: () => cpuMs(child.pid), stop: () => child.kill("SIGKILL") };
}

/**
 * Returns the CPU time of all threads of a process. It does not depend on other load, and is exact to the nanosecond.
 */
function cpuMs(pid) {
  const threads = readdirSync(`/proc/${pid}/task`).map((thread) => readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8"));
  return threads.reduce((sum, times) => sum + Number(times.split(" ")[0]), 0) / 1e6;
}

async function bundle(path) {
  const package_ = {
    name: "package",
    setup: (build) => {
      build.onResolve({ filter: /^kyclink(\/|$)/ }, ({ path }) => ({ path: at(`../../target/package/dist/${ENTRIES[path]}`) }));
      build.onResolve({ filter: /\.wasm$/ }, () => ({ path: `./${WASM}`, external: true }));
    },
  };
  const { outputFiles } = await build({
    entryPoints: [at(path)],
    bundle: true,
    write: false,
    format: "esm",
    minify: true,
    target: "es2022",
    loader: { ".csv": "text" },
    plugins: [package_],
    logLevel: "warning",
  });
  return outputFiles[0].text;
}

const capnp = (name, texts, objects) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker), (name = "internet", network = (allow = ["local", "private"]))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")]
);
const worker :Workerd.Worker = (
  modules = [(name = "worker.mjs", esModule = embed "${name}.mjs"), (name = "${WASM}", wasm = embed "${WASM}")],
  compatibilityDate = "2026-04-01",
${objects ? storage(objects) : ""}  bindings = [
${objects ? `    (name = "KYCLINK", durableObjectNamespace = "${objects}"),\n` : ""}${Object.entries(texts)
  .map(([binding, text]) => `    (name = "${binding}", text = ${JSON.stringify(text)}),`)
  .join("\n")}
  ]
);
`;

/** Objects in memory: the disk of this machine is no part of the comparison. */
const storage = (objects) => `  durableObjectNamespaces = [(className = "${objects}", uniqueKey = "kyclink", enableSql = true)],
  durableObjectStorage = (inMemory = void),
`;
