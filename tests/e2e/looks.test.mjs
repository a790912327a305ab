/**
 * Every state, light, dark and with forced colors, and some from right to left: axe finds no issues, and nothing scrolls
 * sideways or moves. Also the size of the page.
 */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { violations } from "./axe.mjs";
import { IS_RELEASE, inEachBrowser } from "./browsers.mjs";
import { ADDRESSES, PERSON, SECRETS } from "./people.mjs";
import { fill, fillAddress } from "./person.mjs";
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
const MIRRORED = ["empty", "errors", "none", "handoff", "handoff_open", "handoff_expired"];

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

      if (!MIRRORED.includes(state)) continue;
      test(`${provider}: ${state}, from right to left`, async () => {
        const { page, close } = await reached(provider, state, { locale: "ar" });
        assert.deepEqual(await complaints(page), []);
        await fitsWidths(page);
        await isMirrored(page, state);
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

  if (name === "Chromium") test("the size of the page", (t) => isSmall(browser(), t));

  test("the time that a keystroke takes", async (t) => {
    const { page, close } = await reached("spherepay", "empty");
    await fill(page, PERSON);
    await fillAddress(page, "US", ADDRESSES.US);
    const cost = await page.evaluate(() => {
      const control = document.querySelector("[name=email]");
      const start = performance.now();
      for (let i = 0; i < 200; i++) control.dispatchEvent(new Event("input", { bubbles: true }));
      return (performance.now() - start) / 200;
    });
    t.diagnostic(`${cost.toFixed(3)} ms in ${name}`);
    assert.ok(cost < 16, "less than a frame");
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

/** Every sentence is in Arabic; names of providers, examples and the like are not. */
async function isMirrored(page, state) {
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).direction), "rtl");
  const words = await page.evaluate(() =>
    [...document.querySelectorAll("h1, h2, p:not([aria-hidden]), label, legend, button, li a")]
      .filter((element) => element.checkVisibility())
      .map((element) => element.textContent.trim())
      .filter(Boolean),
  );
  for (const text of words) assert.match(text, /[\u0600-\u06ff]/u);
  if (state === "none")
    assert.match(await page.evaluate(() => getComputedStyle(document.querySelector(".mark")).transform), /^matrix\(-1,/);
  if (state === "errors") assert.match(await page.locator("[id='email-error']").textContent(), /[\u0600-\u06ff]/u);
}

/** Measures everything that the browser loads for the form. */
async function isSmall(browser, t) {
  const demo = demos.spherepay;
  const { page, close } = await openPage(browser, { app: demo.origin, secrets: SECRETS });
  const bodies = new Map();
  await page.addInitScript(() => {
    const { Module } = WebAssembly;
    // biome-ignore lint/complexity/useArrowFunction: it is called with `new`
    WebAssembly.Module = function (bytes) {
      globalThis.wasmBytes = bytes.byteLength;
      return new Module(bytes);
    };
  });
  page.on("response", async (response) => bodies.set(new URL(response.url()).pathname, await response.body().catch(() => Buffer.alloc(0))));
  await page.goto(demo.url);
  await page.waitForLoadState("networkidle");
  let total = 0;
  for (const [path, body] of bodies) {
    const size = brotliCompressSync(body).length;
    total += size;
    t.diagnostic(`${path}: ${body.length} bytes, ${size} with brotli`);
  }
  t.diagnostic(
    `all: ${total} bytes with brotli; the wasm, as text in the rules, is ${await page.evaluate(() => globalThis.wasmBytes)} bytes`,
  );
  assert.ok(total < 100_000, `${total} bytes are more than the page should weigh`);
  await close();
}
