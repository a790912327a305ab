/** A name in other letters, at a provider that wants it in Latin letters as well: the fields come and go with it. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { violations } from "./axe.mjs";
import { inEachBrowser } from "./browsers.mjs";
import { newPerson, SECRETS } from "./people.mjs";
import { fill, openForm, submit } from "./person.mjs";
import { startDemo } from "./running-demo.mjs";
import { openPage } from "./watched-page.mjs";

let demo;
before(async () => (demo = await startDemo(["--provider", "bridge"])));
after(() => demo?.stop());

inEachBrowser((browser) => {
  test("the fields appear while the name is typed, are validated, and disappear with it", async () => {
    const { page, problems, close } = await openPage(browser(), { app: demo.origin, secrets: SECRETS });
    await openForm(page, demo.url);
    const latin = page.locator("[data-latin]");
    const isShown = async () => (await latin.isVisible()) && (await latin.isEnabled());
    // The provider has one link per email address, so each browser needs its own.
    await fill(page, { ...newPerson(), "address.country": "PL", firstName: "Zoë", lastName: "Smith" });
    assert.equal(await isShown(), false);
    await fill(page, { lastName: "Żółć" });
    assert.equal(await isShown(), true);
    assert.deepEqual(await violations(page), []);

    await submit(page);
    const wrong = () => page.locator("[aria-invalid=true]").evaluateAll((found) => found.map(({ name }) => name));
    assert.deepEqual(await wrong(), ["transliteratedFirstName", "transliteratedLastName"]);
    await fill(page, { transliteratedFirstName: "Zoë", transliteratedLastName: "Ż" });
    assert.deepEqual(await wrong(), ["transliteratedLastName"]);

    await page.locator("[name=type][value=business]").check();
    assert.ok(await page.locator("[name=firstName]").isHidden());
    assert.equal(await isShown(), false);
    await fill(page, { "business.legalName": "東京商事" });
    assert.ok(await page.locator("[name=transliteratedBusinessLegalName]").isVisible());
    assert.ok(await page.locator("[name=transliteratedFirstName]").isHidden());

    await page.locator("[name=type][value=individual]").check();
    await fill(page, { lastName: "Smith" });
    assert.equal(await isShown(), false, "what is not needed is neither asked for nor sent");
    await fill(page, { lastName: "Żółć", transliteratedLastName: "Zolc" });
    const [request] = await Promise.all([
      page.waitForRequest((sent) => sent.method() === "POST" && sent.url().endsWith("/links")),
      submit(page),
    ]);
    const { lastName, transliteratedFirstName, transliteratedLastName } = JSON.parse(await request.postData());
    assert.deepEqual([lastName, transliteratedFirstName, transliteratedLastName], ["Żółć", "Zoë", "Zolc"]);
    await page.waitForURL(/\/status$/);
    assert.deepEqual(problems, []);
    await close();
  });
});
