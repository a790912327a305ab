/** The form: when and where messages appear, and that no input is lost. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { inEachBrowser } from "./browsers.mjs";
import { ADDRESSES, PERSON, SECRETS } from "./people.mjs";
import { atHostedPage, fill, fillAddress, fillForm, goOn, openFilledForm, openForm, submit } from "./person.mjs";
import { startDemo } from "./running-demo.mjs";
import { openPage } from "./watched-page.mjs";

const REQUIRED = ["address.country", "email", "phone", "address.line1", "address.city"];
const CREATED = /POST \/spherepay\/v2\/customer\/kyc-link .*→ 201/g;

let demo;
before(async () => (demo = await startDemo()));
after(() => demo?.stop());

inEachBrowser((browser) => {
  const newPage = (t, watch) => openPage(t, browser(), { app: demo.origin, secrets: SECRETS, ...watch });

  const invalidNames = (page) => page.locator("[aria-invalid=true]").evaluateAll((found) => found.map(({ name }) => name));
  const messageOf = (page, name, kind = "error") => page.locator(`[id="${name}-${kind}"]`);
  const focused = (page) => page.evaluate(() => document.activeElement.name);
  const notice = (page) => page.locator("form > [data-notice]");

  async function filled(t, watch) {
    const page = await newPage(t, watch);
    await openFilledForm(page, demo.url);
    return page;
  }

  /** A form that nothing has changed since it came takes a person to the hosted page. */
  async function goesThrough(page) {
    await fill(page, { ...PERSON, "address.country": "HK" });
    await fillAddress(page, "HK", ADDRESSES.HK, { hasScript: false });
    await submit(page);
    await atHostedPage(page);
  }

  test("missing fields have messages beside them and in a summary, and the first one gets the focus", async (t) => {
    const page = await newPage(t);
    await openForm(page, demo.url);
    let posts = 0;
    page.on("request", (request) => (posts += request.method() === "POST" ? 1 : 0));
    const links = () => page.locator("#summary").getByRole("link").count();
    await submit(page);
    assert.deepEqual(await invalidNames(page), ["address.country"]);
    assert.equal(await focused(page), "address.country");
    assert.equal(await links(), 1);

    await fill(page, { "address.country": "US" });
    await goOn(page);
    assert.deepEqual([await invalidNames(page), await page.locator("#summary").isHidden()], [[], true]);
    await submit(page);
    assert.deepEqual(await invalidNames(page), ["email", "phone"]);
    assert.equal(await focused(page), "email");
    assert.equal(await links(), 2);

    await page.locator("[name=email]").fill(PERSON.email);
    assert.ok(await messageOf(page, "email").isHidden(), "it goes as soon as it is right");
    await page.locator("#summary").getByRole("link", { name: "Phone number" }).click();
    assert.equal(await focused(page), "phone");
    assert.equal(await page.locator("[name=phone]").getAttribute("aria-describedby"), "phone-hint phone-error");
    assert.equal(posts, 0);
    await fillForm(page);
    assert.ok(await page.locator("#summary").isHidden());
  });

  test("an unusual value gets a warning and is accepted", async (t) => {
    const page = await filled(t);
    await fill(page, { "address.postalCode": "1" });
    await page.locator("[name='address.city']").focus();
    await messageOf(page, "address.postalCode", "warning").waitFor();
    assert.deepEqual(await invalidNames(page), []);
    assert.equal(await page.locator("[name='address.postalCode']").getAttribute("aria-describedby"), "address.postalCode-warning");
    await submit(page);
    await atHostedPage(page);
  });

  test("the form works before the rules are loaded, and if loading fails", async (t) => {
    const page = await newPage(t, { hasFailures: true });
    await page.route(/\/assets\/(rules|country)-/, (route) => route.abort());
    await page.goto(demo.url);
    await page.waitForLoadState("networkidle");
    await submit(page);
    await page.locator("#summary").waitFor();
    assert.deepEqual(await invalidNames(page), REQUIRED, "the server's issues stand at their fields");
    assert.equal(await focused(page), "address.country");
    await goesThrough(page);
  });

  test("the form works before any script has arrived", async (t) => {
    const page = await newPage(t);
    const held = [];
    await page.route(/\.js$/, (route) => held.push(route)); // and never a response
    page.goto(demo.url).catch(() => {}); // a page whose script does not arrive is never quite loaded
    await page.locator("form[data-enhance=form] > button").waitFor();
    await fill(page, { ...PERSON, phone: "(415) 555-0123", email: "ada", "address.country": "US" });
    await submit(page);
    await page.locator("#summary").waitFor();
    assert.deepEqual((await invalidNames(page))[0], "email", "the server's page has the messages");
    await fill(page, { email: PERSON.email });
    await fillAddress(page, "US", ADDRESSES.US, { hasScript: false });
    await submit(page);
    await atHostedPage(page);
    assert.ok(held.length >= 3, "each of the three pages asked for its script");
  });

  test("a double click creates one customer", async (t) => {
    const page = await filled(t);
    const before = (demo.output().match(CREATED) ?? []).length;
    let posts = 0;
    page.on("request", (request) => (posts += request.method() === "POST" ? 1 : 0));
    await page.locator("form[data-enhance=form] > button").dblclick();
    await atHostedPage(page);
    assert.equal(posts, 1);
    assert.equal(demo.output().match(CREATED).length, before + 1);
  });

  test("offline has a plain message, and the form keeps its values and its key", async (t) => {
    const page = await filled(t, { hasFailures: true });
    await page.context().setOffline(true);
    await submit(page);
    await page.getByText("You seem to be offline").waitFor();
    assert.match(await notice(page).textContent(), /^You seem to be offline/);
    await page.context().setOffline(false);

    const keys = [];
    await page.route("**/kyc/links", (route) => {
      keys.push(route.request().headers()["idempotency-key"]);
      return keys.length === 1
        ? route.fulfill({ status: 503, headers: { "retry-after": "1" }, json: { code: "outcome_unknown" } })
        : route.continue();
    });
    await page.getByRole("button", { name: "Try again" }).click();
    await atHostedPage(page);
    assert.equal(keys.length, 2, "what will soon be possible is asked for again");
    assert.equal(keys[0], keys[1]);
    assert.ok(keys[0].length >= 22);
  });

  /** The handler gets the first post, but the page gets no response. Returns a function that counts the posts. */
  async function loseFirstResponse(page) {
    let posts = 0;
    await page.route("**/kyc/links", async (route) => {
      if (++posts > 1) return route.continue();
      const request = route.request();
      const body = await (request.fetchPostData?.() ?? request.postData());
      await fetch(request.url(), { method: "POST", headers: request.headers(), body });
      return route.abort();
    });
    return () => posts;
  }

  test("the same details after a lost response and a reload create no second customer", async (t) => {
    const page = await filled(t, { hasFailures: true });
    const before = (demo.output().match(CREATED) ?? []).length;
    const keyOf = () => page.locator("[name=idempotencyKey]").inputValue();
    const kept = () => page.evaluate(() => JSON.stringify({ ...sessionStorage }));
    assert.equal(await kept(), "{}", "nothing before it is sent");
    const keys = [await keyOf()];
    await loseFirstResponse(page);
    await submit(page);
    await page.getByText("We could not be reached").waitFor();
    assert.equal(await kept(), JSON.stringify({ "kyclink:/kyc": keys[0] }));
    // To start again is another onboarding.
    for (const path of ["/new", ""]) {
      await openForm(page, `${demo.origin}/kyc${path}`);
      keys.push(await keyOf());
    }
    assert.notEqual(keys[1], keys[0]);
    assert.equal(keys[2], keys[0]);
    await fillForm(page);
    await submit(page);
    await atHostedPage(page);
    assert.equal(demo.output().match(CREATED).length, before + 1);
    assert.equal(await kept(), "{}");
  });

  test("a browser whose storage throws sends the form all the same", async (t) => {
    const page = await newPage(t);
    await page.addInitScript(() =>
      Object.defineProperty(globalThis, "sessionStorage", {
        get() {
          throw new DOMException("blocked", "SecurityError");
        },
      }),
    );
    await openForm(page, demo.url);
    await goesThrough(page);
  });
});
