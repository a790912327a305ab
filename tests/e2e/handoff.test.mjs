/**
 * Continuing on another device: a person starts at a computer, and another browser finishes, with and without
 * JavaScript.
 */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { inEachBrowser } from "./browsers.mjs";
import { ADDRESSES, PERSON, SECRETS } from "./people.mjs";
import { becomes, decide, fill, fillAddress, openForm, submit } from "./person.mjs";
import { startDemo } from "./running-demo.mjs";
import { openPage } from "./watched-page.mjs";

let demo;
before(async () => (demo = await startDemo(["--provider", "spherepay"])));
after(() => demo?.stop());

inEachBrowser(handoff, { chromium: "chromium" });

function handoff(browser) {
  const open = (options) => openPage(browser(), { app: demo.origin, secrets: SECRETS }, options);
  const addressOf = (page) => page.evaluate(() => location.href);
  const heading = (page, name) => page.getByRole("heading", { name }).waitFor();

  for (const javaScriptEnabled of [true, false]) {
    test(`another device goes on, and this one shows the result, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
      const hasScript = javaScriptEnabled;
      const computer = await open({ javaScriptEnabled });
      await openForm(computer.page, demo.url, { hasScript });
      await fill(computer.page, PERSON);
      await fillAddress(computer.page, "US", { ...ADDRESSES.US, state: "IL" }, { hasScript });
      await submit(computer.page);
      await computer.page.getByRole("button", { name: "Continue on your phone" }).click();
      await computer.page.locator("[role=img][aria-label^='QR code'] svg").waitFor();
      const url = await computer.page.getByRole("link", { name: "Link to open on your phone" }).getAttribute("href");
      if (hasScript) assert.equal(await addressOf(computer.page), `${demo.origin}/kyc/status`);

      const phone = await open({ javaScriptEnabled });
      await phone.page.goto(url);
      await heading(phone.page, "Continue on this device?");
      await phone.page.goto(url); // a visit does not use the link up
      await phone.page.getByRole("button", { name: "Continue here" }).click();
      await heading(phone.page, "You are almost there");
      assert.equal(await addressOf(phone.page), `${demo.origin}/kyc/status`);
      await phone.page.getByRole("button", { name: "Continue the check" }).click();
      await decide(phone.page, "Approve", demo.origin);
      await becomes(phone.page, "You are verified", { hasScript });

      await computer.page.bringToFront(); // a page that nobody sees asks for nothing
      await becomes(computer.page, "You are verified", { hasScript });
      const late = await open({ javaScriptEnabled });
      await late.page.goto(url);
      await late.page.getByText("This link has already been used").waitFor();
      for (const { problems, close } of [computer, phone, late]) {
        assert.deepEqual(problems, []);
        await close();
      }
      assert.ok(!demo.output().includes(new URL(url).searchParams.get("token")), "the token is in no log");
    });
  }
}
