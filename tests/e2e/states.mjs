/** Every state that a person can see, and how to reach it in a new browser: for screenshots and for axe. */

import { ADDRESSES, BUSINESS, PERSON } from "./people.mjs";
import { atHostedPage, decide, fill, fillAddress, openForm, submit } from "./person.mjs";

const status = (page, name) => page.locator(`[data-status=${name}]`).waitFor();

async function filled(page, { url }, country = "US") {
  await openForm(page, url);
  await fill(page, PERSON);
  // By its code, the state is found in every language.
  await fillAddress(page, country, country === "US" ? { ...ADDRESSES.US, state: "IL" } : ADDRESSES[country]);
}

async function decided(page, demo, label, name) {
  await filled(page, demo);
  await submit(page);
  await decide(page, label, demo.origin);
  await status(page, name);
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
    await page.locator("[name=email]").focus();
    await page.locator("#phone-warning").waitFor();
  },
  japan: (page, demo) => filled(page, demo, "JP"),
  async offline(page, demo) {
    await filled(page, demo);
    await page.context().setOffline(true);
    await submit(page);
    await page.locator("form > [data-notice]").waitFor();
    await page.context().setOffline(false);
  },
  async waiting(page, demo) {
    await filled(page, demo);
    await page.route("**/kyc/links", () => {}); // and never an answer
    await submit(page);
    await page.getByRole("button", { name: "One moment…" }).waitFor();
  },
  async hosted(page, demo) {
    await filled(page, demo);
    await submit(page);
    await atHostedPage(page);
  },
  pending: (page, demo) => decided(page, demo, "Leave in review", "pending"),
  approved: (page, demo) => decided(page, demo, "Approve", "approved"),
  rejected: (page, demo) => decided(page, demo, "Reject", "rejected"),
  on_hold: (page, demo) => decided(page, demo, "Hold for another look", "on_hold"),
  async expired(page, demo) {
    await filled(page, demo);
    await submit(page);
    await decide(page, "Let this link expire", demo.origin);
    await status(page, "incomplete");
  },
  /** A word that the provider has not had so far; the sandbox has none of these. */
  async unknown(page, demo) {
    await EVERYWHERE.pending(page, demo);
    await page.route("**/kyc/status", (route) => route.fulfill({ json: { status: "unknown" } }));
    await status(page, "unknown");
  },
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
    await page.goto(await page.locator(".qr + p a").getAttribute("href"));
    await page.locator("main form[method=post]:not([action])").waitFor();
  },
  handoff_expired: (page, { origin }) => page.goto(`${origin}/kyc/handoff/open?token=unknown`),
  missing: (page, { origin }) => page.goto(`${origin}/nowhere`),
};

const CONTACT = {
  async contact(page, demo) {
    await filled(page, demo, "IE");
    await submit(page);
    await page.getByRole("heading", { name: "Your email address" }).waitFor();
  },
  async code_wrong(page, demo) {
    await CONTACT.contact(page, demo);
    await page.getByRole("button", { name: "Email me a code" }).click();
    await page.getByText("A code is on its way").waitFor();
    await page.getByLabel("Code from the email").fill("000000");
    await page.getByRole("button", { name: "Confirm email" }).click();
    await page.getByText("This is not the code").first().waitFor();
  },
  async business(page, { url }) {
    await EVERYWHERE.empty(page, { url });
    await fill(page, { type: "business", ...BUSINESS });
  },
};

/** By provider. */
export const STATES = { spherepay: EVERYWHERE, grid: CONTACT };
