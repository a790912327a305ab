/** The steps of the form in Chromium: what each asks, how a person moves between them, and where errors lead. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createSandbox } from "../../helpers/edge/harness.mjs";
import { subpath } from "../../helpers/install/index.mjs";
import { FORM, held, inChromium, markedIn, problem, reaches } from "../../helpers/page/in-chromium.mjs";
import { defineAcme } from "../../helpers/provider/model.mjs";

const { html, views } = await subpath("page");

const site = inChromium();
const open = (t, provider, options, how) => site.open(t, provider, { steps: true, ...options }, how);

/** Answers to all that a form may ask. */
const ANSWERS = {
  "address.country": "US",
  firstName: "Ada",
  lastName: "Lovelace",
  email: "ada@example.com",
  phone: "+14155550123",
  "business.legalName": "Engines Ltd",
  "business.country": "US",
  "business.taxId": "12-3456789",
  "business.incorporatedOn": "2001-02-03",
  "address.line1": "233 S Wacker Dr",
  "address.city": "Chicago",
  "address.state": "IL",
  "address.postalCode": "60606",
};

/** The names of the controls that a person sees. */
const shownNames = (page) =>
  page.evaluate(() => {
    const controls = [...document.querySelectorAll("form[data-enhance=form] :is(input, select):not([aria-hidden])")];
    return [...new Set(controls.filter((control) => control.checkVisibility()).map(({ name }) => name))];
  });
const progress = (page) => page.locator("#progress").textContent();
const button = (page) => page.locator(`${FORM} > button`);
const goOn = (page) => button(page).click();
const focused = (page) => page.evaluate(() => document.activeElement.name ?? document.activeElement.textContent);
const summary = (page) => page.locator("#summary li a").evaluateAll((links) => links.map((link) => link.getAttribute("href").slice(1)));
const isSummaryShown = (page) => page.locator("#summary").isVisible();

/** Answers what the step that is shown asks. */
async function answer(page, answers = ANSWERS) {
  for (const name of await shownNames(page)) {
    if (answers[name] === undefined || name === "type") continue;
    const control = page.locator(`[name='${name}']`);
    if (await control.evaluate(({ tagName }) => tagName === "SELECT")) await control.selectOption(answers[name]);
    else await control.fill(answers[name]);
    if (name === "address.country") await page.locator("select[name='address.state']").waitFor({ state: "attached" });
  }
}

/** Answers this and the following steps, until the last one is shown or a step has this control. */
async function walkTo(page, name) {
  for (;;) {
    await answer(page);
    const names = await shownNames(page);
    if (names.includes(name) || (await page.locator("[data-last]").isVisible())) return;
    const before = await progress(page);
    await goOn(page);
    assert.notEqual(await progress(page), before);
  }
}

/** Answers all steps and sends the form. Returns the requests: the test responds to them. */
async function send(page) {
  await walkTo(page, "address.line1");
  const sent = await held(page, "links");
  await goOn(page);
  await reaches(page, sent, 1);
  return sent;
}

const ADDRESS = "address.line1 address.line2 address.city address.state address.postalCode";
const COMPANY = "business.legalName business.country business.taxId business.incorporatedOn";

for (const [provider, type, ...steps] of [
  ["spherepay", "individual", "email phone", ADDRESS],
  ["spherepay", "business", "email phone", ADDRESS],
  ["grid", "individual", "firstName lastName", "email phone", ADDRESS],
  ["grid", "business", COMPANY, "business.primaryContactFirstName business.primaryContactLastName", "email phone", ADDRESS],
  ["bridge", "individual", "firstName lastName", "email phone", ADDRESS],
  ["bridge", "business", "business.legalName", "email phone", ADDRESS],
])
  test(`${provider}, ${type}: one thing at a time, and one request at the end`, async (t) => {
    const page = await open(t, provider);
    const all = ["address.country type", ...steps];
    await page.locator(`[name=type][value=${type}]`).check();
    const headings = [];
    for (const [at, names] of all.entries()) {
      assert.deepEqual(await shownNames(page), names.split(" "));
      assert.equal(await progress(page), `Step ${at + 1} of ${all.length}`);
      assert.equal(await page.locator("[data-prepare]").isVisible(), at === 0);
      assert.equal(await page.locator("[data-back]").isVisible(), at > 0);
      assert.equal(await button(page).textContent(), "Continue");
      if (at > 0) headings.push(await focused(page));
      await answer(page);
      assert.equal(site.posts().length, 0);
      await goOn(page);
    }
    await page.locator(FORM).waitFor({ state: "detached" });
    assert.equal(site.posts().length, 1);
    assert.equal(new Set(headings).size, steps.length, `the focus is at each heading: ${headings}`);
  });

test("a form without a choice and a country begins with what it asks; one step has no number", async (t) => {
  const acme = (individual) => defineAcme(() => ({ applicant: { individual } }));
  const page = await open(t, acme(["firstName", "email"]));
  assert.deepEqual([await shownNames(page), await progress(page)], [["firstName"], "Step 1 of 2"]);
  const single = await open(t, acme(["email"]));
  assert.deepEqual([await shownNames(single), await progress(single)], [["email"], ""]);
});

test("own fields and agreements stand above the button that sends the form", async (t) => {
  const type = "LIGHTSPARK_END_USER_TERMS";
  const grid = { clientId: "id", clientSecret: "secret", baseUrl: createSandbox().baseUrls.grid, agreements: [type] };
  const ownFields = { referral: { label: "Referral code", required: true } };
  const page = await open(t, "grid", {}, { config: { grid, ownFields } });
  await walkTo(page, "address.line1");
  assert.deepEqual((await shownNames(page)).slice(-2), ["own.referral", `agreements.${type}`]);
  await goOn(page);
  assert.deepEqual([await markedIn(page), await focused(page)], [["own.referral", `agreements.${type}`], "own.referral"]);
  await page.locator("[data-back]").click();
  assert.deepEqual(await shownNames(page), ["email", "phone"]);
  assert.equal(await isSummaryShown(page), false);
  await goOn(page);
  assert.deepEqual(await summary(page), ["own.referral", `agreements.${type}`], "it is wrong still");
});

test("with `steps: false` the form is one page", async (t) => {
  const page = await open(t, "spherepay", { steps: false });
  assert.deepEqual(await shownNames(page), ["address.country", "type", "email", "phone", ...ADDRESS.split(" ")]);
  assert.deepEqual([await page.locator("[data-progress]").count(), await page.evaluate(() => history.state)], [0, null]);
});

describe("moving", () => {
  const place = async (page) => [await progress(page), await page.evaluate(() => [history.state, location.href, { ...sessionStorage }])];

  test("back and forth loses nothing, by the page's button and by the browser's, and the history has only numbers", async (t) => {
    const page = await open(t, "grid");
    const base = `${site.origin}/kyc`;
    await walkTo(page, "address.line1");
    assert.deepEqual(await place(page), ["Step 4 of 4", [{ steps: [0, 1, 3, 4] }, base, {}]]);
    await page.locator("[data-back]").click();
    await page.waitForFunction(() => history.state.steps.at(-1) === 3);
    assert.deepEqual(await shownNames(page), ["email", "phone"]);
    await page.goBack();
    assert.deepEqual(await shownNames(page), ["firstName", "lastName"]);
    await page.goBack();
    assert.deepEqual(await place(page), ["Step 1 of 4", [{ steps: [0] }, base, {}]]);
    assert.equal(await page.title(), "Verify your identity");
    for (let step = 2; step <= 4; step++) {
      await page.goForward();
      assert.equal(await progress(page), `Step ${step} of 4`);
    }
    assert.equal(await page.title(), "Address – Verify your identity");
    const sent = await held(page, "links");
    await goOn(page);
    await reaches(page, sent, 1);
    const { email, firstName, address } = sent[0].request().postDataJSON();
    assert.deepEqual([email, firstName, address.line1], ["ada@example.com", "Ada", "233 S Wacker Dr"]);
    await sent[0].abort();
  });

  test("back leads to the first step at most, however often it is pressed", async (t) => {
    const page = await open(t, "grid");
    await walkTo(page, "email");
    await page.locator("[data-back]").evaluate((back) => {
      for (let times = 0; times < 5; times++) back.click();
    });
    await page.waitForFunction(() => history.state.steps.at(-1) === 1);
    assert.deepEqual(await shownNames(page), ["firstName", "lastName"]);
    await page.locator("[data-back]").click();
    await page.waitForFunction(() => history.state.steps.at(-1) === 0);
    await page.locator("[data-back]").evaluate((back) => back.click());
    assert.equal(await page.url(), `${site.origin}/kyc`);
    assert.equal(await progress(page), "Step 1 of 4");
  });

  const isAt = (page, ...steps) => page.waitForFunction((steps) => `${history.state.steps}` === `${steps}`, steps);

  test("after a reload, the form is empty and begins anew, in its first entry of the history", async (t) => {
    const page = await open(t, "spherepay");
    await walkTo(page, "address.line1");
    const entries = await page.evaluate(() => history.length);
    await page.reload();
    await page.locator("form[data-validated=here]").waitFor();
    await isAt(page, 0);
    assert.equal(await progress(page), "Step 1 of 3");
    // Forward leads to nothing that is not filled in.
    await page.evaluate(() => {
      window.moves = 0;
      window.addEventListener("popstate", () => (window.moves += 1));
      history.forward();
    });
    await page.waitForFunction(() => window.moves === 2);
    await isAt(page, 0);
    assert.deepEqual(await shownNames(page), ["address.country", "type"]);
    await walkTo(page, "address.line1");
    assert.equal(await page.evaluate(() => history.length), entries);
    for (const step of [2, 1]) {
      await page.goBack();
      assert.equal(await progress(page), `Step ${step} of 3`);
    }
    await page.goBack();
    assert.equal(await page.url(), "about:blank", "what was before the form");
  });

  test("a form that the browser has restored shows the step of its entry, and Back leads to the one before", async (t) => {
    const page = await open(t, "grid");
    await walkTo(page, "address.line1");
    await page.goto(`${site.origin}/kyc/assets/none`);
    await page.goBack();
    await page.locator("form[data-validated=here]").waitFor();
    assert.deepEqual([await progress(page), await page.locator("[name=email]").inputValue()], ["Step 4 of 4", ANSWERS.email]);
    for (const step of [3, 2, 1]) {
      await page.locator("[data-back]").click();
      await page.waitForFunction((step) => history.state.steps.length === step, step);
      assert.equal(await progress(page), `Step ${step} of 4`);
    }
  });

  test("a link of the summary leads to its field, and makes no entry of the history", async (t) => {
    const page = await open(t, "spherepay");
    await goOn(page);
    await page.locator("#summary a").click();
    assert.deepEqual([await focused(page), await page.url()], ["address.country", `${site.origin}/kyc`]);
    await walkTo(page, "email");
    await page.goBack();
    assert.equal(await progress(page), "Step 1 of 3");
  });

  test("what other scripts add is in nobody's way: a field without a control, an entry of the history", async (t) => {
    const page = await open(t, "spherepay");
    await page.locator(FORM).evaluate((form) => form.addEventListener("formdata", ({ formData }) => formData.append('"trace', "1")));
    await walkTo(page, "email");
    await page.evaluate(() => (location.hash = "help"));
    await walkTo(page, "address.line1");
    await page.locator("[data-back]").click();
    await isAt(page, 0, 1);
    assert.equal(await progress(page), "Step 2 of 3");
    await page.locator("[data-back]").click();
    await isAt(page, 0);
    assert.equal(await progress(page), "Step 1 of 3");
  });

  test("back leads over the steps of another type of applicant", async (t) => {
    const page = await open(t, "grid");
    await page.locator("[name=type][value=business]").check();
    await walkTo(page, "email");
    await page.locator("[name=type][value=individual]").evaluate((choice) => choice.click());
    await page.goBack();
    assert.deepEqual(await shownNames(page), ["firstName", "lastName"]);
    // The entry before was the company's, in the place of the person's.
    await page.goBack();
    await isAt(page, 0);
    assert.deepEqual(await shownNames(page), ["address.country", "type"]);
  });

  test("the heading is on the screen, also on the way back", async (t) => {
    const page = await open(t, "spherepay", {}, { context: { viewport: { width: 320, height: 480 } } });
    await walkTo(page, "address.line1");
    for (const step of [2, 1]) {
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
      await page.goBack();
      await isAt(page, ...[0, 1, 2, 3].slice(0, step));
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      const { top, bottom } = await page.evaluate(() => document.activeElement.getBoundingClientRect().toJSON());
      assert.ok(top >= 0 && bottom <= 480, `step ${step}: ${top} to ${bottom}`);
    }
  });

  test("while the form is sent, the person may go back: the button says what each step does, and no contact is another one", async (t) => {
    const page = await open(t, "grid");
    const sent = await send(page);
    await page.goBack();
    assert.equal(await button(page).textContent(), "Continue");
    await page.locator("[name=email]").fill("corrected@example.com");
    await sent[0].fulfill(problem(502, "upstream"));
    await page.locator(`${FORM} > [data-notice]`).waitFor();
    assert.equal(await button(page).textContent(), "Continue");
    await goOn(page);
    assert.equal(await button(page).textContent(), "Try again");
    await goOn(page);
    await reaches(page, sent, 2);
    await page.goBack();
    await page.locator("[name=email]").fill("third@example.com");
    await sent[1].fulfill({ status: 202, json: { next: "verify_contact", channels: ["email"] } });
    await page.locator("[data-enhance=contact]").first().waitFor();
    const shown = await page.locator("main").textContent();
    assert.ok(shown.includes("corrected@example.com") && !shown.includes("third@example.com"), shown);
  });

  test("Back leads from the status to the form's place and then out of it, however many steps there were", async (t) => {
    const page = await open(t, "grid");
    const entries = await page.evaluate(() => history.length);
    const sent = await send(page);
    await sent[0].fulfill({ status: 202, json: { next: "verify_contact", channels: ["email"] } });
    await page.locator("[data-enhance=contact]").first().waitFor();
    assert.equal(await page.evaluate(() => history.length), entries + 1);
    assert.deepEqual([await page.url(), await page.evaluate(() => history.scrollRestoration)], [`${site.origin}/kyc/status`, "auto"]);
    // No customer was made, so that the form is there again, and empty.
    await page.evaluate(() => history.back());
    await page.waitForURL("**/kyc");
    await page.locator("form[data-validated=here]").waitFor();
    assert.deepEqual([await progress(page), await page.evaluate(() => history.state)], ["Step 1 of 4", { steps: [0] }]);
    await page.goBack();
    assert.equal(await page.url(), "about:blank");
  });

  test("what was entered for another type of applicant is not sent", async (t) => {
    const page = await open(t, "grid");
    await page.locator("[name=type][value=business]").check();
    await walkTo(page, "email");
    for (const _ of "123") await page.goBack();
    await page.locator("[name=type][value=individual]").check();
    assert.equal(await progress(page), "Step 1 of 4", "and not of 5");
    const sent = await send(page);
    const { business, firstName } = sent[0].request().postDataJSON();
    assert.deepEqual([business, firstName], [undefined, "Ada"]);
    await sent[0].abort();
  });

  test("a country that another script has chosen, and that is not in the list, is none", async (t) => {
    const page = await open(t, "spherepay");
    await page.locator("[name='address.country']").evaluate((select) => {
      select.value = "USA";
      select.dispatchEvent(new Event("input", { bubbles: true }));
    });
    await goOn(page);
    assert.deepEqual([await summary(page), await focused(page)], [["address.country"], "address.country"]);
  });

  for (const [locale, width] of [
    ["de", 360],
    ["fr", 360],
    ["pt", 360],
    ["ar", 360],
    ["de", 320],
  ])
    test(`${locale}: with letters twice as large, no step scrolls sideways at ${width} px`, async (t) => {
      const page = await open(t, "spherepay", { locale }, { context: { viewport: { width, height: 640 } } });
      const size = width === 320 ? "150%" : "200%";
      await page.evaluate((size) => (document.documentElement.style.fontSize = size), size);
      for (const [at] of "123".split("").entries()) {
        if (at > 0) {
          await answer(page);
          await goOn(page);
        }
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `step ${at + 1}: ${wide} px`);
      }
    });

  test("the second click of a double click, and a held Enter, do not press what comes next", async (t) => {
    const page = await open(t, "spherepay");
    await answer(page);
    // The next step's button may be at the same place.
    await button(page).evaluate((button) => {
      for (const detail of [1, 2]) button.dispatchEvent(new MouseEvent("click", { detail, bubbles: true, cancelable: true }));
    });
    assert.deepEqual([await progress(page), await markedIn(page)], ["Step 2 of 3", []]);
    await answer(page);
    await page.locator("[name=phone]").focus();
    for (let times = 0; times < 3; times++) await page.keyboard.press("Enter");
    assert.deepEqual([await progress(page), await markedIn(page), site.posts().length], ["Step 3 of 3", [], 0]);
  });

  test("the step of the address names its country, which another step or the browser's autofill may change", async (t) => {
    const page = await open(t, "spherepay");
    await walkTo(page, "address.line1");
    const chosen = page.locator("[data-chosen]");
    assert.equal(await chosen.textContent(), "Country: United States");
    await page.locator("[name='address.country']").evaluate((select) => {
      select.value = "HK";
      select.dispatchEvent(new Event("input", { bubbles: true }));
    });
    assert.equal(await chosen.textContent(), "Country: Hong Kong SAR China");
    assert.deepEqual(await shownNames(page), ["address.city", "address.line1", "address.line2"]);
    assert.equal(await page.locator("[name='address.line1']").inputValue(), ANSWERS["address.line1"]);
  });
});

describe("errors", () => {
  const refused = (...pointers) =>
    problem(422, "provider_rejected", { errors: pointers.map((pointer) => ({ code: "provider", pointer, detail: "Refused." })) });

  test("are those of the step: of nothing that comes later", async (t) => {
    const page = await open(t, "spherepay");
    await goOn(page);
    assert.deepEqual(
      [await markedIn(page), await summary(page), await focused(page)],
      [["address.country"], ["address.country"], "address.country"],
    );
    await answer(page);
    assert.equal(await isSummaryShown(page), false, "it goes with its last error, whatever the next steps lack");
    await goOn(page);
    assert.deepEqual([await markedIn(page), await isSummaryShown(page)], [[], false]);
  });

  test("of the handler open the first step that has one; the next ones have theirs when the person comes there", async (t) => {
    const page = await open(t, "grid");
    const sent = await send(page);
    await sent.pop().fulfill(refused("/phone", "/firstName", "/address/city"));
    await page.locator("#summary:not([hidden])").waitFor();
    assert.deepEqual([await progress(page), await summary(page), await focused(page)], ["Step 2 of 4", ["firstName"], "firstName"]);
    assert.equal(await button(page).textContent(), "Continue");
    await page.locator("[name=firstName]").fill("Augusta");
    await goOn(page);
    assert.deepEqual([await summary(page), await focused(page)], [["phone"], "phone"]);
    await page.goBack();
    assert.deepEqual([await shownNames(page), await isSummaryShown(page)], [["firstName", "lastName"], false]);
  });

  test("of the handler may ask for more, in a step of its own", async (t) => {
    const status = () => ({ customerId: "s-1", status: "pending" });
    const [acme, beta] = [[], ["birthDate"]].map((more, at) =>
      defineAcme(() => ({ name: `acme-${at}`, applicant: { individual: ["email", "address", ...more] }, create: status, status })),
    );
    const page = await open(
      t,
      undefined,
      {},
      { config: { provider: () => acme, providers: [acme, beta], spherepay: undefined, grid: undefined, bridge: undefined } },
    );
    await walkTo(page, "address.line1");
    assert.equal(await progress(page), "Step 3 of 3");
    const sent = await held(page, "links");
    await goOn(page);
    await reaches(page, sent, 1);
    await sent.pop().fulfill(refused("/birthDate"));
    await page.locator("#summary:not([hidden])").waitFor();
    assert.deepEqual([await progress(page), await shownNames(page), await focused(page)], ["Step 2 of 4", ["birthDate"], "birthDate"]);
    await page.locator("[name=birthDate]").fill("1990-05-17");
    for (let step = 2; step <= 4; step++) await goOn(page);
    await reaches(page, sent, 1);
    assert.equal(sent[0].request().postDataJSON().birthDate, "1990-05-17");
    await sent[0].abort();
  });

  test("of nothing in the form leave the last step as it is, and go with the next step", async (t) => {
    const page = await open(t, "spherepay");
    const sent = await send(page);
    await sent[0].fulfill(problem(502, "upstream"));
    const notice = page.locator(`${FORM} > [data-notice]`);
    await notice.waitFor();
    assert.deepEqual([await progress(page), await button(page).textContent()], ["Step 3 of 3", "Try again"]);
    await page.locator("[data-back]").click();
    await page.waitForFunction(() => history.state.steps.at(-1) === 1);
    assert.deepEqual([await notice.isVisible(), await button(page).textContent()], [false, "Continue"]);
  });

  test("in a form that the server has made open their step, too", async (t) => {
    const page = await open(t, "spherepay");
    await walkTo(page, "address.line1");
    await page.locator("[name='address.city']").fill("");
    await page.locator("[name=phone]").evaluate((control) => (control.value = "12"));
    await page.evaluate(() => document.querySelector("form").submit());
    await page.waitForURL("**/kyc/links");
    await page.locator("form[data-validated=here]").waitFor();
    assert.deepEqual([await progress(page), await summary(page), await focused(page)], ["Step 2 of 3", ["phone"], "phone"]);
    assert.deepEqual(await markedIn(page), ["phone", "address.city"]);
    await page.locator("[data-back]").click();
    assert.deepEqual([await progress(page), await page.evaluate(() => location.pathname)], ["Step 1 of 3", "/kyc/links"]);
    // It is posted again: an entry of the steps would be that of a GET.
    await goOn(page);
    assert.equal(await page.evaluate(() => history.state), null);
    await page.reload();
    await page.locator("form[data-validated=here]").waitFor();
    assert.deepEqual([await progress(page), await page.locator("[name=email]").inputValue()], ["Step 2 of 3", ANSWERS.email]);
  });

  test("a form that a post has brought back leaves no entry that cannot be loaded again", async (t) => {
    const page = await open(t, "spherepay");
    await walkTo(page, "address.line1");
    await page.locator("[name=phone]").evaluate((control) => (control.value = "12"));
    await page.evaluate(() => document.querySelector("form").submit());
    await page.waitForURL("**/kyc/links");
    await page.locator("form[data-validated=here]").waitFor();
    const entries = await page.evaluate(() => history.length);
    const sent = await send(page);
    await sent[0].fulfill({ json: { next: "approved" } });
    await page.locator("[data-status=approved]").waitFor();
    assert.deepEqual(await page.evaluate(() => [location.pathname, history.length]), ["/kyc/status", entries]);
  });

  test("in a form that was posted before the script came are none of what the person has not seen", async (t) => {
    const page = await open(t, "grid");
    await answer(page);
    await page.evaluate(() => document.querySelector("form").submit());
    await page.waitForURL("**/kyc/links");
    await page.locator("form[data-validated=here]").waitFor();
    for (let step = 2; step <= 4; step++) {
      assert.deepEqual([await progress(page), await markedIn(page), await isSummaryShown(page)], [`Step ${step} of 4`, [], false]);
      await answer(page);
      if (step < 4) await goOn(page);
    }
  });
});

describe("without the script", () => {
  const steps = (page) =>
    page.locator("[data-step]").evaluateAll((all) => all.map((step) => getComputedStyle(step).visibility === "visible"));
  const blocked = (file) => (page) => page.route(file, (route) => route.abort());

  test("that does not come, the first step is alone for four seconds; then the form is one page, and is sent as one", async (t) => {
    const page = await open(t, "spherepay", {}, { prepare: blocked(/\/assets\/main-/), isReady: false });
    assert.deepEqual(await steps(page), [true, false, false]);
    await page.waitForFunction(() => getComputedStyle(document.querySelector("[data-step]:nth-of-type(3)")).visibility === "visible");
    assert.deepEqual(await steps(page), [true, true, true]);
    const inTime = await page.evaluate(() => document.getAnimations().length);
    assert.equal(inTime, 0);
    await page.locator("[name=email]").fill("ada");
    await goOn(page);
    await page.waitForURL("**/kyc/links");
    assert.deepEqual((await markedIn(page)).slice(0, 2), ["address.country", "email"]);
  });

  test("in a document of one's own, the form is one page from the beginning", async (t) => {
    const document = (view, shown) =>
      html`<!doctype html><html${views.root(shown)}><head>${views.head(view, shown)}${views.styles(shown)}</head><body><main>${views.content(view, shown)}</main></body></html>`;
    const page = await open(t, "spherepay", { document }, { isReady: false });
    assert.deepEqual(await steps(page), [true, true, true]);
    assert.equal(await page.locator("[data-progress]").isVisible(), false);
  });

  test("that comes after that, the form stays as it is", async (t) => {
    let deliver;
    const delivered = new Promise((resolve) => (deliver = resolve));
    const prepare = (page) =>
      page.route(/\/assets\/texts-/, async (route) => {
        await delivered;
        await route.continue();
      });
    const page = await open(t, "spherepay", {}, { prepare, isReady: false });
    await page.waitForFunction(() => getComputedStyle(document.querySelector("[data-step]:nth-of-type(3)")).visibility === "visible");
    await page.locator("[name='address.city']").fill("Chicago");
    deliver();
    await page.locator("form[data-validated=here]").waitFor();
    assert.deepEqual(await steps(page), [true, true, true]);
    assert.equal(await page.locator("[data-progress]").isVisible(), false);
    await goOn(page);
    assert.deepEqual((await markedIn(page)).slice(0, 2), ["address.country", "email"]);
  });

  test("of the rules, the person goes on unchecked, and the handler's errors open their step", async (t) => {
    const page = await open(t, "spherepay", {}, { prepare: blocked(/\/assets\/rules-/), isReady: false });
    await page.waitForFunction(() => document.querySelector("form").dataset.steps === "shown");
    for (let step = 1; step < 3; step++) {
      assert.equal(await progress(page), `Step ${step} of 3`);
      await goOn(page);
    }
    await page.locator("[name='address.city']").fill("Chicago");
    await goOn(page);
    await page.locator("#summary:not([hidden])").waitFor();
    assert.deepEqual([await progress(page), await focused(page)], ["Step 1 of 3", "address.country"]);
  });
});
