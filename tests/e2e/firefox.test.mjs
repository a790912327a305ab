/** The page in Firefox: from the empty form to the approved status, for each provider. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import puppeteer from "puppeteer-core";
import { ADDRESSES, PERSON } from "./people.mjs";
import { startDemo } from "./running-demo.mjs";

const PROVIDERS = ["spherepay", "grid"];

let firefox;
before(async () => {
  firefox = await puppeteer.launch({ browser: "firefox", executablePath: process.env.FIREFOX ?? "/usr/bin/firefox-esr", headless: true });
});
after(() => firefox?.close());

for (const provider of PROVIDERS) {
  test(provider, { timeout: 90_000 }, async (t) => {
    const demo = await startDemo(["--provider", provider]);
    t.after(() => demo.stop());
    const page = await (await firefox.createBrowserContext()).newPage();
    const problems = [];
    page.on("console", (message) => ["error", "warn"].includes(message.type()) && problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(String(error)));
    const type = (name, text) => page.locator(`[name="${name}"]`).fill(text);

    await page.goto(demo.url, { waitUntil: "networkidle0" });
    await page.click("form[data-enhance=form] > button");
    await page.waitForSelector("#summary:not([hidden])");
    assert.equal(await page.evaluate(() => document.activeElement.name), "email");
    await type("email", PERSON.email);
    await type("phone", PERSON.phone);
    await page.select("[name='address.country']", "US");
    await page.waitForSelector("select[name='address.state']");
    await page.select("select[name='address.state']", "IL");
    for (const field of ["line1", "city", "postalCode"]) await type(`address.${field}`, ADDRESSES.US[field]);
    assert.equal(await page.$$eval("[aria-invalid=true]", (all) => all.length), 0, "each goes as soon as it is right");
    const cost = await page.evaluate(() => {
      const control = document.querySelector("[name=email]");
      const start = performance.now();
      for (let i = 0; i < 200; i++) control.dispatchEvent(new Event("input", { bubbles: true }));
      return (performance.now() - start) / 200;
    });
    t.diagnostic(`a keystroke: ${cost.toFixed(3)} ms`);
    assert.ok(cost < 16, "less than a frame");

    await page.click("form[data-enhance=form] > button");
    await page.waitForSelector("[name=decision][value=approve]");
    await page.click("[name=decision][value=approve]");
    await page.waitForFunction(() => !document.querySelector("[name=decision]"));
    if (!page.url().startsWith(demo.origin)) await page.goto(demo.url);
    await page.waitForSelector("[data-status=approved]");
    assert.equal(page.url(), `${demo.origin}/kyc/status`);
    assert.deepEqual(problems, []);
  });
}
