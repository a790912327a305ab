/**
 * What to have at hand, before the button that leads to the check: for a person and a business, at each provider, in two
 * languages, with and without JavaScript.
 */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { violations } from "./axe.mjs";
import { inEachBrowser } from "./browsers.mjs";
import { ADDRESSES, newPerson, SECRETS } from "./people.mjs";
import { atHostedPage, fill, fillAddress, openForm, submit } from "./person.mjs";
import { startDemo } from "./running-demo.mjs";
import { openPage } from "./watched-page.mjs";

/** The country that a test chooses, and an excerpt of what is listed there: of a person, and of a business. */
const COUNTRIES = { spherepay: "BR", grid: "US", bridge: "US" };
const LISTED = {
  en: { spherepay: ["Photo ID: passport, ", "a list of shareholders"], grid: ["(SSN) or", "A document with the tax number"] },
  ar: { spherepay: ["وثيقة هوية بصورة: جواز سفر", "سجل المساهمين"], grid: ["(SSN) أو", "وثيقة فيها الرقم الضريبي"] },
};
const BRIDGE = { en: "in one go", ar: "دفعة واحدة" };
/** A person, and whoever looks at the section, must not see these. */
const WORD = /[a-z]_[a-z]|undefined|\{\w+\}|\[object/;

const demos = {};
before(() => Promise.all(Object.keys(COUNTRIES).map(async (provider) => (demos[provider] = await startDemo(["--provider", provider])))));
after(() => Promise.all(Object.values(demos).map((demo) => demo.stop())));

/** Returns the visible text of the section, once it contains this. */
async function textWith(page, expected) {
  let text = "";
  for (const end = Date.now() + 20_000; Date.now() < end; await setTimeout(50)) {
    text = await page.evaluate(() => document.querySelector("[data-prepare]").innerText);
    if (text.includes(expected)) return text;
  }
  throw assert.fail(`${expected} is not in ${text}`);
}

inEachBrowser((browser) => {
  async function open(provider, options) {
    const demo = demos[provider];
    const opened = await openPage(browser(), { app: demo.origin, secrets: SECRETS }, { viewport: { width: 360, height: 740 }, ...options });
    await openForm(opened.page, demo.url, { hasScript: options.javaScriptEnabled !== false });
    return opened;
  }

  for (const [locale, listed] of Object.entries(LISTED)) {
    for (const [provider, country] of Object.entries(COUNTRIES)) {
      for (const javaScriptEnabled of [true, false]) {
        test(`${locale}, ${provider}, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
          const { page, problems, close } = await open(provider, { locale, javaScriptEnabled });
          await fill(page, { "address.country": country });
          if (javaScriptEnabled) await page.locator(`[data-address][data-country=${country}]`).waitFor();
          else {
            await submit(page); // it comes back, with what its country needs
            await page.locator("#summary").waitFor();
          }
          for (const [at, type] of ["individual", "business"].entries()) {
            await fill(page, { type });
            const expected = provider === "bridge" ? BRIDGE[locale] : listed[provider][at];
            const text = await textWith(page, expected);
            if (provider !== "bridge") assert.equal(text.includes(listed[provider][1 - at]), false, "what only the other type needs");
            assert.doesNotMatch(text, WORD);
            for (const colorScheme of ["light", "dark"]) {
              await page.emulateMedia({ colorScheme });
              // axe needs scripts in the page.
              if (javaScriptEnabled) assert.deepEqual(await violations(page), [], colorScheme);
            }
            assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "it scrolls sideways");
          }
          assert.equal(
            await page.evaluate(() => getComputedStyle(document.querySelector("[data-prepare]")).direction),
            locale === "ar" ? "rtl" : "ltr",
          );
          assert.deepEqual(problems, []);
          await close();
        });
      }
    }
  }

  test("a change is announced, and moves no focus; the same list is not announced", async () => {
    const { page, close } = await open("bridge", { locale: "en" });
    const announced = () => page.locator("#announcer").textContent();
    const country = page.locator("[name='address.country']");
    const follow = async (code) => {
      await country.focus();
      // Before the selection: the response may arrive before it has returned.
      const response = page.waitForResponse((received) => received.url().includes(`-${code}.json`));
      await country.selectOption(code);
      await response;
      await page.locator(`[data-address][data-country=${code}]`).waitFor();
    };
    await follow("DE");
    await page.getByText("number of your national ID").waitFor();
    assert.equal(await announced(), "What to have at hand has changed.");
    assert.equal(await page.evaluate(() => document.activeElement.name), "address.country");

    await page.evaluate(() => (document.getElementById("announcer").textContent = ""));
    await follow("FR"); // the same as Germany
    assert.equal(await announced(), "");
    await fill(page, { type: "business" });
    assert.equal(await announced(), "What to have at hand has changed.");
    await close();
  });

  test("costs no key: Tab goes from the address to the button, which leads to the check", async () => {
    const { page, problems, close } = await open("grid", { locale: "en" });
    await fill(page, newPerson());
    await fillAddress(page, "US", { ...ADDRESSES.US, state: "IL" });
    await page.locator("[name='address.postalCode']").focus();
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Continue");
    await page.keyboard.press("Enter");
    assert.match(await (await atHostedPage(page)).url(), /hosted/);
    assert.deepEqual(problems, []);
    await close();
  });
});
