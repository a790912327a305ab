/**
 * `node www/demo.mjs [--provider grid|bridge|auto] [--port 8787]`: the onboarding page and its Worker in workerd, in
 * front of the sandbox or, with credentials in the environment, of the real provider. `cargo xtask demo` packs first
 * and then runs this.
 */

import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { Miniflare } from "miniflare";
import { subpath } from "../tests/packages/helpers/install/index.mjs";
import { build } from "./build.mjs";
import { packed } from "./packed.mjs";
import { readSetup, SetupError, sandboxBindings } from "./setup.mjs";

const { startSandbox } = await subpath("testing");

const HOST = "127.0.0.1";
const COMPATIBILITY_DATE = "2026-04-01"; // not later than that of miniflare's workerd

const ATTEMPTS = 5; // to find a free port

const REVIEW_MS = 5_000; // after this time, the sandbox approves a review

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

const closers = [];
let leaving;

for (const signal of SIGNALS) process.on(signal, leave);
const started = start();
process.on("uncaughtException", fail);
started.catch(fail);

async function start() {
  const { provider, label, port: requestedPort, bindings } = readSetup(process.argv.slice(2), process.env);
  await freePort(requestedPort); // before anything is built
  const tarball = packed();
  const folder = mkdtempSync(join(tmpdir(), "kyclink-demo-"));
  closers.push(() => rmSync(folder, { recursive: true, force: true }));
  const modules = await build(tarball, folder);

  let origin = "";
  const sandbox = bindings
    ? undefined
    : await startSandbox({ reviewMs: REVIEW_MS, forward: (name) => `${origin}/kyc/webhooks/${name}`, onDelivery: logDelivery });
  if (sandbox) closers.push(sandbox.close);
  const webhooks = sandbox && (await webhookBindings(sandbox));
  for (let attempt = 1; ; attempt++) {
    const port = await freePort(requestedPort);
    origin = `http://${HOST}:${port}`;
    if (leaving) return;
    const worker = new Miniflare({
      host: HOST,
      port,
      cf: false,
      telemetry: { enabled: false },
      handleRuntimeStdio: (...streams) => streams.forEach(printLog),
      compatibilityDate: COMPATIBILITY_DATE,
      modules,
      bindings: {
        PROVIDER: provider,
        APP_ORIGIN: origin,
        COOKIE_SECRET: randomBytes(32).toString("base64"),
        // Real providers do not redirect to a loopback address.
        ...(bindings ?? { ...sandboxBindings(provider, sandbox), ...webhooks, REDIRECT_URI: `${origin}/kyc/status` }),
      },
    });
    closers.push(() => worker.dispose());
    removeOtherListeners();
    try {
      await worker.ready;
      break;
    } catch (error) {
      // The Worker is told its origin, so that the port is chosen first, and another program may take it meanwhile.
      if (requestedPort !== 0 || error.code !== "ERR_ADDRESS_IN_USE" || attempt === ATTEMPTS) throw error;
    }
  }
  if (leaving) return;

  const where = bindings?.[`${provider.toUpperCase()}_BASE_URL`] ?? bindings?.[`${provider.toUpperCase()}_ENVIRONMENT`];
  const place = sandbox
    ? `the sandbox at ${sandbox.url}; nothing leaves this machine`
    : `the real provider${where ? `, ${where}` : ""}; the customers and links you make there are real`;
  console.log(`\n${label}: ${place}.\n\n  Open  ${origin}/kyc\n  Stop  Ctrl-C\n`);
}

async function webhookBindings(sandbox) {
  const { spherepay, grid, bridge } = await sandbox.webhookKeys();
  return { SPHEREPAY_WEBHOOK_SECRET: spherepay, GRID_WEBHOOK_PUBLIC_KEY: grid, BRIDGE_WEBHOOK_PUBLIC_KEY: bridge };
}

function logDelivery({ provider, type, status }) {
  console.log(`webhook  ${provider} ${type} → ${status ?? "no response"}`);
}

/**
 * Prints what the Worker logs, without workerd's own messages about failed connections.
 *
 * @param {import("node:stream").Readable} stream
 */
function printLog(stream) {
  createInterface({ input: stream }).on("line", (line) => {
    if (!/^(workerd\/|kj\/|stack: )/.test(line)) console.log(line);
  });
}

/**
 * Ends with an error. Ctrl-C also ends the child processes, and their end may be noticed first: that is not a failure.
 */
async function fail(error) {
  await sleep(error instanceof SetupError ? 0 : 100);
  if (leaving) return;
  console.error(error instanceof SetupError ? `demo: ${error.message}` : error);
  process.exitCode = 1;
  leave();
}

/** Waits until everything has started, because only then it can be stopped. */
function leave() {
  leaving ??= started.catch(() => {}).then(close);
}

/**
 * Closes everything in reverse order; one failure does not prevent the others. Then nothing keeps the process running,
 * and it ends once Miniflare has removed its files.
 */
async function close() {
  for (const closer of closers.splice(0).reverse())
    await Promise.resolve()
      .then(closer)
      .catch(() => {});
}

/** Removes Miniflare's signal listeners, which end the process before workerd has ended. */
function removeOtherListeners() {
  for (const signal of SIGNALS) {
    for (const listener of process.listeners(signal)) if (listener !== leave) process.off(signal, listener);
  }
}

/** Returns the port, or a free one for 0. @param {number} requestedPort */
function freePort(requestedPort) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", ({ code, message }) => {
      const reason =
        code === "EADDRINUSE" ? "is taken: stop what listens there, or choose another with --port" : `cannot be used (${message})`;
      reject(new SetupError(`port ${requestedPort} ${reason}.`));
    });
    server.listen(requestedPort, HOST, () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
