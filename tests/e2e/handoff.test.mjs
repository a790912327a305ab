/**
 * Continuing on another device: a person starts at a computer, and another browser finishes, with and without
 * JavaScript.
 */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { inEachBrowser } from "./browsers.mjs";
import { ADDRESSES, SECRETS } from "./people.mjs";
import { becomes, decide, openFilledForm, submit } from "./person.mjs";
import { startDemo } from "./running-demo.mjs";
import { openPage } from "./watched-page.mjs";

let demo;
before(async () => (demo = await startDemo(["--provider", "spherepay"])));
after(() => demo?.stop());

inEachBrowser(handoff, { chromium: "chromium" });

function handoff(browser) {
  const open = (t, javaScriptEnabled) => openPage(t, browser(), { app: demo.origin, secrets: SECRETS }, { javaScriptEnabled });
  const addressOf = (page) => page.evaluate(() => location.href);
  const heading = (page, name) => page.getByRole("heading", { name }).waitFor();

  for (const hasScript of [true, false]) {
    test(`another device goes on, and this one shows the result, ${hasScript ? "with" : "without"} JavaScript`, async (t) => {
      const computer = await open(t, hasScript);
      await openFilledForm(computer, demo.url, { hasScript, address: { ...ADDRESSES.US, state: "IL" } });
      await submit(computer);
      await computer.getByRole("button", { name: "Continue on your phone" }).click();
      await computer.locator("[role=img][aria-label^='QR code'] svg").waitFor();
      const url = await computer.getByRole("link", { name: "Link to open on your phone" }).getAttribute("href");
      if (hasScript) assert.equal(await addressOf(computer), `${demo.origin}/kyc/status`);

      const phone = await open(t, hasScript);
      await phone.goto(url);
      await heading(phone, "Continue on this device?");
      await phone.goto(url); // a visit does not use the link up
      await phone.getByRole("button", { name: "Continue here" }).click();
      await heading(phone, "You are almost there");
      assert.equal(await addressOf(phone), `${demo.origin}/kyc/status`);
      await phone.getByRole("button", { name: "Continue the check" }).click();
      await decide(phone, "Approve", demo.origin);
      await becomes(phone, "You are verified", { hasScript });

      await computer.bringToFront(); // a page that nobody sees asks for nothing
      await becomes(computer, "You are verified", { hasScript });
      const late = await open(t, hasScript);
      await late.goto(url);
      await late.getByText("This link has already been used").waitFor();
      assert.ok(!demo.output().includes(new URL(url).searchParams.get("token")), "the token is in no log");
    });
  }
}
