/**
 * Small projects that have installed the package and use it with the tools of the step as users do. They are below
 * the folder where those are installed, so that they can resolve them.
 */

import { execFile, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { file } from "../helpers/install/index.mjs";
import { signalGroup } from "../helpers/programs/index.mjs";
import { FOLDER, STEP } from "./step.mjs";

/**
 * How long a build or the start of a server may take. The limit is for one that never ends: `next build` of Next 15
 * takes a minute alone, and more than ten on two cores with a load of 17.
 */
const LIMIT_MS = 1_500_000;
if (!existsSync(join(FOLDER, "node_modules"))) throw new Error(`The ${STEP} are not installed: run \`cargo xtask test ${STEP}\`.`);

/** Turns off telemetry and update checks. */
const ENVIRONMENT = {
  ...process.env,
  DO_NOT_TRACK: "1",
  NO_COLOR: "1",
  NO_UPDATE_NOTIFIER: "1",
  DENO_NO_UPDATE_CHECK: "1",
  DENO_DIR: join(FOLDER, "deno"),
  NEXT_TELEMETRY_DISABLED: "1",
  NUXT_TELEMETRY_DISABLED: "1",
  ASTRO_TELEMETRY_DISABLED: "1",
  NG_CLI_ANALYTICS: "false",
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_SEND_ERROR_REPORTS: "false",
  WRANGLER_HIDE_BANNER: "true",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
};

/** A file of an installed tool. */
export const tool = (...path) => join(FOLDER, "node_modules", ...path);

/** `require` of an installed tool. */
export const require = createRequire(tool("index.js"));

const PROGRAMS = fileURLToPath(new URL("programs", import.meta.url));

/** A fresh project with the package, what another folder holds, and more files by name. */
export function consumer(name, { from = PROGRAMS, files = {} } = {}) {
  const folder = join(FOLDER, "consumers", name);
  rmSync(folder, { recursive: true, force: true });
  cpSync(from, folder, { recursive: true });
  cpSync(file(), join(folder, "node_modules/kyclink"), { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** What a program prints, read as JSON from its last line. */
export async function results(program, args, cwd) {
  const { stdout } = await run(program, args, cwd);
  return JSON.parse(stdout.trim().split("\n").at(-1));
}

/** Runs a program to its end; an error holds everything that it printed. */
export async function run(program, args, cwd) {
  try {
    return await promisify(execFile)(program, args, {
      cwd,
      env: ENVIRONMENT,
      timeout: LIMIT_MS,
      killSignal: "SIGKILL",
      maxBuffer: 1 << 26,
    });
  } catch (error) {
    throw new Error(`${error.message}\n${error.stdout}`, { cause: error });
  }
}

/** Starts a server and waits for the address that it prints; `stop` ends whatever it started, too. */
export async function serveWith(program, args, cwd, env) {
  const child = spawn(program, args, { cwd, env: { ...ENVIRONMENT, ...env }, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const stop = () => signalGroup(child);
  process.on("exit", stop);
  let printed = "";
  const port = await new Promise((resolve, reject) => {
    const fail = (why) => {
      clearTimeout(timer);
      reject(new Error(`${program} ${args[0]} does not listen (${why}):\n${printed}`));
    };
    const timer = setTimeout(fail, LIMIT_MS, "in time");
    child.on("error", fail).on("exit", fail);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data) => {
        printed += data;
        const [, port] = /http:\/\/(?:127\.0\.0\.1|localhost):(\d+)[\s/]/.exec(printed) ?? [];
        if (!port) return;
        clearTimeout(timer);
        resolve(port);
      });
    }
  }).catch((error) => {
    stop();
    throw error;
  });
  return { origin: `http://127.0.0.1:${port}`, stop, printed: () => printed };
}

/** Starts `wrangler dev` in a project, which nothing else reads or writes. */
export function wranglerDev(folder, args = [], port = 0) {
  const alone = ["--ip=127.0.0.1", "--inspector-port=0", "--show-interactive-dev-session=false", "--persist-to=.wrangler/state"];
  return serveWith(process.execPath, [tool("wrangler/bin/wrangler.js"), "dev", ...args, `--port=${port}`, ...alone], folder);
}

/** All files below a folder. */
export const files = (folder) =>
  readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());

/** How often each of the package's modules is in the files that a bundler made, as one of them or as text. */
export function modules(paths) {
  const contents = paths.filter((path) => !path.endsWith(".map")).map((path) => readFileSync(path));
  const count = (folder, name = "") => {
    const wasm = readFileSync(file(folder, `kyclink${name}.wasm`));
    const text = readFileSync(file(folder, `inline-wasm${name}.js`), "latin1").slice(4000, 4400);
    return contents.reduce((sum, content) => sum + (content.equals(wasm) ? 1 : content.toString("latin1").split(text).length - 1), 0);
  };
  return { kyclink: count("dist/module"), edge: count("dist/service", "-edge"), form: count("dist/form") };
}
