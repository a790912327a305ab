/** Codes in Chromium: what is pasted, what is typed, what is filled in by the browser, and when another one may be sent. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { CONTACT_CODE, PERSON_AT_GRID } from "../../helpers/edge/harness.mjs";
import { held, inChromium, problem, reaches, submitForm } from "../../helpers/page/in-chromium.mjs";
import { inside } from "../../helpers/page/views.mjs";

const site = inChromium();
const { en: texts } = await inside("texts/en.js");
const { cases } = JSON.parse(readFileSync(new URL("../../../vectors/data/codes.json", import.meta.url), "utf8"));
const textOf = ({ text }) => text.$repeat?.[0].repeat(text.$repeat[1]) ?? text;

const CODE = "[id='email.code']";
const SEND = "section > form[action='/kyc/contact/email']";
const CONFIRM = "form[action='/kyc/contact/email/confirm']";
const error = (page, channel = "email") => page.locator(`[id='${channel}.code-error']`);
const bodies = () => site.posts().map(({ path, body }) => [path, JSON.parse(body)]);

/** Opens the page on which contacts are confirmed; with `isSent`, after a code was sent to the address. */
async function contacts(t, { isSent = true, prepare } = {}) {
  const page = await site.open(t, "grid", {}, { prepare });
  await page.evaluate(
    (body) => fetch("/kyc/links", { method: "POST", headers: { "content-type": "application/json" }, body }),
    JSON.stringify(PERSON_AT_GRID),
  );
  await page.goto(`${site.origin}/kyc/status`);
  await page.locator("[data-auto]").first().waitFor({ state: "attached" });
  await page.waitForFunction(() => document.getElementById("announcer"));
  await page.waitForFunction(() => [...document.querySelectorAll("[data-auto]")].every(({ hidden }) => !hidden));
  if (isSent) {
    await submitForm(page, SEND);
    await page.locator("[data-sent]:not([hidden])").waitFor();
  }
  site.requests.length = 0;
  return page;
}

/** Does what the browser does when a person pastes: a control of one line strips line breaks. */
const paste = (page, text, inputType = "insertFromPaste") =>
  page.locator("[name=code]").evaluate(
    (control, [text, inputType]) => {
      control.value = text;
      control.dispatchEvent(new InputEvent("input", { inputType, bubbles: true }));
    },
    [text, inputType],
  );

test("a pasted text is whole, its code is submitted by itself, and what has none costs no try", async (t) => {
  const page = await contacts(t);
  assert.equal(await page.locator(CODE).getAttribute("maxlength"), null);
  for (const one of cases.filter(({ code }) => code === undefined)) {
    await paste(page, textOf(one));
    // What has too few digits waits for the person.
    await page.locator(`${CONFIRM} button`).click();
    const expected = one.actual === undefined ? "Enter the code." : `Enter only the code: 6 digits in a row; this has ${one.actual}.`;
    await page.waitForFunction(([id, text]) => document.getElementById(id).textContent === text, ["email.code-error", expected]);
  }
  await paste(page, "000000");
  await page.getByText(texts.contact.left.replace("{count}", "4")).waitFor();
});

for (const one of cases.filter(({ code, text }) => code === CONTACT_CODE && !/[\n\r]/.test(textOf({ text }))))
  test(`pasted, it is submitted by itself: ${one.name}`, async (t) => {
    const page = await contacts(t);
    await paste(page, one.text);
    await page.locator("#phone-title").waitFor();
    assert.deepEqual(bodies(), [["contact/email/confirm", { code: one.text }]]);
  });

test("a code that is typed is submitted with its last digit, once, and a wrong one is replaced by what is typed next", async (t) => {
  const page = await contacts(t);
  const sent = await held(page, "contact/email/confirm");
  const control = page.locator(CODE);
  await control.pressSequentially("00000");
  await page.waitForTimeout(100);
  assert.equal(sent.length, 0, "not before");
  await control.pressSequentially("0");
  await reaches(page, sent, 1);
  await sent[0].fulfill(
    problem(422, "provider_rejected", { attemptsLeft: 4, errors: [{ code: "provider", pointer: "/code", detail: "x" }] }),
  );
  await error(page).getByText("Tries left: 4.").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "email.code");
  await page.keyboard.type(CONTACT_CODE);
  await reaches(page, sent, 2);
  assert.deepEqual(
    sent.map((route) => route.request().postDataJSON().code),
    ["000000", CONTACT_CODE],
  );
  await sent[1].fulfill({ json: { next: "verify_contact", channels: ["phone"] } });
  await page.locator("#phone-title").waitFor();
});

test("a digit more than a code has is not submitted while it is typed", async (t) => {
  const page = await contacts(t);
  const sent = await held(page, "contact/email/confirm");
  await paste(page, "1234567", "insertText");
  await paste(page, "12345678", "deleteContentBackward");
  await page.waitForTimeout(200);
  assert.equal(sent.length, 0);
});

test("after the last try the page says so, and not that there are more", async (t) => {
  const page = await contacts(t);
  await page.route("**/kyc/contact/email/confirm", (route) =>
    route.fulfill(problem(422, "provider_rejected", { attemptsLeft: 0, errors: [{ code: "provider", pointer: "/code", detail: "x" }] })),
  );
  await paste(page, "000000");
  await error(page).getByText(texts.contact.none).waitFor();
  // An older handler, or a gateway, does not say how many are left.
  await page.unroute("**/kyc/contact/email/confirm");
  await page.route("**/kyc/contact/email/confirm", (route) =>
    route.fulfill(problem(422, "provider_rejected", { errors: [{ code: "provider", pointer: "/code", detail: "x" }] })),
  );
  await paste(page, "000001");
  await page.waitForFunction((text) => document.getElementById("email.code-error").textContent === text, texts.contact.wrong);
});

describe("another code", () => {
  test("may be sent after a minute, and the page counts the seconds", async (t) => {
    const page = await contacts(t);
    const again = page.getByRole("button", { name: "Send another code" });
    const note = page.locator("[data-wait]");
    assert.equal(await again.isDisabled(), true);
    assert.match(await note.textContent(), /^You can request another code in (?:60|5\d) seconds\.$/);
    await page.clock.runFor(50_000);
    assert.match(await note.textContent(), /in \d\d? seconds?\.$/);
    await page.clock.runFor(10_000);
    assert.deepEqual([await again.isDisabled(), await note.isVisible()], [false, false]);
    await again.click();
    await page.waitForFunction(() => document.querySelector("[data-again]").disabled);
    assert.deepEqual(bodies(), [["contact/email", {}]]);
  });

  test("is sent to a corrected address, which the page then names", async (t) => {
    const page = await contacts(t);
    await page.getByText("Use another email address").click();
    await page.getByLabel("New email address").fill("ada@example.org");
    await submitForm(page, "details form[action='/kyc/contact/email']");
    await page.locator("bdi").getByText("ada@example.org").waitFor();
    assert.deepEqual(await page.locator("h2").allTextContents(), ["Your email address"]);
  });
});

test("a code that the person has already can be entered without another one", async (t) => {
  const page = await contacts(t, { isSent: false });
  const sent = await held(page, "contact/email/confirm");
  await page.getByText("I have a code already").click();
  await page.locator(CODE).pressSequentially(CONTACT_CODE);
  await reaches(page, sent, 1);
  assert.deepEqual([sent[0].request().postDataJSON(), site.posts()], [{ code: CONTACT_CODE }, []]);
});

test("a text message is read where the browser can, while its code is waited for", async (t) => {
  const prepare = (page) =>
    page.addInitScript(() => {
      window.OTPCredential = class {};
      window.asked = [];
      navigator.credentials.get = (options) =>
        new Promise((resolve, reject) => {
          window.asked.push(options.otp.transport.join());
          options.signal.addEventListener("abort", () => reject(options.signal.reason));
          window.receive = (code) => resolve({ code });
        });
    });
  const page = await contacts(t, { prepare });
  assert.deepEqual(await page.evaluate(() => window.asked), [], "no message brings the code of an e-mail");
  await paste(page, CONTACT_CODE);
  await page.locator("#phone-title").waitFor();
  assert.deepEqual(await page.evaluate(() => window.asked), [], "none was sent yet");
  await submitForm(page, "section > form[action='/kyc/contact/phone']");
  await page.waitForFunction(() => window.asked.length === 1);
  await page.evaluate((code) => window.receive(code), CONTACT_CODE);
  await page.locator("[data-enhance=status]").waitFor();
  assert.deepEqual(bodies().slice(-2), [
    ["contact/phone/confirm", { code: CONTACT_CODE }],
    ["links/renew", {}],
  ]);
});

test("a handler that takes long is seen to work after two seconds", async (t) => {
  const page = await contacts(t);
  const sent = await held(page, "contact/email/confirm");
  await paste(page, "000000");
  await reaches(page, sent, 1);
  const button = page.locator(`${CONFIRM} button`);
  await page.clock.runFor(1_000);
  assert.equal(await button.textContent(), texts.contact.email.confirm);
  await page.clock.runFor(1_500);
  assert.equal(await button.textContent(), texts.form.sending);
  assert.equal(await page.locator("#announcer").textContent(), texts.form.sending);
  await sent[0].fulfill(problem(503, "unavailable"));
  await page.locator("main > [data-notice]:not([hidden])").waitFor();
  assert.equal(await button.textContent(), texts.contact.email.confirm);
});
