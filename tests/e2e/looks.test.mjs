/**
 * Every state, light, dark and with forced colors: axe finds no issues, and nothing scrolls sideways or moves. From right
 * to left is in languages.test.mjs.
 */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { violations } from "./axe.mjs";
import { IS_RELEASE, inEachBrowser } from "./browsers.mjs";
import { SECRETS } from "./people.mjs";
import { startDemo } from "./running-demo.mjs";
import { STATES } from "./states.mjs";
import { openPage } from "./watched-page.mjs";

const LOOKS = {
  light: { colorScheme: "light", forcedColors: "none" },
  dark: { colorScheme: "dark", forcedColors: "none" },
  "forced colours": { colorScheme: "light", forcedColors: "active" },
};
/** What is shown dark and with forced colors, too. Before a release, Chromium shows everything so. */
const FEW = ["empty", "errors", "pending"];

const demos = {};
before(() => Promise.all(Object.keys(STATES).map(async (provider) => (demos[provider] = await startDemo(["--provider", provider])))));
after(() => Promise.all(Object.values(demos).map((demo) => demo.stop())));

/** What should not be, at this moment. */
async function complaints(page) {
  const moving = await page.evaluate(() => document.getAnimations().length);
  return [...(await violations(page)), ...(moving > 0 ? ["moves"] : []), ...(await tooWide(page))];
}

async function tooWide(page) {
  return (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) ? ["scrolls sideways"] : [];
}

inEachBrowser((browser, name) => {
  /** A state on a narrow screen. */
  async function reached(provider, state, options) {
    const narrow = { viewport: { width: 360, height: 640 }, ...options };
    const opened = await openPage(browser(), { app: demos[provider].origin, secrets: SECRETS }, narrow);
    await STATES[provider][state](opened.page, demos[provider]);
    return opened;
  }

  async function fitsWidths(page) {
    for (const width of [320, 1600]) {
      await page.setViewportSize({ width, height: 640 });
      assert.deepEqual(await tooWide(page), [], `${width} px`);
    }
  }

  for (const [provider, states] of Object.entries(STATES)) {
    for (const state of Object.keys(states)) {
      const looks = (IS_RELEASE && name === "Chromium") || FEW.includes(state) ? Object.keys(LOOKS) : ["light"];
      test(`${provider}: ${state}, ${looks.join(", ")}`, async () => {
        const { page, close } = await reached(provider, state);
        for (const look of looks) {
          await page.emulateMedia(LOOKS[look]);
          await hasLook(page, look);
          assert.deepEqual(await complaints(page), [], look);
        }
        await fitsWidths(page);
        await close();
      });
    }
  }

  test("with forced colors, no information depends on color", async () => {
    const { page, close } = await reached("spherepay", "errors");
    await page.emulateMedia(LOOKS["forced colours"]);
    const { wrong, right, focus, button, choices, unmarked } = await page.evaluate(() => {
      const styleOf = (selector) => getComputedStyle(document.querySelector(selector));
      const all = [...document.querySelectorAll("form .field :is(input, select)")];
      return {
        wrong: styleOf("[aria-invalid=true]").borderTopWidth,
        right: styleOf(".field input:not([aria-invalid])").borderTopWidth,
        focus: [styleOf(":focus").outlineStyle, parseFloat(styleOf(":focus").outlineWidth)],
        button: [styleOf("form > button").borderTopColor, styleOf("form > button").backgroundColor],
        choices: [...document.querySelectorAll("[type=radio]")].map((radio) => getComputedStyle(radio).appearance),
        unmarked: all
          .filter((control) => !control.required && !control.labels[0].querySelector(".optional")?.textContent)
          .map(({ name }) => name),
      };
    });
    assert.ok(parseFloat(wrong) > parseFloat(right), "what is wrong has a thicker border");
    assert.deepEqual(focus, ["solid", 3]);
    assert.notEqual(...button, "a button has a border");
    assert.deepEqual(new Set(choices), new Set(["auto"]), "a chosen radio button is drawn by the platform");
    assert.deepEqual(unmarked, [], "what may be left out says so in words");
    await close();
  });

  test("the icon is animated only without prefers-reduced-motion", async () => {
    const { page, close } = await reached("spherepay", "pending");
    await page.emulateMedia({ reducedMotion: "no-preference" });
    assert.equal(await page.evaluate(() => document.getAnimations().length), 1);
    await close();
  });
});

async function hasLook(page, look) {
  const asked = ["(prefers-color-scheme: dark)", "(forced-colors: active)", "(prefers-reduced-motion: reduce)"];
  assert.deepEqual(await page.evaluate((asked) => asked.map((media) => matchMedia(media).matches), asked), [
    look === "dark",
    look === "forced colours",
    true,
  ]);
}
