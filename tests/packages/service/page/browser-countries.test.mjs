/** The countries of the form in Chromium: their names, and what each of them changes. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { choose, fileOf, follow, inChromium, markedIn, shown, submitForm, withhold } from "../../helpers/page/in-chromium.mjs";

const site = inChromium();

const state = (page) => page.locator("select[name='address.state']");

describe("another country", () => {
  test("a state with the same code is another one, and the chosen one comes back with its country", async (t) => {
    const page = await site.open(t, "spherepay");
    const chosen = [];
    for (const country of ["US", "AU", "US"]) {
      await follow(page, country);
      await page.locator("select[name='address.state'] option[value=WA]").waitFor({ state: "attached" });
      chosen.push(await state(page).inputValue());
      if (chosen.length > 1) continue;
      await state(page).selectOption("WA");
      // As a browser does that translates the page.
      await state(page).evaluate((select) => {
        for (const option of select.options) option.text = `${option.text} (translated)`;
      });
    }
    assert.deepEqual(chosen, ["", "", "WA"]);
    await page.locator("[name='address.postalCode']").fill("60606");
    await page.locator("[name='address.country']").selectOption("HK");
    await page.locator("[data-address][data-country=HK]").waitFor();
    assert.equal(await page.locator("[name='address.state']").count(), 0);
    await follow(page, "GB");
    assert.equal(await page.getByLabel("Postcode").inputValue(), "60606", "under another label");
  });

  test("what was typed before is read as the handler reads it; what the list lacks stays, with a message, and is sent", async (t) => {
    for (const [provider, country, typed, expected] of [
      ["grid", "US", "N.Y.", "NY"],
      ["spherepay", "IT", "Milano", "MI"],
      ["spherepay", "MX", "CDMX", "CMX"],
      ["grid", "US", "Middle-earth", "Middle-earth"],
    ]) {
      const page = await site.open(t, provider);
      const message = page.locator("[id='address.state-warning']");
      await page.locator("[name='address.state']").fill(typed);
      await follow(page, country);
      await state(page).waitFor();
      const isKnown = typed !== expected;
      assert.deepEqual([await state(page).inputValue(), await message.isVisible()], [expected, !isKnown], typed);
      if (isKnown) continue;
      assert.equal(await page.evaluate(() => new FormData(document.querySelector("form[data-enhance=form]")).get("address.state")), typed);
      await state(page).selectOption("NY");
      await state(page).blur();
      assert.equal(await message.isVisible(), false);
      await follow(page, "CA");
      await state(page).locator("option[value=ON]").waitFor({ state: "attached" });
      assert.equal(await state(page).inputValue(), "", "a choice replaces what was typed");
    }
  });

  for (const [how, give] of Object.entries({
    // What Chrome does to a control whose value it knows: it finds none of these in the list.
    "filled in by the browser": (page, text) =>
      page.locator("[data-address] input[autocomplete$='address-level1']").evaluate((taker, text) => {
        taker.value = text;
        for (const type of ["input", "change"]) taker.dispatchEvent(new Event(type, { bubbles: true }));
      }, text),
    pasted: (page, text) =>
      state(page).evaluate((list, text) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData("text", text);
        list.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
      }, text),
  })) {
    test(`a state that is ${how} is chosen from the list in any spelling that the handler reads`, async (t) => {
      const page = await site.open(t, "spherepay");
      for (const [country, text, code] of [
        ["JP", "東京都", "13"],
        ["JP", "とうきょう", "13"],
        ["MX", "CDMX", "CMX"],
        ["MX", "Edo. de Méx.", "MEX"],
        ["MX", " Nuevo León\n", "NLE"],
        ["BR", "Estado de São Paulo", "SP"],
        ["US", "calif.", "CA"],
        ["AU", "nsw", "NSW"],
      ]) {
        if ((await page.locator("[data-address]").getAttribute("data-country")) !== country) await follow(page, country);
        await state(page).locator(`option[value="${code}"]`).waitFor({ state: "attached" });
        await give(page, text);
        await page.waitForFunction((code) => document.getElementById("address.state").value === code, code);
        // What the list lacks changes nothing.
        await give(page, "Middle-earth");
        assert.equal(await state(page).inputValue(), code, text);
        const sent = await page.evaluate(() => [...new FormData(document.querySelector("form[data-enhance=form]"))]);
        assert.deepEqual(
          sent.filter(([, value]) => value === text || value === "Middle-earth"),
          [],
        );
      }
      const reached = await page.locator("[data-address]").ariaSnapshot();
      assert.equal(reached.match(/textbox/g)?.length, 4, "street, its second line, city and postal code");
    });
  }

  test("a state of the country that is filled in next is chosen in its list", async (t) => {
    const page = await site.open(t, "spherepay");
    await follow(page, "US");
    await state(page).waitFor();
    await page.locator("[data-address] input[aria-hidden]").evaluate((taker) => {
      taker.value = "CDMX";
      taker.dispatchEvent(new Event("input", { bubbles: true }));
    });
    await follow(page, "MX");
    await page.waitForFunction(() => document.getElementById("address.state").value === "CMX");
  });

  test("has no states of the one before, whether its own list is late or never arrives", async (t) => {
    const page = await site.open(t, "spherepay");
    await follow(page, "US");
    await state(page).waitFor();
    await state(page).selectOption("WA");
    const deliver = await withhold(page, "AU");
    await choose(page, "AU");
    await shown(page, "AU");
    const text = page.locator("input[name='address.state']");
    assert.deepEqual([await state(page).count(), await text.inputValue()], [0, ""], "a name of the other list is no text");
    await text.fill("victoria");
    deliver();
    await state(page).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.name), "address.state", "the list has the focus of the text");
    assert.equal(await state(page).inputValue(), "VIC");
    await page.route(fileOf("BR"), (route) => route.fulfill({ status: 503, json: { code: "not_now" } }));
    await choose(page, "BR");
    await page.locator("[data-prepare]").waitFor({ state: "hidden" });
    assert.deepEqual([await state(page).count(), await text.count()], [0, 1]);
    await page.locator("[name='address.line2']").fill("Floor 4");
    await Promise.all([page.waitForRequest(fileOf("BR")), page.locator("[name=email]").focus()]);
    // A list that is not there does not change either.
    await page.evaluate(() => (document.getElementById("announcer").textContent = ""));
    await page.locator("[name=type][value=business]").check();
    assert.equal(await page.locator("#announcer").textContent(), "");
  });

  test("a file that arrives after another country was chosen changes nothing", async (t) => {
    const page = await site.open(t, "spherepay");
    const hint = page.locator("#phone-hint");
    const deliver = await withhold(page, "US");
    await choose(page, "US");
    await follow(page, "GB");
    await page.waitForFunction(() => document.getElementById("phone-hint").textContent.includes("+44"));
    const late = page.waitForResponse((received) => fileOf("US").test(received.url()));
    deliver();
    await (await late).finished();
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    assert.match(await hint.textContent(), /\+44/);
    assert.equal(await page.locator("[data-address]").getAttribute("data-country"), "GB");
    await choose(page, "US");
    await page.waitForFunction(() => !document.getElementById("phone-hint").textContent.includes("+44"));
  });

  test("its fields have the same attributes, whichever was shown before, and are the same elements", async (t) => {
    const page = await site.open(t, "spherepay");
    const fields = () =>
      page.locator("[data-address] input").evaluateAll((all) =>
        all.map((input) =>
          [...input.attributes]
            .map(({ name, value }) => `${name}=${value}`)
            .sort()
            .join(" "),
        ),
      );
    const countries = ["DE", "GB", "US", "HK", "JP", "AE", "BR"];
    const line1 = await page.locator("[name='address.line1']").elementHandle();
    const after = [];
    for (const country of countries) {
      await follow(page, country);
      after.push(await fields());
    }
    assert.equal(await line1.evaluate((element) => element.isConnected), true, "a browser fills in the element that it knows");
    for (const [at, country] of countries.entries()) {
      await page.reload();
      await page.locator("form[data-validated=here]").waitFor();
      await follow(page, country);
      assert.deepEqual(after[at], await fields(), country);
    }
  });

  test("a message has the words of the label, and the contact person of a business is required in the EU", async (t) => {
    const page = await site.open(t, "grid");
    await page.locator("[value=business]").check();
    const contact = page.locator("[name='business.primaryContactFirstName']");
    const mark = page.locator("[data-field='business.primaryContactFirstName'] .optional");
    for (const [country, isRequired] of [
      ["US", false],
      ["DE", true],
      ["CH", false],
      ["FR", true],
    ]) {
      await follow(page, country);
      assert.deepEqual([await contact.evaluate(({ required }) => required), await mark.isHidden()], [isRequired, isRequired], country);
    }
    await follow(page, "GB");
    await submitForm(page);
    assert.equal(await page.locator("[id='address.postalCode-error']").textContent(), "Enter your postcode.");
    await page.locator("[value=individual]").check();
    assert.equal(await contact.evaluate(({ required }) => required), false);
  });

  test("what is wrong in the address stays marked, before and after the list of states", async (t) => {
    const page = await site.open(t, "spherepay");
    await submitForm(page);
    const wrong = ["address.line1", "address.city"];
    const address = async () => (await markedIn(page)).filter((id) => id.startsWith("address.") && id !== "address.country");
    assert.deepEqual(await address(), wrong);
    const deliver = await withhold(page, "GB");
    await choose(page, "GB");
    await shown(page, "GB");
    const before = await address();
    assert.deepEqual(
      wrong.filter((id) => !before.includes(id)),
      [],
    );
    deliver();
    await page.waitForFunction(() => document.getElementById("phone-hint").textContent.includes("+44"));
    const after = await address();
    assert.deepEqual(
      wrong.filter((id) => !after.includes(id)),
      [],
    );
  });

  test("what to have at hand follows it, and is announced if it has changed, without moving the focus", async (t) => {
    const page = await site.open(t, "bridge");
    const announcer = page.locator("#announcer");
    await page.locator("[name='address.country']").focus();
    await follow(page, "DE");
    await page.getByText("number of your national ID").waitFor();
    assert.equal(await announcer.textContent(), "What to have at hand has changed.");
    assert.equal(await page.evaluate(() => document.activeElement.name), "address.country");
    const clear = () => announcer.evaluate((element) => (element.textContent = ""));
    await clear();
    await follow(page, "FR"); // the same as Germany
    assert.equal(await announcer.textContent(), "");
    await page.locator("[name=type][value=business]").check();
    assert.equal(await announcer.textContent(), "What to have at hand has changed.");
  });
});

describe("countries", () => {
  const optionsOf = (page, name) =>
    page
      .locator(`select[name='${name}'] option:not([value=''])`)
      .evaluateAll((all) => all.map(({ value, text, lang }) => [value, text, lang]));

  test("are named and sorted in the language of the browser, in each list, and the chosen one stays", async (t) => {
    const known = { prefill: () => ({ address: { country: "DE" } }) };
    const page = await site.open(t, "grid", known, { context: { locale: "sv-SE" } });
    for (const name of ["address.country", "business.country"]) {
      const all = await optionsOf(page, name);
      assert.ok(all.length > 100);
      const expected = await page.evaluate((codes) => {
        const [names, order] = [new Intl.DisplayNames(["sv-SE"], { type: "region" }), new Intl.Collator("sv-SE")];
        const named = codes.map((code) => [code, names.of(code), "sv-SE"]);
        return named.sort(([, a], [, b]) => order.compare(a, b));
      }, all.map(([code]) => code).sort());
      assert.deepEqual(all, expected, name);
    }
    assert.equal(await page.locator("[name='address.country']").inputValue(), "DE");
    assert.deepEqual(await page.locator("select[name$=country]").evaluateAll((all) => all.map(({ options }) => options[0].value)), [
      "",
      "",
    ]);
  });

  test("stay as they are in a browser of the page's language", async (t) => {
    const page = await site.open(t, "grid", {}, { context: { locale: "en-GB" } });
    for (const [, , lang] of await optionsOf(page, "business.country")) assert.equal(lang, "");
  });

  test("stay as they are in a browser without a locale, where the page validates all the same", async (t) => {
    const posix = () => Object.defineProperty(Navigator.prototype, "language", { get: () => "en-US@posix" });
    const page = await site.open(t, "grid", {}, { prepare: (page) => page.addInitScript(posix) });
    for (const [, , lang] of await optionsOf(page, "business.country")) assert.equal(lang, "");
  });
});
