/** The page in Firefox: from the empty form to the approved status, for each provider, and without JavaScript. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import puppeteer from "puppeteer-core";
import { startNoScriptProxy } from "./no-script-proxy.mjs";
import { ADDRESSES, PERSON } from "./people.mjs";
import { startDemo } from "./running-demo.mjs";

const launch = (extraPrefsFirefox) => puppeteer.launch({ browser: "firefox", executablePath: process.env.FIREFOX ?? "/usr/bin/firefox-esr", headless: true, extraPrefsFirefox });

let firefox, demos;
before(async () => {
  demos = Object.fromEntries(await Promise.all(["spherepay", "grid"].map(async (provider) => [provider, await startDemo(["--provider", provider])])));
  firefox = await launch({});
});
after(() => Promise.all([firefox?.close(), ...Object.values(demos ?? {}).map((demo) => demo.stop())]));

const button = "form[data-enhance=form] > button";
const type = (page, name, text) => page.locator(`[name="${name}"]`).fill(text);

async function fill(page) {
  await type(page, "email", PERSON.email);
  await type(page, "phone", PERSON.phone);
  for (const field of ["line1", "city", "postalCode"]) await type(page, `address.${field}`, ADDRESSES.US[field]);
}

async function finish(page, { url, origin }) {
  await page.click(button);
  await page.waitForSelector("[name=decision][value=approve]");
  await page.click("[name=decision][value=approve]");
  await page.waitForFunction(() => document.querySelector("h1") && !document.querySelector("[name=decision]"));
  if (!page.url().startsWith(origin)) await page.goto(url);
  assert.equal(page.url(), `${origin}/kyc/status`);
}

for (const provider of ["spherepay", "grid"]) {
  test(provider, async (t) => {
    const page = await (await firefox.createBrowserContext()).newPage();
    const problems = [];
    page.on("console", (message) => ["error", "warn"].includes(message.type()) && problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(String(error)));

    await page.goto(demos[provider].url, { waitUntil: "networkidle0" });
    await page.click(button);
    await page.waitForSelector("#summary:not([hidden])");
    assert.equal(await page.evaluate(() => document.activeElement.name), "email");
    await page.select("[name='address.country']", "US");
    await page.waitForSelector("select[name='address.state']");
    await page.select("select[name='address.state']", "IL");
    await fill(page);
    assert.equal(await page.$$eval("[aria-invalid=true]", (all) => all.length), 0, "each goes as soon as it is right");
    const cost = await page.evaluate(() => {
      const control = document.querySelector("[name=email]");
      const start = performance.now();
      for (let i = 0; i < 200; i++) control.dispatchEvent(new Event("input", { bubbles: true }));
      return (performance.now() - start) / 200;
    });
    t.diagnostic(`a keystroke: ${cost.toFixed(3)} ms`);
    assert.ok(cost < 16, "less than a frame");

    await finish(page, demos[provider]);
    await page.waitForSelector("[data-status=approved]");
    assert.deepEqual(problems, []);
  });
}

test("without JavaScript", async (t) => {
  const proxy = await startNoScriptProxy();
  t.after(proxy.close);
  const still = await launch(proxy.preferences);
  t.after(() => still.close());
  const page = await still.newPage();
  await page.goto(demos.spherepay.url);
  await page.select("[name='address.country']", "US");
  assert.equal(await page.$eval("[data-address]", ({ dataset }) => dataset.country), "", "no script is running");
  await fill(page);
  await type(page, "address.state", "illinois");
  await Promise.all([page.waitForNavigation(), page.click(button)]);
  assert.equal(await page.$eval("[name='address.state']", ({ value }) => value), "IL", "a state by its name is found in the list");
  await finish(page, demos.spherepay);
  for (let looks = 0; !(await page.$("[data-status=approved]")); looks++) {
    assert.ok(looks < 20, "the status does not become approved");
    await page.goto(`${demos.spherepay.origin}/kyc/status`);
  }
});
