/**
 * A stranger's walk by the README alone: in an empty folder, its commands install the package and start the sandbox and its
 * Worker, as they stand, and a browser goes from the form to the hosted page. Only the ports are free ones, and wrangler is
 * that of the tools. Then the same Worker on the other platforms of docs/calling.md.
 */

import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import { blocks, programs } from "../helpers/docs/markdown.mjs";
import { EXAMPLES } from "../helpers/examples/install.mjs";
import { scratch, tarball } from "../helpers/install/index.mjs";
import { launch } from "./chromium.mjs";
import { run, serveWith, tool } from "./consumer.mjs";

const README = "README.md";
const { name, code } = programs(README).find(({ name }) => name === "worker.js");
const lines = blocks(README).flatMap(({ language, code }) => (language === "sh" ? code.trim().split("\n") : []));
/** A line of the README's commands, with more arguments behind a part of it. */
function command(start, ...more) {
  const line = lines.find((line) => line.startsWith(start));
  assert.ok(line, `no command of the README begins with ${start}`);
  return line.replace(start, [start, ...more].join(" "));
}
const PERSON = { email: "jane@example.com", phone: "(312) 555-0123" };
const ADDRESS = { line1: "233 S Wacker Dr", city: "Chicago", state: "IL", postalCode: "60606", country: "US" };

const beside = scratch();
const folder = join(beside, "app");
const stops = [];
after(() => stops.forEach((stop) => void stop()));

/** Starts a command in a terminal of its own, and waits for the address that it prints. */
async function terminal(command) {
  const started = await serveWith("sh", ["-e", "-c", command], folder);
  stops.push(started.stop);
  return started;
}

/** Installs the package and starts the sandbox. */
before(async () => {
  // The repository, as `cargo xtask pack` has left it, and nothing beside it.
  const packed = join(beside, "kyclink/target/npm");
  mkdirSync(packed, { recursive: true });
  symlinkSync(tarball(), join(packed, basename(tarball())));
  const install = command("npm install ../", "");
  const offline = "export npm_config_offline=true npm_config_audit=false npm_config_fund=false npm_config_cache=.npm";
  await run("sh", ["-e", "-c", `${command("mkdir ../app")}\n${offline}\n${install.replace(" ../ ", " ../")}`], join(beside, "kyclink"));
  assert.deepEqual(
    readdirSync(join(folder, "node_modules")).filter((name) => !name.startsWith(".")),
    ["kyclink"],
  );
  // What npx would load.
  symlinkSync(tool("wrangler/bin/wrangler.js"), join(folder, "node_modules/.bin/wrangler"));
  writeFileSync(join(folder, name), code);
  await terminal(command("npx kyclink sandbox", "--port 0"));
});

test("the main job has at most fifteen lines, and is that of the example", () => {
  const linesOf = (text) => text.split("\n").filter((line) => line !== "" && !line.startsWith("//"));
  assert.ok(linesOf(code).length <= 15, `${linesOf(code).length} lines`);
  assert.deepEqual(linesOf(readFileSync(join(EXAMPLES, "worker-call/worker.js"), "utf8")), linesOf(code));
});

test("from the form to the hosted page", async () => {
  const alone = "--port=0 --ip=127.0.0.1 --inspector-port=0 --show-interactive-dev-session=false --persist-to=.wrangler/state";
  const worker = await terminal(`${command("npx wrangler dev")} ${alone}`);

  const browser = await launch();
  stops.push(() => browser.close());
  const page = await browser.newPage();
  await page.goto(worker.origin);
  for (const [name, value] of Object.entries(PERSON)) await page.fill(`[name="${name}"]`, value);
  for (const [name, value] of Object.entries(ADDRESS)) await page.fill(`[name="address.${name}"]`, value);
  await page.click("button");
  await page.waitForURL(/^http:\/\/localhost:\d+\//);
  const variables = readFileSync(join(folder, ".dev.vars"), "utf8");
  const [, sandbox] = /^SPHEREPAY_BASE_URL="?([^"\s]+)"?$/m.exec(variables);
  assert.equal(new URL(page.url()).port, new URL(sandbox).port, "the page of the provider");
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

/** What docs/calling.md says about a platform, as code. */
function rowOf(platform) {
  const row = readFileSync(join(EXAMPLES, "../docs/calling.md"), "utf8")
    .split("\n")
    .find((line) => line.startsWith(`| ${platform} |`));
  return [...row.matchAll(/`([^`]+)`/g)].map(([, code]) => code);
}

const PLATFORMS = {
  async Node() {
    const [file, server] = rowOf("Node");
    writeFileSync(join(folder, file), code);
    const listen = `.listen(0, "127.0.0.1", function () { console.log(\`http://127.0.0.1:\${this.address().port}\n\`); });`;
    const imports = `import { createServer } from "node:http"; import { toNodeHandler } from "kyclink/node"; import worker from "./${file}";`;
    writeFileSync(join(folder, "server.mjs"), `${imports}\n${server}${listen}`);
    return serveWith(process.execPath, ["--env-file=.dev.vars", "server.mjs"], folder);
  },
  Deno() {
    const [command, variables, env] = rowOf("Deno");
    writeFileSync(join(folder, "deno.js"), code.replaceAll(`${env}.`, `${variables}.`));
    const args = command.replace("worker.js", "deno.js").split(" ").slice(1);
    const more = ["--env-file=.dev.vars", "--no-remote", "--cached-only", "--host", "127.0.0.1", "--port", "0"];
    return serveWith(tool(".bin/deno"), [args[0], ...more, ...args.slice(1)], folder);
  },
};

for (const [platform, serve] of Object.entries(PLATFORMS)) {
  test(`the same Worker in ${platform}`, async () => {
    const { origin, stop } = await serve();
    stops.push(stop);
    const names = Object.entries(ADDRESS).map(([name, value]) => [`address.${name}`, value]);
    const body = new URLSearchParams([["email", `${platform}@example.com`], ["phone", PERSON.phone], ...names]);
    const response = await fetch(origin, { method: "POST", body, redirect: "manual" });
    assert.equal(response.status, 303, await response.text());
    assert.match(response.headers.get("location"), /^http:\/\/localhost:\d+\//);
  });
}

/** Prints the link that each form of a call returns. None of them has an option for links on this machine. */
const FORMS = `
import { buildRequest, onboard, parseResponse, send, spherepay } from "kyclink";

const applicant = ${JSON.stringify({ type: "individual", ...PERSON, phone: "+13125550123", address: ADDRESS })};
const config = { apiKey: process.env.SPHEREPAY_API_KEY, baseUrl: process.env.SPHEREPAY_BASE_URL };
const operation = "spherepay.createCustomerViaLink";
const person = (name) => ({ ...applicant, email: \`\${name}@example.com\` });
const responseTo = async (email, exchange) => {
  const input = person(email);
  return parseResponse(operation, await exchange(buildRequest(operation, input, config)), input);
};
const fetched = async (request) => {
  const response = await fetch(request.url, { ...request, redirect: "manual" });
  const { status, headers, url } = response;
  return { status, headers, url, body: await response.text() };
};
console.log(JSON.stringify({
  onboard: (await onboard(spherepay(config), person("one"))).link.kycUrl,
  client: (await spherepay(config).createCustomerViaLink(person("two"))).kycUrl,
  send: (await responseTo("three", send)).kycUrl,
  fetch: (await responseTo("four", fetched)).kycUrl,
}));
`;

test("the sandbox's link is accepted without an option, by whatever form of a call", async () => {
  writeFileSync(join(folder, "forms.mjs"), FORMS);
  const links = JSON.parse(await run(process.execPath, ["--env-file=.dev.vars", "forms.mjs"], folder).then(({ stdout }) => stdout));
  for (const [form, link] of Object.entries(links)) {
    assert.match(link, /^http:\/\/localhost:\d+\//, form);
    const page = await fetch(link);
    assert.equal(page.status, 200, form);
    assert.match(await page.text(), /Approve/, form);
  }
  assert.equal(new Set(Object.values(links)).size, 4);
});
