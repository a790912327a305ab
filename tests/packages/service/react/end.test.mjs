/** `end` of `kyclink/react`, and calls that are made while one is running. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { CONTACT_CODE, PERSON, PERSON_AT_GRID } from "../../helpers/edge/harness.mjs";
import { eachVersion, LOST, PEOPLE } from "../../helpers/react/harness.mjs";

const { john: JOHN, ann: ANN } = PEOPLE;
/** The page's handle: for the functions that run there. */
const { app } = globalThis;

eachVersion((site) => {
  const { holding, hook, keys, noErrors, open, sent, start, submit } = site;

  test("end: the form, another key, and nothing of the person before", async (t) => {
    const page = await open(t);
    await submit(page);
    await page.waitForFunction(() => app.hook.status.nextAction === "open_link");
    assert.deepEqual(await page.evaluate(() => app.hook.end()), { kind: "ended" });
    await page.waitForFunction(() => app.hook.status?.status === "none");
    assert.deepEqual(await hook(page), {
      state: { kind: "form", isBusy: false },
      issues: {},
      status: { status: "none", nextAction: "none" },
    });
    assert.equal((await page.evaluate(() => app.hook.renew())).code, "no_session");
    await submit(page);
    assert.deepEqual(keys(), [0, 1]);
    await noErrors(page);
  });

  test("end: whatever was shown is gone at once, before any status", async (t) => {
    const shown = { issues: { ...PERSON, email: "jane" }, link: PERSON, problem: JOHN };
    for (const [kind, applicant] of Object.entries(shown)) {
      const page = await open(t);
      if (kind === "problem") await page.route(/links/, LOST.response, { times: 1 });
      assert.equal((await submit(page, applicant)).kind, kind);
      await page.waitForFunction((nextAction) => app.hook.status?.nextAction === nextAction, kind === "link" ? "open_link" : "none");
      // No later status hides what is left.
      await page.route(/status$/, () => {});
      assert.deepEqual(await page.evaluate(() => app.hook.end()), { kind: "ended" });
      assert.deepEqual(await hook(page), { state: { kind: "form", isBusy: false }, issues: {} }, kind);
      // The next person corrects nothing of the one before.
      site.requests.length = 0;
      assert.equal((await submit(page, ANN)).kind, "link");
      assert.deepEqual(keys(), [0]);
    }
  });

  test("an end that fails is a problem, and changes nothing else", async (t) => {
    const page = await open(t);
    const { kycUrl } = await submit(page);
    await page.waitForFunction(() => app.hook.status.nextAction === "open_link");
    await page.route(/end$/, (route) => route.abort());
    assert.equal((await page.evaluate(() => app.hook.end())).kind, "problem");
    const { state, status } = await hook(page);
    assert.deepEqual([state.kind, state.kycUrl, state.problem.code, status.nextAction], ["link", kycUrl, "network", "open_link"]);
  });

  /**
   * Calls that are made while one is running: what is called, the requests that are sent, the kinds of the results,
   * and the state in the end.
   */
  const MEANWHILE = {
    "the same applicant": [["submit", PERSON], ["submit", PERSON], "links", "link link", "link"],
    "a correction of what is accepted": [["submit", PERSON], ["submit", JOHN], "links", "link link", "link"],
    "a correction of what is refused": [["submit", PEOPLE.wrong], ["submit", PERSON], "links links", "issues link", "link"],
    "the end": [["submit", PERSON], ["end"], "links end", "link ended", "form"],
    "another person's submit after the end": [["end"], ["submit", JOHN], "end links", "ended link", "link"],
    "the same code": [["sendCode", "email"], ["sendCode", "email"], "contact/email", "sent sent", "verify_contact"],
    "a corrected address": [
      ["sendCode", "email"],
      ["sendCode", "email", JOHN.email],
      "contact/email contact/email",
      "sent sent",
      "verify_contact",
    ],
    "a corrected code": [
      ["confirmCode", "email", "000000"],
      ["confirmCode", "email", CONTACT_CODE],
      "contact/email/confirm contact/email/confirm",
      "issues verify_contact",
      "verify_contact",
    ],
    "another contact": [["sendCode", "email"], ["sendCode", "phone"], "contact/email contact/phone", "sent sent", "verify_contact"],
  };
  for (const [name, [first, second, routes, kinds, kind]] of Object.entries(MEANWHILE)) {
    test(`while a request runs: ${name}`, async (t) => {
      const ofContact = /Code$/.test(first[0]);
      start(ofContact ? "grid" : "spherepay");
      const page = await open(t);
      if (ofContact) await submit(page, PERSON_AT_GRID);
      if (first[0] === "confirmCode") await page.evaluate(() => app.hook.sendCode("email"));
      site.requests.length = 0;
      const release = holding();
      const both = page.evaluate((calls) => Promise.all(calls.map(([call, ...given]) => app.hook[call](...given))), [first, second]);
      await page.waitForFunction(() => app.hook.state.isBusy);
      release();
      const results = await both;
      assert.equal(results.map(({ kind }) => kind).join(" "), kinds);
      const posted = routes.split(" ").map((route) => `POST ${route}`);
      assert.deepEqual(sent(), posted);
      const { state } = await hook(page);
      assert.deepEqual([state.kind, state.isBusy], [kind, false]);
    });
  }
});
