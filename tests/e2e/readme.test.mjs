/**
 * The README's server, started by its command as it stands: from the empty form to the approved status, with and
 * without JavaScript, and without a word more than the address on the terminal. Only the port is a free one.
 */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { blocks, programs } from "../packages/helpers/docs/markdown.mjs";
import { copy } from "../packages/helpers/install/index.mjs";
import { freePort } from "../packages/helpers/programs/index.mjs";
import { inEachBrowser } from "./browsers.mjs";
import { ADDRESSES, PERSON, SECRETS } from "./people.mjs";
import { becomes, decide, openFilledForm, submit } from "./person.mjs";
import { openPage } from "./watched-page.mjs";

const { code } = programs("README.md").find(({ name }) => name === "onboarding.mjs");
const [command] = blocks("README.md").flatMap(({ language, code }) => (language === "sh" && /^node onboarding/.test(code) ? [code] : []));
const { folder } = copy();
let server, origin;
let printed = "";

before(async () => {
  const port = String(await freePort());
  origin = `http://127.0.0.1:${port}`;
  writeFileSync(join(folder, "onboarding.mjs"), code.replaceAll("8787", port));
  server = spawn("sh", ["-c", `exec ${command}`], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  for (const stream of [server.stdout, server.stderr]) stream.setEncoding("utf8").on("data", (text) => (printed += text));
  await Promise.race([once(server.stdout, "data"), once(server, "exit")]);
});
after(() => server?.kill());

test("it has ten lines", () => {
  const lines = code.split("\n").filter((line) => line !== "" && !line.startsWith("//"));
  assert.equal(lines.length, 10);
});

inEachBrowser((browser) => {
  for (const javaScriptEnabled of [true, false]) {
    test(`from the form to the end, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async (t) => {
      const how = { hasScript: javaScriptEnabled };
      const page = await openPage(t, browser(), { app: origin, secrets: SECRETS }, { javaScriptEnabled });
      const person = { ...PERSON, phone: "(415) 555-0123" };
      const address = { ...ADDRESSES.US, state: how.hasScript ? "IL" : "Illinois" };
      await openFilledForm(page, `${origin}/kyc`, { ...how, person, address });
      await submit(page);
      await decide(page, "Approve", origin);
      await becomes(page, "You are verified", how);
    });
  }
});

test("it prints its address, and no warning", () => assert.equal(printed, `${origin}/kyc\n`));
