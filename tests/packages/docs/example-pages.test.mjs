/** Runs the pages of examples/ unchanged in Chromium, as a person uses them. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { build } from "vite";
import { violations } from "../../e2e/axe.mjs";
import { EXAMPLES, example, wanted } from "../helpers/examples/install.mjs";
import { subpath } from "../helpers/install/index.mjs";
import { launch, launchOld, serve } from "../runtimes/chromium.mjs";

const { createHandler, memoryStore } = await subpath("edge");
const { createSandbox } = await subpath("testing");

const pins = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8")).devDependencies;
const tools = { ...pins("../runtimes/tools/package.json"), ...pins("../../../package.json") };

for (const name of readdirSync(EXAMPLES).filter((name) => existsSync(join(EXAMPLES, name, "package.json")))) {
  test(`${name}: a README, and the versions that are tested here`, () => {
    assert.match(readFileSync(join(EXAMPLES, name, "README.md"), "utf8"), /^# .+\n.+/);
    const { kyclink, ...others } = wanted(name);
    assert.equal(kyclink, "*");
    for (const [dependency, version] of Object.entries(others)) assert.equal(version, tools[dependency], dependency);
  });
}

const APPLICANT = {
  type: "individual",
  email: "jane@example.com",
  phone: "+14155550123",
  address: { line1: "1 Main St", city: "Chicago", state: "IL", postalCode: "60601", country: "USA" },
};

/** What each page is served as, and how its policy allows it. */
const PAGES = {
  "plain-html": async () => {
    const folder = example("plain-html");
    const [, map] = /<script type="importmap">([\s\S]*?)<\/script>/.exec(readFileSync(join(folder, "index.html"), "utf8"));
    return {
      folder,
      more: ` 'sha256-${createHash("sha256").update(map).digest("base64")}'`,
    };
  },
  react: async () => {
    const root = example("react");
    await build({ root, configFile: false, logLevel: "warn", build: { modulePreload: { polyfill: false } } });
    return { folder: join(root, "dist") };
  },
};

/** How the handler responds with a link. */
const linked = (kycUrl) => ({ status: 201, kycUrl, expiresAt: "2126-01-15T14:32:00Z", provider: "spherepay" });

const BROWSERS = { Chromium: launch, "Chromium 109": launchOld };
const runs = Object.entries(PAGES).flatMap((page) => Object.entries(BROWSERS).map((browser) => [...page, ...browser]));

for (const [name, prepare, browserName, launch] of runs) {
  describe(`${name} in ${browserName}`, () => {
    let browser, server, replies, posted;
    before(async () => {
      browser = await launch();
      const { folder, more } = await prepare();
      const post = (body, path, headers) => {
        assert.equal(path, "/kyc/links");
        posted.push(JSON.parse(body));
        const reply = replies.shift();
        return typeof reply === "function" ? reply(body, headers) : reply;
      };
      server = await serve(folder, { more, post });
    });
    after(async () => {
      await browser?.close();
      server?.close();
    });

    /** A fresh page, what it complained about, and its fields by label. */
    async function open(t) {
      [replies, posted] = [[], []];
      const context = await browser.newContext();
      t.after(() => context.close());
      const page = await context.newPage();
      page.setDefaultTimeout(10_000);
      const problems = [];
      page.on("pageerror", (error) => problems.push(String(error)));
      page.on("console", (message) => ["error", "warning"].includes(message.type()) && problems.push(message.text()));
      await page.goto(`${server.origin}/index.html`);
      await page.getByLabel("E-mail").waitFor();
      return { page, problems };
    }

    async function fill(page, { email = "jane@example.com", phone = "+1 (415) 555-0123", state = "IL", postalCode = "60601" } = {}) {
      await page.getByLabel("E-mail").fill(email);
      await page.getByLabel("Phone").fill(phone);
      await page.getByLabel("Street").fill("1 Main St");
      await page.getByLabel("City").fill("Chicago");
      await page.getByLabel("State").selectOption(state);
      await page.getByLabel("ZIP").fill(postalCode);
    }

    const submit = (page) => page.getByRole("button", { name: "Continue" }).click();
    /** Which fields are marked as wrong, and what stands beside each. */
    const marked = (page) =>
      page.$$eval("[aria-invalid=true]", (controls) =>
        controls.map((control) => [control.name, document.getElementById(control.getAttribute("aria-describedby")).textContent]),
      );

    test("wrong data: a message beside each field, then corrected and sent", async (t) => {
      const { page, problems } = await open(t);
      replies.push(linked(`${server.origin}/index.html?done`));
      await fill(page, { email: "jane@", phone: "0415", postalCode: "" });
      await submit(page);
      await page.locator("[aria-invalid=true]").first().waitFor();
      const messages = await marked(page);
      assert.deepEqual(
        messages.map(([name]) => name),
        ["email", "phone", "address.postalCode"],
      );
      for (const [name, message] of messages) assert.match(message, /^[A-Z].{8,}\.$/, name);
      assert.equal(await page.evaluate(() => document.activeElement.name), "email");
      assert.deepEqual(await violations(page), []);
      assert.deepEqual(posted, []);
      await fill(page);
      await submit(page);
      await page.waitForURL(/\?done$/);
      assert.deepEqual(posted, [APPLICANT]);
      assert.deepEqual(problems, []);
    });

    test("another country has its own address fields, order and labels", async (t) => {
      const { page, problems } = await open(t);
      await page.getByLabel("Country").selectOption("JP");
      await page.getByLabel("Prefecture").waitFor();
      const names = () => page.$$eval("[name^='address.']", (controls) => controls.map(({ name }) => name.slice(8)));
      assert.deepEqual(await names(), ["country", "postalCode", "state", "line1", "line2", "city"]);
      await page.getByLabel("Prefecture").selectOption({ label: "Tokyo" });
      assert.equal(await page.getByLabel("Prefecture").inputValue(), "13");
      await page.getByLabel("Country").selectOption("GI");
      await page.getByLabel("Prefecture").waitFor({ state: "detached" });
      await page.getByLabel("E-mail").fill("jane@example.com");
      await page.getByLabel("Phone").fill("+35020012345");
      await page.getByLabel("Street").fill("1 Main St");
      await page.getByLabel("City").fill("Gibraltar");
      replies.push(linked(`${server.origin}/index.html?done`));
      await submit(page);
      await page.waitForURL(/\?done$/);
      assert.equal(posted[0].address.country, "GIB");
      assert.equal(posted[0].address.state, undefined);
      assert.deepEqual(problems, []);
    });

    test("the endpoint's issues are shown beside their fields, others above the button", async (t) => {
      const { page } = await open(t);
      replies.push({
        status: 422,
        code: "provider_rejected",
        errors: [{ code: "provider", pointer: "/address/postalCode", detail: "This is refused." }],
      });
      replies.push({ status: 503, code: "unavailable", detail: "Try again later." });
      await fill(page);
      await submit(page);
      await page.getByText("This is refused.").waitFor();
      assert.deepEqual(await marked(page), [["address.postalCode", "This is refused."]]);
      await submit(page);
      await page.getByRole("alert").getByText("This did not work. Please try again.").waitFor();
      assert.equal(posted.length, 2);
    });

    if (name === "react") {
      test("in front of the handler: a retry after a lost response gets the same customer, and the link is the provider's", async (t) => {
        const { page } = await open(t);
        const sandbox = createSandbox();
        const config = { provider: "spherepay", spherepay: { apiKey: "key", baseUrl: sandbox.baseUrls.spherepay }, fetch: sandbox.fetch };
        const handler = createHandler({
          ...config,
          allowedOrigins: [server.origin],
          cookieSecret: crypto.randomUUID(),
          store: memoryStore(),
          rateLimit: "none",
        });
        const handled = async (body, headers) => {
          const response = await handler(new Request(`${server.origin}/kyc/links`, { method: "POST", headers, body }));
          return { status: response.status, ...(await response.json()) };
        };
        const lost = async (...post) => {
          await handled(...post);
          return { status: 503, detail: "Try again later." };
        };
        replies.push(lost, handled);
        await fill(page);
        await submit(page);
        await page.getByRole("alert").getByText("This did not work.").waitFor();
        await page.route(/hosted/, (route) => route.fulfill({ body: "the provider" }));
        await submit(page);
        await page.getByText("the provider").waitFor();
        assert.equal(sandbox.customers().length, 1);
        assert.equal(sandbox.openLink(page.url()).state, "open");
      });
    }
  });
}
