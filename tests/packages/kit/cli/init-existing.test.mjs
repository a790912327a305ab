/** `kyclink init` in a folder that has something already: what it recognises, what it refuses, and what it keeps. */

import assert from "node:assert/strict";
import { chmodSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { makeProject } from "../../helpers/cli/project.mjs";
import { runIn } from "../../helpers/cli/run.mjs";

/** The key of each provider's webhooks, which is another in each folder. */
const KEYS = { spherepay: "SPHEREPAY_WEBHOOK_SECRET", grid: "GRID_WEBHOOK_PUBLIC_KEY", bridge: "BRIDGE_WEBHOOK_PUBLIC_KEY" };

const init = (t, folder, ...args) => runIn(t, folder, "init", ...args);
const read = (folder, name) => readFileSync(join(folder, name), "utf8");

for (const [provider, key] of Object.entries(KEYS)) {
  test(`${provider}: after the files are removed, a second run keeps the variables and the keys, and adds nothing`, async (t) => {
    const folder = makeProject();
    await init(t, folder, "--provider", provider);
    const remove = () => ["kyc.mjs", "kyc-page.mjs", "server.mjs"].map((name) => rmSync(join(folder, name)));
    const before = read(folder, ".env");
    remove();
    const again = JSON.parse((await init(t, folder, "--provider", provider, "--json")).out);
    assert.deepEqual([again.written, again.variables], [["kyc-page.mjs", "kyc.mjs", "server.mjs"], []]);
    assert.equal(read(folder, ".env"), before);
    remove();
    rmSync(join(folder, ".env"));
    await init(t, folder, "--provider", provider);
    const keyIn = (text) => new RegExp(`^${key}=.*$`, "m").exec(text)[0];
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

test("of a vercel.json that is there nothing is changed: what to add is printed", async (t) => {
  const own = '{ "regions": ["fra1"] }';
  const files = { "package.json": '{ "dependencies": { "next": "*" } }', "vercel.json": own };
  const folder = makeProject(files);
  const { code, out } = await init(t, folder);
  assert.equal(code, 0);
  assert.match(out, /^Add to vercel\.json: "crons": \[\{"path":"\/kyc\/refresh","schedule":"\*\/5 \* \* \* \*"\}\]$/m);
  assert.equal(read(folder, "vercel.json"), own);
  const { written, variables, vercel } = JSON.parse((await init(t, makeProject(files), "--json")).out);
  assert.ok(!written.includes("vercel.json"));
  assert.ok(variables.includes("CRON_SECRET"));
  assert.deepEqual(vercel, { file: "vercel.json", crons: [{ path: "/kyc/refresh", schedule: "*/5 * * * *" }] });
});

test("secrets are ignored by git: a file is written, and to one that is there what to add is named", async (t) => {
  const fresh = makeProject({});
  assert.match((await init(t, fresh)).out, /^wrote \.gitignore$/m);
  assert.equal(read(fresh, ".gitignore"), "node_modules/\n.env\n.kyclink-sandbox.json\n");
  for (const [text, missing] of [
    ["node_modules\n", ".env .kyclink-sandbox.json"],
    ["/.env\n", ".kyclink-sandbox.json"],
    [".env*\r\n.kyclink*\r\n", undefined],
    ["# .env\n.env.example\n.kyclink-sandbox.json", ".env"],
  ]) {
    const folder = makeProject({ ".gitignore": text });
    const { code, out } = await init(t, folder);
    assert.equal(code, 0);
    assert.equal(/^Add to \.gitignore: (.*)$/m.exec(out)?.[1], missing, text);
    assert.equal(read(folder, ".gitignore"), text);
  }
});

test("Next: a project that says CommonJS is told to remove that, and no other one", async (t) => {
  for (const [type, platform, isTold] of [
    ["commonjs", "next", true],
    ["module", "next", false],
    [undefined, "next", false],
    ["commonjs", "node", false],
  ]) {
    const folder = makeProject({ "package.json": JSON.stringify({ type }) });
    const { out } = await init(t, folder, "--platform", platform);
    assert.equal(/^package\.json has "type": "commonjs"/m.test(out), isTold, `${type} ${platform}`);
  }
});

test("Workers: ORIGIN is among the variables, and the commands of a deployment are in order", async (t) => {
  const folder = makeProject({});
  const { out } = await init(t, folder, "--platform", "workers");
  assert.match(read(folder, "wrangler.jsonc"), /^ {2}"vars": \{ "ORIGIN": "https:\/\/app\.example\.com" \},/m);
  assert.deepEqual(
    [...out.matchAll(/^ {2}npx wrangler (?!dev)(.*)$/gm)].map(([, command]) => command),
    [
      "login",
      ...["COOKIE_SECRET", "SPHEREPAY_API_KEY", "SPHEREPAY_WEBHOOK_SECRET", "SPHEREPAY_ENVIRONMENT"].map((name) => `secret put ${name}`),
      "deploy",
    ],
  );
  const own = makeProject({ "wrangler.toml": 'name = "x"\n' });
  const told = (await init(t, own, "--platform", "workers")).out;
  assert.match(told, /^\[vars\]\nORIGIN = /m);
  assert.match(told, /To deploy, set ORIGIN in wrangler\.toml/);
});
