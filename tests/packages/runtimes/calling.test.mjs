/**
 * A stranger's walk by the README alone: its Worker and its commands as they stand, in an empty folder with the installed
 * package, from the form in a browser to the hosted page. Only the ports are free ones.
 */

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { blocks, programs } from "../helpers/docs/markdown.mjs";
import { EXAMPLES } from "../helpers/examples/install.mjs";
import { scratch } from "../helpers/install/index.mjs";
import { launch } from "./chromium.mjs";
import { consumer, serveWith, wranglerDev } from "./consumer.mjs";

const README = "README.md";
const { code } = programs(README).find(({ name }) => name === "worker.js");
const commands = blocks(README).flatMap(({ language, code }) => (language === "sh" ? [code.trim()] : []));
const folder = consumer("calling", { from: scratch() });
const stops = [];
after(() => stops.forEach((stop) => void stop()));

test("the main job has at most fifteen lines, and is that of the example", () => {
  const linesOf = (text) => text.split("\n").filter((line) => line !== "" && !line.startsWith("//"));
  assert.ok(linesOf(code).length <= 15, `${linesOf(code).length} lines`);
  assert.deepEqual(linesOf(readFileSync(join(EXAMPLES, "worker-call/worker.js"), "utf8")), linesOf(code));
});

test("from the form to the hosted page", async () => {
  const [sandbox, dev] = ["npx kyclink sandbox", "npx wrangler dev"].map((start) => commands.find((command) => command.startsWith(start)));
  writeFileSync(join(folder, "worker.js"), code);
  const [, args, file] = /^npx kyclink (sandbox .*) \| tee (\S+)$/.exec(sandbox);
  const kyclink = join(folder, "node_modules/kyclink/dist/kit/cli/main.js");
  const provider = await serveWith(process.execPath, [kyclink, ...args.split(" "), "--port", "0"], folder);
  stops.push(provider.stop);
  writeFileSync(join(folder, file), provider.printed());
  const worker = await wranglerDev(folder, dev.split(" ").slice(3));
  stops.push(worker.stop);

  const browser = await launch();
  stops.push(() => browser.close());
  const page = await browser.newPage();
  await page.goto(worker.origin);
  const person = { email: "jane@example.com", phone: "(312) 555-0123" };
  const address = { line1: "233 S Wacker Dr", city: "Chicago", state: "IL", postalCode: "60606", country: "US" };
  for (const [name, value] of Object.entries(person)) await page.fill(`[name="${name}"]`, value);
  for (const [name, value] of Object.entries(address)) await page.fill(`[name="address.${name}"]`, value);
  await page.click("button");
  await page.waitForURL(/^http:\/\/localhost:\d+\//);
  assert.notEqual(new URL(page.url()).port, new URL(worker.origin).port, "the page of the provider");
  assert.ok(await page.getByRole("button", { name: "Approve" }).isVisible());

  // What is wrong is told by field, and nothing is created.
  await page.goto(worker.origin);
  await page.fill('[name="email"]', "jane");
  const [response] = await Promise.all([page.waitForResponse(() => true), page.click("button")]);
  assert.equal(response.status(), 422);
  const { code: problem, errors } = await response.json();
  assert.equal(problem, "invalid_request");
  assert.ok(errors.some(({ pointer }) => pointer === "/email"));
});
