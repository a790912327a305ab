/**
 * Chrome's own autofill in the form, by the DevTools protocol: an address of ten countries at each provider, from one
 * click to the hosted page. Nothing that the browser has filled in vanishes.
 */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launchChromium } from "./browsers.mjs";
import { PERSON, SECRETS } from "./people.mjs";
import { fill, goOn, openForm, submit } from "./person.mjs";
import { startDemo } from "./running-demo.mjs";
import { openPage } from "./watched-page.mjs";

/**
 * What Chrome's settings have of an address: country, street, city, state, postal code and phone number. Chrome does not
 * find some of the states in an English list: the page reads them as the handler does.
 */
const ADDRESSES = {
  military: ["US", "PSC 802 Box 74", "APO", "AE", "09499", "+14155550123"],
  BR: ["BR", "Avenida Paulista 1578", "São Paulo", "SP", "01310-200", "+5511961234567"],
  CA: ["CA", "111 Wellington Street", "Ottawa", "Ontario", "K1A 0A9", "+16135550123"],
  DE: ["DE", "Hauptstraße 1", "Berlin", "", "10115", "+491711234567"],
  ES: ["ES", "Gran Vía 28", "Madrid", "Madrid", "28013", "+34612345678"],
  GB: ["GB", "10 Downing Street", "London", "", "SW1A 2AA", "+447700900123"],
  IN: ["IN", "MG Road 12", "Bengaluru", "Karnataka", "560001", "+918123456789"],
  JP: ["JP", "渋谷2-21-1", "渋谷区", "東京都", "150-0002", "+819012345678"],
  MX: ["MX", "Avenida Juárez 44", "Ciudad de México", "CDMX", "06050", "+525512345678"],
  abbreviated: ["MX", "Calle Victoria 14", "Toluca", "Edo. de Méx.", "50000", "+525512345678"],
  AU: ["AU", "1 Martin Place", "Sydney", "NSW", "2000", "+61412345678"],
};
/** The codes of those that no list has as they are. */
const STATES = { CA: "ON", IN: "KA", ES: "M", JP: "13", MX: "CMX", abbreviated: "MEX" };
const TYPES = ["COUNTRY", "STREET_ADDRESS", "CITY", "STATE", "ZIP"].map((name) => `ADDRESS_HOME_${name}`);

let browser;
before(async () => (browser = await launchChromium([], "chromium")));
after(() => browser?.close());

/** Presses "autofill" at a field, as the person who chooses an address in Chrome's list, which a click has opened. */
async function autofill(page, name, values) {
  await page.locator(`[name="${name}"]`).click();
  const devtools = await page.context().newCDPSession(page);
  const { root } = await devtools.send("DOM.getDocument", { depth: 0 });
  const { nodeId } = await devtools.send("DOM.querySelector", { nodeId: root.nodeId, selector: `[name="${name}"]` });
  const { node } = await devtools.send("DOM.describeNode", { nodeId });
  const fields = Object.entries(values).map(([name, value]) => ({ name, value }));
  await devtools.send("Autofill.trigger", { fieldId: node.backendNodeId, address: { fields } });
}

for (const provider of ["spherepay", "grid", "bridge"]) {
  describe(provider, () => {
    let demo;
    before(async () => (demo = await startDemo(["--provider", provider])));
    after(() => demo?.stop());

    for (const [name, address] of Object.entries(ADDRESSES)) {
      test(name, async (t) => {
        const secrets = [...SECRETS, address[1]];
        const page = await openPage(t, browser, { app: demo.origin, secrets });
        await openForm(page, demo.url);
        const values = {
          NAME_FULL: "Ada Lovelace",
          NAME_FIRST: PERSON.firstName,
          NAME_LAST: PERSON.lastName,
          EMAIL_ADDRESS: `autofill.${name}@example.com`,
          PHONE_HOME_WHOLE_NUMBER: address[5],
          ...Object.fromEntries(TYPES.map((type, at) => [type, address[at]])),
        };
        await fill(page, { "address.country": address[0] });
        // One press a step. What belongs to the other ones, the browser may fill in as well.
        for (const names of [...(provider === "spherepay" ? [] : [["firstName", "lastName"]]), ["email", "phone"], ["address.line1"]]) {
          await goOn(page);
          await autofill(page, names[0], values);
          await page.waitForFunction((names) => names.every((name) => document.getElementById(name).value !== ""), names);
        }
        const value = (field) => page.locator(`[name="address.${field}"]`).first().inputValue();
        assert.equal(await value("country"), address[0]);
        if (address[3] && (await page.locator('[name="address.state"]').count())) assert.notEqual(await value("state"), "");
        if (await page.locator("select[name='address.state']").count()) assert.equal(await value("state"), STATES[name] ?? address[3]);
        assert.equal(await value("postalCode"), address[4]);
        const responding = page.waitForResponse((response) => response.request().method() === "POST");
        await submit(page);
        const response = await responding;
        const issues = response.ok() || response.status() === 303 ? "" : await response.text();
        assert.equal(issues, "");
      });
    }

    test("an address in another country than the chosen one: the country that is sent stands above it", async (t) => {
      const page = await openPage(t, browser, { app: demo.origin, secrets: SECRETS });
      await openForm(page, demo.url);
      await fill(page, { "address.country": "DE", ...PERSON });
      await goOn(page);
      await autofill(page, "address.line1", Object.fromEntries(TYPES.map((type, at) => [type, ADDRESSES.CA[at]])));
      await page.waitForFunction(() => document.getElementById("address.line1").value !== "");
      const sent = await page.locator("[name='address.country']").evaluate((select) => select.selectedOptions[0].text);
      assert.equal(await page.locator("[data-chosen]").textContent(), `Country: ${sent}`);
    });
  });
}
