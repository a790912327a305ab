/** Contact codes, renewals and the code for another device in Chromium: what the page makes of each response. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CONTACT_CODE, PERSON, PERSON_AT_GRID } from "../../helpers/edge/harness.mjs";
import { enter, held, inChromium, markedIn, problem, reaches, submitForm } from "../../helpers/page/in-chromium.mjs";

const site = inChromium();

const SEND = "section > form[action='/kyc/contact/email']";
const CORRECT = "details form[action='/kyc/contact/email']";
const CONFIRM = "form[action='/kyc/contact/email/confirm']";
const mainNotice = (page) => page.locator("main > [data-notice]:not([hidden])");
const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.localName);
const heading = (page, name) => page.getByRole("heading", { name, level: 1 }).waitFor();
const SENT = { status: 204 };
const WRONG = problem(422, "invalid_request", { errors: [{ code: "pattern", pointer: "/code", detail: "In other words." }] });

/** Creates the customer of an applicant, and opens the status. */
async function begun(t, provider, person, options) {
  const page = await site.open(t, provider, options);
  await page.evaluate(
    (body) => fetch("/kyc/links", { method: "POST", headers: { "content-type": "application/json" }, body }),
    JSON.stringify(person),
  );
  await page.goto(`${site.origin}/kyc/status`);
  await page.waitForFunction(() => document.getElementById("announcer"));
  return page;
}

/** Opens the page on which contacts are confirmed, with the box for a code that the person has already. */
async function contacts(t, channel = "email") {
  const page = await begun(t, "grid", PERSON_AT_GRID);
  if (channel === "phone") {
    const post = (path, code) =>
      page.evaluate(
        ([path, body]) => fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body }),
        [`/kyc/contact/email${path}`, JSON.stringify({ code })],
      );
    await post("");
    await post("/confirm", CONTACT_CODE);
    await page.reload();
    await page.waitForFunction(() => document.getElementById("announcer"));
  }
  await page.locator("form[data-enhance=send]").first().waitFor();
  await page.locator(`details:has([id='${channel}.code']) summary`).click();
  await page.waitForTimeout(200);
  site.requests.length = 0;
  return page;
}
const bodies = () => site.posts().map(({ path, body }) => [path, JSON.parse(body)]);

/** Opens the status of a person who has a link to come. */
const incomplete = (t) => begun(t, "spherepay", { ...PERSON, address: { ...PERSON.address, country: "US" } });

describe("contact codes", () => {
  test("a second click while the corrected code is checked sends nothing", async (t) => {
    const page = await contacts(t);
    const sent = await held(page, "contact/email/confirm");
    const confirm = async (code) => {
      await page.locator("[id='email.code']").fill(code);
      await submitForm(page, CONFIRM);
    };
    await confirm("000000");
    await confirm("111111");
    await reaches(page, sent, 1);
    await sent[0].fulfill(WRONG);
    await reaches(page, sent, 2);
    await confirm("111111");
    await sent[1].fulfill(WRONG);
    await page.locator("[id='email.code'][aria-invalid=true]").waitFor();
    await confirm("222222");
    await reaches(page, sent, 3);
    assert.deepEqual(
      sent.map((route) => route.request().postDataJSON().code),
      ["000000", "111111", "222222"],
    );
  });

  test("a correction is marked until it is right, and the field for the code has the focus then", async (t) => {
    const page = await contacts(t);
    const value = page.locator("[id='email.value']");
    const note = page.locator("[data-sent]:not([hidden])");
    const sent = await held(page, "contact/email");
    await page.locator("details:has([id='email.value']) summary").click();
    await value.fill("jane@example");
    await page.locator("[id='email.code']").focus();
    await submitForm(page, CORRECT);
    await reaches(page, sent, 1);
    assert.deepEqual(await markedIn(page), [], "not while it is sent");
    await sent[0].fulfill(
      problem(422, "invalid_request", { errors: [{ code: "email_format", pointer: "/value", detail: "In other words." }] }),
    );
    await page.getByText("Enter an email address such as name@example.com.").waitFor();
    assert.deepEqual([await markedIn(page), await focused(page), await note.count()], [["email.value"], "email.value", 0]);
    await value.fill("jane@example.com");
    await submitForm(page, CORRECT);
    await reaches(page, sent, 2);
    await sent[1].fulfill(SENT);
    await note.waitFor();
    assert.deepEqual([await markedIn(page), await focused(page)], [[], "email.code"]);
  });

  for (const channel of ["email", "phone"])
    test(`${channel}: a blank correction is marked and has the focus, and nothing is sent`, async (t) => {
      const page = await contacts(t, channel);
      site.requests = [];
      await page.locator(`details:has([id='${channel}.value']) summary`).click();
      await page.locator(`[id='${channel}.value']`).fill("  ");
      await page.locator(`[id='${channel}.code']`).focus();
      await submitForm(page, CORRECT.replace("email", channel));
      await page.locator(`[id='${channel}.value'][aria-invalid=true]`).waitFor();
      assert.deepEqual([await focused(page), site.posts()], [`${channel}.value`, []]);
    });

  test("a wrong code is marked until there is a new one", async (t) => {
    const page = await contacts(t);
    const [code, note] = [page.locator("[id='email.code']"), page.locator("[data-sent]:not([hidden])")];
    await page.route("**/kyc/contact/email", (route) => route.fulfill(SENT));
    await page.route("**/kyc/contact/email/confirm", (route) => route.fulfill(WRONG));
    await submitForm(page, SEND);
    await note.waitFor();
    await code.fill("000000");
    await page.locator(`${CONFIRM} button`).click();
    await page.locator("[id='email.code'][aria-invalid=true]").waitFor();
    assert.match(await page.locator("[id='email.code-error']").textContent(), /^This code is wrong or has expired/);
    assert.deepEqual([await focused(page), await note.count()], ["email.code", 0]);
    await submitForm(page, SEND);
    await note.waitFor();
    assert.deepEqual([await markedIn(page), await code.inputValue(), await focused(page)], [[], "", "email.code"]);
  });

  test("a correction while a code is sent is sent after it; a double click is not", async (t) => {
    const page = await contacts(t);
    const release = site.holding();
    await submitForm(page, SEND);
    await site.arrival(page, 1);
    for (let i = 0; i < 2; i++) await submitForm(page, SEND);
    await page.locator("details:has([id='email.value']) summary").click();
    await page.locator("[id='email.value']").fill("john@example.com");
    for (let i = 0; i < 2; i++) await submitForm(page, CORRECT);
    assert.equal(site.posts().length, 1);
    release();
    await site.arrival(page, 2);
    await page.locator("[data-sent]:not([hidden])").waitFor();
    assert.deepEqual(bodies(), [
      ["contact/email", {}],
      ["contact/email", { value: "john@example.com" }],
    ]);
  });

  test("the button for the known address sends no other one, also if one was typed", async (t) => {
    const page = await contacts(t);
    const summary = page.locator("details:has([id='email.value']) summary");
    await summary.click();
    await page.locator("[id='email.value']").fill("john@example.com");
    await summary.click();
    await page.getByRole("button", { name: "Email me a code" }).click();
    await page.locator("[data-sent]:not([hidden])").waitFor();
    assert.deepEqual(bodies(), [["contact/email", {}]]);
  });

  test("what is wrong with the known address stands above, and not in the correction, which is closed", async (t) => {
    const page = await contacts(t);
    const errors = [{ code: "provider", pointer: "/value", detail: "This address is not accepted." }];
    await page.route("**/kyc/contact/email", (route) =>
      route.fulfill({ status: 422, json: { type: "urn:kyclink:provider_rejected", code: "provider_rejected", errors } }),
    );
    await page.getByRole("button", { name: "Email me a code" }).click();
    await mainNotice(page).waitFor();
    assert.notEqual(await mainNotice(page).textContent(), "");
    assert.equal(await page.locator("[aria-invalid=true]").count(), 0);
  });

  for (const [form, route] of [
    [SEND, "contact/email"],
    [CONFIRM, "contact/email/confirm"],
  ]) {
    test(`${route}: where the provider has lost the customer, the handler's page says so`, async (t) => {
      const page = await contacts(t);
      const sent = await held(page, route);
      await submitForm(page, form);
      await reaches(page, sent, 1);
      await sent[0].fulfill(problem(410, "customer_gone"));
      await reaches(page, sent, 2);
      assert.ok(sent[1].request().isNavigationRequest());
    });

    test(`${route}: a session that is over leaves nothing but the start`, async (t) => {
      const page = await contacts(t);
      const sent = await held(page, route);
      await submitForm(page, form);
      // What waits behind it is not sent any more.
      await page.locator("[id='email.code']").fill("123456");
      await submitForm(page, CONFIRM);
      await reaches(page, sent, 1);
      site.requests = [];
      await sent[0].fulfill(problem(401, "no_session"));
      await heading(page, "Nothing has been started here");
      await page.waitForTimeout(100);
      assert.deepEqual([sent.length, site.posts()], [1, []]);
      assert.equal(await page.getByRole("link", { name: "Start" }).getAttribute("href"), "/kyc/new");
    });
  }

  test("the next step follows the last code: the other contact, or a link", async (t) => {
    const page = await contacts(t);
    const sent = await held(page, "contact/email/confirm");
    const renewals = await held(page, "links/renew");
    await submitForm(page, CONFIRM);
    await reaches(page, sent, 1);
    await sent[0].fulfill({ json: { next: "link" } });
    await reaches(page, renewals, 1);
    await renewals[0].fulfill(problem(503, "unavailable"));
    await mainNotice(page).waitFor();
    await submitForm(page, CONFIRM);
    await reaches(page, sent, 2);
    await sent[1].fulfill({ json: { next: "verify_contact", channels: ["phone"] } });
    await page.locator("form[action='/kyc/contact/email']").first().waitFor({ state: "detached" });
    assert.equal(await page.locator("form[action='/kyc/contact/phone/confirm']").count(), 1);
  });
});

test("the second click of two counts, unless the first one has brought what it is on", async (t) => {
  const page = await site.open(t, "grid");
  await enter(page, { ...PERSON, firstName: "Ada", lastName: "Lovelace" });
  await page.route("**/kyc/links", (route) => route.fulfill({ json: { next: "verify_contact", channels: ["email"] } }));
  await submitForm(page);
  const details = page.locator("details:has([id='email.value'])");
  const isOpen = () => details.evaluate(({ open }) => open);
  await details.locator("summary").click();
  assert.equal(await isOpen(), true);
  await details.locator("summary").dblclick();
  assert.equal(await isOpen(), true);
});

/** Responses with the next step, and what is there then. Only where it was not handed over is the way to a phone. */
const STEPS = [
  [
    "a link",
    { status: 201, json: { kycUrl: "https://kyc.example/", provider: "spherepay" } },
    "[data-action=open_link] a.button[href='https://kyc.example/']",
    true,
  ],
  ["contacts", { json: { next: "verify_contact", channels: ["email"] } }, SEND, false],
  [
    "terms",
    { json: { next: "accept_terms", url: "https://terms.example/", provider: "spherepay" } },
    "[data-action=accept_terms] a.button[href='https://terms.example/']",
    true,
  ],
  ["approved", { json: { next: "approved" } }, "[data-status=approved][data-action=none]", false],
];

describe("the next step", () => {
  for (const [name, response, selector, mayHandOver] of STEPS) {
    test(`${name}, after the form`, async (t) => {
      const page = await site.open(t, "spherepay", {}, { path: "/new" });
      await enter(page, PERSON);
      await page.route("**/kyc/links", (route) => route.fulfill(response));
      await held(page, "status");
      await submitForm(page);
      await page.locator(selector).waitFor();
      assert.equal(await page.locator("form.handoff").count(), mayHandOver ? 1 : 0);
      assert.deepEqual([await focused(page), await page.evaluate(() => location.pathname)], ["h1", "/kyc/status"]);
      assert.equal(await page.title(), await page.locator("h1").textContent());
      await page.unroute("**/kyc/status");
      await page.goBack();
      await page.locator("form[data-enhance=form]").waitFor();
      assert.equal(await page.evaluate(() => location.pathname), "/kyc/new");
    });

    test(`${name}, instead of what the button asks for`, async (t) => {
      const page = await incomplete(t);
      const length = await page.evaluate(() => history.length);
      await page.route("**/kyc/links/renew", (route) => route.fulfill(response));
      await held(page, "status");
      await submitForm(page, "form[data-enhance=renew]");
      await page.locator(selector).waitFor();
      assert.equal(await page.locator("form.handoff").count(), mayHandOver ? 1 : 0);
      assert.equal(await page.evaluate(() => history.length), length);
    });
  }
});

test("a code for another device is made once, however often the button is pressed, and has the focus", async (t) => {
  const page = await incomplete(t);
  const sent = await held(page, "handoff");
  const made = (token) => ({
    status: 201,
    json: { url: `https://app.example.com/kyc/handoff/open?token=${token}`, svg: "<svg></svg>", compare: 42 },
  });
  for (const token of ["first", "second"]) {
    for (let i = 0; i < 3; i++) await submitForm(page, "form.handoff");
    await reaches(page, sent, 1);
    await sent.pop().fulfill(made(token));
    await page.locator(`form.handoff a[href$='token=${token}']`).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement === document.querySelector("form.handoff p")), true);
    assert.match(await page.locator("form.handoff").innerText(), /same number: 42/);
  }
  await page.waitForTimeout(100);
  assert.equal(sent.length, 0);
});
