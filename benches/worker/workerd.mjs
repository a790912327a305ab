// Starts workerd itself with a Worker: not miniflare, whose own Worker costs more than those of the bench.
import { spawn } from "node:child_process";
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import workerd from "workerd";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
/** What Cloudflare gives an isolate: a leak ends it. */
const HEAP_MIB = 128;
const ENTRIES = {
  kyclink: "module/client/workerd.js",
  "kyclink/edge": "service/edge/workerd.js",
  "kyclink/cloudflare": "service/cloudflare/index.js",
  "kyclink/page": "service/page/workerd.js",
};

/**
 * Bundles a Worker, and returns a function that starts it in a process of its own.
 *
 * @param {string} path its file, from this folder
 * @param {string} folder
 * @param {{ providerPort: number, texts?: Record<string, string>, objects?: string, records?: string }} options `texts`
 *   are more bindings, and `objects` is the class of its Durable Objects, which are bound as KYCLINK. With the folder
 *   `records` they are on disk, and the Worker can collect garbage.
 */
export async function program(path, folder, { providerPort, texts, objects, records }) {
  const name = basename(path, ".mjs");
  const config = join(folder, `${name}-${providerPort}.capnp`);
  const { text, modules } = await bundle(path);
  writeFileSync(join(folder, `${name}.mjs`), text);
  for (const module of modules) copyFileSync(module, join(folder, basename(module)));
  writeFileSync(
    config,
    capnp(
      [`${name}.mjs`, ...[...modules].map((module) => basename(module))],
      { KEY: "secret_bench", PROVIDER: `http://127.0.0.1:${providerPort}`, ...texts },
      objects,
      records,
    ),
  );
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
  const stop = () => child.kill("SIGKILL");
  return { port, startMs: performance.now() - begin, cpuMs: () => cpuMs(child.pid), rssBytes: () => rssBytes(child.pid), stop };
}

/** Returns the memory of a process that is in RAM. */
function rssBytes(pid) {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(kib) * 1024;
}

/**
 * Returns the CPU time of all threads of a process. It does not depend on other load, and is exact to the nanosecond.
 */
function cpuMs(pid) {
  const threads = readdirSync(`/proc/${pid}/task`).map((thread) => readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8"));
  return threads.reduce((sum, times) => sum + Number(times.split(" ")[0]), 0) / 1e6;
}

/** Returns a Worker as one script, and the paths of the wasm modules that it imports. */
async function bundle(path) {
  const modules = new Set();
  const package_ = {
    name: "package",
    setup: (build) => {
      build.onResolve({ filter: /^kyclink(\/|$)/ }, ({ path }) => ({ path: at(`../../target/package/dist/${ENTRIES[path]}`) }));
      build.onResolve({ filter: /\.wasm$/ }, ({ path, resolveDir }) => {
        modules.add(join(resolveDir, path));
        return { path: `./${basename(path)}`, external: true };
      });
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
  return { text: outputFiles[0].text, modules };
}

const capnp = ([script, ...modules], texts, objects, records) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
${records ? `  v8Flags = ["--expose-gc", "--max-old-space-size=${HEAP_MIB}"],\n` : ""}  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["local", "private"])),
${records ? `    (name = "records", disk = (path = "${records}", writable = true)),\n` : ""}  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")]
);
const worker :Workerd.Worker = (
  modules = [
    (name = "worker.mjs", esModule = embed "${script}"),
${modules.map((module) => `    (name = "${module}", wasm = embed "${module}"),\n`).join("")}  ],
  compatibilityDate = "2026-04-01",
${objects ? storage(objects, records) : ""}  bindings = [
${objects ? `    (name = "KYCLINK", durableObjectNamespace = "${objects}"),\n` : ""}${Object.entries(texts)
  .map(([binding, text]) => `    (name = "${binding}", text = ${JSON.stringify(text)}),`)
  .join("\n")}
  ]
);
`;

/** Objects in memory, unless they have a folder: the disk of this machine is no part of a comparison. */
const storage = (objects, records) => `  durableObjectNamespaces = [(className = "${objects}", uniqueKey = "kyclink", enableSql = true)],
  durableObjectStorage = (${records ? 'localDisk = "records"' : "inMemory = void"}),
`;
