/**
 * What the commands print that end by themselves, and what `init` writes, is in `tests/transcripts/cli.txt`, word for
 * word, with `<…>` for what is another in each run. After an intended change, `KYCLINK_UPDATE=1` rewrites the file.
 */

import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeProject } from "../../helpers/cli/project.mjs";
import { inside, PERSON, run } from "../../helpers/cli/run.mjs";
import { internal, scratch, subpath } from "../../helpers/install/index.mjs";
import { createParts, UUID } from "../../helpers/transcripts/compare.mjs";

const { isStop } = await internal("kit/testing/decisions.js");
const { startSandbox } = await subpath("testing");

const { checkPolicy } = await inside("policy.js");
const { READY_NAMES } = await inside("ready.js");
const COMMANDS = ["demo", "init", "sandbox", "trigger", "validate", "status", "doctor"];
const PROVIDERS = ["spherepay", "grid", "bridge"];
const lines = [];
const { part, compare } = createParts();

/** What `doctor` and `validate` print where they have no findings: then they end with 0. */
const FINE = /^(?:everything that was checked is fine|valid|\{"ok":true.*)$/m;

/** Runs a command, and writes down what it prints; `hide` removes what is another in each run. */
async function say(t, args, { env = {}, hide = (text) => text, isTerminal = false } = {}) {
  const { isTTY } = process.stdout;
  process.stdout.isTTY = isTerminal;
  const { code, out, err } = await run(t, args, env).finally(() => (process.stdout.isTTY = isTTY));
  const variables = Object.entries(env).map(([name, value]) => `${name}=${JSON.stringify(value)} `);
  const said = hide(err ? `${out}stderr, exit code ${code}: ${err}` : out).split("\n");
  lines.push(hide(`$ ${variables.join("")}kyclink ${args.join(" ")}`));
  lines.push(...said.filter((line, at) => line || at < said.length - 2));
  if (!err)
    assert.equal(code, FINE.test(out) || !["doctor", "validate"].includes(args[0]) || args.includes("--help") ? 0 : 1, args.join(" "));
}

/** What is wrong in the usage, and how it is told. */
const WRONG = [
  ["none"],
  ["demo", "--port", "x"],
  ["demo", "--port", "65536"],
  ["demo", "--provider", "none"],
  ["demo", "x"],
  ["demo", "--none"],
  ["init", "--platform", "none"],
  ["init", "--provider", "auto"],
  ["init", "x"],
  ["sandbox", "--provider", "auto"],
  ["sandbox", "--forward", "x"],
  ["sandbox", "--forward", "http://127.0.0.1:1/kyc"],
  ["sandbox", "--port"],
  ["trigger"],
  ["trigger", "a", "b"],
  ["trigger", "--fixture", "none.json"],
  ["trigger", "a", "--port", "0x"],
  ["validate"],
  ["validate", "none", "x.json"],
  ["validate", "grid.onboard"],
  ["validate", "grid.onboard", "none.json"],
  ["validate", "grid.onboard", "none.json", "--policy", "none"],
  ["status"],
  ["status", "a"],
  ["status", "a", "--provider", "none"],
  ["doctor", "x"],
  ["doctor", "--url", "x"],
  ["doctor", "--provider", "none"],
];

const pem = (type, options) => generateKeyPairSync(type, options).publicKey.export({ type: "spki", format: "pem" }).replaceAll("\n", "\\n");
const EC = pem("ec", { namedCurve: "P-256" });
const RSA = pem("rsa", { modulusLength: 2048 });
const COOKIE = "0123456789abcdefghijklmnopqrstuv";
const COMPLETE = {
  spherepay: { SPHEREPAY_API_KEY: "secret_0123456789", SPHEREPAY_ENVIRONMENT: "sandbox", SPHEREPAY_WEBHOOK_SECRET: "secret_abcdef012345" },
  grid: { GRID_CLIENT_ID: "id", GRID_CLIENT_SECRET: "client-secret-0123", GRID_ENVIRONMENT: "sandbox", GRID_WEBHOOK_PUBLIC_KEY: EC },
  bridge: { BRIDGE_API_KEY: "sk-test-0123456789abcdef", BRIDGE_ENVIRONMENT: "sandbox", BRIDGE_WEBHOOK_PUBLIC_KEY: RSA },
};

/** Variables that are wrong, or that count as missing, at each provider. */
const ODD = [
  { SPHEREPAY_API_KEY: "", ORIGIN: "https://app.example.com" },
  { SPHEREPAY_API_KEY: "a\nb" },
  { SPHEREPAY_ENVIRONMENT: "staging" },
  { SPHEREPAY_ENVIRONMENT: undefined, SPHEREPAY_BASE_URL: "http://api.example.com" },
  { SPHEREPAY_WEBHOOK_SECRET: " x" },
  { SPHEREPAY_API_KEY: "shared-secret-of-two-options", COOKIE_SECRET: "shared-secret-of-two-options" },
  { SPHEREPAY_WEBHOOK_SECRET: "0123456789abcdefghijklmnopqrstuv" },
  { SPHEREPAY_API_KEY: "secret_abcdef012345" },
  { GRID_ENV: "sandbox" },
  { GRID_ENVIRONMENT: "staging" },
  { GRID_BASE_URL: "https://api.example.com" },
  { GRID_ENVIRONMENT: undefined, GRID_BASE_URL: "ftp://x" },
  { GRID_ENVIRONMENT: undefined, GRID_BASE_URL: "https://api.example.com" },
  { GRID_WEBHOOK_PUBLIC_KEY: "x" },
  { GRID_CLIENT_SECRET: "0123456789abcdefghijklmnopqrstuv" },
];
const POLICIES = [
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; form-action 'self' https:",
  "SCRIPT-SRC 'self'",
  "script-src 'WASM-UNSAFE-EVAL'",
  "script-src 'unsafe-eval'; form-action *",
  "  script-src   'self' ;form-action 'self'",
  "default-src 'self'",
  "default-src 'self'; script-src 'wasm-unsafe-eval'",
  "form-action 'none'",
  "form-action https://kyc.example",
  "img-src 'self'",
  "script-src 'self'; script-src 'wasm-unsafe-eval'",
  "script-src 'wasm-unsafe-eval'; script-src 'self'",
  "script-src 'wasm-unsafe-eval', default-src 'self'",
  "default-src 'self', script-src 'wasm-unsafe-eval'",
  "script-src 'wasm-unsafe-eval', form-action 'self'; script-src *",
  ...[" ", "\t", "\n", "\f", "\r", " \r\n\t ", "\u00a0"].map((space) =>
    ["", "script-src", "'self'", ";", "form-action", "'self'", ";"].join(space),
  ),
];

/** What `doctor` is asked to check: variables besides those of a provider that are complete. */
const ENVIRONMENTS = [
  {},
  { ORIGIN: "https://app.example.com/", COOKIE_SECRET: "short" },
  ...Object.entries(COMPLETE).flatMap(([provider, complete]) => {
    const prefix = provider.toUpperCase();
    const all = { ...complete, COOKIE_SECRET: COOKIE, ORIGIN: "https://app.example.com" };
    const ofEach = [
      {},
      { [`${prefix}_ENVIRONMENT`]: undefined, [`${prefix}_BASE_URL`]: "http://127.0.0.1:4010/x" },
      ...Object.keys(complete).map((name) => ({ [name]: undefined })),
    ];
    const ofOne = [
      { SPHEREPAY_ENVIRONMENT: "production" },
      { SPHEREPAY_ENVIRONMENT: "live" },
      { SPHEREPAY_BASE_URL: "http://127.0.0.1:4010/x" },
      { SPHEREPAY_ENVIRONMENT: undefined, SPHEREPAY_ENV: "sandbox" },
      ...Object.keys(complete).map((name) => ({ [name]: "undefined" })),
      { ORIGIN: undefined },
      { COOKIE_SECRET: undefined },
    ];
    const changes = [...ofEach, ...(provider === "spherepay" ? ofOne : [])];
    return changes.map((change) => Object.fromEntries(Object.entries({ ...all, ...change }).filter(([, value]) => value !== undefined)));
  }),
  { ...COMPLETE.spherepay, ...COMPLETE.grid, ...COMPLETE.bridge, COOKIE_SECRET: COOKIE },
  { SPHEREPAY_API_KEY: "x", GRID_CLIENT_ID: "x", GRID_CLIENT_SECRET: "x", BRIDGE_API_KEY: "x", COOKIE_SECRET: COOKIE },
];
const UNCHECKED = /^(?:not checked:$| {2})/;
const hideKeys = (text) =>
  text
    .replaceAll(EC, "<P-256>")
    .replaceAll(RSA, "<RSA>")
    .replaceAll(EC.replaceAll("\\n", "\\\\n"), "<P-256>")
    .replaceAll(RSA.replaceAll("\\n", "\\\\n"), "<RSA>");

part("help, and what is wrong usage", async (t) => {
  for (const command of COMMANDS) await say(t, [command, "--help"]);
  await say(t, ["--help"]);
  for (const args of WRONG) await say(t, args);
});

part("doctor", async (t) => {
  const unchecked = new Set();
  for (const env of ENVIRONMENTS) {
    const before = lines.length;
    await say(t, ["doctor"], { env, hide: hideKeys });
    // What is not checked is the same for most of them, and what is checked are the variables that are set.
    const isListed = Object.keys(env).length === 0 || FINE.test(lines.slice(before).join("\n"));
    const said = lines.splice(before).filter((line) => !unchecked.has(line) && (isListed || !line.startsWith("checked:")));
    for (const line of said) if (UNCHECKED.test(line)) unchecked.add(line);
    lines.push(...said);
  }
  for (const change of ODD) {
    const name = Object.keys(change)[0].split("_")[0].toLowerCase();
    const all = { ...COMPLETE[name], COOKIE_SECRET: COOKIE, ORIGIN: "https://app.example.com", ...change };
    const env = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
    const before = lines.length;
    await say(t, ["doctor"], { env, hide: hideKeys });
    // What was checked is the same as above.
    lines.push(...lines.splice(before).filter((line) => !/^checked:/.test(line) && !UNCHECKED.test(line)));
    const said = lines.slice(before + 1).join("\n");
    for (const [variable, value] of Object.entries(change))
      if (value?.length > 6 && !/^https:/.test(value)) assert.ok(!said.includes(value), variable);
  }
  for (const policy of POLICIES)
    lines.push(
      `${JSON.stringify(policy)}: ${
        checkPolicy(policy)
          .map(({ name, message }) => `${name}: ${message}`)
          .join("; ") || "nothing"
      }`,
    );
  await say(t, ["doctor", "--json", "--provider", "grid"], { env: { ORIGIN: "null" } });
  for (const more of [["--json"], ["--provider", "grid"]])
    await say(t, ["doctor", "--url", "http://127.0.0.1:1/", ...more], { env: { ...COMPLETE.grid, ...COMPLETE.bridge }, hide: hideKeys });
});

part("validate", async (t) => {
  const folder = scratch();
  const hide = (text) => text.replaceAll(folder, "<folder>");
  const inputs = {
    valid: PERSON,
    empty: {},
    odd: { ...PERSON, email: " A@EXAMPLE.com ", "a name/that~is data": 1, address: { ...PERSON.address, x: {}, postalCode: "1" } },
    text: "x",
  };
  for (const [name, input] of Object.entries(inputs)) {
    writeFileSync(join(folder, name), name === "text" ? input : JSON.stringify(input));
    const rest = name === "odd" ? [["--normalize"], ["--policy", "strict", "--json"], ["--policy", "schema"]] : [];
    for (const more of [[], ...rest]) await say(t, ["validate", "spherepay.onboard", join(folder, name), ...more], { hide });
  }
});

part("status and trigger", async (t) => {
  for (const provider of PROVIDERS) {
    const sandbox = await startSandbox({ port: 0, provider, ids: "deterministic", clock: () => Date.parse("2026-03-01T10:00:00Z") });
    t.after(() => sandbox.close());
    const prefix = provider.toUpperCase();
    const credentials = {
      spherepay: { SPHEREPAY_API_KEY: "sandbox" },
      grid: { GRID_CLIENT_ID: "sandbox", GRID_CLIENT_SECRET: "sandbox" },
      bridge: { BRIDGE_API_KEY: "sandbox" },
    };
    const env = { ...credentials[provider], [`${prefix}_BASE_URL`]: sandbox.baseUrls[provider] };
    const port = String(sandbox.port);
    const hide = (text) => text.replaceAll(`127.0.0.1:${port}`, "127.0.0.1:<port>").replaceAll(`port ${port}`, "port <port>");
    await say(t, ["trigger", "kyc_approved", "--port", port], { hide });
    const [{ id, decisions }] = sandbox.customers();
    // One provider has every kind of requirement.
    const stops = provider === "bridge" ? ["kyc_needs_review", ...decisions.filter(isStop)] : [];
    for (const event of ["kyc_rejected", ...stops, "kyc_approved"]) {
      const isFirst = event === "kyc_rejected";
      const before = lines.length;
      await say(t, ["trigger", event, "--port", port, "--customer", id, "--json"], { hide });
      await say(t, ["status", id], { env, hide: (text) => hide(text).replaceAll("\u001b", "␛"), isTerminal: true });
      if (isFirst) await say(t, ["status", id, "--json", "--provider", provider], { env, hide });
      // The commands are the same for each event, and so is what `trigger` prints.
      else lines.push(...lines.splice(before).toSpliced(0, 3, `after ${event}:`));
    }
    await say(t, ["trigger", "none", "--port", port], { hide });
    await say(t, ["status", "none"], { env, hide });
    if (provider !== PROVIDERS[0]) continue;
    const path = join(scratch(), "fixture.json");
    const hideFile = (text) => hide(text).replaceAll(path, "fixture.json");
    for (const fixture of [["kyc_rejected", 1], [], {}, ["kyc_rejected", "kyc_approved"]]) {
      writeFileSync(path, JSON.stringify(fixture));
      await say(t, ["trigger", "--fixture", path, "--port", port], { hide: hideFile });
    }
    for (const more of [["--json"], ["--customer", id], ["--customer", "none"]])
      await say(t, ["trigger", `--fixture=${path}`, ...more, "--port", port], { hide: hideFile });
    await sandbox.close();
    await say(t, ["trigger", "none", "--port", port], { hide });
  }
});

/**
 * Texts by their names: the first of a name whole, and each later one as what differs from the one that is most like
 * it, if that is shorter. `place` says where the text is, for those that come later.
 */
function createTextWriter() {
  const known = new Map();
  return (name, text, place) => {
    const now = text.trim().split("\n");
    const earlier = known.get(name) ?? [];
    known.set(name, [...earlier, { now, place }]);
    const shorter = earlier.map(({ now: before, place }) => {
      const gone = before.filter((line) => !now.includes(line)).map((line) => `- ${line}`);
      const changes = [...gone, ...now.filter((line) => !before.includes(line)).map((line) => `+ ${line}`)];
      return [`# ${name}, as in ${place}${changes.length === 0 ? "" : " except"}`, ...changes];
    });
    const [best] = shorter.sort((one, other) => one.length - other.length);
    return best && best.length <= now.length ? best : [`# ${name}`, ...now];
  };
}

/** Hides what `init` makes anew in each run. */
const hideMade = (text) =>
  text
    .replace(/(?<=(?:COOKIE|CRON)_SECRET=")[^"]{60,}(?=")/g, "<secret>")
    .replace(/(?<=WEBHOOK_SECRET=")secret_[0-9a-f]{32}(?=")/, "<secret>")
    .replace(/(?<=WEBHOOK_PUBLIC_KEY=")-----BEGIN PUBLIC KEY-----(\\n[\w+/=]+)+\\n-----END PUBLIC KEY-----(\\n)?(?=")/, "<key>");

const manifest = (value) => ({ "package.json": typeof value === "string" ? value : JSON.stringify(value) });
const NEXT = manifest({ dependencies: { next: "*" } });
const env = (...rows) => ({ ".env": rows.join("\n") });
/** Projects that have something, by their files: `null` is a folder, and what begins with an arrow a link. */
const FOLDERS = [
  [{}],
  [{ ...manifest({ dependencies: { next: "*" }, devDependencies: { wrangler: "*" } }) }],
  [{ ...NEXT, "wrangler.toml": "" }],
  [manifest({ devDependencies: { next: "*" } })],
  [manifest({ dependencies: { wrangler: "*" } })],
  [manifest({})],
  [manifest({ name: "next", dependencies: { "next-auth": "*", toString: "*" } })],
  [manifest("null")],
  [manifest("{")],
  ...[["app", "src/app"], ["pages", "src/app"], ["app", "src/pages"], ["src"]].map((there) => [
    { ...NEXT, ...Object.fromEntries(there.map((name) => [name, null])) },
  ]),
  ...["wrangler.json", "wrangler.jsonc", "wrangler.toml"].map((name) => [{ [name]: "mine" }]),
  [{ "server.mjs": "// mine\n" }],
  [{ "kyc.mjs": "// mine\n", "kyc-page.mjs": "// mine\n" }],
  [{ "server.mjs": "→nowhere" }],
  [{ ".env": null }],
  [{ ...NEXT, app: null, ".env.local": "→no/.env" }],
  [{ ".kyclink-sandbox.json": null }],
  [env('ORIGIN="https://mine.example"', "export COOKIE_SECRET=mine", "OTHER=1")],
  [env("SPHEREPAY_API_KEY=", 'COOKIE_SECRET=""', "")],
  [env("\ufeffCOOKIE_SECRET=mine", "")],
  ...["SPHEREPAY_ENVIRONMENT=production", "SPHEREPAY_ENVIRONMENT=sandbox", "export SPHEREPAY_API_KEY='sk_live_1'"].map((row) => [env(row)]),
  [env("SPHEREPAY_BASE_URL=", "SPHEREPAY_API_KEY=sk_live_1")],
  [env("SPHEREPAY_API_KEY=sandbox")],
  [env("SPHEREPAY_BASE_URL=http://127.0.0.1:4020/spherepay", "SPHEREPAY_API_KEY=mine")],
  [env("GRID_ENVIRONMENT=production")],
  ...Object.entries(COMPLETE).flatMap(([provider, names]) => {
    const prefix = provider.toUpperCase();
    const all = [`${prefix}_BASE_URL=https://api.example.com/v2`, `${prefix}_ENVIRONMENT=mine`];
    all.push(...Object.keys(names).flatMap((name) => (name.endsWith("_ENVIRONMENT") ? [] : `${name}=mine`)));
    return [[env(...all), "--provider", provider]];
  }),
  ...["http://localhost:8787", "http://127.0.0.1:8787", ""].map((origin) => [env(`ORIGIN=${origin}`, ""), "--platform", "node"]),
  ...["localhost", "127.0.0.1"].map((host) => [{ ".env.local": `ORIGIN=http://${host}:3000\n` }, "--platform", "next"]),
];

/** Lets a part go into the folders of projects, with the permissions that files usually have. */
function leavesFolders(t) {
  const home = process.cwd();
  const mask = process.umask(0o022);
  t.after(() => {
    process.chdir(home);
    process.umask(mask);
  });
}

part("init in a folder that has something", async (t) => {
  leavesFolders(t);
  const write = createTextWriter();
  const ends = [];
  for (const [at, [files, ...args]] of FOLDERS.entries()) {
    const folder = makeProject();
    for (const [path, text] of Object.entries(files)) {
      if (text === null) mkdirSync(join(folder, path), { recursive: true });
      else if (text.startsWith("→")) symlinkSync(text.slice(1), join(folder, path));
      else writeFileSync(join(folder, path), text);
    }
    process.chdir(folder);
    const title = `# folder ${at}: ${JSON.stringify(files)}`;
    const before = lines.length;
    await say(t, ["init", ...args]);
    const said = lines.splice(before).join("\n");
    const paths = [];
    for (const path of readdirSync(folder, { recursive: true }).sort()) {
      const isFile = statSync(join(folder, path), { throwIfNoEntry: false })?.isFile();
      if (path.startsWith("node_modules") || (path in files && !isFile)) continue;
      const text = isFile && path in files ? hideMade(readFileSync(join(folder, path), "utf8")) : undefined;
      if (path === "package.json") assert.equal(text, files[path]);
      else if (text === undefined) paths.push(path);
      else if (text === files[path]) paths.push(`${path} as it was`);
      else paths.push(`${path} with ${JSON.stringify(text)}`);
    }
    const there = `there are now ${paths.join(", ")}`;
    const same = ends.indexOf(said + there);
    ends.push(said + there);
    if (same >= 0) lines.push(`${title}, as folder ${same}`);
    else lines.push(title, ...write("what `init` says", said, `folder ${at}`), there);
  }
});

/** The projects in which `init` is run, by the files that they have. */
const PROJECTS = { node: {}, workers: {}, "workers with wrangler.toml": { "wrangler.toml": "" }, next: { "src/app/page.js": "" } };

part("init", async (t) => {
  leavesFolders(t);
  const secrets = new Set();
  const write = createTextWriter();
  const hide = (text) => {
    const secret = /(?<=COOKIE_SECRET=")[^"]+/.exec(text)?.[0];
    if (secret === undefined) return hideMade(text);
    assert.match(secret, new RegExp(`^${UUID.source}${UUID.source}$`));
    secrets.add(secret);
    return hideMade(text);
  };
  const all = [...PROVIDERS, ...READY_NAMES];
  for (const provider of all) {
    // What is the provider's is in the variables and in the configuration, which are the same in each project.
    for (const [what, files] of Object.entries(PROJECTS).slice(0, provider === PROVIDERS[0] ? 4 : 1)) {
      const args = ["init", "--provider", provider, "--platform", what.split(" ")[0]];
      lines.push(`# ${what} with ${provider}`);
      if (provider === PROVIDERS[0]) {
        process.chdir(makeProject(files));
        await say(t, [...args, "--json"]);
      }
      const folder = makeProject(files);
      process.chdir(folder);
      const before = lines.length;
      await say(t, args);
      lines.push(...write("what `init` says", lines.splice(before).join("\n"), `${what} with ${provider}`));
      if (provider === PROVIDERS[0]) await say(t, args);
      for (const path of readdirSync(folder, { recursive: true }).sort()) {
        if (path.startsWith("node_modules") || path in files || !statSync(join(folder, path)).isFile()) continue;
        const isPrivate = (statSync(join(folder, path)).mode & 0o077) === 0;
        const text = hide(readFileSync(join(folder, path), "utf8"));
        lines.push(...write(`${path}${isPrivate ? ", for its owner only" : ""}`, text, `${what} with ${provider}`));
      }
    }
  }
  assert.equal(secrets.size, Object.keys(PROJECTS).length + all.length - 1, "each project has a secret of its own");
});

compare({ cli: lines });
