/** The page's script over time, in Chromium: requests that overlap, waits, and views that replace each other. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { PERSON } from "../helpers/edge/harness.mjs";
import { enter, inChromium, submitForm, submitHeld } from "../helpers/page/in-chromium.mjs";

const site = inChromium();
const { open } = site;

describe("the form", () => {
  test("while it is sent, another submit sends nothing, and what is typed stays", async (t) => {
    const page = await open(t, "spherepay");
    await enter(page, PERSON);
    const sent = await submitHeld(page);
    await page.locator("[name=email]").fill("john@example.com");
    for (let i = 0; i < 3; i++) await submitForm(page, "form[data-enhance=form]");
    await sent[0].fulfill({ status: 503, json: { code: "not_now" } });
    await page.locator("form[data-enhance=form] > [data-notice]:not([hidden])").waitFor();
    assert.deepEqual(
      sent.map((route) => route.request().postDataJSON().email),
      [PERSON.email],
    );
    assert.equal(await page.locator("[name=email]").inputValue(), "john@example.com");
    assert.equal(await page.locator("form[data-enhance=form] > button").isEnabled(), true);
  });

  test("after a navigation that the person has stopped, it can be sent again", async (t) => {
    const page = await open(t, "spherepay", { present: "redirect" });
    await enter(page, PERSON);
    let count = 0;
    await page.route("**/kyc/links", (route) => {
      count++;
      return route.fulfill({ status: 201, json: { kycUrl: "https://kyc.example/", provider: "spherepay" } });
    });
    let left;
    const leaving = new Promise((resolve) => (left = resolve));
    // As if the person had stopped it, the page stays.
    await page.route("https://kyc.example/**", async (route) => {
      await route.fulfill({ status: 204 });
      left();
    });
    const button = page.locator("form[data-enhance=form] > button");
    const label = await button.textContent();
    await submitForm(page, "form[data-enhance=form]");
    await leaving;
    await submitForm(page, "form[data-enhance=form]");
    assert.deepEqual([count, await button.textContent()], [1, "One moment…"]);
    await page.clock.runFor(10_000);
    assert.equal(await button.textContent(), label);
    await submitForm(page, "form[data-enhance=form]");
    while (count < 2) await page.waitForTimeout(10);
  });

  test("of several issues of a field, the person sees the first one, at the field and in the summary", async (t) => {
    const page = await open(t, "spherepay");
    await enter(page, PERSON);
    const issue = (code, pointer) => ({ code, pointer, detail: `${code} at ${pointer}` });
    const errors = [issue("email_format", "/email"), issue("provider", "/phone"), issue("too_long", "/email"), issue("provider", "/email")];
    await page.route("**/kyc/links", (route) =>
      route.fulfill({ status: 422, contentType: "application/problem+json", body: JSON.stringify({ code: "invalid_request", errors }) }),
    );
    await submitForm(page, "form[data-enhance=form]");
    await page.locator("#summary:not([hidden])").waitFor();
    const summary = await page.locator("#summary li a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    assert.deepEqual(summary, ["#email", "#phone"]);
    const message = await page.locator("[id='email-error']").textContent();
    assert.equal(await page.locator("#summary a[href='#email']").textContent(), message);
    // The rules of the page accept these values: the messages stay until the person changes them.
    const marked = () => page.locator("[aria-invalid=true]").evaluateAll((controls) => controls.map(({ name }) => name));
    await page.locator("[name='address.line1']").fill("Elsewhere 1");
    await page.locator("[name='address.city']").focus();
    assert.deepEqual(await marked(), ["email", "phone"]);
    await page.locator("[name=email]").fill("john@example.com");
    assert.deepEqual([await marked(), await page.locator("#summary").isVisible()], [["phone"], true]);
    await page.locator("[name=phone]").fill("+14155550124");
    await page.locator("[name=email]").focus();
    assert.deepEqual([await marked(), await page.locator("#summary").isVisible()], [[], false]);
    // What was refused may be sent again.
    await submitForm(page, "form[data-enhance=form]");
    await page.locator("#summary:not([hidden])").waitFor();
    await page.unroute("**/kyc/links");
    await submitForm(page, "form[data-enhance=form]");
    await page.locator("form[data-enhance=form]").waitFor({ state: "detached" });
  });

  test("after a refusal because of a taken email address, the tab keeps no key", async (t) => {
    const page = await open(t, "spherepay");
    await enter(page, PERSON);
    const sent = await submitHeld(page);
    const kept = () => page.evaluate(() => Object.keys(sessionStorage));
    assert.deepEqual(await kept(), ["kyclink:/kyc"]);
    await sent[0].fulfill({ status: 409, json: { type: "urn:kyclink:conflict", code: "conflict" } });
    await page.locator("form[data-enhance=form] > [data-notice]:not([hidden])").waitFor();
    assert.deepEqual(await kept(), []);
  });

  test("an issue of a field that was corrected while it was sent is not shown", async (t) => {
    const page = await open(t, "spherepay");
    await enter(page, PERSON);
    const sent = await submitHeld(page);
    await page.locator("[name=email]").fill("john@example.com");
    const errors = ["/email", "/phone"].map((pointer) => ({ code: "provider", pointer, detail: "Refused." }));
    await sent[0].fulfill({
      status: 422,
      contentType: "application/problem+json",
      body: JSON.stringify({ code: "provider_rejected", errors }),
    });
    await page.locator("#summary:not([hidden])").waitFor();
    assert.deepEqual(await page.locator("[aria-invalid=true]").evaluateAll((controls) => controls.map(({ name }) => name)), ["phone"]);
  });
});

describe("the status", () => {
  const shows = (page, status) => page.locator(`[data-enhance=status][data-status=${status}]`).waitFor();

  test("a view that comes by itself takes no focus, unless it was on what has gone", async (t) => {
    const page = await open(t, "spherepay");
    const body = JSON.stringify({ ...PERSON, address: { ...PERSON.address, country: "US" } });
    await page.evaluate((body) => fetch("/kyc/links", { method: "POST", headers: { "content-type": "application/json" }, body }), body);
    const focused = () => page.evaluate(() => document.activeElement.localName);
    let current = { status: "pending", nextAction: "wait" };
    await page.goto(`${site.origin}/kyc/status`);
    await page.waitForFunction(() => document.getElementById("announcer"));
    await page.route("**/kyc/status", (route) =>
      route.fulfill({ json: { provider: "spherepay", updatedAt: "2026-01-01T00:00:00Z", ...current } }),
    );
    await page.clock.runFor(10_000);
    await shows(page, "pending");
    assert.equal(await focused(), "body");
    await page.locator("form.end button").focus();
    current = { status: "approved", nextAction: "none" };
    await page.clock.runFor(40_000);
    await shows(page, "approved");
    assert.equal(await focused(), "h1");
  });

  /** Opens a link that has just been made, in front of a handler that then tells these statuses. */
  async function linkWith(t, statuses) {
    const page = await open(t, "spherepay");
    await enter(page, PERSON);
    let count = 0;
    await page.route("**/kyc/status", (route) => {
      const [status, nextAction] = statuses[Math.min(count++, statuses.length - 1)];
      return route.fulfill({ json: { provider: "spherepay", updatedAt: "2026-01-01T00:00:00Z", status, nextAction } });
    });
    await submitForm(page, "form[data-enhance=form]");
    await page.locator("a.button[target=_blank]").waitFor();
    while (count < statuses.length) {
      await page.clock.runFor(2_000);
      await page.waitForTimeout(20); // a response takes time that does not depend on the clock
    }
    await page.waitForTimeout(200);
    return page;
  }

  test("in a browser that keeps no cookies, the link stays", async (t) => {
    const page = await linkWith(t, [["none", "none"]]);
    assert.equal(await page.locator("a.button[target=_blank]").count(), 1);
    assert.equal(await page.locator("[data-updates]").isVisible(), false, "nothing is updated there");
  });

  test("after too many links for another device, it says when there is another one", async (t) => {
    const page = await linkWith(t, [["incomplete", "open_link"]]);
    const json = { type: "urn:kyclink:too_many_requests", code: "too_many_requests" };
    await page.route("**/kyc/handoff", (route) => route.fulfill({ status: 429, headers: { "retry-after": "3590" }, json }));
    await page.getByRole("button", { name: "Continue on your phone" }).click();
    await page.getByText("Please try again in 60 minutes.").waitFor();
  });

  for (const [button, path] of [
    ["Get a new link", "links/renew"],
    ["Continue on your phone", "handoff"],
  ])
    test(`in a browser that keeps no cookies, the link also stays after "${button}"`, async (t) => {
      const page = await linkWith(t, [["none", "none"]]);
      await page.route(`**/kyc/${path}`, (route) =>
        route.fulfill({ status: 401, json: { type: "urn:kyclink:no_session", code: "no_session" } }),
      );
      await page.getByRole("button", { name: button }).click();
      await page.getByText("only works in a browser that keeps cookies").waitFor();
      assert.equal(await page.locator("a.button[target=_blank]").count(), 1);
    });

  test("a code for another device that does not come is given up after 45 seconds", async (t) => {
    const page = await linkWith(t, [["incomplete", "open_link"]]);
    await page.route("**/kyc/handoff", () => {}); // and never a response
    await page.getByRole("button", { name: "Continue on your phone" }).click();
    await page.clock.runFor(44_000);
    const notice = page.locator("form.handoff [data-notice]");
    assert.equal(await notice.isVisible(), false);
    await page.clock.runFor(2_000);
    await notice.waitFor();
    assert.match(await notice.textContent(), /^We could not be reached/);
  });

  test("a session that ends elsewhere takes the link away", async (t) => {
    const page = await linkWith(t, [
      ["incomplete", "open_link"],
      ["none", "none"],
    ]);
    await shows(page, "none");
  });
});
