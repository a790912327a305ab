/**
 * From the empty form to the approved status, in each browser and for each provider: for people in six countries, for a
 * business, without a mouse, without JavaScript, and from right to left. The screen is 360 px wide.
 */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { BROWSERS, IS_RELEASE, inEachBrowser } from "./browsers.mjs";
import { ADDRESSES, BUSINESS, CONTACT, newPerson, PERSON, SECRETS } from "./people.mjs";
import {
  acceptTerms,
  atHostedPage,
  becomes,
  confirmContacts,
  decide,
  fill,
  fillAddress,
  fillForm,
  goBack,
  goOn,
  openForm,
  submit,
} from "./person.mjs";
import { startDemo } from "./running-demo.mjs";
import { openPage } from "./watched-page.mjs";

/** The fields of each address in their order, marked where they are required. */
const ROWS = {
  spherepay: {
    US: "line1* line2 city* state* postalCode*",
    JP: "postalCode* state* city* line1* line2",
    AE: "line1* line2 city* state*",
    IE: "line1* line2 city* state postalCode",
    BR: "line1* line2 city* state* postalCode*",
    HK: "city* line1* line2",
  },
  grid: {
    US: "line1* line2 city state postalCode*",
    JP: "postalCode* state line1* line2",
    AE: "line1 line2 state",
    IE: "line1* line2 city state postalCode",
    BR: "line1* line2 city state postalCode*",
    HK: "state city line1 line2",
  },
  bridge: {},
  auto: {},
};
const SCRIPT = '"><script>alert(1)</script>';

/** `cargo xtask test` runs the first journey at each provider in Chromium, and `--all` the others. */
const IS_FIRST = process.env.KYCLINK_FIRST === "1";
const PROVIDERS = Object.keys(ROWS).filter((provider) => !IS_FIRST || provider !== "auto");

const demos = {};
before(() => Promise.all(PROVIDERS.map(async (provider) => (demos[provider] = await startDemo(["--provider", provider])))));
after(() => Promise.all(Object.values(demos).map((demo) => demo.stop())));

const GERMAN = { line1: "Hauptstraße 1", city: "Berlin", postalCode: "10115" };

/** At Bridge, which is the provider of Americans where the country chooses, the terms come first. */
const wantsTerms = (provider, country) => provider === "bridge" || (provider === "auto" && country === "US");

const verifiesContacts = (provider, country) => (provider === "grid" && country === "IE") || (provider === "auto" && country === "DE");

async function fits(page) {
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "it scrolls sideways");
}

/** In Firefox and WebKit one journey for each provider, and all of them before a release. */
inEachBrowser(
  (browser, name) => {
    const isOne = IS_FIRST || (name !== "Chromium" && !IS_RELEASE);
    for (const provider of PROVIDERS) {
      const run = ["spherepay", "grid"].includes(provider) ? journeys : steps;
      describe(provider, () => run(provider, browser, isOne));
    }
  },
  { names: IS_FIRST ? ["Chromium"] : Object.keys(BROWSERS) },
);

/** Opens the form of a provider, and says what ends a journey. */
function beginning(provider, browser) {
  return async function begin(t, options) {
    const demo = demos[provider];
    const page = await openPage(
      t,
      browser(),
      { app: demo.origin, secrets: SECRETS },
      { viewport: { width: 360, height: 740 }, ...options },
    );
    const hasScript = options?.javaScriptEnabled !== false;
    await openForm(page, demo.url, { hasScript });

    /** From the hosted page to the status, and nothing of the person left anywhere on the way. */
    async function end() {
      if (hasScript) await page.locator("[data-status=approved]").waitFor({ timeout: 30_000 });
      else await becomes(page, /^(You are|Your business is) verified$/, { hasScript });
      await fits(page);
      const kept = await page.evaluate(async () =>
        JSON.stringify([
          { ...localStorage },
          { ...sessionStorage },
          await indexedDB.databases(),
          await caches.keys(),
          document.cookie,
          history.state,
          location.href,
        ]),
      );
      assert.equal(kept, JSON.stringify([{}, {}, [], [], "", null, `${demo.origin}/kyc/status`]));
      for (const secret of SECRETS) assert.ok(!demo.output().includes(secret), "nothing personal in the terminal");
    }

    /** From the filled form to the end. */
    async function finish(country) {
      await fits(page);
      await submit(page);
      if (verifiesContacts(provider, country)) await confirmContacts(page, { hasScript });
      if (wantsTerms(provider, country)) await acceptTerms(page, demo.origin);
      await decide(page, "Approve", demo.origin);
      await end();
    }
    return { page, origin: demo.origin, hasScript, finish, end };
  };
}

/**
 * Where the terms are a step before the check, and where the country chooses the provider. `isOne`: only the first
 * journey.
 */
function steps(provider, browser, isOne) {
  const begin = beginning(provider, browser);
  const countries = provider === "bridge" ? ["US", "IE"] : ["US", "DE", "BR"];
  for (const country of isOne ? countries.slice(0, 1) : countries) {
    for (const javaScriptEnabled of isOne ? [true] : [true, false]) {
      test(`a person in ${country}, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async (t) => {
        const { page, finish, hasScript } = await begin(t, { javaScriptEnabled });
        await fillForm(page, { person: newPerson(), country, address: ADDRESSES[country] ?? GERMAN, hasScript });
        await finish(country);
      });
    }
  }
  if (isOne || provider !== "bridge") return;
  for (const javaScriptEnabled of [true, false]) {
    test(`a business, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async (t) => {
      const { page, finish, hasScript } = await begin(t, { javaScriptEnabled });
      const business = { type: "business", "business.legalName": BUSINESS["business.legalName"] };
      await fillForm(page, { person: { ...newPerson(), ...business }, hasScript });
      await finish("US");
    });
  }
}

/** @param {"spherepay" | "grid"} provider @param {boolean} isOne only the first */
function journeys(provider, browser, isOne) {
  const begin = beginning(provider, browser);

  for (const [country, address] of Object.entries(ADDRESSES)) {
    test(`a person in ${country}`, async (t) => {
      const { page, finish } = await begin(t);
      await fillForm(page, { person: newPerson(), country, address });
      const rows = await page
        .locator("[data-address] :is(input, select)[name]")
        .evaluateAll((all) => all.map(({ name, required }) => name.slice("address.".length) + (required ? "*" : "")));
      assert.equal(rows.join(" "), ROWS[provider][country]);
      await finish(country);
    });
    if (isOne) return;

    test(`without JavaScript, in ${country}`, async (t) => {
      const { page, finish, hasScript } = await begin(t, { javaScriptEnabled: false });
      await fill(page, { ...newPerson(), email: SCRIPT, "address.country": country });
      await submit(page);
      await page.locator("#summary").waitFor();
      assert.equal(await page.locator("[name=email]").inputValue(), SCRIPT);
      assert.equal(await page.locator("[name=email]").getAttribute("aria-describedby"), "email-error");
      assert.equal(await page.locator("[id='email-error']").textContent(), "Enter an email address such as name@example.com.");
      assert.equal(await page.locator("[autofocus]").getAttribute("name"), "email");
      assert.match(await page.getByRole("alert").first().textContent(), /^Please check these answers/);
      await fits(page);
      // Now the form is that of the country.
      await fill(page, { email: PERSON.email });
      await fillAddress(page, country, address, { hasScript });
      await finish(country);
    });
  }

  for (const javaScriptEnabled of [true, false]) {
    test(`a business, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async (t) => {
      const { page, finish, hasScript } = await begin(t, { javaScriptEnabled });
      const group = page.getByRole("group", { name: "Your business" });
      assert.ok(await group.isHidden());
      await fill(page, { "address.country": "US", type: "business" });
      if (hasScript) await goOn(page);
      assert.equal(await group.isVisible(), provider === "grid");
      const business = { type: "business", ...(provider === "grid" && BUSINESS) };
      await fillForm(page, { person: { ...newPerson(), ...business }, address: { ...ADDRESSES.US, state: "IL" }, hasScript });
      await finish("US");
    });
  }

  if (provider === "grid") {
    for (const javaScriptEnabled of [true, false]) {
      test(`a business in the EU, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async (t) => {
        const { page, finish, hasScript } = await begin(t, { javaScriptEnabled });
        // In the EU, Grid wants somebody who represents it.
        const business = { type: "business", ...BUSINESS, ...CONTACT, "business.country": "IE" };
        await fillForm(page, { person: { ...newPerson(), ...business }, country: "IE", hasScript });
        await finish("IE");
      });
    }
  }

  test("with only the keyboard", async (t) => {
    const { page, origin, end } = await begin(t);
    const press = (...keys) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
    const type = (text) => page.keyboard.type(text);
    await press("Tab", "Tab", "Tab", "Enter");
    await page.locator("#summary").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.name), "address.country", "the first that is wrong");
    // A list forgets what was typed after a second, which a busy machine may take between two keys.
    for (let tries = 0; tries < 5 && (await page.locator("[name='address.country']").inputValue()) !== "US"; tries++) {
      if (tries > 0) await sleep(1500);
      await type("United States");
    }
    await page.locator("select[name='address.state']").waitFor({ state: "attached" });
    await press("Tab"); // over the choice between a person and a business
    for (const [heading, ...answers] of [
      ...(provider === "grid" ? [["About you", PERSON.firstName, PERSON.lastName]] : []),
      ["How to reach you", PERSON.email, PERSON.phone],
      ["Address", ADDRESSES.US.line1, "", ADDRESSES.US.city, "Illinois", ADDRESSES.US.postalCode],
    ]) {
      await press("Tab", "Enter");
      assert.equal(await page.evaluate(() => document.activeElement.textContent), heading, "the heading of the step has the focus");
      for (const answer of answers) {
        await press("Tab");
        await type(answer);
      }
    }
    assert.equal(await page.locator("[aria-invalid=true]").count(), 0, "each message goes as soon as its field is right");
    await press("Tab", "Enter");
    if (provider === "spherepay") {
      await page.locator("a[target=_blank]").waitFor();
      await press("Tab");
      assert.equal(await page.evaluate(() => document.activeElement.target), "_blank", "the heading has the focus, and then the link");
    }
    const hosted = await atHostedPage(page);
    await hosted.getByRole("button", { name: "Approve", exact: true }).waitFor();
    for (const key of ["Tab", "Enter"]) await hosted.keyboard.press(key);
    await goBack(page, hosted, origin);
    await end();
  });

  test("from right to left", async (t) => {
    const { page, finish } = await begin(t, { locale: "ar" });
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).direction), "rtl");
    await submit(page);
    await page.locator("#summary").waitFor();
    await fits(page);
    await fillForm(page, { person: newPerson(), address: { ...ADDRESSES.US, state: "IL" } });
    await finish("US");
  });
}
