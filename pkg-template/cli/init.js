/** `kyclink init`: writes the server side, its variables and its page into a project. */

import { existsSync } from "node:fs";
import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { createSandbox } from "../testing/index.js";
import { filesOf, PROVIDERS } from "./init-files.js";
import { readKeys, writeKeys } from "./keys.js";
import { printJson, printLine, readArgs, readChoice } from "./terminal.js";

const PLATFORMS = /** @type {const} */ (["node", "workers", "next"]);
const NAMES = /** @type {import("./init-files.js").Provider[]} */ (Object.keys(PROVIDERS));
const SANDBOX = "http://127.0.0.1:4010";

const HELP = `usage: kyclink init [options]

Writes the handler, its page and the variables for the sandbox into this folder, for what it finds here: Next, a
Worker (wrangler), or else Node. It overwrites nothing: if one of its files exists, it writes none, and to a file of
variables it only adds what is missing.

  --platform <name>    node, workers or next
  --provider <name>    spherepay (default), grid or bridge
  --json               { platform, provider, written, variables, start }
`;

const WRANGLER_FILES = ["wrangler.json", "wrangler.jsonc", "wrangler.toml"];

/** @type {import("./commands.js").Command} */
export const init = {
  summary: "writes the server, its variables and its page into this folder",
  help: HELP,
  async run(args) {
    const { values } = readArgs(args, {
      platform: { type: "string" },
      provider: { type: "string", default: "spherepay" },
      json: { type: "boolean" },
    });
    const platform = readChoice("--platform", values.platform, PLATFORMS) ?? (await detectPlatform());
    const provider = readChoice("--provider", values.provider, NAMES) ?? "spherepay";
    const { files, variables, port, start } = filesOf(platform, provider, sourceFolder());
    // wrangler reads one of three files, and would read another one than the project's own.
    const taken = platform === "workers" ? [...new Set([...Object.keys(files), ...WRANGLER_FILES])] : Object.keys(files);
    const existing = taken.filter((path) => existsSync(path));
    if (existing.length > 0) throw new Error(`${existing.join(", ")}: exists already, so nothing was written`);
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(path), { recursive: true });
      // Another program may have written it meanwhile.
      await writeFile(path, text, { flag: "wx" });
    }
    const added = await addVariables(variables, await variablesOf(provider, port));
    const written = [...Object.keys(files), ...(added.length > 0 ? [variables] : [])];
    if (values.json) printJson({ platform, provider, written, variables: added, start });
    else printSteps({ written, variables, provider, port, start });
    return 0;
  },
};

/** Returns what the folder is a project of. */
async function detectPlatform() {
  const manifest = await readFile("package.json", "utf8")
    .then(JSON.parse)
    .catch(() => ({}));
  const has = (/** @type {string} */ name) => Object.hasOwn({ ...manifest?.dependencies, ...manifest?.devDependencies }, name);
  if (has("next")) return "next";
  const isWorker = has("wrangler") || WRANGLER_FILES.some((name) => existsSync(name));
  return isWorker ? "workers" : "node";
}

/** Returns where a Next project has `app` or `pages`: Next refuses to start if one is in `src` and the other is not. */
function sourceFolder() {
  const hasPages = (/** @type {string} */ folder) => ["app", "pages"].some((name) => existsSync(folder + name));
  return !hasPages("") && hasPages("src/") ? "src/" : "";
}

/**
 * Returns the variables for the sandbox, with the keys that it signs webhooks with in this folder.
 *
 * @param {import("./init-files.js").Provider} provider
 * @param {number} port
 * @returns {Promise<Record<string, string>>}
 */
async function variablesOf(provider, port) {
  const sandbox = createSandbox({ keys: await readKeys() });
  await writeKeys(await sandbox.exportKeys());
  const keys = await sandbox.webhookKeys();
  const { credentials, key } = PROVIDERS[provider];
  return {
    ORIGIN: `http://127.0.0.1:${port}`,
    COOKIE_SECRET: crypto.randomUUID() + crypto.randomUUID(),
    [`${provider.toUpperCase()}_BASE_URL`]: `${SANDBOX}${new URL(sandbox.baseUrls[provider]).pathname}`,
    ...Object.fromEntries(credentials.map(([, variable]) => [variable, "sandbox"])),
    [key[1]]: keys[provider],
  };
}

/**
 * Adds the variables that a file does not have, and returns their names.
 *
 * @param {string} path
 * @param {Record<string, string>} variables
 */
async function addVariables(path, variables) {
  const before = await readFile(path, "utf8").catch(() => "");
  const known = before.split("\n").map((line) => line.split("=")[0].replace("export ", "").trim());
  const missing = Object.entries(variables).filter(([name]) => !known.includes(name));
  const lines = missing.map(([name, value]) => `${name}="${value.replaceAll("\n", "\\n")}"\n`).join("");
  const start = before === "" || before.endsWith("\n") ? "" : "\n";
  if (missing.length > 0) await appendFile(path, start + lines, { mode: 0o600 });
  return missing.map(([name]) => name);
}

/** @param {{ written: string[], variables: string, provider: string, port: number, start: string }} what */
function printSteps({ written, variables, provider, port, start }) {
  for (const path of written) printLine(`wrote ${path}`);
  printLine(`
Next steps, each in a terminal of its own:
  npx kyclink sandbox --provider ${provider} --forward http://127.0.0.1:${port}/kyc/webhooks/${provider}
  ${start}

Then open http://127.0.0.1:${port}/kyc. Keep ${variables} out of your repository.
Before production, docs/production.md of the package has a checklist.`);
}
