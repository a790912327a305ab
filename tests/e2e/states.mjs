/**
 * Every state that a person can see, and how to reach it in a new browser, in any language: for screenshots and for
 * axe.
 */

import { ADDRESSES, BUSINESS } from "./people.mjs";
import { atHostedPage, decide, fill, openFilledForm, openForm, submit } from "./person.mjs";

/** Codes, because names are in the language of the page. */
const STATES_BY_CODE = { IE: "D", JP: "13", US: "IL" };

const status = (page, name) => page.locator(`[data-status=${name}]`).waitFor();

function filled(page, { url }, country = "US") {
  const state = STATES_BY_CODE[country] ?? ADDRESSES[country].state;
  return openFilledForm(page, url, { country, address: { ...ADDRESSES[country], state } });
}

async function decided(page, demo, label, name) {
  await filled(page, demo);
  await submit(page);
  await decide(page, label, demo.origin);
  await status(page, name);
}

/** A status that the sandbox has not. */
async function told(page, demo, json) {
  await EVERYWHERE.pending(page, demo);
  await page.route("**/kyc/status", (route) => route.fulfill({ json }));
  await status(page, json.status);
}

/** @type {Record<string, (page: import("playwright-core").Page, demo: { url: string, origin: string }) => Promise<unknown>>} */
const EVERYWHERE = {
  empty: (page, { url }) => openForm(page, url),
  async errors(page, { url }) {
    await EVERYWHERE.empty(page, { url });
    await submit(page);
    await page.locator("#summary").waitFor();
  },
  async warnings(page, demo) {
    await filled(page, demo);
    await fill(page, { phone: "+0123456789", "address.postalCode": "1" });
    await page.locator("[name='address.city']").focus();
    await page.locator("[id='address.postalCode-warning']").waitFor();
  },
  /** With a number as it is dialled there, which the page shows with its country code. */
  async japan(page, demo) {
    await filled(page, demo, "JP");
    await fill(page, { phone: "090-1234-5678" });
    await page.locator("[name=email]").focus();
    await page.locator("output bdi").waitFor();
  },
  async offline(page, demo) {
    await filled(page, demo);
    await page.context().setOffline(true);
    await submit(page);
    await page.locator("form > [data-notice]").waitFor();
    await page.context().setOffline(false);
  },
  async waiting(page, demo) {
    await filled(page, demo);
    let arrive;
    const arrived = new Promise((resolve) => (arrive = resolve));
    await page.route("**/kyc/links", () => arrive()); // and never an response
    await submit(page);
    await arrived;
  },
  async hosted(page, demo) {
    await filled(page, demo);
    await submit(page);
    await page.locator("main a.button[target=_blank]").waitFor();
  },
  /** The link may have been used. */
  async hosted_used(page, demo) {
    await EVERYWHERE.hosted(page, demo);
    await atHostedPage(page);
    await page.locator("[data-another] button").waitFor();
  },
  pending: (page, demo) => decided(page, demo, "Leave in review", "pending"),
  approved: (page, demo) => decided(page, demo, "Approve", "approved"),
  rejected: (page, demo) => decided(page, demo, "Reject", "rejected"),
  on_hold: (page, demo) => decided(page, demo, "Hold for another look", "on_hold"),
  async expired(page, demo) {
    await filled(page, demo);
    await submit(page);
    await decide(page, "Let this link expire", demo.origin);
    await page.goto(`${demo.origin}/kyc/status`);
    await status(page, "incomplete");
  },
  run_out: (page, demo) => told(page, demo, { status: "expired", nextAction: "open_link" }),
  /** A word that the provider has not had so far. */
  unknown: (page, demo) => told(page, demo, { status: "unknown" }),
  async none(page, { origin }) {
    await page.goto(`${origin}/kyc/status`);
    await status(page, "none");
  },
  async handoff(page, demo) {
    await filled(page, demo);
    await submit(page);
    await page.locator("form.handoff button").click();
    await page.locator(".qr svg").waitFor();
  },
  async handoff_open(page, demo) {
    await EVERYWHERE.handoff(page, demo);
    await page.goto(await page.locator(".qr ~ p a").getAttribute("href"));
    await page.locator("main form[method=post]:not([action])").waitFor();
  },
  handoff_expired: (page, { origin }) => page.goto(`${origin}/kyc/handoff/open?token=unknown`),
  missing: (page, { origin }) => page.goto(`${origin}/nowhere`),
};

const sendCode = (page) => page.locator("form[data-enhance=send] > button:not(.second)").first().click();

/** How many people have had a code: an address gets five an hour. */
let people = 0;

const CONTACT = {
  async contact(page, demo) {
    await filled(page, demo, "IE");
    await fill(page, { email: `ada.${++people}@example.com` });
    await submit(page);
    await page.locator("#email-title").waitFor();
  },
  /** The page as it is after a reload, when it knows only the ends of the address. */
  async contact_again(page, demo) {
    await CONTACT.contact(page, demo);
    await page.goto(`${demo.origin}/kyc/status`);
    await page.locator("section bdi").waitFor();
  },
  async code(page, demo) {
    await CONTACT.contact(page, demo);
    await sendCode(page);
    await page.locator("[data-sent]:not([hidden])").waitFor();
  },
  async code_wrong(page, demo) {
    await CONTACT.code(page, demo);
    await page.locator("[name=code]").fill("000000");
    await page.locator("[id='email.code'][aria-invalid=true]").waitFor();
  },
  async code_incomplete(page, demo) {
    await CONTACT.code(page, demo);
    await page.locator("[name=code]").fill("12345");
    await page.locator("form[action$='/email/confirm'] > button").click();
    await page.locator("[id='email.code'][aria-invalid=true]").waitFor();
  },
  async code_phone(page, demo) {
    await CONTACT.code(page, demo);
    await page.locator("[name=code]").fill("123456");
    await page.locator("#phone-title").waitFor();
    await sendCode(page);
    await page.locator("[data-sent]:not([hidden])").waitFor();
  },
  async business(page, { url }) {
    await EVERYWHERE.empty(page, { url });
    await fill(page, { "address.country": "US", type: "business", ...BUSINESS });
  },
};

/** Opens the correction, too. */
CONTACT.contact_corrected = async (page, demo) => {
  await CONTACT.contact(page, demo);
  await page.locator("details:has([id='email.value']) summary").click();
  await page.locator("[id='email.value']").fill("x");
  await page.locator("details form[action$='/email'] button").click();
  await page.locator("[id='email.value'][aria-invalid=true]").waitFor();
};

/** By provider. */
export const STATES = { spherepay: EVERYWHERE, grid: CONTACT };
