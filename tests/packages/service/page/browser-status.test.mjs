/** The status in Chromium: each view that comes by itself, and what the browser does when it leaves and comes back. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createSandbox, PERSON } from "../../helpers/edge/harness.mjs";
import { enter, inChromium, problem, submitForm } from "../../helpers/page/in-chromium.mjs";

const site = inChromium();

const LINK = "a.button[target=_blank]";
const whole = (status) => ({ json: { provider: "spherepay", updatedAt: "2026-01-01T00:00:00Z", ...status } });
const need = (kind, more) => ({ kind, who: "person", can: "act", nextAction: "open_link", ...more });

/** Makes a handler say this status; returns a function that says another one, and waits until it was requested. */
async function says(page, first) {
  let current = first;
  let count = 0;
  await page.route("**/kyc/status", (route) => {
    if (route.request().isNavigationRequest()) return route.continue();
    count += 1;
    return route.fulfill(whole(current));
  });
  return async (next = current) => {
    current = next;
    for (const before = count; count === before; await page.waitForTimeout(10)) await page.clock.runFor(2_000);
    await page.waitForTimeout(300); // until it is shown, also on a busy machine
  };
}

/** Creates a customer, and opens the status. */
async function begun(t, provider, first, { options, ...more } = {}) {
  const page = await site.open(t, provider, options, more);
  const person = { ...PERSON, firstName: "Jane", lastName: "Smith", address: { ...PERSON.address, country: "US" } };
  await page.evaluate(
    (body) => fetch("/kyc/links", { method: "POST", headers: { "content-type": "application/json" }, body }),
    JSON.stringify(person),
  );
  const tell = await says(page, first);
  await page.goto(`${site.origin}/kyc/status`);
  await page.locator("[data-updates]:not([hidden])").waitFor();
  return { page, tell };
}

/** A link that has just been made. `asked`: the first request for its status. */
async function made(t, first) {
  const page = await site.open(t, "spherepay");
  await enter(page, PERSON);
  const tell = await says(page, first);
  const asked = page.waitForResponse("**/kyc/status");
  await submitForm(page);
  await page.locator(LINK).waitFor();
  return { page, tell, asked };
}

/** A link whose status has come. */
async function linked(t, first) {
  const { page, tell } = await made(t, first);
  await tell();
  return { page, tell };
}

const missing = (page) => page.locator("[data-missing] > li").allTextContents();
const announced = (page) => page.locator("#announcer").textContent();

describe("a status that comes by itself", () => {
  test("is shown with everything that it says, and announced with what is missing", async (t) => {
    const status = { status: "incomplete", nextAction: "open_link" };
    const { page, tell } = await begun(t, "spherepay", status);
    const length = await page.evaluate(() => history.length);
    const [document, data] = ["Show a document in the identity check.", "Complete or correct your details in the identity check."];
    for (const [requirements, lines] of [
      [[need("document")], [document]],
      [[need("data")], [data]],
      [
        [need("data"), need("document")],
        [data, document],
      ],
    ]) {
      await tell({ ...status, requirements });
      assert.deepEqual(await missing(page), lines);
      assert.equal(await announced(page), ["You are almost there", ...lines].join(" "));
    }
    const takeBack = page.locator("form[action='/kyc/handoff/end']");
    const handOver = page.locator("form.handoff");
    assert.deepEqual([await takeBack.count(), await handOver.count()], [0, 1]);
    await tell({ ...status, otherDevice: true });
    assert.deepEqual([await takeBack.count(), await handOver.count(), await missing(page)], [1, 1, []]);
    await tell({ ...status, handedOver: true });
    assert.deepEqual([await takeBack.count(), await handOver.count()], [0, 0]);
    await tell({ status: "incomplete", nextAction: "verify_contact" });
    assert.equal(await page.locator("[data-action=verify_contact] form button").first().textContent(), "Confirm my contact details");
    await tell({ status: "pending", nextAction: "wait" });
    assert.equal(await page.title(), "Your details are being checked");
    assert.equal(await announced(page), "Your details are being checked");
    assert.equal(await page.evaluate(() => history.length), length, "Back leads to where it led");
    await tell({ status: "rejected", nextAction: "try_again", reasons: ["The photo is blurred."] });
    assert.deepEqual(await page.locator("[data-status=rejected] li").allTextContents(), ["The photo is blurred."]);
    const [role, name] = await page
      .locator("#announcer")
      .evaluate((element) => [element.role ?? element.getAttribute("role"), element.className]);
    assert.deepEqual([role, name], ["status", "unseen"]);
  });

  test("without a change leaves the view there, with what the person has begun in it", async (t) => {
    const status = { status: "incomplete", nextAction: "open_link", requirements: [need("document")] };
    const { page, tell } = await begun(t, "spherepay", { status: "pending", nextAction: "wait" });
    await tell(status);
    const heading = await page.locator("h1").elementHandle();
    await tell(status);
    await tell({ ...status, updatedAt: "2026-01-02T00:00:00Z" });
    assert.equal(await heading.evaluate((element) => element.isConnected), true);
  });

  test("takes no link away, also one that says what is missing there", async (t) => {
    const status = { status: "incomplete", nextAction: "open_link", requirements: [need("document")] };
    const { page, tell } = await linked(t, status);
    await tell();
    assert.equal(await page.locator(LINK).count(), 1);
    await tell({ ...status, otherDevice: true });
    assert.deepEqual([await page.locator(LINK).count(), await page.locator("form[action='/kyc/handoff/end']").count()], [0, 1]);
  });

  // Until the person opens it, the provider says what it said before the link was requested.
  test("takes no link away that leads on from another status", async (t) => {
    for (const [status, nextAction] of [
      ["expired", "open_link"],
      ["on_hold", "open_link"],
      ["rejected", "try_again"],
    ]) {
      const { page, tell } = await linked(t, { status, nextAction });
      await tell();
      assert.equal(await page.locator(LINK).count(), 1, status);
      await tell({ status: "pending", nextAction: "wait" });
      assert.equal(await page.locator(LINK).count(), 0, status);
    }
  });

  test("takes no focus, unless it was on what has gone", async (t) => {
    const { page, tell } = await begun(t, "spherepay", { status: "pending", nextAction: "wait" });
    const focused = () => page.evaluate(() => document.activeElement.localName);
    await tell();
    assert.equal(await focused(), "body");
    await page.locator("form.end button").focus();
    await tell({ status: "approved", nextAction: "none" });
    assert.equal(await focused(), "h1");
  });

  const APP = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/21F79";
  const STATUSES = [
    { status: "incomplete", nextAction: "accept_terms" },
    { status: "incomplete", nextAction: "open_link", requirements: [need("document", { dueBy: "2027-01-31" }), need("questionnaire")] },
    { status: "pending", nextAction: "wait" },
    { status: "pending", nextAction: "wait", requirements: [need("review", { who: "provider", can: "wait", nextAction: "wait" })] },
    { status: "unknown", nextAction: "wait" },
    { status: "expired", nextAction: "open_link" },
    { status: "on_hold", nextAction: "contact_support" },
  ];
  for (const [provider, options, context] of [
    ["spherepay", {}],
    ["grid", { locale: "de" }],
    ["bridge", {}],
    ["bridge", { present: "frame" }],
    ["bridge", { present: "frame" }, { userAgent: APP }],
    ["spherepay", { locale: "ja" }, { userAgent: APP }],
  ]) {
    test(`looks as the server renders it: ${provider} ${JSON.stringify({ ...options, ...context }).slice(0, 60)}`, async (t) => {
      const { page, tell } = await begun(t, provider, { status: "incomplete", nextAction: "try_again" }, { options, context });
      const shown = () => page.locator("main").evaluate((main) => main.innerHTML.replaceAll(/ (hidden|tabindex)="[^"]*"|\n/g, ""));
      for (const status of STATUSES) {
        await tell(status);
        const html = await site.render({ kind: "status", ...status }, context);
        const there = await page.evaluate(
          (html) => new DOMParser().parseFromString(html, "text/html").querySelector("main").innerHTML,
          html,
        );
        const expected = there.replaceAll(/ (hidden|tabindex)="[^"]*"|\n/g, "");
        // On a busy machine the page may show it a moment after it was told.
        for (let tries = 0; (await shown()) !== expected && tries < 50; tries++) await page.waitForTimeout(100);
        assert.equal(await shown(), expected, JSON.stringify(status));
      }
    });
  }
});

describe("a link that has just been made", () => {
  const none = { status: "none", nextAction: "none" };

  for (const [button, path] of [
    ["Get a new link", "links/renew"],
    ["Continue on your phone", "handoff"],
  ])
    test(`stays in a browser that keeps no cookies, also after "${button}"`, async (t) => {
      const { page, asked } = await made(t, none);
      await Promise.all([asked, page.clock.runFor(10_000)]);
      await page.waitForTimeout(300);
      assert.equal(await page.locator(LINK).count(), 1);
      assert.equal(await page.locator("[data-updates]").isVisible(), false, "nothing is updated there");
      await page.route(`**/kyc/${path}`, (route) => route.fulfill(problem(401, "no_session")));
      // The link may have been opened.
      await page.locator(LINK).dispatchEvent("auxclick");
      await page.getByRole("button", { name: button }).click();
      await page.getByText("only works in a browser that keeps cookies").waitFor();
      assert.equal(await page.locator(LINK).count(), 1);
    });

  test("goes with a session that ends elsewhere", async (t) => {
    const { page, tell } = await linked(t, { status: "incomplete", nextAction: "open_link" });
    await tell(none);
    await page.locator("[data-enhance=status][data-status=none]").waitFor();
  });

  test("has a code for another device, which is given up after 45 seconds", async (t) => {
    const { page } = await linked(t, { status: "incomplete", nextAction: "open_link" });
    await page.route("**/kyc/handoff", () => {}); // and never a response
    await page.getByRole("button", { name: "Continue on your phone" }).click();
    await page.clock.runFor(44_000);
    const notice = page.locator("form.handoff [data-notice]");
    assert.equal(await notice.isVisible(), false);
    await page.clock.runFor(2_000);
    await notice.waitFor({ timeout: 5_000 }); // the clock goes on by itself
    assert.match(await notice.textContent(), /^We could not be reached/);
  });
});

describe("a tab that was left open", () => {
  const status = { status: "incomplete", nextAction: "open_link" };
  const renewal = (page) => page.locator("form[data-enhance=renew]");

  test("leads to its link until that expires, and then asks for a new one", async (t) => {
    const { page } = await linked(t, status);
    const ends = Date.parse(await page.locator("[data-expires]").getAttribute("data-expires"));
    const begun = await page.evaluate(() => Date.now());
    await page.clock.setSystemTime(ends - 1_000);
    const popup = page.waitForEvent("popup");
    await page.locator(LINK).click();
    await (await popup).close();
    await page.clock.setSystemTime(ends);
    await page.locator(LINK).click();
    assert.deepEqual([await page.locator(LINK).count(), await renewal(page).count()], [0, 1], "by a click");
    assert.equal(page.context().pages().length, 1, "the old link is not opened");
    await page.clock.setSystemTime(begun);
    await submitForm(page, "form[data-enhance=renew]");
    await page.locator(LINK).waitFor();
    await page.clock.setSystemTime(ends + 60_000);
    await page.clock.runFor(60_000);
    await page.locator(LINK).waitFor({ state: "detached" });
    assert.deepEqual([await page.locator(LINK).count(), await renewal(page).count()], [0, 1], "by itself");
  });

  for (const use of ["pointerdown", "auxclick", "contextmenu", "dragstart"])
    test(`has no link any more once it has expired, whatever is done with it: ${use}`, async (t) => {
      const { page } = await linked(t, status);
      const ends = Date.parse(await page.locator("[data-expires]").getAttribute("data-expires"));
      const link = await page.locator(LINK).elementHandle();
      await page.clock.setSystemTime(ends - 1_000);
      await link.dispatchEvent(use);
      assert.equal(await page.locator(LINK).count(), 1, "not before");
      await page.clock.setSystemTime(ends);
      await link.dispatchEvent(use);
      assert.deepEqual([await page.locator(LINK).count(), await renewal(page).count()], [0, 1]);
      assert.equal(await link.getAttribute("href"), null, "nor a menu that was open already");
    });

  test("has no link any more in the moment in which it expires", async (t) => {
    const { page } = await linked(t, status);
    const ends = Date.parse(await page.locator("[data-expires]").getAttribute("data-expires"));
    await page.clock.setSystemTime(ends - 90_000);
    await page.clock.runFor(60_000);
    await page.clock.runFor(25_000);
    assert.equal(await page.locator(LINK).count(), 1);
    await page.clock.runFor(6_000);
    await page.locator(LINK).waitFor({ state: "detached" });
  });

  test("offers another link only once the shown one may have been used", async (t) => {
    const { page } = await linked(t, status);
    const another = page.getByRole("button", { name: "Get a new link" });
    assert.equal(await another.count(), 0);
    await page.locator(LINK).hover();
    await page.locator(LINK).focus();
    assert.equal(await another.count(), 0);
    await page.locator(LINK).click({ button: "middle" });
    assert.equal(await another.count(), 1);
  });

  for (const provider of ["spherepay", "bridge"])
    test(`leads to a new start where the provider has lost the customer: ${provider}`, async (t) => {
      const sandbox = createSandbox();
      let isLost = false;
      const fetch = (...request) => (isLost ? Response.json({ code: "x", message: "x" }, { status: 404 }) : sandbox.fetch(...request));
      const { page } = await begun(t, provider, status, { config: { fetch } });
      isLost = true;
      await submitForm(page, "form[data-enhance=renew]");
      await page.getByText("Our partner does not have this check any more.").waitFor();
      await page.locator("main a.button").click();
      await page.locator("form[data-validated=here]").waitFor();
      assert.equal(new URL(page.url()).pathname, "/kyc/new");
    });
});

test("the key of a form is kept until it has an outcome: a status of nothing is none", async (t) => {
  const page = await site.open(t, "spherepay");
  const kept = () => page.evaluate(() => ({ ...sessionStorage }));
  await page.evaluate(() => sessionStorage.setItem("kyclink:/kyc", "0123456789abcdefghijkl"));
  await page.goto(`${site.origin}/kyc/status`);
  await page.waitForFunction(() => document.getElementById("announcer"));
  await page.waitForTimeout(200);
  assert.deepEqual(await kept(), { "kyclink:/kyc": "0123456789abcdefghijkl" });
  await page.goto(`${site.origin}/kyc/`);
  await page.locator("form[data-validated=here]").waitFor();
  assert.equal(await page.locator("[name=idempotencyKey]").inputValue(), "0123456789abcdefghijkl");
});

test("a link for one opening is shown until it is opened, and then the button for another one", async (t) => {
  const page = await site.open(t, "spherepay");
  await page.context().route("https://kyc.example/**", (route) => route.fulfill({ body: "the check" }));
  await enter(page, PERSON);
  await says(page, { status: "incomplete", nextAction: "open_link" });
  let count = 0;
  const link = () => ({ kycUrl: `https://kyc.example/${++count}`, provider: "spherepay", once: true });
  await page.route(/\/kyc\/links(?:\/renew)?$/, (route) => route.fulfill({ status: 201, json: link() }));
  const opened = [];
  for (const press of [() => submitForm(page), () => submitForm(page, "form[data-enhance=renew]")]) {
    await press();
    const [tab] = await Promise.all([page.context().waitForEvent("page"), page.locator(LINK).click()]);
    opened.push(tab.url());
    await page.locator(LINK).waitFor({ state: "detached" });
    await page.locator("form[data-enhance=renew]").waitFor();
  }
  assert.deepEqual(opened, ["https://kyc.example/1", "https://kyc.example/2"]);
});

describe("while the browser leaves", () => {
  test("nothing is sent again, until the page comes back or the navigation has taken too long", async (t) => {
    const status = { status: "incomplete", nextAction: "open_link" };
    const { page } = await begun(t, "spherepay", status, { options: { present: "redirect" } });
    await page.clock.pauseAt(new Date(await page.evaluate(() => Date.now() + 1000)));
    let count = 0;
    await page.route("**/kyc/links/renew", (route) => {
      count++;
      return route.fulfill({ status: 201, json: { kycUrl: "https://kyc.example/", provider: "spherepay" } });
    });
    // As if the person had stopped it, the page stays.
    await page.route("https://kyc.example/**", (route) => route.fulfill({ status: 204 }));
    const submit = () => submitForm(page, "form[data-enhance=renew]");
    async function leaves() {
      const left = page.waitForResponse("https://kyc.example/**");
      await submit();
      await left;
    }
    /** How many requests there were, after another submit that is ignored. */
    async function ignored() {
      await submit();
      await page.waitForTimeout(100);
      return count;
    }
    await leaves();
    await page.clock.runFor(5_000);
    assert.equal(await ignored(), 1);
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
    await leaves();
    // The time of the first departure is over.
    await page.clock.runFor(6_000);
    assert.equal(await ignored(), 2);
    await page.clock.runFor(4_000);
    await leaves();
    assert.equal(count, 3);
  });

  test("is not requested any more by a view that another one has replaced", async (t) => {
    const { page } = await linked(t, { status: "incomplete", nextAction: "open_link" });
    const rate = async () => {
      let count = 0;
      const counts = (request) => request.url().endsWith("/kyc/status") && count++;
      page.on("request", counts);
      for (let minute = 0; minute < 4; minute++) {
        for (let i = 0; i < 6; i++) {
          await page.clock.runFor(10_000);
          await page.waitForTimeout(20);
        }
      }
      page.off("request", counts);
      return count;
    };
    await rate();
    const before = await rate();
    for (let i = 0; i < 3; i++) {
      const old = await page.locator(LINK).elementHandle();
      await submitForm(page, "form[data-enhance=renew]");
      await page.waitForFunction((element) => !element.isConnected, old);
      await page.locator(LINK).waitFor();
    }
    await rate();
    const after = await rate();
    assert.ok(after <= before + 1, `${before}, then ${after}`);
  });
});
