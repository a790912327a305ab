/** Every state that the page's script makes, on a narrow screen: axe finds nothing, and nothing scrolls sideways. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { violations } from "./axe.mjs";
import { inEachBrowser, WITH_WEBKIT } from "./browsers.mjs";
import { SECRETS } from "./people.mjs";
import { startDemo } from "./running-demo.mjs";
import { STATES } from "./states.mjs";
import { openPage } from "./watched-page.mjs";

const demos = {};
before(() => Promise.all(Object.keys(STATES).map(async (provider) => (demos[provider] = await startDemo(["--provider", provider])))));
after(() => Promise.all(Object.values(demos).map((demo) => demo.stop())));

inEachBrowser(
  (browser) => {
    for (const [provider, states] of Object.entries(STATES)) {
      for (const [state, reach] of Object.entries(states)) {
        test(`${provider}: ${state}`, async (t) => {
          const watch = { app: demos[provider].origin, secrets: SECRETS, hasFailures: true };
          const page = await openPage(t, browser(), watch, { viewport: { width: 320, height: 640 } });
          await reach(page, demos[provider]);
          assert.deepEqual(await violations(page), []);
          assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "it scrolls sideways");
        });
      }
    }
  },
  { names: WITH_WEBKIT },
);
