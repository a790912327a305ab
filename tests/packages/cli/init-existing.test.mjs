/** `kyclink init` in a folder that has something already: what it recognises, what it refuses, and what it keeps. */

import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { makeProject } from "../helpers/cli/project.mjs";
import { run } from "../helpers/cli/run.mjs";
import { scratch } from "../helpers/install/index.mjs";

/** Each provider's variables, and what the sandbox has in them; a key is another in each folder. */
const VARIABLES = {
  spherepay: ["SPHEREPAY_BASE_URL", "SPHEREPAY_API_KEY", "SPHEREPAY_WEBHOOK_SECRET"],
  grid: ["GRID_BASE_URL", "GRID_CLIENT_ID", "GRID_CLIENT_SECRET", "GRID_WEBHOOK_PUBLIC_KEY"],
  bridge: ["BRIDGE_BASE_URL", "BRIDGE_API_KEY", "BRIDGE_WEBHOOK_PUBLIC_KEY"],
};

/** Runs `init` in a folder. */
async function init(t, folder, ...args) {
  const home = process.cwd();
  process.chdir(folder);
  return run(t, ["init", ...args]).finally(() => process.chdir(home));
}
const read = (folder, name) => readFileSync(join(folder, name), "utf8");
const manifest = (value) => ({ "package.json": typeof value === "string" ? value : JSON.stringify(value) });

describe("the platform", () => {
  for (const [what, files, expected] of [
    ["next and wrangler", manifest({ dependencies: { next: "*" }, devDependencies: { wrangler: "*" } }), "next"],
    ["next and a wrangler file", { ...manifest({ dependencies: { next: "*" } }), "wrangler.toml": "" }, "next"],
    ["next for development", manifest({ devDependencies: { next: "*" } }), "next"],
    ["wrangler as a dependency", manifest({ dependencies: { wrangler: "*" } }), "workers"],
    ["no dependencies", manifest({}), "node"],
    ["a package that is named next", manifest({ name: "next", dependencies: { "next-auth": "*", toString: "*" } }), "node"],
    ["null as its manifest", manifest("null"), "node"],
    ["a manifest that is not JSON", manifest("{"), "node"],
  ]) {
    test(`${what}: ${expected}`, async (t) => {
      const { platform } = JSON.parse((await init(t, makeProject(files), "--json")).out);
      assert.equal(platform, expected);
    });
  }

  for (const [there, source] of [
    [["app", "src/app"], ""],
    [["pages", "src/app"], ""],
    [["app", "src/pages"], ""],
    [["src"], ""],
  ]) {
    test(`Next with ${there.join(" and ")}: what is not in src decides`, async (t) => {
      const folder = makeProject(manifest({ dependencies: { next: "*" } }));
      for (const name of there) mkdirSync(join(folder, name), { recursive: true });
      assert.equal(JSON.parse((await init(t, folder, "--json")).out).written[0], `${source}kyc-page.js`);
    });
  }
});

for (const [provider, names] of Object.entries(VARIABLES)) {
  const prefix = provider.toUpperCase();

  test(`${provider}: each variable of another place is refused by its name, and all of them together`, async (t) => {
    const others = [...names, `${prefix}_ENVIRONMENT`];
    const otherValue = (name) => (name.endsWith("_BASE_URL") ? "https://api.example.com/v2" : "mine");
    const inOrder = [`${prefix}_BASE_URL`, `${prefix}_ENVIRONMENT`, ...names.slice(1)];
    const written = (given) => given.map((name) => `${name}=${otherValue(name)}\n`).join("");
    for (const [given, text] of [
      ...[...others.map((name) => [name]), inOrder].map((given) => [given, written(given)]),
      [[names[1]], `${prefix}_BASE_URL=\nexport ${names[1]}='sk_live_1'`],
    ]) {
      const folder = makeProject({ ".env": text });
      const { code, err } = await init(t, folder, "--provider", provider);
      const advice = `so nothing was written: for the sandbox, remove that or set ${prefix}_BASE_URL`;
      assert.deepEqual([code, err], [1, `kyclink: .env has ${given.join(", ")} of the provider's own API, ${advice}\n`]);
      assert.deepEqual([readdirSync(folder).sort(), read(folder, ".env")], [[".env", "node_modules"], text]);
    }
  });

  test(`${provider}: after the files are removed, a second run keeps the variables and the keys, and adds nothing`, async (t) => {
    const folder = makeProject();
    const { variables } = JSON.parse((await init(t, folder, "--provider", provider, "--json")).out);
    assert.deepEqual(variables.toSorted(), ["COOKIE_SECRET", "ORIGIN", ...names].toSorted());
    const remove = () => ["kyc.mjs", "kyc-page.mjs", "server.mjs"].map((name) => rmSync(join(folder, name)));
    const before = read(folder, ".env");
    remove();
    const again = JSON.parse((await init(t, folder, "--provider", provider, "--json")).out);
    assert.deepEqual([again.written, again.variables], [["kyc-page.mjs", "kyc.mjs", "server.mjs"], []]);
    assert.equal(read(folder, ".env"), before);
    remove();
    rmSync(join(folder, ".env"));
    await init(t, folder, "--provider", provider);
    const keyIn = (text) => new RegExp(`^${names.at(-1)}=.*$`, "m").exec(text)[0];
    assert.equal(keyIn(read(folder, ".env")), keyIn(before), "the sandbox of this folder signs with it");
  });
}

test("a file of variables without an end of line stays as it is, if nothing is missing", async (t) => {
  const folder = makeProject();
  await init(t, folder);
  const text = read(folder, ".env").trimEnd();
  const full = makeProject({ ".env": text });
  assert.deepEqual(JSON.parse((await init(t, full, "--json")).out).variables, []);
  assert.equal(read(full, ".env"), text);
});

test("a byte order mark is no part of the first variable", async (t) => {
  const folder = makeProject({ ".env": "\ufeffCOOKIE_SECRET=mine\n" });
  const { variables } = JSON.parse((await init(t, folder, "--json")).out);
  assert.ok(!variables.includes("COOKIE_SECRET"), variables.join());
});

test("a file that a group or all can read is named", async (t) => {
  for (const [mode, isNamed] of [
    [0o600, false],
    [0o611, false],
    [0o640, true],
    [0o604, true],
  ]) {
    const folder = makeProject({ ".env": "OTHER=1\n" });
    chmodSync(join(folder, ".env"), mode);
    assert.equal((await init(t, folder)).out.includes("Others on this machine can read .env: chmod 600 .env"), isNamed, mode.toString(8));
  }
});

test("after a failure, a folder that was there is there, and has no other", async (t) => {
  const folder = makeProject(manifest({ dependencies: { next: "*" } }));
  mkdirSync(join(folder, "app"));
  symlinkSync("no/.env", join(folder, ".env.local"));
  assert.equal((await init(t, folder)).code, 1);
  assert.deepEqual(readdirSync(join(folder, "app")), []);
});

test("without a place for the keys of the sandbox, everything else is written", async (t) => {
  const folder = scratch();
  mkdirSync(join(folder, ".kyclink-sandbox.json"));
  const { code, out } = await init(t, folder);
  assert.equal(code, 0);
  assert.doesNotMatch(out, /kyclink-sandbox/);
  assert.ok(statSync(join(folder, "kyc.mjs")).isFile());
});
