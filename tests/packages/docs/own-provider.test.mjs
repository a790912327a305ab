/** docs/own-provider.md, followed in a folder with the package and nothing else. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { programs } from "../helpers/docs/markdown.mjs";
import { passes, start, writeFiles } from "../helpers/docs/own-provider.mjs";
import { copy } from "../helpers/install/index.mjs";

const { folder } = copy();
const { origin } = await writeFiles(folder);

test("from the form to an approved person", async (t) => {
  const servers = start(folder, "server.mjs");
  t.after(servers.stop);
  const { status, provider } = await passes({ origin, printed: servers.printed });
  assert.deepEqual([status, provider], ["approved", "acme"]);
  assert.match(servers.printed(), /^webhook kyc_approved \S+$/m);
  assert.doesNotMatch(servers.printed(), /error|warn/i);
});

test("the suite finds nothing wrong", async () => {
  const suite = start(folder, "acme.test.mjs");
  assert.equal(await suite.exited, 0, suite.printed());
  assert.match(suite.printed(), /^# pass [1-9]\d*$/m);
});

test("the provider has about sixty lines", () => {
  const { code } = programs("docs/own-provider.md").find(({ name }) => name === "acme.mjs");
  assert.ok(code.split("\n").length <= 65);
});
