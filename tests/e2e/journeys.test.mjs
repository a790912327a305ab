/** From the empty form to the approved status, for each provider: as people in six countries, a business, without a mouse, without JavaScript. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ADDRESSES, BUSINESS, PERSON, SECRETS } from "./people.mjs";
import { atHostedPage, becomes, decide, fill, fillAddress, goBack, submit } from "./person.mjs";
import { startDemo } from "./running-demo.mjs";
import { launch, openPage } from "./watched-page.mjs";

const CODE = "123456";
/** The fields of each address in their order, marked where they are required. */
const ROWS = {
  spherepay: {
    US: "line1* line2 city* state* postalCode*",
    JP: "postalCode* state* line1* line2 city*",
    AE: "line1* line2 state* city*",
    IE: "line1* line2 city* state postalCode",
    BR: "line1* line2 city* state* postalCode*",
    HK: "state* city* line1* line2",
  },
  grid: {
    US: "line1* line2 city state postalCode*",
    JP: "postalCode* state line1* line2",
    AE: "line1 line2 state",
    IE: "line1* line2 city state postalCode*",
    BR: "line1* line2 city state postalCode*",
    HK: "state city line1 line2",
  },
};

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

for (const provider of ["spherepay", "grid"]) {
  describe(provider, () => {
    let demo;
    before(async () => (demo = await startDemo(["--provider", provider])));
    after(() => demo?.stop());
    const open = (options) => openPage(browser, { app: demo.origin, secrets: SECRETS }, options);
    const verifiesContacts = (country) => provider === "grid" && country === "IE";

    /** From the filled form to the status, and nothing of the person left anywhere on the way. */
    async function finish(page, problems) {
      await decide(page, "Approve", demo.origin);
      await page.getByRole("heading", { name: "You are verified" }).waitFor();
      assert.deepEqual(problems, []);
      const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, history.state, location.href]));
      assert.equal(kept, JSON.stringify([{}, {}, "", null, `${demo.origin}/kyc/status`]));
      for (const secret of SECRETS) assert.ok(!demo.output().includes(secret), "nothing personal in the terminal");
    }

    async function confirmContacts(page, { hasScript = true } = {}) {
      for (const [send, label, confirm] of [
        ["Email me a code", "Code from the email", "Confirm email"],
        ["Text me a code", "Code from the text message", "Confirm phone"],
      ]) {
        await page.getByRole("button", { name: send }).click();
        await page.getByText("A code is on its way").waitFor();
        await page.getByLabel(label).fill(CODE);
        await page.getByRole("button", { name: confirm }).click();
        if (confirm === "Confirm email") await page.getByRole("button", { name: send }).waitFor({ state: "detached" });
      }
      if (!hasScript) await page.getByRole("button", { name: "Continue to the identity check" }).click();
    }

    for (const [country, address] of Object.entries(ADDRESSES)) {
      test(`a person in ${country}`, async () => {
        const { page, problems, close } = await open();
        await page.goto(demo.url);
        await page.waitForLoadState("networkidle");
        await fill(page, PERSON);
        await fillAddress(page, country, address);
        const rows = await page.locator("[data-address] :is(input, select)").evaluateAll((all) => all.map(({ name, required }) => name.slice("address.".length) + (required ? "*" : "")));
        assert.equal(rows.join(" "), ROWS[provider][country]);
        await submit(page);
        if (verifiesContacts(country)) await confirmContacts(page);
        await finish(page, problems);
        await close();
      });
    }

    for (const javaScriptEnabled of [true, false]) {
      test(`a business, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
        const { page, problems, close } = await open({ javaScriptEnabled });
        await page.goto(demo.url);
        await page.waitForLoadState("networkidle");
        const group = page.getByRole("group", { name: "Your business" });
        assert.ok(await group.isHidden());
        await fill(page, { ...PERSON, type: "business" });
        assert.equal(await group.isVisible(), provider === "grid");
        if (provider === "grid") await fill(page, BUSINESS);
        await fillAddress(page, "US", { ...ADDRESSES.US, ...(!javaScriptEnabled && { state: "IL" }) }, { hasScript: javaScriptEnabled });
        await submit(page);
        await decide(page, "Approve", demo.origin);
        await becomes(page, "You are verified", { hasScript: javaScriptEnabled });
        assert.deepEqual(problems, []);
        await close();
      });
    }

    test("with the keyboard alone", async () => {
      const { page, problems, close } = await open();
      await page.goto(demo.url);
      await page.waitForLoadState("networkidle");
      const press = (...keys) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
      const type = (text) => page.keyboard.type(text);
      await press("Tab", "Tab");
      await type(PERSON.email);
      await press("Tab");
      await type(PERSON.phone);
      await press("Tab");
      await type("United States");
      await page.locator("select[name='address.state']").waitFor();
      await press("Tab");
      await type(ADDRESSES.US.line1);
      await press("Tab", "Tab");
      await type(ADDRESSES.US.city);
      await press("Tab");
      await type("Illinois");
      await press("Tab");
      await type(ADDRESSES.US.postalCode);
      await press("Tab", "Enter");
      await atHostedPage(page);
      await press("Tab", "Enter");
      await goBack(page, demo.origin);
      await page.getByRole("heading", { name: "You are verified" }).waitFor();
      assert.deepEqual(problems, []);
      await close();
    });

    for (const country of ["US", "IE", "HK"]) {
      test(`without JavaScript, in ${country}`, async () => {
        const { page, problems, close } = await open({ javaScriptEnabled: false });
        await page.goto(demo.url);
        await fill(page, { ...PERSON, email: '"><script>alert(1)</script>', "address.country": country });
        const [response] = await Promise.all([page.waitForResponse(`${demo.origin}/kyc/links`), submit(page)]);
        assert.equal(response.status(), 422);
        assert.equal(await page.locator("[name=email]").inputValue(), '"><script>alert(1)</script>');
        assert.equal(await page.locator("[name=email]").getAttribute("aria-describedby"), "email-error");
        assert.equal(await page.locator("[id='email-error']").textContent(), "Enter an email address such as name@example.com.");
        assert.equal(await page.locator("[autofocus]").getAttribute("name"), "email");
        assert.match(await page.getByRole("alert").first().textContent(), /^Please check these answers/);
        // Now the form is that of the country.
        await fill(page, { email: PERSON.email });
        await fillAddress(page, country, ADDRESSES[country], { hasScript: false });
        await submit(page);
        if (verifiesContacts(country)) await confirmContacts(page, { hasScript: false });
        await decide(page, "Approve", demo.origin);
        await becomes(page, "You are verified", { hasScript: false });
        assert.deepEqual(problems, []);
        await close();
      });
    }

    test("without JavaScript, a state by its name, and a wrong code", async () => {
      const { page, close } = await open({ javaScriptEnabled: false });
      await page.goto(demo.url);
      const country = provider === "grid" ? "IE" : "US";
      await fill(page, { ...PERSON, "address.country": country, ...Object.fromEntries(Object.entries(ADDRESSES[country]).map(([field, value]) => [`address.${field}`, value])) });
      await submit(page);
      if (provider === "grid") {
        await page.getByRole("button", { name: "Email me a code" }).click();
        await page.getByLabel("Code from the email").fill("000000");
        await page.getByRole("button", { name: "Confirm email" }).click();
        assert.equal(await page.getByLabel("Code from the email").getAttribute("aria-invalid"), "true");
        assert.match(await page.locator("[id='email.code-error']").textContent(), /^This is not the code/);
      } else {
        assert.equal(await page.locator("select[name='address.state']").inputValue(), "IL");
        await submit(page);
        await atHostedPage(page);
      }
      await close();
    });
  });
}
