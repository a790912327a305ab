// Starts workerd itself with a Worker that was bundled as the demo's: miniflare's own Worker would cost more than this
// one.
import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import workerd from "workerd";
import { buildWorker } from "../../www/build.mjs";
import { send } from "./send.mjs";

// What Cloudflare gives an isolate: a leak ends it.
const HEAP_MIB = 128;

/**
 * Starts a Worker once per provider, in one process. The package must be installed in `folder`.
 *
 * @returns {Promise<{ hasPages: true, ports: Record<string, number>, measure: () => Promise<object>, stop: () => void }>}
 */
export async function startWorkerd(name, folder, bindings, onError) {
  const place = join(folder, name);
  const records = join(place, "records");
  mkdirSync(records, { recursive: true });
  await buildWorker(fileURLToPath(new URL(`${name}.mjs`, import.meta.url)), place, folder);
  const config = join(place, "config.capnp");
  writeFileSync(config, capnp(name, readdirSync(place), bindings, records));

  const child = spawn(workerd.default, ["serve", "--control-fd=3", config], { stdio: ["ignore", "pipe", "pipe", "pipe"] });
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on("line", (line) => errorIn(line, onError));
  const ports = await listening(child, Object.keys(bindings));
  const [port] = Object.values(ports);
  const measure = async () => {
    const { status, text } = await send({ port, method: "GET", path: "/soak" });
    return { rssBytes: rssOf(child.pid), ...(status === 200 && JSON.parse(text)) };
  };
  return { hasPages: true, ports, measure, stop: () => child.kill("SIGKILL") };
}

/** Reports the error that the Worker has logged. workerd itself logs a connection to the provider that broke. */
function errorIn(line, onError) {
  const code = /^error {4}\S*: (\w+)$/.exec(line)?.[1];
  if (code !== undefined) onError(code);
  else if (!/^(browser|provider) /.test(line)) onError(line.slice(0, 150));
}

/** workerd chooses free ports, and reports each once it listens. */
function listening(child, names) {
  const ports = {};
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdio[3] }).on("line", (line) => {
      const { socket, port } = JSON.parse(line);
      ports[socket] = port;
      if (Object.keys(ports).length === names.length) resolve(ports);
    });
    child.once("exit", (code) => reject(new Error(`workerd ended with ${code}`)));
  });
}

const capnp = (name, files, bindings, records) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  v8Flags = ["--expose-gc", "--max-old-space-size=${HEAP_MIB}"],
  services = [
    (name = "internet", network = (allow = ["local", "private"])),
    (name = "records", disk = (path = "${records}", writable = true)),
${Object.keys(bindings)
  .map((provider) => `    (name = "${provider}", worker = .${provider}),`)
  .join("\n")}
  ],
  sockets = [
${Object.keys(bindings)
  .map((provider) => `    (name = "${provider}", address = "127.0.0.1:0", http = (), service = "${provider}"),`)
  .join("\n")}
  ]
);
${Object.entries(bindings)
  .map(([provider, texts]) => worker(provider, name, files, texts))
  .join("")}`;

const worker = (provider, name, files, texts) => `
const ${provider} :Workerd.Worker = (
  modules = [
    (name = "${name}.js", esModule = embed "${name}.js"),
${files
  .filter((file) => file.endsWith(".wasm"))
  .map((file) => `    (name = "./${file}", wasm = embed "${file}"),`)
  .join("\n")}
  ],
  compatibilityDate = "2026-04-01",
  durableObjectNamespaces = [(className = "KycLinkStore", uniqueKey = "kyclink-${provider}", enableSql = true)],
  durableObjectStorage = (localDisk = "records"),
  bindings = [
    (name = "KYCLINK", durableObjectNamespace = "KycLinkStore"),
${Object.entries(texts)
  .map(([binding, text]) => `    (name = "${binding}", text = ${JSON.stringify(text)}),`)
  .join("\n")}
  ]
);
`;

/** Returns the memory of a process that is in RAM, in bytes. */
function rssOf(pid) {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(kib) * 1024;
}
