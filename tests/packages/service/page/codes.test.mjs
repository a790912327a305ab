/**
 * Codes without the script: what a person pastes is read as the handler reads it, what has no complete code costs no try,
 * and the page says what is true. The rows of tests/vectors/data/codes.json, as in tests/it/edge/contact/confirm.rs.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { CONTACT_CODE, PERSON_AT_GRID, setUp } from "../../helpers/edge/harness.mjs";
import { subpath } from "../../helpers/install/index.mjs";
import { elementsOf } from "../../helpers/page/dom.mjs";
import { inside } from "../../helpers/page/views.mjs";

const { onboardingPage } = await subpath("page");
const { en: texts } = await inside("texts/en.js");
const { cases } = JSON.parse(readFileSync(new URL("../../../vectors/data/codes.json", import.meta.url), "utf8"));
const NAVIGATION = { accept: "text/html", "sec-fetch-mode": "navigate", "sec-fetch-site": "same-origin" };
const WRONG = "000000";
const textOf = ({ text }) => text.$repeat?.[0].repeat(text.$repeat[1]) ?? text;
const complete = cases.filter(({ code }) => code !== undefined);
const incomplete = cases.filter(({ code }) => code === undefined);

/** A person at Grid to whom a code was sent, and the codes that the provider has got. */
async function waiting(options) {
  const codes = [];
  const made = setUp({ provider: "grid", page: onboardingPage({ locale: "en", ...options }) });
  const fetch = (url, init) => {
    if (/\/confirm$/.test(url)) codes.push(JSON.parse(init.body).code);
    return made.sandbox.fetch(url, init);
  };
  const { browser } = setUp({ ...made.config, fetch });
  const person = browser();
  await person.json("links", PERSON_AT_GRID);
  await person.form("contact/email", { channel: "email" }, NAVIGATION);
  const confirm = async (code) => {
    const { status, text } = await person.form("contact/email/confirm", { channel: "email", code }, NAVIGATION);
    const elements = elementsOf(text);
    return { status, text, error: elements.find(({ attributes }) => attributes.id === "email.code-error")?.text, elements };
  };
  const tell = (code) => person.json("contact/email/confirm", { code });
  return { person, codes, confirm, tell };
}

const tries = (count) => `${texts.contact.wrong} ${texts.contact.left.replace("{count}", count)}`;

test("the code is found in each text, from a form and as JSON", async () => {
  assert.equal(CONTACT_CODE, "123456");
  assert.ok(complete.length > 40 && incomplete.length > 15);
  for (const one of complete) {
    const isRight = one.code === CONTACT_CODE;
    const [form, program] = [await waiting(), await waiting()];
    // A form's control has no line breaks; a program's body has.
    assert.equal((await form.confirm(textOf(one))).status, isRight ? 303 : 422, one.name);
    assert.equal((await program.tell(textOf(one))).status, isRight ? 200 : 422, one.name);
    assert.deepEqual([form.codes, program.codes], [[one.code], [one.code]], one.name);
  }
});

test("a text without a complete code is no try, and the page says what is missing", async () => {
  const { codes, confirm, tell } = await waiting();
  for (const one of incomplete) {
    const { status, error, elements } = await confirm(textOf(one));
    const { status: told, body } = await tell(textOf(one));
    const found = body.errors.map(({ code, pointer }) => `${code} ${pointer}`);
    assert.deepEqual([told, found, body.errors[0].params?.actual], [422, one.issues, one.actual], one.name);
    const expected = one.actual === undefined ? "Enter the code." : `Enter only the code: 6 digits in a row; this has ${one.actual}.`;
    assert.deepEqual([status, error], [422, expected], one.name);
    // The code that was sent may still be entered.
    const control = elements.find(({ attributes }) => attributes.id === "email.code");
    assert.equal(control.attributes.value, undefined, "nothing of it is in the page");
  }
  assert.deepEqual(codes, []);
  assert.equal((await confirm(WRONG)).error, tries(4), "all tries are left");
});

test("a wrong code says how many more may be tried, to the last one", async () => {
  const { codes, confirm, tell } = await waiting();
  const said = [];
  for (let i = 0; i < 5; i++) {
    said.push((await confirm(WRONG)).error);
    assert.match((await confirm("12345")).error ?? "429", i < 4 ? /^Enter only/ : /429/);
  }
  assert.deepEqual(said, [tries(4), tries(3), tries(2), tries(1), texts.contact.none]);
  assert.equal((await confirm(CONTACT_CODE)).status, 429);
  assert.equal(codes.length, 5);
  const { status, body } = await tell(WRONG);
  assert.deepEqual([status, body.attemptsLeft], [429, undefined]);
});

test("programs get the number of tries and what is missing", async () => {
  const { tell } = await waiting();
  const wrong = await tell(WRONG);
  assert.deepEqual([wrong.status, wrong.body.attemptsLeft, wrong.body.errors[0].code], [422, 4, "provider"]);
  const missing = await tell("12345");
  const { code, pointer, params } = missing.body.errors[0];
  assert.deepEqual(
    [missing.status, missing.body.attemptsLeft, code, pointer, params],
    [422, undefined, "code_incomplete", "/code", { digits: 6, actual: 5 }],
  );
});

describe("one contact at a time", () => {
  const shown = async (person) => {
    const { text } = await person.get("status", NAVIGATION);
    const elements = elementsOf(text);
    const buttons = elements.filter(({ name }) => name === "button").map(({ attributes, text }) => [text, attributes.class]);
    return { text, buttons, headings: elements.filter(({ name }) => name === "h2").map(({ text }) => text) };
  };

  test("first the address and one filled button, then one box, then the next contact", async () => {
    const made = setUp({ provider: "grid", page: onboardingPage({ locale: "en" }) });
    const person = made.browser();
    await person.json("links", PERSON_AT_GRID);
    const [local, host] = PERSON_AT_GRID.email.split("@");
    const before = await shown(person);
    assert.deepEqual(before.headings, ["Your email address"]);
    assert.ok(before.text.includes(`<bdi dir="ltr">${local[0]}•••@${host}</bdi>`));
    assert.ok(!before.text.includes(PERSON_AT_GRID.email) && !before.text.includes(PERSON_AT_GRID.phone));
    const filled = ({ buttons }) => buttons.filter(([, look]) => look === undefined).map(([text]) => text);
    assert.deepEqual(filled(before), ["Email me a code"]);
    await person.form("contact/email", { channel: "email" }, NAVIGATION);
    const after = await shown(person);
    assert.deepEqual([after.headings, filled(after)], [["Your email address"], ["Confirm email"]]);
    assert.match(after.text, /<p class="notice good" role="status" data-sent>A code is on its way/);
    await person.form("contact/email/confirm", { channel: "email", code: CONTACT_CODE }, NAVIGATION);
    const next = await shown(person);
    assert.deepEqual([next.headings, filled(next)], [["Your phone number"], ["Text me a code"]]);
    assert.ok(next.text.includes(`••• ${PERSON_AT_GRID.phone.slice(-2)}`));
  });

  test("a form that has sent a code to the phone leads to its box", async () => {
    const made = setUp({ provider: "grid", page: onboardingPage({ locale: "en" }) });
    const person = made.browser();
    await person.json("links", PERSON_AT_GRID);
    await person.form("contact/phone", { channel: "phone" }, NAVIGATION);
    assert.deepEqual((await shown(person)).headings, ["Your phone number"]);
  });
});
