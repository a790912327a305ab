/** A verification that only the support can resolve: the page that says so shows the result. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { inEachBrowser } from "./browsers.mjs";
import { ADDRESSES, PERSON, SECRETS } from "./people.mjs";
import { becomes, fill, fillAddress, openForm, submit } from "./person.mjs";
import { startHandler } from "./running-handler.mjs";
import { openPage } from "./watched-page.mjs";

let app;
before(async () => (app = await startHandler()));
after(() => app?.stop());

inEachBrowser((browser) => {
  test("a hold becomes approved while the page is open", async () => {
    const { page, problems, close } = await openPage(browser(), { app: app.origin, secrets: SECRETS });
    await openForm(page, app.url);
    await fill(page, PERSON);
    await fillAddress(page, "US", ADDRESSES.US);
    await submit(page);
    await page.getByText("It opens in a new tab").waitFor();
    const [{ id }] = app.sandbox.customers().slice(-1);
    await app.sandbox.complete(id, "hold");
    await page.locator("[data-status=on_hold][data-action=contact_support]").waitFor({ timeout: 30_000 });
    await page.getByText("This page updates by itself").waitFor();
    await app.sandbox.complete(id, "approve");
    await becomes(page, "You are verified");
    assert.deepEqual(problems, []);
    await close();
  });
});
