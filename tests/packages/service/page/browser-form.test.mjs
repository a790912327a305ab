/** The form in Chromium: what a person corrects, and what the browser restores. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { violations } from "../../../e2e/axe.mjs";
import { createSandbox, PERSON } from "../../helpers/edge/harness.mjs";
import {
  choose,
  enter,
  FORM,
  follow,
  held,
  inChromium,
  markedIn,
  problem,
  reaches,
  shown,
  submitForm,
  submitHeld,
  withhold,
} from "../../helpers/page/in-chromium.mjs";
import { defineAcme } from "../../helpers/provider/model.mjs";

const site = inChromium();

const visibleNotice = (page) => page.locator(`${FORM} > [data-notice]:not([hidden])`);

test("a provider of one's own: its fields, the rules in a file of its own, and the way to its link", async (t) => {
  const kycUrl = () => `${site.origin}/kyc/status`;
  const acme = defineAcme(() => ({
    applicant: { individual: ["email", "birthDate", "address.country", "address.state"], business: ["email?", "business.website"] },
    hosts: [new URL(site.origin).host],
    create: () => ({ customerId: "s-1", kycUrl: kycUrl() }),
    status: () => ({ status: "pending" }),
  }));
  const files = [];
  const prepare = (page) => page.on("request", (request) => files.push(new URL(request.url()).pathname.split("/").at(-1)));
  const page = await site.open(t, acme, { present: "redirect" }, { prepare });
  assert.ok(files.some((name) => name.startsWith("own-")));
  assert.deepEqual(await violations(page), []);
  await page.locator("[name=email]").fill("jane");
  await submitForm(page);
  assert.deepEqual(await markedIn(page), ["address.country", "birthDate", "email"]);
  const required = () => page.locator("[required]:visible:not([name=type])").evaluateAll((controls) => controls.map(({ name }) => name));
  await page.locator("[value=business]").check();
  assert.deepEqual(await required(), ["business.website"]);
  await page.locator("[value=individual]").check();
  assert.deepEqual(await required(), ["address.country", "birthDate", "email"]);
  await follow(page, "US");
  assert.deepEqual(await required(), ["address.country", "birthDate", "email", "address.state"]);
  await page.locator("[name='address.state']").selectOption("IL");
  await page.locator("[name=birthDate]").fill("1990-01-31");
  await page.locator("[name=email]").fill("jane@example.com");
  assert.deepEqual(await markedIn(page), []);
  assert.equal(site.posts().length, 0);
  await submitForm(page);
  await page.waitForURL(kycUrl());
  assert.equal(site.posts().length, 1);

  files.length = 0;
  await site.open(t, "spherepay", {}, { prepare });
  assert.ok(files.some((name) => name.startsWith("rules-")) && !files.some((name) => name.startsWith("own-")));
});

/** What a screen reader says without being asked: the visible alerts, and the name and description of what has the focus. */
const heard = (page) =>
  page.evaluate(() => {
    const focused = document.activeElement;
    const textOf = (element) => element.textContent.trim();
    const named = (attribute) =>
      (focused.getAttribute(attribute) ?? "")
        .split(" ")
        .filter(Boolean)
        .map((id) => textOf(document.getElementById(id)));
    const names = named("aria-labelledby");
    return {
      announced: [...document.querySelectorAll("[role=alert]")].filter((alert) => alert.checkVisibility()).map(textOf),
      focused: [...(names.length > 0 ? names : [...(focused.labels ?? [])].map(textOf)), ...named("aria-describedby")],
    };
  });
test("a year of two digits is refused when the date is left, and not while it is typed", async (t) => {
  const acme = defineAcme(() => ({ applicant: { individual: ["email", "birthDate"] } }));
  const page = await site.open(t, acme);
  const [email, birthDate] = ["email", "birthDate"].map((name) => page.locator(`[name=${name}]`));
  await email.fill("jane@example.com");
  await birthDate.focus();
  await page.keyboard.type("010170");
  assert.equal(await birthDate.inputValue(), "0070-01-01", "what a browser makes of it");
  assert.deepEqual(await birthDate.evaluate(({ min, max }) => [min, max]), ["", ""]);
  assert.deepEqual(await markedIn(page), []);
  await email.focus();
  assert.deepEqual(await markedIn(page), ["birthDate"]);
  const error = page.locator("#birthDate-error");
  assert.equal(await error.textContent(), "Check your date of birth: enter a date from 1900-01-01 to today.");
  await submitForm(page);
  assert.equal(site.posts().length, 0);
  await birthDate.fill("1970-01-01");
  assert.deepEqual(await markedIn(page), []);
});

describe("messages", () => {
  test("appear when a field is left, change while it is corrected, and leave nothing behind", async (t) => {
    const page = await site.open(t, "spherepay");
    const [email, phone] = ["email", "phone"].map((name) => page.locator(`[name=${name}]`));
    await email.fill("jane@example.com");
    await phone.focus();
    await email.fill("jane");
    assert.deepEqual(await markedIn(page), [], "not while it is typed, although it was left before");
    await page.locator(`${FORM} > button`).focus();
    assert.deepEqual(await markedIn(page), [], "not where it would move the button that is pressed");
    await phone.focus();
    assert.deepEqual(await markedIn(page), ["email"]);
    await email.fill("jane@example.com");
    assert.deepEqual(await markedIn(page), []);
    assert.equal(await email.getAttribute("aria-describedby"), null);
    await phone.fill("12");
    await email.focus();
    assert.equal(await phone.getAttribute("aria-describedby"), "phone-hint phone-error");
    await phone.fill("+14155550123");
    assert.equal(await phone.getAttribute("aria-describedby"), "phone-hint");
    assert.equal(await page.locator("[id=phone-error]").evaluate(({ hidden }) => hidden), true);
  });

  test("of own fields name their labels, and nothing is sent before a required one has its value", async (t) => {
    const ownFields = { terms: { label: "Our terms", kind: "checkbox", required: true }, referral: { label: "Referral code" } };
    const page = await site.open(t, "spherepay", {}, { config: { ownFields } });
    await enter(page, PERSON);
    const sent = await held(page, "links");
    await submitForm(page);
    await page.locator("#summary:not([hidden])").waitFor();
    assert.deepEqual([await markedIn(page), sent.length], [["own.terms"], 0]);
    assert.match(await page.locator("#summary li").textContent(), /^Our terms – ./);
    await page.locator("[name='own.terms']").check();
    await page.locator("[name='own.referral']").fill("AB-12");
    await submitForm(page);
    await reaches(page, sent, 1);
    assert.deepEqual(sent[0].request().postDataJSON().own, { terms: "on", referral: "AB-12" });
  });

  test("of an agreement stand beside it, and one that has changed is shown by the server", async (t) => {
    const type = "LIGHTSPARK_END_USER_TERMS";
    const grid = { clientId: "id", clientSecret: "secret", baseUrl: createSandbox().baseUrls.grid, agreements: [type] };
    const page = await site.open(t, "grid", {}, { config: { grid } });
    await enter(page, { ...PERSON, firstName: "Ada", lastName: "Lovelace" });
    await submitForm(page);
    await page.locator("#summary:not([hidden])").waitFor();
    assert.deepEqual([await markedIn(page), site.posts().length], [[`agreements.${type}`], 0]);
    await page.locator(`[id='agreements.${type}']`).check();
    const sent = await submitHeld(page);
    assert.deepEqual(sent[0].request().postDataJSON().agreements, { [type]: "V1" });
    const errors = [{ code: "required", pointer: `/agreements/${type}`, detail: "Fill in this field." }];
    await sent[0].fulfill(problem(422, "invalid_request", { errors }));
    await reaches(page, sent, 2);
    assert.equal(sent[1].request().isNavigationRequest(), true);
  });

  test("are read once after a failed submit: the title is announced, the message with the focused field", async (t) => {
    const page = await site.open(t, "spherepay");
    await enter(page, { ...PERSON, email: "jane" });
    await submitForm(page);
    await page.locator("#summary:not([hidden])").waitFor();
    const { announced, focused } = await heard(page);
    assert.deepEqual(announced, [await page.locator("#summary h2").textContent()]);
    assert.deepEqual(focused.slice(1), [await page.locator("[id='email-error']").textContent()]);
    assert.equal(await page.locator("#summary li a").textContent(), focused[1]);
  });

  test("of what belongs to no field is not a link, and has the focus", async (t) => {
    const page = await site.open(t, "spherepay");
    await enter(page, PERSON);
    const sent = await submitHeld(page);
    const errors = [{ code: "provider", pointer: "/elsewhere", detail: "Not this one." }];
    await sent[0].fulfill(problem(422, "provider_rejected", { errors }));
    await page.locator("#summary:not([hidden])").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), "summary");
    assert.equal(await page.locator("#summary li a").count(), 0);
    const [title, refused] = await Promise.all(["h2", "ul"].map((name) => page.locator(`#summary ${name}`).textContent()));
    assert.deepEqual(await heard(page), { announced: [title], focused: [refused] });
    // While it is sent again, neither this nor the next notice is there.
    await submitForm(page);
    await reaches(page, sent, 2);
    assert.equal(await page.locator("#summary").isHidden(), true);
  });

  test("of several issues of a field, the person sees the first one, at the field and in the summary", async (t) => {
    const page = await site.open(t, "spherepay");
    await enter(page, PERSON);
    const issue = (code, pointer) => ({ code, pointer, detail: `${code} at ${pointer}` });
    const errors = [issue("email_format", "/email"), issue("provider", "/phone"), issue("too_long", "/email"), issue("provider", "/email")];
    await page.route("**/kyc/links", (route) => route.fulfill(problem(422, "invalid_request", { errors })));
    const summary = page.locator("#summary");
    const refused = async () => {
      await submitForm(page);
      await summary.waitFor();
    };
    await refused();
    const links = await summary.locator("li a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    assert.deepEqual(links, ["#email", "#phone"]);
    const message = await page.locator("[id='email-error']").textContent();
    assert.equal(await summary.locator("a[href='#email']").textContent(), message);
    // The rules of the page accept these values: the messages stay until the person changes them.
    await page.locator("[name='address.line1']").fill("Elsewhere 1");
    await page.locator("[name='address.city']").focus();
    assert.deepEqual(await markedIn(page), ["email", "phone"]);
    await page.locator("[name=email]").fill("john@example.com");
    assert.deepEqual([await markedIn(page), await summary.isVisible()], [["phone"], true]);
    await page.locator("[name=phone]").fill("+14155550124");
    await page.locator("[name=email]").focus();
    assert.deepEqual([await markedIn(page), await summary.isVisible()], [[], false]);
    // What was refused may be sent again.
    await refused();
    await page.unroute("**/kyc/links");
    await submitForm(page);
    await page.locator(FORM).waitFor({ state: "detached" });
  });

  test("of a field that was corrected while it was sent are not shown", async (t) => {
    const page = await site.open(t, "spherepay");
    await enter(page, PERSON);
    const sent = await submitHeld(page);
    await page.locator("[name=email]").fill("john@example.com");
    const errors = ["/email", "/phone"].map((pointer) => ({ code: "provider", pointer, detail: "Refused." }));
    await sent[0].fulfill(problem(422, "provider_rejected", { errors }));
    await page.locator("#summary:not([hidden])").waitFor();
    assert.deepEqual(await markedIn(page), ["phone"]);
  });

  test("of a refusal may be about a field that the form did not ask for: it does from then on", async (t) => {
    const page = await site.open(t, "grid");
    await enter(page, { ...PERSON, firstName: "Ada", lastName: "Lovelace" });
    const sent = await held(page, "links");
    const [birthDate, nationality] = ["birthDate", "nationality"].map((name) => page.locator(`[name=${name}]`));
    for (const control of [birthDate, nationality])
      assert.deepEqual([await control.isVisible(), await control.isDisabled()], [false, true]);
    await submitForm(page);
    await reaches(page, sent, 1);
    const errors = ["/birthDate", "/nationality"].map((pointer) => ({ code: "required", pointer, detail: "Refused." }));
    await sent.pop().fulfill(problem(422, "provider_rejected", { errors }));
    await page.locator("#summary:not([hidden])").waitFor();
    assert.deepEqual(await markedIn(page), ["birthDate", "nationality"]);
    await submitForm(page);
    assert.equal(sent.length, 0, "the rules require them now");
    await birthDate.fill("1990-05-17");
    await nationality.selectOption("DE");
    await submitForm(page);
    await reaches(page, sent, 1);
    const { birthDate: given, nationality: country } = sent[0].request().postDataJSON();
    assert.deepEqual([given, country], ["1990-05-17", "DE"]);
    await sent[0].abort();
  });

  test("of a refusal may be about what only another provider of the handler needs: the form asks for it then", async (t) => {
    const status = () => ({ customerId: "s-1", status: "pending" });
    const [acme, beta] = [["email"], ["email", "address", "nationality"]].map((individual, at) =>
      defineAcme(() => ({ name: `acme-${at}`, applicant: { individual }, create: status, status })),
    );
    const config = { provider: () => beta, providers: [acme, beta], spherepay: undefined, grid: undefined, bridge: undefined };
    const page = await site.open(t, undefined, {}, { config });
    const names = () => page.locator(":is(input, select):visible").evaluateAll((controls) => controls.map(({ name }) => name));
    assert.deepEqual(await names(), ["email"]);
    await page.locator("[name=email]").fill("jane@example.com");
    await submitForm(page);
    await page.locator("#summary:not([hidden])").waitFor();
    assert.deepEqual(await markedIn(page), ["address.country", "nationality"]);
    await page.locator("[name=nationality]").selectOption("DE");
    await follow(page, "DE");
    await page.locator("[name='address.line1']").fill("Hauptstr. 1");
    await page.locator("[name='address.postalCode']").fill("10117");
    await submitForm(page);
    await page.locator("[data-enhance=status]").waitFor();
  });

  test("of a refusal may be about names in Latin letters, or about nothing of the form", async (t) => {
    const page = await site.open(t, "bridge");
    await enter(page, { ...PERSON, firstName: "Ada", lastName: "Lovelace" });
    const sent = await held(page, "links");
    const latin = page.locator("[name=transliteratedFirstName]");
    assert.equal(await latin.isVisible(), false);
    for (const [pointer, marked, said] of [
      ["/transliteratedFirstName", ["transliteratedFirstName"], /^Check your first name in Latin letters/],
      ["/endorsements", [], /^Our partner did not accept these details/],
    ]) {
      await submitForm(page);
      await reaches(page, sent, 1);
      await sent.pop().fulfill(problem(422, "provider_rejected", { errors: [{ code: "provider", pointer, detail: "Refused." }] }));
      await page.locator("#summary:not([hidden])").waitFor();
      assert.deepEqual(await markedIn(page), marked);
      assert.match(await page.locator("#summary li").textContent(), said);
      await latin.fill("Ada");
    }
    assert.equal(await latin.isVisible(), true);
  });

  /** What the handler responds with instead of a link, and what the person reads. */
  const AWAY = /^Our partner cannot be reached right now/;
  const OURS = /^Something went wrong on our side/;
  const FAILURES = [
    // The first of all, which leaves the button as it was.
    [problem(422, "provider_rejected"), /^Our partner did not accept these details/],
    [problem(400, "malformed"), OURS],
    [problem(403, "forbidden"), OURS],
    [problem(409, "idempotency_key_in_use"), AWAY],
    [problem(409, "conflict"), /^Somebody is already registered/],
    [problem(409, "contact_locked"), /can no longer be changed here/],
    [problem(410, "gone"), OURS],
    [problem(500, "internal"), OURS],
    [problem(501, "unsupported"), OURS],
    [problem(502, "upstream"), AWAY],
    [problem(503, "outcome_unknown"), AWAY],
    [problem(504, "timeout"), AWAY],
    [{ status: 404, body: "of a gateway" }, OURS],
    [{ status: 408, body: "of a gateway" }, OURS],
    [{ status: 425, body: "of a gateway" }, OURS],
    [{ status: 429, body: "of a gateway" }, /^Too many attempts\. Please try again later\.$/],
    [problem(429, "too_many_requests"), /^Too many attempts\. Please try again later\.$/],
    [{ status: 500, body: "of a gateway" }, OURS],
    [{ status: 502, body: "of a gateway" }, AWAY],
    [problem(500, "internal", { advice: "Start the sandbox." }), /^Start the sandbox\.$/],
    ...[
      [0, "in 1 minute"],
      [60, "in 1 minute"],
      [61, "in 2 minutes"],
      [89, "in 2 minutes"],
      [90, "in 2 minutes"],
      [5400, "in 90 minutes"],
      [5401, "in 2 hours"],
      [7201, "in 3 hours"],
      [80_000, "in 23 hours"],
    ].map(([seconds, time]) => [
      problem(429, "too_many_requests", {}, { "retry-after": `${seconds}` }),
      new RegExp(`^Too many attempts\\. Please try again ${time}\\.$`),
    ]),
  ];

  test("say of each failure what to do; while the form is sent again, the last one is gone", async (t) => {
    const page = await site.open(t, "spherepay");
    await enter(page, PERSON);
    const sent = await held(page, "links");
    const button = page.locator(`${FORM} > button`);
    for (const [at, [response, text]] of FAILURES.entries()) {
      const label = await button.textContent();
      await submitForm(page);
      await reaches(page, sent, at + 1);
      assert.deepEqual([await visibleNotice(page).count(), await button.textContent()], [0, "One moment…"]);
      await sent[at].fulfill(response);
      await visibleNotice(page).waitFor();
      assert.match(await visibleNotice(page).textContent(), text, JSON.stringify(response));
      // What the provider has refused is not the same a second time.
      assert.equal(await button.textContent(), response.status === 422 ? label : "Try again");
    }
  });
});

test("the key that has replaced a used one is that of the form and of the tab", async (t) => {
  const page = await site.open(t, "spherepay");
  await enter(page, PERSON);
  const sent = await submitHeld(page);
  const keys = sent.map((route) => route.request().headers()["idempotency-key"]);
  await sent[0].fulfill(problem(422, "idempotency_key_reused"));
  await reaches(page, sent, 2);
  keys.push(sent[1].request().headers()["idempotency-key"]);
  await sent[1].abort();
  await visibleNotice(page).waitFor();
  assert.notEqual(keys[0], keys[1]);
  const kept = await page.evaluate(() => [document.querySelector("[name=idempotencyKey]").value, { ...sessionStorage }]);
  assert.deepEqual(kept, [keys[1], { "kyclink:/kyc": keys[1] }]);
});

test("after a refusal because of a taken email address, the tab keeps no key", async (t) => {
  const page = await site.open(t, "spherepay");
  await enter(page, PERSON);
  const sent = await submitHeld(page);
  const kept = () => page.evaluate(() => Object.keys(sessionStorage));
  assert.deepEqual(await kept(), ["kyclink:/kyc"]);
  await sent[0].fulfill(problem(409, "conflict"));
  await visibleNotice(page).waitFor();
  assert.deepEqual(await kept(), []);
});

test("a form that a post has brought back keeps the key of that post, and the tab the other one", async (t) => {
  const page = await site.open(t, "spherepay");
  const other = { "kyclink:/kyc": "0123456789abcdefghijkl" };
  const kept = () => page.evaluate(() => [document.querySelector("[name=idempotencyKey]").value, { ...sessionStorage }]);
  const [key] = await kept();
  await page.evaluate((other) => {
    for (const [name, value] of Object.entries(other)) sessionStorage.setItem(name, value);
    document.querySelector("form[data-enhance=form]").submit();
  }, other);
  await page.waitForURL("**/kyc/links");
  await page.locator("form[data-validated=here]").waitFor();
  assert.deepEqual(await kept(), [key, other]);
  await enter(page, PERSON);
  await submitHeld(page);
  assert.deepEqual(await kept(), [key, other]);
});

/** As a browser restores a form: without an event for any control. */
const RESTORED = { "address.country": "PL", firstName: "Zoë", lastName: "Żółć", phone: "22 123 45 67" };
const restore = (page, values) =>
  page.evaluate((values) => {
    for (const [name, value] of Object.entries(values)) document.querySelector(`[name="${name}"]`).value = value;
  }, values);

describe("what is in the form already", () => {
  const number = (page) => page.getByText("With country code: +48 22 123 45 67", { exact: true });

  test("when the rules arrive, has its fields", async (t) => {
    let deliver;
    const delivered = new Promise((resolve) => (deliver = resolve));
    const prepare = (page) =>
      page.route(/\/assets\/rules-/, async (route) => {
        await delivered;
        await route.continue();
      });
    const page = await site.open(t, "bridge", {}, { prepare, isReady: false });
    await page.waitForFunction(() => document.getElementById("announcer"));
    await restore(page, RESTORED);
    deliver();
    await shown(page, "PL");
    await page.locator("[data-latin]:not([disabled])").waitFor();
    await number(page).waitFor();
  });

  test("when the server has filled it in, is shown as it is sent", async (t) => {
    const page = await site.open(t, "spherepay", { prefill: () => ({ phone: "030 123456", address: { country: "DE" } }) });
    await page.getByText("With country code: +4930123456", { exact: true }).waitFor();
  });

  test("when the browser comes back to the page, has its fields", async (t) => {
    const page = await site.open(t, "bridge");
    await restore(page, RESTORED);
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
    await shown(page, "PL");
    await page.locator("[data-latin]:not([disabled])").waitFor();
    await number(page).waitFor();
  });

  test("as a business has its required fields, and only as one", async (t) => {
    const page = await site.open(t, "grid");
    const required = () => page.locator("[data-only=business] [required]").evaluateAll((all) => all.map(({ name }) => name));
    assert.deepEqual(await required(), []);
    const all = ["business.legalName", "business.country", "business.taxId", "business.incorporatedOn"];
    await page.locator("[name=type][value=business]").check();
    assert.deepEqual(await required(), all);
    await page.locator("[name=type][value=individual]").check();
    assert.deepEqual(await required(), []);
    await page.evaluate(() => {
      document.querySelector("[name=type][value=business]").checked = true;
      dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    });
    assert.deepEqual(await required(), all);
  });
});

test("a name in Latin letters is not sent where none is needed any more, although it was filled in", async (t) => {
  const page = await site.open(t, "bridge");
  await enter(page, { ...PERSON, firstName: "Zoë", lastName: "Żółć" });
  const latin = { transliteratedFirstName: "Zoe", transliteratedMiddleName: "Q", transliteratedLastName: "Zolc" };
  for (const [name, value] of Object.entries(latin)) await page.locator(`[name=${name}]`).fill(value);
  await page.locator("[name=lastName]").fill("Smith");
  const [sent] = await submitHeld(page);
  const names = Object.keys(sent.request().postDataJSON());
  assert.deepEqual(
    names.filter((name) => /^(trans|last)/.test(name)),
    ["lastName"],
  );
});

test("a number appears once typing pauses, and not in the middle of it", async (t) => {
  const page = await site.open(t, "spherepay");
  await follow(page, "DE");
  const output = page.locator("output[for=phone]");
  await page.clock.pauseAt(new Date(await page.evaluate(() => Date.now() + 1000)));
  await page.locator("[name=phone]").fill("030 12345");
  for (const digit of "678") {
    await page.clock.runFor(400);
    assert.equal(await output.textContent(), "", digit);
    await page.keyboard.type(digit);
  }
  await page.clock.runFor(600);
  assert.equal(await output.textContent(), "With country code: +49 30 12345678");
  // What is accepted with a warning may be another number than the person meant.
  for (const typed of ["49 171 1234567", "+44 20 7946 0958", "12", "030 12345678901234"]) {
    await page.locator("[name=phone]").fill(typed);
    await page.clock.runFor(600);
    assert.equal(await output.textContent(), "", typed);
  }
  await page.locator("[name=phone]").fill("０３０－１２３４５６７８");
  await page.clock.runFor(600);
  assert.equal(await output.locator("bdi[dir=ltr]").textContent(), "+49 30 12345678");
  await page.locator("[name=phone]").fill("030 12345678");
  await page.clock.runFor(600);
  assert.notEqual(await output.textContent(), "");
  // Of another country it is another number, whose groups follow when the country's file has arrived.
  await page.locator("[name=phone]").fill("01 23 45 67 89");
  const deliver = await withhold(page, "FR");
  await choose(page, "FR");
  assert.equal(await output.textContent(), "");
  await page.clock.runFor(600);
  assert.equal(await output.textContent(), "With country code: +33123456789");
  deliver();
  await page.getByText("With country code: +33 1 23 45 67 89", { exact: true }).waitFor();
});
