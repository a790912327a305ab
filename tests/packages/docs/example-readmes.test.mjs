/** The READMEs of examples/ that need no other runtime, followed as a reader does. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { followed, onboards } from "../helpers/examples/readme.mjs";
import { startPostgres } from "../helpers/stores/servers.mjs";

const modules = [join(fileURLToPath(new URL("../../../", import.meta.url)), "node_modules")];

test("plain-html", async (t) => {
  const example = await followed(t, "plain-html", { modules, port: "8787" });
  const page = await (await fetch(example.origin)).text();
  for (const [, path] of page.matchAll(/"(\.?\/[\w./-]+\.js)"/g))
    assert.equal((await fetch(new URL(path, example.origin))).status, 200, path);
  await onboards(example);
});

test("own-desk: staff get a password that they can read", async (t) => {
  const database = await startPostgres();
  t.after(database.close);
  const filled = { DATABASE_URL: `'${database.url}'` };
  const { servers } = await followed(t, "own-desk", { modules, port: "8787", filled });
  const [, password] = /^The password of ann is ([0-9a-f]{32})$/m.exec(servers[0].out());
  const [, origin] = /(http:\/\/\S+)\/kyc$/m.exec(servers[0].out());
  assert.equal((await fetch(`${origin}/kyc`)).status, 200);
  for (const [given, status] of [
    [password, 200],
    ["x".repeat(32), 401],
  ])
    assert.equal((await fetch(`${origin}/staff`, { headers: { authorization: `Basic ${btoa(`ann:${given}`)}` } })).status, status);
});
