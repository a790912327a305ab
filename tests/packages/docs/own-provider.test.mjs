/** docs/own-provider.md, followed in a folder with the package and nothing else. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { programs } from "../helpers/docs/markdown.mjs";
import { passes, start, writeFiles } from "../helpers/docs/own-provider.mjs";
import { copy, subpath } from "../helpers/install/index.mjs";

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

test("the page names every field of an applicant, and every type of what functions get and return", async () => {
  const page = readFileSync(new URL("../../../docs/own-provider.md", import.meta.url), "utf8");
  const { defineOperation } = await subpath("provider");
  let message = "";
  assert.throws(
    () => defineOperation({ individual: ["none"] }),
    (error) => {
      message = error.message;
      return true;
    },
  );
  const fields = /there are (.*)\.$/.exec(message)[1].split(", ");
  assert.ok(fields.length > 20);
  const isNamed = (name) => page.includes(`\`${name}\``);
  for (const name of fields) {
    const [whole, part] = name.split(".");
    assert.ok(isNamed(name) || (part && isNamed(`${whole}.`) && isNamed(part)), name);
  }
  const types = readFileSync(new URL("../../../pkg-template/service/provider/functions.ts", import.meta.url), "utf8");
  const names = [...types.matchAll(/^export interface (\w+)/gm)].map(([, name]) => name);
  // What all calls have in common, what `webhookRefused` makes, and what is returned where a link or a status is.
  const others = ["ProviderCall", "WebhookRefused", "CreatedLink", "CreatedStatus", "ProviderRequirement"];
  for (const name of names.filter((one) => !others.includes(one))) assert.ok(isNamed(name), name);
});
