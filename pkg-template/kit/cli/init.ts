/** `kyclink init`: writes the server side, its variables and its page into a project. */

import { existsSync, lstatSync } from "node:fs";
import { mkdir, open, readdir, readFile, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseEnv } from "node:util";
import { keysOf } from "../../module/keys-of.ts";
import { isLoopback } from "../../module/url.ts";
import { createSandbox } from "../testing/index.ts";
import type { Command } from "./commands.ts";
import type { Env } from "./environment.ts";
import { appendOwn, LinkError, readOwn } from "./files.ts";
import type { BuiltIn } from "./init-files.ts";
import { bindingsFor, callFilesOf, filesOf, PROVIDERS, VERCEL } from "./init-files.ts";
import { printCallSteps, printDeployment, printSteps } from "./init-steps.ts";
import { IN_FOLDER, readKeys, writeKeys } from "./keys.ts";
import type { ReadyName } from "./ready.ts";
import { isReady, neededVariablesOf, READY_NAMES } from "./ready.ts";
import { printJson, printLine, readArgs, readChoice, UsageError } from "./terminal.ts";

const PLATFORMS = ["node", "workers", "next"] as const;
const NAMES = [...keysOf(PROVIDERS), ...READY_NAMES];
const SANDBOX = "http://127.0.0.1:4010";

const HELP = `usage: kyclink init [options]

Writes the handler, its page and the variables for the sandbox into this folder, for what it finds here: Next, a
Worker (wrangler), or else Node. It overwrites nothing: if one of its files exists, it writes none, and to a file of
variables it only adds what is missing. ${READY_NAMES.join(", ")}
are not in the sandbox: you fill in their variables.

  --platform <name>    node, workers or next
  --provider <name>    spherepay (default), ${NAMES.slice(1).join(", ")}
  --call               a Worker that calls the provider itself, without the handler and its page
  --json               { platform, provider, written, variables, start }, and what to add to a wrangler file that you
                       have: wrangler: { file, bindings }; to vercel.json: vercel: { file, crons }
`;

const GITIGNORE = ".gitignore";
const WRANGLER_FILES = ["wrangler.json", "wrangler.jsonc", "wrangler.toml"];

export const init: Command = {
  summary: "writes the server, its variables and its page into this folder",
  help: HELP,
  async run(args) {
    const { values } = readArgs(args, {
      platform: { type: "string" },
      provider: { type: "string", default: "spherepay" },
      call: { type: "boolean", default: false },
      json: { type: "boolean" },
    });
    const named = readChoice("--platform", values.platform, PLATFORMS);
    const provider = readChoice("--provider", values.provider, NAMES) ?? "spherepay";
    const isCall = values.call;
    if (isCall && ((named ?? "workers") !== "workers" || isReady(provider))) {
      throw new UsageError(`--call writes a Worker for ${Object.keys(PROVIDERS).join(", ")}`);
    }
    const platform = isCall ? "workers" : (named ?? (await detectPlatform()));
    const { files, variables, port, start } = isCall ? callFilesOf(provider as BuiltIn) : filesOf(platform, provider, sourceFolder());
    // wrangler reads one of three files: of a project's own, nothing is changed.
    const wrangler = platform === "workers" ? WRANGLER_FILES.find(isTaken) : undefined;
    if (wrangler !== undefined) delete files["wrangler.jsonc"];
    const vercel = platform === "next" && isTaken("vercel.json") ? JSON.parse(VERCEL).crons : undefined;
    if (vercel !== undefined) delete files["vercel.json"];
    const ignored = [variables, ...(isReady(provider) || isCall ? [] : [IN_FOLDER])];
    const isIgnoring = isTaken(GITIGNORE);
    if (!isIgnoring) files[GITIGNORE] = `${["node_modules/", ...ignored].join("\n")}\n`;
    const toIgnore = isIgnoring ? await missingIn(GITIGNORE, ignored) : [];
    const existing = Object.keys(files).filter(isTaken);
    if (existing.length > 0) throw new Error(`${existing.join(", ")}: exists already, so nothing was written`);
    const before = await readVariables(variables);
    const known = parseEnv(before);
    const { wanted, store } = isReady(provider) ? forReady(provider, known) : await forSandbox(provider, variables, known, isCall);
    if (!isCall) wanted.ORIGIN = `http://127.0.0.1:${port}`;
    if (platform === "next") wanted.CRON_SECRET = newSecret();
    // Empty ones count as missing; of two lines in the file, the last one counts.
    const missing = Object.fromEntries(Object.entries(wanted).filter(([name]) => !known[name]));
    const keysFile = await writeAll(files, async () => {
      const path = await store();
      await addVariables(variables, before, missing);
      return path;
    });
    const added = Object.keys(missing);
    const written = [...Object.keys(files), ...(added.length > 0 ? [variables] : []), ...(keysFile ? [keysFile] : [])];
    const toAdd = wrangler === undefined || isCall ? undefined : { file: wrangler, bindings: bindingsFor(wrangler) };
    if (values.json) {
      const crons = vercel && { file: "vercel.json", crons: vercel };
      const own = { ...(toAdd && { wrangler: toAdd }), ...(crons && { vercel: crons }) };
      printJson({ platform, provider, written, variables: added, start, ...own });
    } else {
      if (isCall) printCallSteps({ written, variables, provider, port, start, wrangler });
      else printSteps({ written, variables, provider, port, start, toAdd, secret: [variables, ...(keysFile ? [keysFile] : [])] });
      if (toIgnore.length > 0) printLine(`Add to ${GITIGNORE}: ${toIgnore.join(" ")}`);
      if (platform === "next" && (await isCommonJs())) {
        printLine('package.json has "type": "commonjs", as npm init writes it: remove that line, or Next cannot load these files.');
      }
      if (platform === "workers" && !isCall) printDeployment(provider, wrangler ?? "wrangler.jsonc");
      if (vercel) printLine(`Add to vercel.json: "crons": ${JSON.stringify(vercel)}`);
      // The page is opened here, and its posts are accepted from that origin only.
      if (wanted.ORIGIN && known.ORIGIN && known.ORIGIN !== wanted.ORIGIN) {
        printLine(`${variables} has another ORIGIN, so the form is refused. For the sandbox: ORIGIN="${wanted.ORIGIN}"`);
      }
      if (await isReadByOthers(variables)) printLine(`Others on this machine can read ${variables}: chmod 600 ${variables}`);
    }
    return 0;
  },
};

function readManifest() {
  return readFile("package.json", "utf8")
    .then(JSON.parse)
    .catch(() => ({}));
}

/** Whether the project says that its files are CommonJS: Next then refuses the modules that are written here. */
async function isCommonJs() {
  return (await readManifest())?.type === "commonjs";
}

/** Returns what the folder is a project of. */
async function detectPlatform() {
  const manifest = await readManifest();
  const has = (name: string) => Object.hasOwn({ ...manifest?.dependencies, ...manifest?.devDependencies }, name);
  if (has("next")) return "next";
  const isWorker = has("wrangler") || WRANGLER_FILES.some((name) => existsSync(name));
  return isWorker ? "workers" : "node";
}

/** Returns the paths that no line of this file ignores by their name. */
async function missingIn(path: string, ignored: string[]) {
  const lines = (await readFile(path, "utf8").catch(() => "")).split(/\r?\n/).map((line) => line.trim().replace(/^\//, ""));
  const isNamed = (name: string) =>
    lines.some((line) => line === name || (line.endsWith("*") && name.startsWith(line.slice(0, -1) || "/")));
  return ignored.filter((name) => !isNamed(name));
}

/** Returns where a Next project has `app` or `pages`: Next refuses to start if one is in `src` and the other is not. */
function sourceFolder() {
  const hasPages = (folder: string) => ["app", "pages"].some((name) => existsSync(folder + name));
  return !hasPages("") && hasPages("src/") ? "src/" : "";
}

/** Returns whether there is anything under this path, such as a link to a file that does not exist. */
function isTaken(path: string) {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/**
 * Writes files, and then does what may fail as well, whose result it returns. After a failure, none of the files is left.
 */
async function writeAll<T>(files: Record<string, string>, then: () => Promise<T>) {
  const made: string[] = [];
  try {
    for (const [path, text] of Object.entries(files)) {
      const folder = await mkdir(dirname(path), { recursive: true });
      if (folder !== undefined) made.push(folder);
      // Another program may have written it meanwhile.
      const file = await open(path, "wx");
      made.push(path);
      await file.writeFile(text).finally(() => file.close());
    }
    return await then();
  } catch (error) {
    // In reverse, and a folder only while it is empty: another program may have written to it.
    for (const path of made.reverse()) await rm(path).catch(() => removeEmpty(path));
    throw error;
  }
}

/** Removes a folder and those in it that were made with it, unless there is a file. */
async function removeEmpty(path: string) {
  const inner = await readdir(path).catch(() => []);
  for (const name of inner) await removeEmpty(join(path, name));
  await rmdir(path).catch(() => {});
}

/**
 * The variables that are wanted, and a function that stores the sandbox's keys and returns the path of a file that may get
 * into a repository.
 */
type Wanted = { wanted: Record<string, string>; store: () => Promise<string | undefined> };

/** Returns the variables of a ready provider, which are empty: the user has to fill them in. */
function forReady(provider: ReadyName, known: Env): Wanted {
  const blank = neededVariablesOf(provider).filter((name) => known[name] === undefined);
  return {
    wanted: { ORIGIN: "", COOKIE_SECRET: newSecret(), ...Object.fromEntries(blank.map((name) => [name, ""])) },
    store: async () => undefined,
  };
}

/**
 * Returns the variables for the sandbox, with the keys that it signs webhooks with in this folder.
 *
 * @param path the file of variables
 * @param isCall whether nothing but the provider is called: there is neither a handler nor a webhook
 */
async function forSandbox(provider: BuiltIn, path: string, known: Env, isCall: boolean): Promise<Wanted> {
  refuseOthers(path, known, provider);
  const sandbox = createSandbox({ keys: await readKeys() });
  const keys = await sandbox.webhookKeys();
  const { credentials, key } = PROVIDERS[provider];
  const ofProvider = {
    [`${provider.toUpperCase()}_BASE_URL`]: `${SANDBOX}${new URL(sandbox.baseUrls[provider]).pathname}`,
    ...Object.fromEntries(credentials.map(([, variable]) => [variable, "sandbox"])),
  };
  if (isCall) return { wanted: ofProvider, store: async () => undefined };
  const wanted = { ORIGIN: "", COOKIE_SECRET: newSecret(), ...ofProvider, [key[1]]: keys[provider] };
  return { wanted, store: async () => writeKeys(await sandbox.exportKeys()) };
}

function newSecret() {
  return crypto.randomUUID() + crypto.randomUUID();
}

/** Returns what a file of variables contains; nothing if there is none. */
async function readVariables(path: string) {
  try {
    return ((await readOwn(path)) ?? "").replace(/^\ufeff/, "");
  } catch (error) {
    if (error instanceof LinkError) throw error;
    const { code } = error as { code?: string };
    throw new Error(`${path} cannot be read (${code}), so nothing was written`, { cause: error });
  }
}

/**
 * Refuses variables of another place than the sandbox: together with its own, they would make no configuration, or send
 * a real key to it.
 *
 * @param known the variables of the file
 */
function refuseOthers(path: string, known: Env, provider: BuiltIn) {
  const prefix = provider.toUpperCase();
  const baseUrl = known[`${prefix}_BASE_URL`] ?? "";
  if (URL.canParse(baseUrl) && isLoopback(new URL(baseUrl).hostname)) return;
  const { credentials, key } = PROVIDERS[provider];
  const keys = credentials.map(([, variable]) => variable).filter((name) => known[name] !== "sandbox");
  const others = [`${prefix}_BASE_URL`, `${prefix}_ENVIRONMENT`, ...keys, key[1]].filter((name) => known[name]);
  if (others.length === 0) return;
  throw new Error(
    `${path} has ${others.join(", ")} of the provider's own API, so nothing was written: for the sandbox, remove that or set ${prefix}_BASE_URL`,
  );
}

/** @param before what it contains */
async function addVariables(path: string, before: string, variables: Record<string, string>) {
  const lines = Object.entries(variables).map(([name, value]) => `${name}="${value.replaceAll("\n", "\\n")}"\n`);
  const start = before === "" || before.endsWith("\n") ? "" : "\n";
  if (lines.length > 0) await appendOwn(path, start + lines.join(""));
}

/** Returns whether others on this machine can read a file. Windows has no such bits. */
async function isReadByOthers(path: string) {
  return process.platform !== "win32" && ((await stat(path)).mode & 0o044) !== 0;
}
