/** The demo in Chromium: from the empty form to the hosted page, the decision and back, for each provider. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { startDemo } from "./running-demo.mjs";
import { fill, launch, openPage } from "./watched-page.mjs";

const PERSON = {
  type: "individual",
  email: "ada@example.com",
  phone: "+1 (415) 555-0123",
  "address.country": "US",
  "address.line1": "233 S Wacker Dr",
  "address.line2": "Floor 4",
  "address.city": "Chicago",
  "address.state": "IL",
  "address.postalCode": "60606",
};
const BUSINESS = {
  "business.legalName": "Analytical Engines Ltd",
  "business.country": "US",
  "business.taxId": "12-3456789",
  "business.incorporatedOn": "2001-02-03",
};
const secrets = [...Object.values(PERSON), ...Object.values(BUSINESS), "14155550123"].filter((value) => value.length > 4 && value !== PERSON.type);

const PROVIDERS = {
  spherepay: {
    requests: /POST \/spherepay\/v2\/customer\/kyc-link → 201/,
    comesBack: false,
    asksBusiness: false,
    required: ["email", "phone", "address.country", "address.line1", "address.city"],
  },
  grid: {
    requests: /POST \S+\/customers → 201\nPOST \S+\/customers\/\{customerId\}\/kyc-link → 201/,
    comesBack: true,
    asksBusiness: true,
    required: ["email", "phone", "address.country", "address.line1", "address.postalCode"],
  },
};

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

for (const [provider, { requests, comesBack, asksBusiness, required }] of Object.entries(PROVIDERS)) {
  describe(provider, () => {
    let demo;
    before(async () => (demo = await startDemo(["--provider", provider])));
    after(() => demo?.stop());
    const open = (options) => openPage(browser, { app: demo.origin, secrets }, options);

    /** From the filled form to the decision, and back where the provider sends people back. */
    async function verify(page) {
      await page.getByRole("button", { name: "Continue" }).click();
      await page.waitForURL(/^http:\/\/localhost:\d+\/hosted\//);
      await page.getByRole("button", { name: "Approve" }).click();
      if (!comesBack) return page.getByRole("heading", { name: "You are done" }).waitFor();
      await page.waitForURL(`${demo.origin}/done`);
      await page.getByRole("heading", { name: "Thank you" }).waitFor();
    }

    const invalidNames = (page) => page.locator("[aria-invalid=true]").evaluateAll((found) => found.map(({ name }) => name));
    const errorOf = (page, name) => page.locator(`[id="${name}-error"]`);

    test("a person gets from the empty form to the decision and back", async () => {
      const { page, problems, close } = await open();
      await page.goto(demo.url);
      await fill(page, PERSON);
      await verify(page);
      await demo.prints(requests);
      assert.deepEqual(problems, []);
      for (const secret of secrets) assert.ok(!demo.output().includes(secret), "nothing personal in the terminal");
      await close();
    });

    test("without JavaScript the Worker checks, keeps what was typed, and goes on", async () => {
      const { page, problems, close } = await open({ javaScriptEnabled: false });
      await page.goto(demo.url);
      await fill(page, { ...PERSON, email: '"><script>alert(1)</script>', "address.line1": "" });
      const [response] = await Promise.all([page.waitForResponse(`${demo.origin}/kyc/links`), page.getByRole("button").click()]);
      assert.equal(response.status(), 422);
      assert.equal(await page.locator("[name=email]").inputValue(), '"><script>alert(1)</script>');
      assert.equal(await page.locator("[name='address.country']").inputValue(), "US");
      assert.equal(await errorOf(page, "email").textContent(), "Enter an email address such as name@example.com.");
      assert.equal(await page.locator("[name=email]").getAttribute("aria-describedby"), "email-error");
      assert.equal(await errorOf(page, "address.line1").textContent(), "Fill in this field.");
      assert.ok(await errorOf(page, "phone").isHidden());
      assert.deepEqual(await page.getByRole("alert").getByRole("link").allTextContents(), [
        "Email: Enter an email address such as name@example.com.",
        "Street and number: Fill in this field.",
      ]);
      assert.equal(await page.locator("[autofocus]").getAttribute("name"), "email");
      await fill(page, PERSON);
      await verify(page);
      assert.deepEqual(problems, []);
      await close();
    });

    test("the page tells what is missing beside the fields, and goes to the first", async () => {
      const { page, problems, close } = await open();
      let posts = 0;
      page.on("request", (request) => (posts += request.method() === "POST" ? 1 : 0));
      await page.goto(demo.url);
      await page.waitForLoadState("networkidle");
      await page.getByRole("button", { name: "Continue" }).click();
      assert.deepEqual(await invalidNames(page), required);
      assert.equal(await page.evaluate(() => document.activeElement.name), "email");
      assert.deepEqual(await page.getByRole("alert").getByRole("link").count(), required.length);

      await page.locator("[name=email]").fill("ada@example.com");
      assert.ok(await errorOf(page, "email").isHidden(), "it goes as soon as it is right");
      await page.getByRole("link", { name: "Phone number" }).click();
      assert.equal(await page.evaluate(() => document.activeElement.name), "phone");
      assert.equal(await page.locator("[name=phone]").getAttribute("aria-describedby"), "phone-hint phone-error");
      assert.equal(posts, 0);
      await fill(page, PERSON);
      assert.ok(await page.getByRole("alert").isHidden());
      assert.deepEqual(problems, []);
      await close();
    });

    test("a field is checked when it is left, once something was typed in it", async () => {
      const { page, problems, close } = await open();
      await page.goto(demo.url);
      await page.waitForLoadState("networkidle");
      await page.locator("[name=email]").focus();
      await page.locator("[name=phone]").focus();
      assert.deepEqual(await invalidNames(page), []);
      await page.keyboard.type("0123");
      assert.deepEqual(await invalidNames(page), []);
      await page.keyboard.press("Tab");
      assert.deepEqual(await invalidNames(page), ["phone"]);
      assert.match(await errorOf(page, "phone").textContent(), /^Enter the phone number with \+/);
      assert.deepEqual(problems, []);
      await close();
    });

    test("the form works when the rules cannot be loaded", async () => {
      const { page, close } = await open();
      await page.route(/\/assets\/(?!main\.js|page\.css|icon)/, (route) => route.abort());
      await page.goto(demo.url);
      await page.getByRole("button", { name: "Continue" }).click();
      await page.getByRole("heading", { name: "Please check these answers" }).waitFor();
      assert.deepEqual(await invalidNames(page), required);
      await fill(page, PERSON);
      await verify(page);
      await close();
    });

    test("a business", async () => {
      for (const javaScriptEnabled of [true, false]) {
        const { page, problems, close } = await open({ javaScriptEnabled });
        await page.goto(demo.url);
        const group = page.getByRole("group", { name: "Your business" });
        assert.equal(await group.isVisible(), asksBusiness && !javaScriptEnabled);
        await fill(page, { ...PERSON, type: "business" });
        assert.equal(await group.isVisible(), asksBusiness);
        if (asksBusiness) await fill(page, BUSINESS);
        await verify(page);
        assert.deepEqual(problems, []);
        await close();
      }
    });

    test("everybody can read it: axe finds nothing, and nothing scrolls sideways", async () => {
      for (const colorScheme of ["light", "dark"]) {
        const { page, close } = await open({ colorScheme, viewport: { width: 320, height: 640 } });
        await page.goto(demo.url);
        await page.waitForLoadState("networkidle");
        await fill(page, { type: "business" });
        for (const state of ["empty", "errors"]) {
          if (state === "errors") await page.getByRole("button", { name: "Continue" }).click();
          const { violations } = await new AxeBuilder({ page }).analyze();
          assert.deepEqual(
            violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
            [],
            `${colorScheme}, ${state}`,
          );
          assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
        }
        await close();
      }
    });
  });
}
