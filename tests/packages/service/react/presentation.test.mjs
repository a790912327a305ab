/** `usePresentation` of `kyclink/react`. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { eachVersion } from "../../helpers/react/harness.mjs";

/** The page's handle: for the functions that run there. */
const { app } = globalThis;

eachVersion((site) => {
  const { linkThatMayBeFramed, noErrors, open, sent, settled } = site;

  test("usePresentation: a frame in the component, the server's status, and an end with the component", async (t) => {
    for (const strict of [false, true]) {
      const page = await open(t, undefined, { presents: true, strict });
      const link = linkThatMayBeFramed();
      assert.ok(!sent(true).includes("GET status"), "nothing before a link is open");
      // StrictMode renders a component twice before it is there.
      await page.evaluate(() => app.functions.clear());
      assert.equal(await page.evaluate((link) => app.hook.open(link).then(({ way }) => way), link), "frame");
      const element = await page.waitForSelector("#container iframe");
      // The element is there before its page is.
      const frame = await element.contentFrame();
      await frame.waitForURL(link.presentation.frame.url);
      await page.waitForFunction(() => app.hook.status?.kind === "status");
      const before = site.requests.length;
      await frame.evaluate(() => parent.postMessage({ name: "complete", status: "approved" }, "*"));
      await page.waitForFunction(() => document.querySelector("iframe") === null);
      while (site.requests.length === before) await page.waitForTimeout(20);
      assert.deepEqual(await page.evaluate(() => [app.hook.status.status, document.querySelector("main").textContent.endsWith("none")]), [
        "none",
        true,
      ]);
      for (let again = 0; again < 2; again++) await page.evaluate((link) => app.hook.open(link).then(() => {}), link);
      assert.equal(await page.locator("iframe").count(), 1, "the second link replaces the first");
      assert.equal(await page.evaluate(() => app.functions.size), 1, "the functions stay the same");
      const container = await page.evaluateHandle(() => document.getElementById("container"));
      await page.evaluate(() => app.unmount());
      assert.equal(await container.evaluate((element) => element.childElementCount), 0);
      const after = await settled();
      await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
      await page.waitForTimeout(200);
      assert.equal(site.requests.length, after, "nothing is requested any more");
      await noErrors(page);
      site.requests.length = 0;
    }
  });

  test("usePresentation: another link begins without the status of the one before", async (t) => {
    const page = await open(t, undefined, { presents: true });
    const openLink = () => page.evaluate((link) => app.hook.open(link).then(() => {}), linkThatMayBeFramed());
    await openLink();
    await page.waitForFunction(() => app.hook.status?.kind === "status");
    await page.route(/status$/, () => {});
    await openLink();
    await page.waitForFunction(() => app.hook.status === undefined);
    await noErrors(page);
  });

  test("usePresentation: the options are those of the last render, each link has its way, and close takes it away", async (t) => {
    const page = await open(t, { base: "/other", texts: { openTab: "Neuer Tab" } }, { presents: true });
    const link = linkThatMayBeFramed();
    const openLink = (...more) => page.evaluate((given) => app.hook.open(...given).then(({ way }) => way), [link, ...more]);
    for (const [base, openTab] of [
      ["/other", "Neuer Tab"],
      ["/kyc", "Nueva pestaña"],
    ]) {
      await page.evaluate((options) => app.setOptions(options), { base, texts: { openTab } });
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 50)));
      assert.equal(await openLink(), "frame");
      assert.equal(await page.textContent("#container a"), openTab);
      while (!site.requests.some(({ path }) => path === `${base}/status`)) await page.waitForTimeout(20);
    }
    await page.evaluate(() => app.hook.close());
    assert.equal(await page.evaluate(() => document.getElementById("container").childElementCount), 0);
    await noErrors(page);
    void openLink("redirect").catch(() => {});
    await page.waitForURL(link.kycUrl);
  });
});
