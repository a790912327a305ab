/** The status page: it updates itself, and offers what a person can do next. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { inEachBrowser } from "./browsers.mjs";
import { SECRETS } from "./people.mjs";
import { atHostedPage, becomes, decide, openFilledForm, submit } from "./person.mjs";
import { startDemo } from "./running-demo.mjs";
import { openPage } from "./watched-page.mjs";

let demo;
before(async () => (demo = await startDemo(["--provider", "grid"])));
after(() => demo?.stop());

inEachBrowser((browser) => {
  /** Sends the form of a person in this country. */
  async function sent(t, { hasScript = true, country = "US", hasFailures = false } = {}) {
    const watch = { app: demo.origin, secrets: SECRETS, hasFailures };
    const page = await openPage(t, browser(), watch, { javaScriptEnabled: hasScript });
    await openFilledForm(page, demo.url, { hasScript, country });
    await submit(page);
    return page;
  }

  const heading = (page, name) => page.getByRole("heading", { name }).waitFor();

  for (const hasScript of [true, false]) {
    test(`an expired link is renewed with one click, ${hasScript ? "with" : "without"} JavaScript`, async (t) => {
      const page = await sent(t, { hasScript });
      await atHostedPage(page);
      await page.getByRole("button", { name: "Let this link expire" }).click();
      await heading(page, "This link has expired");
      await page.goto(demo.origin);
      await heading(page, "You are almost there");
      await page.getByRole("button", { name: "Continue the check" }).click();
      await decide(page, "Approve", demo.origin);
      await becomes(page, "You are verified", { hasScript });
    });
  }

  test("Back from the hosted page leads to the status, and so does a later visit", async (t) => {
    const page = await sent(t, { hasFailures: true });
    await atHostedPage(page);
    // Its address is there before the page is.
    await page.getByRole("button", { name: "Approve", exact: true }).waitFor();
    await page.goBack();
    await heading(page, "You are almost there");
    await page.goto(demo.url);
    assert.equal(await page.url(), `${demo.origin}/kyc/status`);
    await page.goto(`${demo.origin}/kyc/new`);
    await heading(page, "Let’s verify your identity");
  });

  for (const hasScript of [true, false]) {
    test(`a mistyped contact is corrected before its code is sent, ${hasScript ? "with" : "without"} JavaScript`, async (t) => {
      const page = await sent(t, { hasScript, country: "IE" });
      await page.getByText("Use another email address").click();
      for (const [address, seen] of [
        ["not an address", page.locator("[id='email.value'][aria-invalid=true]")],
        ["lovelace@example.com", page.locator("[data-sent]:not([hidden])")],
      ]) {
        await page.getByLabel("New email address").fill(address);
        await page.getByRole("button", { name: "Send a code there" }).first().click();
        await seen.waitFor();
      }
      await page.locator("[name=code]").fill("123456");
      if (!hasScript) await page.getByRole("button", { name: "Confirm email" }).click();
      await page.getByText("Use another phone number").click();
      for (const [number, seen] of [
        ["12", page.locator("[id='phone.value'][aria-invalid=true]")],
        ["086 123 4567", page.locator("[data-sent]:not([hidden])")],
      ]) {
        await page.getByLabel("New phone number").fill(number);
        await page.locator("details form[action$='/phone'] button").click();
        await seen.waitFor();
      }
    });
  }
});
