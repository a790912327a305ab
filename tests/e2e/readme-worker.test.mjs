/**
 * The README's Worker of ten lines, as it stands: from the empty form to the approved status, with and without
 * JavaScript.
 */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Miniflare } from "miniflare";
import { startSandbox } from "../../pkg-template/testing/index.js";
import { build } from "../../www/build.mjs";
import { packed } from "../../www/packed.mjs";
import { programs } from "../packages/helpers/docs/markdown.mjs";
import { inEachBrowser } from "./browsers.mjs";
import { ADDRESSES, PERSON, SECRETS } from "./people.mjs";
import { becomes, decide, fill, fillAddress, openForm, submit } from "./person.mjs";
import { openPage } from "./watched-page.mjs";

const { code } = programs("README.md").find(({ name }) => name === "onboarding.js");
const folder = mkdtempSync(join(tmpdir(), "kyclink-readme-"));
let sandbox, worker, origin;

before(async () => {
  sandbox = await startSandbox({ port: 0 });
  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  writeFileSync(join(folder, "index.js"), code);
  worker = new Miniflare({
    host: "127.0.0.1",
    port,
    cf: false,
    telemetry: { enabled: false },
    compatibilityDate: "2026-04-01",
    modules: await build(packed(), folder, join(folder, "index.js")),
    bindings: {
      SPHEREPAY_API_KEY: "sandbox",
      SPHEREPAY_BASE_URL: sandbox.baseUrls.spherepay,
      ORIGIN: origin,
      COOKIE_SECRET: crypto.randomUUID(),
    },
  });
  await worker.ready;
});
after(async () => {
  await worker?.dispose();
  await sandbox?.close();
  rmSync(folder, { recursive: true, force: true });
});

test("it has ten lines", () => {
  const lines = code.split("\n").filter((line) => line !== "" && !line.startsWith("//"));
  assert.equal(lines.length, 10);
});

inEachBrowser((browser) => {
  for (const javaScriptEnabled of [true, false]) {
    test(`from the form to the end, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
      const how = { hasScript: javaScriptEnabled };
      const { page, problems, close } = await openPage(browser(), { app: origin, secrets: SECRETS }, { javaScriptEnabled });
      await openForm(page, `${origin}/kyc`, how);
      await fill(page, { ...PERSON, phone: "(415) 555-0123" });
      await fillAddress(page, "US", { ...ADDRESSES.US, state: how.hasScript ? "IL" : "Illinois" }, how);
      await submit(page);
      await decide(page, "Approve", origin);
      await becomes(page, "You are verified", how);
      assert.deepEqual(problems, []);
      await close();
    });
  }
});

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
