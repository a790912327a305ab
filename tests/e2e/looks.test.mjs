/** Every state in both themes: axe finds nothing, nothing scrolls sideways; from right to left too. And what the page weighs. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { AxeBuilder } from "@axe-core/playwright";
import { PERSON, SECRETS } from "./people.mjs";
import { fill } from "./person.mjs";
import { startDemo } from "./running-demo.mjs";
import { STATES } from "./states.mjs";
import { launch, openPage } from "./watched-page.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

/** What should not be, at this moment. */
async function complaints(page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
  const isTooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  return isTooWide ? [...found, "scrolls sideways"] : found;
}

for (const [provider, states] of Object.entries(STATES)) {
  describe(provider, () => {
    let demo;
    before(async () => (demo = await startDemo(["--provider", provider])));
    after(() => demo?.stop());

    for (const [state, reach] of Object.entries(states)) {
      test(state, async () => {
        const { page, close } = await openPage(browser, { app: demo.origin, secrets: SECRETS }, { viewport: { width: 360, height: 640 }, reducedMotion: "reduce" });
        await reach(page, demo);
        for (const colorScheme of ["light", "dark"]) {
          await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
          assert.deepEqual(await complaints(page), [], colorScheme);
        }
        await page.setViewportSize({ width: 320, height: 640 });
        assert.deepEqual(await complaints(page), [], "320 px");
        await close();
      });
    }

    for (const state of ["empty", "errors", "none"].filter((state) => state in states)) {
      test(`${state}, from right to left`, async () => {
        const { page, close } = await openPage(browser, { app: demo.origin, secrets: SECRETS }, { viewport: { width: 320, height: 640 }, locale: "ar-XB" });
        await states[state](page, demo);
        assert.equal(await page.evaluate(() => getComputedStyle(document.body).direction), "rtl");
        assert.deepEqual(await complaints(page), []);
        const words = await page.evaluate(() => [...document.querySelectorAll("h1, h2, p:not([aria-hidden]), label, legend, button, li a")].map((element) => element.innerText.trim()).filter(Boolean));
        for (const text of words) assert.match(text, /^\u202e[^]*\u202c|^\S+: /u, "every sentence has been through the catalogue");
        if (state === "errors") assert.match(await page.locator("[id='email-error']").textContent(), /^\u202eFill in/, "and so have those of the rules");
        await close();
      });
    }

    if (provider === "spherepay") {
      test("what it weighs, and what a keystroke costs", async (t) => {
        const { page, close } = await openPage(browser, { app: demo.origin, secrets: SECRETS });
        const bodies = new Map();
        page.on("response", async (response) => bodies.set(new URL(response.url()).pathname, await response.body().catch(() => Buffer.alloc(0))));
        await page.goto(demo.url);
        await page.waitForLoadState("networkidle");
        let total = 0;
        for (const [path, body] of bodies) {
          const size = brotliCompressSync(body).length;
          total += size;
          t.diagnostic(`${path}: ${body.length} bytes, ${size} with brotli`);
        }
        t.diagnostic(`all: ${total} bytes with brotli`);
        assert.ok(total < 100_000, `${total} bytes are more than the page should weigh`);
        await fill(page, PERSON);
        const cost = await page.evaluate(() => {
          const control = document.querySelector("[name=email]");
          const start = performance.now();
          for (let i = 0; i < 200; i++) control.dispatchEvent(new Event("input", { bubbles: true }));
          return (performance.now() - start) / 200;
        });
        t.diagnostic(`a keystroke: ${cost.toFixed(3)} ms`);
        assert.ok(cost < 16, "less than a frame");
        await close();
      });
    }
  });
}
