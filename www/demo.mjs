/**
 * `node www/demo.mjs [--provider grid] [--port 8787]`: runs the onboarding page and its Worker in workerd, in front of
 * the sandbox or, with credentials in the environment, of the real provider. `cargo xtask demo` packs and then runs this.
 */

import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { Miniflare } from "miniflare";
import { build } from "./build.mjs";
import { packed } from "./packed.mjs";
import { startSandbox } from "./sandbox/server.mjs";
import { webhookKeys } from "./sandbox/webhooks.mjs";
import { readSetup, SetupError, sandboxBindings } from "./setup.mjs";

const HOST = "127.0.0.1";
const COMPATIBILITY_DATE = "2026-04-01"; // at most the date of miniflare's workerd

const REVIEW_MS = 5_000; // after this time the sandbox approves a customer in review

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

const closers = [];
let leaving;

for (const signal of SIGNALS) process.on(signal, leave);
const started = start();
process.on("uncaughtException", fail);
started.catch(fail);

async function start() {
  const { provider, label, port: wanted, bindings } = readSetup(process.argv.slice(2), process.env);
  const port = await freePort(wanted);
  const tarball = packed();
  const folder = mkdtempSync(join(tmpdir(), "kyclink-demo-"));
  closers.push(() => rmSync(folder, { recursive: true, force: true }));
  const { assets, modules } = await build(tarball, folder);

  const origin = `http://${HOST}:${port}`;
  const sandbox = bindings
    ? undefined
    : await startSandbox({ reviewMs: REVIEW_MS, webhookUrl: (name) => `${origin}/kyc/webhooks/${name}`, onDelivery: tellDelivery });
  if (sandbox) closers.push(sandbox.close);
  if (leaving) return;
  const worker = new Miniflare({
    host: HOST,
    port,
    cf: false,
    telemetry: { enabled: false },
    handleRuntimeStdio: (...streams) => streams.forEach(show),
    compatibilityDate: COMPATIBILITY_DATE,
    modules,
    assets: { directory: assets, routerConfig: { has_user_worker: true } },
    bindings: {
      PROVIDER: provider,
      APP_ORIGIN: origin,
      COOKIE_SECRET: randomBytes(32).toString("base64"),
      // Real providers do not redirect to a loopback address.
      ...(bindings ?? {
        ...sandboxBindings(provider, sandbox),
        ...(await webhookKeys(sandbox.sandbox)),
        REDIRECT_URI: `${origin}/kyc/status`,
      }),
    },
  });
  closers.push(() => worker.dispose());
  forgetOtherWaysToLeave();
  await worker.ready;
  if (leaving) return;

  const where = bindings?.[`${provider.toUpperCase()}_BASE_URL`] ?? bindings?.SPHEREPAY_ENVIRONMENT;
  const place = sandbox
    ? `the sandbox at ${sandbox.origin}; nothing leaves this machine`
    : `the real provider${where ? `, ${where}` : ""}; the customers and links you make there are real`;
  console.log(`\n${label}: ${place}.\n\n  Open  ${origin}/\n  Stop  Ctrl-C\n`);
}

function tellDelivery({ provider, name, status }) {
  console.log(`webhook  ${provider} ${name} → ${status ?? "no answer"}`);
}

/** Prints what the Worker logs, without workerd's own messages about failed connections. @param {import("node:stream").Readable} stream */
function show(stream) {
  createInterface({ input: stream }).on("line", (line) => {
    if (!/^(workerd\/|kj\/|stack: )/.test(line)) console.log(line);
  });
}

/**
 * Reports a failure and exits. Ctrl-C also reaches the child processes, whose exit may be noticed before the signal
 * itself. That is not a failure, so this waits briefly for the signal.
 */
async function fail(error) {
  await sleep(error instanceof SetupError ? 0 : 100);
  if (leaving) return;
  console.error(error instanceof SetupError ? `demo: ${error.message}` : error);
  process.exitCode = 1;
  leave();
}

/** Closes everything, after startup has finished: only then are all closers registered. */
function leave() {
  leaving ??= started.catch(() => {}).then(close);
}

/**
 * Runs the closers, last started first. A closer that fails does not stop the others. Afterwards nothing keeps the
 * process alive, and it ends once Miniflare has removed its files.
 */
async function close() {
  for (const closer of closers.splice(0).reverse())
    await Promise.resolve()
      .then(closer)
      .catch(() => {});
}

/**
 * Removes Miniflare's signal listeners, which end the process before workerd has ended. Our own listener stays, because
 * without any listener a signal that arrives now would be lost.
 */
function forgetOtherWaysToLeave() {
  for (const signal of SIGNALS) {
    for (const listener of process.listeners(signal)) if (listener !== leave) process.off(signal, listener);
  }
}

/** Returns the port, or a free one for 0. @param {number} wanted */
function freePort(wanted) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", ({ code, message }) => {
      const reason =
        code === "EADDRINUSE" ? "is taken: stop what listens there, or choose another with --port" : `cannot be used (${message})`;
      reject(new SetupError(`port ${wanted} ${reason}.`));
    });
    server.listen(wanted, HOST, () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
