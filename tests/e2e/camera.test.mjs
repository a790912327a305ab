/** The camera of the hosted page, which opens in a new tab or in ours: no header of our page takes it away. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { FAKE_CAMERA, launchChromium } from "./browsers.mjs";
import { SECRETS } from "./people.mjs";
import { atHostedPage, openFilledForm, submit } from "./person.mjs";
import { startDemo } from "./running-demo.mjs";
import { openPage } from "./watched-page.mjs";

/** What a site may send with our page, and with it our page has no camera. */
const STRICT = {
  "permissions-policy": "camera=(), microphone=(), geolocation=()",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};

let browser;
const demos = {};
before(async () => {
  browser = await launchChromium(FAKE_CAMERA, "chromium");
  for (const provider of ["spherepay", "grid"]) demos[provider] = await startDemo(["--provider", provider]);
});
after(() => Promise.all([browser?.close(), ...Object.values(demos).map((demo) => demo.stop())]));

for (const [provider, demo] of [
  ["spherepay", "in a new tab"],
  ["grid", "in the same tab"],
]) {
  for (const headers of [{}, STRICT]) {
    test(`${provider}: ${demo}${headers === STRICT ? ", from a page that denies itself the camera" : ""}`, async (t) => {
      const page = await openPage(t, browser, { app: demos[provider].origin, secrets: SECRETS });
      await page.route(`${demos[provider].origin}/kyc**`, async (route) => {
        if (!route.request().isNavigationRequest()) return route.continue();
        const response = await route.fetch({ maxRedirects: 0 });
        return route.fulfill({ response, headers: { ...response.headers(), ...headers } });
      });
      await openFilledForm(page, demos[provider].url);
      if (headers === STRICT) assert.equal(await page.evaluate(() => document.featurePolicy.allowsFeature("camera")), false);
      await submit(page);
      const hosted = await atHostedPage(page);
      assert.equal(hosted === page, provider === "grid");
      await hosted.getByRole("button", { name: "Try the camera" }).click();
      await hosted.getByText(/^The camera works: \d+ × \d+/).waitFor();
    });
  }
}
