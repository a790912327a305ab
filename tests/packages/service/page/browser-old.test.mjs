/** The page in a Chromium that starts WebAssembly only asynchronously. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { PERSON } from "../../helpers/edge/harness.mjs";
import { enter, inChromium, markedIn, submitForm } from "../../helpers/page/in-chromium.mjs";
import { launchOld } from "../../runtimes/chromium.mjs";

const site = inChromium(launchOld);

test("the form is validated in the page, and submitted", async (t) => {
  const page = await site.open(t, "spherepay");
  assert.match(page.context().browser().version(), /^109\./);
  await enter(page, { ...PERSON, email: "jane" });
  await submitForm(page);
  assert.deepEqual([await markedIn(page), site.posts()], [["email"], []]);
  await page.locator("[name=email]").fill(PERSON.email);
  await submitForm(page);
  await page.waitForURL("**/kyc/status");
  assert.equal(site.posts().length, 1);
});
