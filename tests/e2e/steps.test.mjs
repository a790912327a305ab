/**
 * The steps of the form in each browser and language, on a narrow screen and enlarged: axe finds nothing, the focus is at
 * the heading, nothing scrolls sideways, and the way back loses nothing.
 */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { internal } from "../packages/helpers/install/index.mjs";
import { violations } from "./axe.mjs";
import { IS_RELEASE, inEachBrowser, WITH_WEBKIT } from "./browsers.mjs";
import { ADDRESSES, BUSINESS, newPerson, SECRETS } from "./people.mjs";
import { atHostedPage, fill, goOn, openForm, submit } from "./person.mjs";
import { startDemo } from "./running-demo.mjs";
import { openPage } from "./watched-page.mjs";

const { LOCALES, TEXTS } = await internal("service/page/texts/index.js");

const SHOWN = LOCALES.filter((locale) => IS_RELEASE || ["en", "ar", "ja"].includes(locale));
/** A phone, and a window of 1,280 by 1,024 pixels at 200 % and at 400 %. */
const SCREENS = [
  { width: 320, height: 640 },
  { width: 640, height: 512 },
  { width: 320, height: 256 },
];

const { state: _, ...address } = ADDRESSES.US;
const AT = Object.fromEntries(Object.entries({ ...address, state: "IL" }).map(([name, value]) => [`address.${name}`, value]));
const contacts = () => Object.fromEntries(Object.entries(newPerson()).filter(([name]) => name === "email" || name === "phone"));
/** What a business enters at Grid, by the names of the headings. */
const steps = () => [
  ["title", { "address.country": "US", type: "business" }],
  ["aboutBusiness", BUSINESS],
  ["contactPerson", {}],
  ["contact", contacts()],
  ["address", AT],
];

let demo;
before(async () => (demo = await startDemo(["--provider", "grid"])));
after(() => demo?.stop());

inEachBrowser(
  (browser, engine) => {
    const open = (t, options) => openPage(t, browser(), { app: demo.origin, secrets: SECRETS }, { viewport: SCREENS[0], ...options });
    const progress = (page) => page.evaluate(() => document.getElementById("progress").textContent);
    /** Where the focus is, and whether all of that is on the screen. */
    const focus = (page) =>
      page.evaluate(() => {
        const { top, bottom, left, right } = document.activeElement.getBoundingClientRect();
        const isShown = top >= 0 && bottom <= innerHeight && left >= 0 && right <= innerWidth;
        return [document.activeElement.textContent, isShown];
      });

    for (const locale of SHOWN) {
      test(`${locale}: a business, from step to step and back`, async (t) => {
        const page = await open(t, { locale });
        const texts = TEXTS[locale].form;
        const numbers = (at) => texts.step.replace("{step}", at).replace("{steps}", 5);
        await openForm(page, demo.url);
        for (const [at, [heading, values]] of steps().entries()) {
          if (at > 0) {
            // With the smallest screen, where the next heading is the farthest away.
            await page.setViewportSize(SCREENS.at(-1));
            await goOn(page);
            assert.deepEqual(await focus(page), [texts[heading], true]);
          }
          await fill(page, values);
          assert.equal(await progress(page), numbers(at + 1));
          for (const screen of SCREENS) {
            await page.setViewportSize(screen);
            assert.ok(
              await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
              `it scrolls sideways at ${screen.width} px`,
            );
          }
          assert.equal(
            await page.evaluate(() => getComputedStyle(document.querySelector("[data-step]")).direction),
            locale === "ar" ? "rtl" : "ltr",
          );
          assert.deepEqual(await violations(page), [], heading);
        }
        for (let step = 4; step >= 1; step--) {
          await page.goBack();
          await page.waitForFunction((number) => document.getElementById("progress").textContent === number, numbers(step));
        }
        assert.equal(await page.locator("[name='business.legalName']").inputValue(), BUSINESS["business.legalName"]);
        assert.equal(await page.evaluate(() => location.href), demo.url);
        await submit(page);
        await atHostedPage(page);
      });
    }

    test("errors of a step, and the way back by the page's own button", async (t) => {
      const page = await open(t, { locale: "en-US" });
      await openForm(page, demo.url);
      await submit(page);
      assert.deepEqual(await violations(page), []);
      await fill(page, { "address.country": "US", type: "individual", firstName: "Ada", email: "ada@example.com" });
      await submit(page);
      const marked = () => page.locator("[aria-invalid=true]").evaluateAll((all) => all.map(({ name }) => name));
      assert.deepEqual(await marked(), ["phone"]);
      assert.deepEqual(await violations(page), []);
      await goOn(page, "[data-back]");
      assert.equal(await page.locator("[name=firstName]").inputValue(), "Ada");
      await goOn(page);
      assert.deepEqual([await marked(), await page.evaluate(() => document.activeElement.name)], [["phone"], "phone"]);
      assert.equal(await page.locator("[name=email]").inputValue(), "ada@example.com");
    });

    // The other engines have no protocol for it.
    if (engine !== "Chromium") return;

    describe("to a screen reader", () => {
      test("a step is a group with a heading, which says which step it is, and the other steps are not there", async (t) => {
        const page = await open(t, { locale: "en-US" });
        await openForm(page, demo.url);
        await fill(page, { "address.country": "US", type: "individual", firstName: "Ada", lastName: "Lovelace" });
        await goOn(page);
        assert.equal(
          await page.locator("main").ariaSnapshot(),
          [
            "- main:",
            `  - heading "Let’s verify your identity" [level=1]`,
            "  - paragraph:",
            `    - button "Back"`,
            "    - text: Step 3 of 4",
            `  - group "How to reach you":`,
            `    - heading "How to reach you" [level=2]`,
            "    - text: Email",
            `    - textbox "Email"`,
            "    - text: Phone number",
            "    - paragraph: Country code \u2066+1\u2069. For example \u20662123456789\u2069",
            `    - textbox "Phone number"`,
            "    - status",
            `  - button "Continue"`,
          ].join("\n"),
        );
        const session = await page.context().newCDPSession(page);
        const { nodes } = await session.send("Accessibility.getFullAXTree");
        const hasFocus = ({ properties = [] }) => properties.some(({ name, value }) => name === "focused" && value.value);
        const { name, role, description } = nodes.findLast(hasFocus);
        assert.deepEqual(
          [role, name, description].map(({ value }) => value),
          ["heading", "How to reach you", "Step 3 of 4"],
        );
      });
    });
  },
  { names: WITH_WEBKIT },
);
