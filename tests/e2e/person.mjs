/** The actions of a person in the web page. */

import { setTimeout as sleep } from "node:timers/promises";
import { ADDRESSES, PERSON } from "./people.mjs";

const CODE = "123456";
const LOOK_MS = 500;

/** Opens the form, and waits until the page validates it, if a script does. @param {string} url */
export async function openForm(page, url, { hasScript = true } = {}) {
  await page.goto(url);
  if (hasScript) await page.locator("form[data-validated=here]").waitFor();
  // Where the browser runs scripts, and none comes, all fields are shown after a while.
  else
    await page.waitForFunction(() =>
      [...document.querySelectorAll("[data-step]")].every((step) => getComputedStyle(step).visibility === "visible"),
    );
}

/** The order in which the form asks. What is not listed is asked for after the type, in its own order. */
const FIRST = ["address.country", "type"];
const LAST = ["business.primary", "email", "phone", "address."];
const placeOf = (name) => FIRST.indexOf(name) + 1 || FIRST.length + 1 + (LAST.findIndex((start) => name.startsWith(start)) + 1);

/**
 * Fills controls by name, step by step; a choice is named by its label or value. The names of a person are left out where
 * the form does not ask for them.
 *
 * @param {import("playwright-core").Page} page
 * @param {Record<string, string>} values
 */
export async function fill(page, values) {
  const inOrder = Object.entries(values).sort(([one], [other]) => placeOf(one) - placeOf(other));
  for (const [name, value] of inOrder) {
    const isName = ["firstName", "lastName"].includes(name);
    if (isName && (values.type === "business" || !(await isAsked(page, name)))) continue;
    await goToStepOf(page, name);
    // Meanwhile the states of the country may arrive, and replace a field for text with a list.
    await enter(page, name, value).catch(() => enter(page, name, value));
  }
}

/** Whether the form has a control for a person, in this step or in another one. */
const isAsked = (page, name) =>
  page.evaluate((name) => {
    const control = document.querySelector(`[name="${name}"]`);
    return control !== null && !control.disabled && !control.closest("[data-step] [hidden]");
  }, name);

/** Goes on or back until the step of a control is shown. */
export async function goToStepOf(page, name) {
  for (;;) {
    const way = await page.evaluate((name) => {
      const step = document.querySelector(`[name="${name}"]`).closest("[data-step]");
      if (!step?.hidden) return undefined;
      const shown = document.querySelector("[data-step]:not([hidden])");
      return shown.compareDocumentPosition(step) & Node.DOCUMENT_POSITION_FOLLOWING ? "[data-submit]" : "[data-back]";
    }, name);
    if (way === undefined) return;
    await goOn(page, way);
  }
}

const shownStep = (page) => page.evaluate(() => document.getElementById("progress")?.textContent);

/**
 * Presses a button that leads to another step; returns whether it does. What a browser takes for a double click is pressed
 * again.
 */
async function pressFor(page, button) {
  const before = await shownStep(page);
  for (let tries = 0; tries < 5; tries++) {
    await page.locator(button).click();
    if ((await shownStep(page)) !== before) return true;
    if (await page.locator("#summary").isVisible()) return false;
    await sleep(LOOK_MS);
  }
  return false;
}

/** Goes on to the next step. */
export async function goOn(page, button = "[data-submit]") {
  if (!(await pressFor(page, button))) throw new Error(`no step follows: ${await page.locator("main").textContent()}`);
}

async function enter(page, name, value) {
  const control = page.locator(`[name="${name}"]`).first();
  const kind = await control.evaluate(({ tagName, type }) => (tagName === "SELECT" ? "select" : type));
  if (kind === "select") await control.selectOption(value);
  else if (kind === "radio") await page.locator(`[name="${name}"][value="${value}"]`).check();
  else await control.fill(value);
}

/** Chooses the country, waits for its fields where a script brings them, and fills in those that it has. */
export async function fillAddress(page, country, address, { hasScript = true } = {}) {
  await fill(page, { "address.country": country });
  if (hasScript) {
    await page.locator(`[data-address][data-country=${country}]`).waitFor({ state: "attached" });
    const hasList = !["HK", "DE"].includes(country) && (await page.locator("html[data-operation='spherepay.onboard']").count());
    if (hasList) await page.locator("select[name='address.state']").waitFor({ state: "attached" });
  }
  for (const [field, value] of Object.entries(address)) {
    if (await page.locator(`[name="address.${field}"]`).count()) await fill(page, { [`address.${field}`]: value });
  }
}

/** Opens the form, and fills it in: with somebody in the United States, unless it says otherwise. */
export async function openFilledForm(page, url, how = {}) {
  await openForm(page, url, how);
  await fillForm(page, how);
}

/** Fills in the whole form: the country first, which decides about other fields. */
export async function fillForm(page, { hasScript, person = PERSON, country = "US", address = ADDRESSES[country] } = {}) {
  await fill(page, { "address.country": country });
  await fill(page, person);
  await fillAddress(page, country, address, { hasScript });
}

/** Whether the button sends the form. */
const isLastStep = (page) => page.locator("[data-last]").evaluate(({ hidden }) => !hidden);

/** Goes on to the last step, as far as nothing is missing, and sends the form. */
export async function submit(page) {
  while (!(await isLastStep(page))) {
    if (!(await pressFor(page, "[data-submit]"))) return;
    // The next click is one of its own, and not the second one of a double click.
    await sleep(LOOK_MS);
  }
  await page.locator("[data-submit]").click();
}

/** How long a new tab takes to open on a busy machine. */
const OPENS_MS = 5000;
const HOSTED = /^http:\/\/localhost:\d+\/(hosted\/|verify\?|widget\?|accept-terms-of-service\?)/;

/** Returns the hosted page: this one, or the new tab that a link opens, or a button where there is no script. */
export async function atHostedPage(page) {
  const link = page.locator("a[target=_blank], form[target=_blank] button").first();
  // Between two documents there is neither.
  for (let looks = 0; !HOSTED.test(await page.url()); looks++) {
    if (looks === 150) throw new Error(`neither a hosted page nor a link to it at ${await page.url()}`);
    if (await link.isVisible().catch(() => false)) {
      const opening = page
        .context()
        .waitForEvent("page")
        .catch(() => undefined);
      await link.click();
      // Where a script has asked for a link instead, the link is there next.
      const hosted = await Promise.race([opening, sleep(OPENS_MS)]);
      if (hosted) {
        await hosted.waitForURL(HOSTED);
        return hosted;
      }
    }
    await sleep(LOOK_MS);
  }
  return page;
}

/** Confirms the contacts, where the provider requires that before it creates a link. */
export async function confirmContacts(page, { hasScript = true } = {}) {
  for (const [send, label, confirm] of [
    ["Email me a code", "Code from the email", "Confirm email"],
    ["Text me a code", "Code from the text message", "Confirm phone"],
  ]) {
    await page.getByRole("button", { name: send }).click();
    await page.locator("[data-sent]:not([hidden])").waitFor();
    await page.getByLabel(label).fill(CODE);
    // A script submits it.
    if (!hasScript) await page.getByRole("button", { name: confirm }).click();
    if (confirm === "Confirm email") await page.getByRole("button", { name: send }).waitFor({ state: "detached" });
  }
  if (!hasScript) await page.getByRole("button", { name: "Continue the check" }).click();
}

/** Accepts the provider's terms, on a page of its own in a new tab, then presses the button that leads to the check. */
export async function acceptTerms(page, origin) {
  const hosted = await atHostedPage(page);
  await hosted.getByRole("heading", { name: "Terms of service" }).waitFor();
  await hosted.getByRole("button", { name: "Accept the terms", exact: true }).click();
  await goBack(page, hosted, origin);
  const go = page.locator("[data-action=open_link] form button").first();
  // A script sees that the terms are accepted; without one, the person looks again.
  for (let looks = 0; !(await go.isVisible()); looks++) {
    if (looks === 60) throw new Error("the check does not follow the terms");
    await sleep(LOOK_MS);
    const look = page.getByRole("link", { name: "Look again" });
    if (await look.isVisible().catch(() => false)) await look.click();
  }
  await go.click();
}

/** Takes a decision at the hosted page, and returns to the status. @param {string} label */
export async function decide(page, label, origin) {
  const hosted = await atHostedPage(page);
  await hosted.getByRole("button", { name: label, exact: true }).click();
  await goBack(page, hosted, origin);
}

/** From the hosted page's end: back to the first tab, or by the address where the page does not return people. */
export async function goBack(page, hosted, origin) {
  await hosted.locator("button[name=decision]").first().waitFor({ state: "detached" });
  await hosted.locator("h1").waitFor();
  if (hosted !== page) await hosted.close();
  if (!(await page.url()).startsWith(`${origin}/kyc/status`)) await page.goto(`${origin}/kyc`);
  await page.waitForURL(`${origin}/kyc/status`);
}

/** Until the status is that: a script sees to it, and without one there is a link. */
export async function becomes(page, name, { hasScript = true } = {}) {
  const wanted = page.getByRole("heading", { name });
  if (hasScript) return wanted.waitFor({ timeout: 30_000 });
  for (let looks = 0; !(await wanted.isVisible()); looks++) {
    if (looks === 30) throw new Error(`the status does not become ${name}`);
    await page.getByRole("link", { name: "Look again" }).click();
    await sleep(LOOK_MS);
  }
}

/** The frame with this path. Its element is there before its page is. */
export async function frameOf(page, path) {
  for (;;) {
    const frame = (await page.frames()).find((frame) => new URL(frame.url(), "http://x").pathname === path);
    if (frame) return frame;
    await sleep(50);
  }
}

/** Presses a button in the frame with this path. */
export async function press(page, path, name) {
  await (await frameOf(page, path)).getByRole("button", { name, exact: true }).click();
}
