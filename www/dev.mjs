/**
 * `npm run dev [-- --provider grid|bridge] [--port 8787]`: the onboarding page in Node, in front of the sandbox. After a
 * change in `pkg-template` the package is put together again, and the open pages reload.
 *
 * The wasm modules are those of the last `cargo xtask build`: run it after a change in `src`.
 */

import { once } from "node:events";
import { rmSync, watch } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { subpath } from "../tests/packages/helpers/install/index.mjs";
import { assemble } from "../xtask/scripts/assemble.mjs";
import { readSetup, sandboxBindings } from "./setup.mjs";

const { startSandbox } = await subpath("testing");

const TEMPLATE = fileURLToPath(new URL("../pkg-template", import.meta.url));
const PACKAGES = fileURLToPath(new URL("../target/dev", import.meta.url));
/** An editor writes several files at once. */
const QUIET_MS = 100;
/** The page's policy allows scripts and connections of its own origin. */
const RELOAD = "/reload";
const SCRIPT = `new EventSource("${RELOAD}/events").onmessage = () => location.reload();`;

const { provider, port } = readSetup(process.argv.slice(2), {});
rmSync(PACKAGES, { recursive: true, force: true });
const pages = new Set();
let latest = 0;
let serve;

const server = createServer((request, response) => {
  if (request.url === `${RELOAD}/events`) {
    response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
    pages.add(response.on("close", () => pages.delete(response)));
  } else if (request.url === `${RELOAD}/script.js`) {
    response.writeHead(200, { "content-type": "text/javascript" }).end(SCRIPT);
  } else serve(request, response);
}).listen(port, "127.0.0.1");
await once(server, "listening");
const origin = `http://127.0.0.1:${server.address().port}`;
const sandbox = await startSandbox({ forward: (name) => `${origin}/kyc/webhooks/${name}` });
const settings = await settingsOf(provider);
await load();
console.log(`\n  Open  ${origin}/kyc\n  Stop  Ctrl-C\n`);

let waiting;
watch(TEMPLATE, { recursive: true }, () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => load().catch((error) => console.error(error)), QUIET_MS);
});

/** Imports a new copy of the package: Node keeps what it has imported once. */
async function load() {
  const folder = join(PACKAGES, String(++latest));
  await assemble(folder);
  const [edge, page, node] = await Promise.all(
    ["service/edge/inline.js", "service/page/inline.js", "service/node/index.js"].map(
      (name) => import(pathToFileURL(join(folder, "dist", name)).href),
    ),
  );
  const handler = edge.createHandler({ ...settings, store: edge.memoryStore(), page: page.onboardingPage() });
  serve = node.toNodeHandler(async (request, ...platform) => withReload(await handler(request, ...platform)));
  console.log(`loaded ${new Date().toLocaleTimeString()}`);
  for (const response of pages) response.write("data: loaded\n\n");
}

async function settingsOf(provider) {
  const bindings = sandboxBindings(provider, sandbox);
  const keys = await sandbox.webhookKeys();
  const own = {
    spherepay: () => ({ apiKey: bindings.SPHEREPAY_API_KEY, profiles: ["kyc_profile_a"], webhookSecret: keys.spherepay }),
    grid: () => ({ clientId: bindings.GRID_CLIENT_ID, clientSecret: bindings.GRID_CLIENT_SECRET, webhookPublicKey: keys.grid }),
    bridge: () => ({ apiKey: bindings.BRIDGE_API_KEY, webhookPublicKey: keys.bridge }),
  };
  return {
    provider,
    [provider]: { ...own[provider](), baseUrl: sandbox.baseUrls[provider] },
    allowedOrigins: [origin],
    cookieSecret: crypto.randomUUID() + crypto.randomUUID(),
    redirectUri: `${origin}/kyc/status`,
    rateLimit: "none", // a developer's machine
  };
}

/** @param {Response} response */
async function withReload(response) {
  if (!response.headers.get("content-type")?.startsWith("text/html")) return response;
  return new Response(`${await response.text()}<script src="${RELOAD}/script.js"></script>`, response);
}
