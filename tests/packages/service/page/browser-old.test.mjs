/**
 * The page in a Chromium that starts WebAssembly only asynchronously, and keeps no `Secure` cookie of `http://localhost`: a
 * browser without cookies.
 */

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
  await page.locator("[data-notice]", { hasText: "Your browser keeps no cookies of this page" }).waitFor();
  assert.equal(site.posts().length, 1);
});

test("without JavaScript, a browser without cookies is told so, with what was entered, and nobody is created", async (t) => {
  const requests = [];
  const onCreated = (customer) => requests.push(customer);
  const how = { context: { javaScriptEnabled: false }, isReady: false, config: { onCreated } };
  const page = await site.open(t, "spherepay", {}, how);
  assert.deepEqual(await page.context().cookies(), []);
  await page.locator("[name=email]").fill(PERSON.email);
  for (const _turn of [1, 2]) {
    await page.locator("[data-submit]").click();
    await page.waitForURL("**/kyc/links");
    assert.match(await page.locator("[data-notice]").innerText(), /Your browser keeps no cookies of this page/);
    assert.equal(await page.locator("[name=email]").inputValue(), PERSON.email);
  }
  assert.deepEqual(requests, []);
});
