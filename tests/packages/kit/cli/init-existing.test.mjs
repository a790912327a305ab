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
