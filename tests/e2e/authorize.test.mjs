/** What `authorize` responds with instead of the handler reaches the person, with and without JavaScript. */

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { inEachBrowser } from "./browsers.mjs";
import { newPerson, SECRETS } from "./people.mjs";
import { openFilledForm, submit } from "./person.mjs";
import { startHandler } from "./running-handler.mjs";
import { openPage } from "./watched-page.mjs";

const LOGIN_PAGE = "<!doctype html><title>Log in</title><main><h1>Log in first</h1></main>";
/** The answers of the hook, and what the person then sees. */
const REFUSALS = {
  "a redirect to a login page": [() => new Response(null, { status: 303, headers: { location: "/login" } }), "Log in first"],
  "a text with status 401": [() => new Response("You are logged out.", { status: 401 }), "You are logged out."],
  "a text with status 403": [() => new Response("Members only.", { status: 403 }), "Members only."],
};
const [LOGIN] = Object.values(REFUSALS).map(([refuse]) => refuse);
const isNavigation = ({ headers }) => headers.get("sec-fetch-mode") === "navigate";

let app;
/** Decides about a request, as the hook. */
let decide;
before(async () => {
  app = await startHandler(
    () => ({ authorize: (request, route) => decide(request, route) }),
    ({ url }, response) => (url === "/login" ? response.setHeader("content-type", "text/html").end(LOGIN_PAGE) : undefined),
  );
});
after(() => app?.stop());
beforeEach(() => (decide = () => undefined));

inEachBrowser((browser) => {
  /** Fills in the form of a person in this country, and sends it. */
  async function sent(t, country, { hasScript = true, hasFailures = false } = {}) {
    const watch = { app: app.origin, secrets: SECRETS, hasFailures };
    const page = await openPage(t, browser(), watch, { javaScriptEnabled: hasScript });
    await openFilledForm(page, app.url, { hasScript, person: newPerson(), country });
    await submit(page);
    return page;
  }

  /** Until the page has its first status: while that is asked for, another request for it gets none. */
  async function hasStatus(page) {
    const isThere = () =>
      performance.getEntriesByType("resource").some(({ name, responseEnd }) => name.endsWith("/status") && responseEnd > 0);
    while (!(await page.evaluate(isThere))) await sleep(100);
  }

  /** Until the document has this text. */
  async function shows(page, text) {
    for (let looks = 0; ; looks++) {
      // Between two documents there is none.
      const shown = await page.evaluate(() => document.body.innerText).catch(() => "");
      if (shown.includes(text)) return;
      if (looks === 100) throw new Error(`not ${text}, but ${shown}`);
      await sleep(200);
    }
  }

  for (const [name, [refuse, text]] of Object.entries(REFUSALS)) {
    for (const hasScript of [true, false]) {
      const way = hasScript ? "with" : "without";
      test(`${name} instead of a link, ${way} JavaScript`, async (t) => {
        decide = (_, route) => (route === "links" ? refuse() : undefined);
        const before = app.sandbox.customers().length;
        const page = await sent(t, "US", { hasScript });
        await shows(page, text);
        assert.equal(app.sandbox.customers().length, before);
      });

      test(`${name} instead of a contact code, ${way} JavaScript`, async (t) => {
        const page = await sent(t, "IE", { hasScript });
        const send = page.getByRole("button", { name: "Email me a code" });
        await send.waitFor();
        decide = (_, route) => (route.startsWith("contact/") ? refuse() : undefined);
        await send.click();
        await shows(page, text);
      });
    }

    test(`${name} while the status is watched`, async (t) => {
      const page = await sent(t, "US");
      await shows(page, "It opens in a new tab");
      decide = (_, route) => (route === "status" ? refuse() : undefined);
      await shows(page, text);
    });
  }

  test("what the browser sends instead of the script creates the customer of the form", async (t) => {
    const before = app.sandbox.customers().length;
    decide = (request, route) => (route === "links" && !isNavigation(request) ? LOGIN() : undefined);
    const page = await sent(t, "US");
    await page.getByRole("heading", { name: "You are almost there" }).waitFor();
    assert.equal(app.sandbox.customers().length, before + 1);
    await page.locator("[data-updates]:not([hidden])").waitFor();
    assert.deepEqual(await page.evaluate(() => Object.keys(sessionStorage)), [], "the next form has a key of its own");
  });

  test("a status that only scripts do not get: the page is loaded once more, and then goes on asking", async (t) => {
    const page = await sent(t, "US", { hasFailures: true });
    await shows(page, "It opens in a new tab");
    await hasStatus(page);
    let loads = 0;
    decide = (request, route) => {
      if (route !== "status") return undefined;
      if (!isNavigation(request)) return LOGIN();
      loads++;
      return undefined;
    };
    await page.goto(`${app.url}/status`);
    while (loads < 2) await sleep(50);
    await shows(page, "We cannot update the status right now");
    await sleep(3_000);
    assert.equal(loads, 2);
    decide = () => undefined;
    await shows(page, "This page updates by itself");
    assert.equal(await page.evaluate(() => history.state), null);
  });
});
