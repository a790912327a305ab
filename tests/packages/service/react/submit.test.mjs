/** What `submit` of `kyclink/react` sends: one key until an applicant is accepted, and another one for the next. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { CONTACT_CODE, PERSON, PERSON_AT_GRID } from "../../helpers/edge/harness.mjs";
import { eachVersion, LOST, PEOPLE } from "../../helpers/react/harness.mjs";

const { john: JOHN } = PEOPLE;
/** The page's handle: for the functions that run there. */
const { app } = globalThis;

eachVersion((site) => {
  const { hook, keys, open, sent, start, startBridge, submit } = site;

  test("one key until an applicant is accepted, and another one for the next", async (t) => {
    const page = await open(t);
    assert.equal((await submit(page, { ...PERSON, email: "jane" })).kind, "issues");
    await page.route(/links/, (route) => route.abort(), { times: 1 });
    assert.equal((await submit(page)).kind, "problem");
    const first = await submit(page);
    const second = await submit(page, JOHN);
    assert.deepEqual([first.kind, second.kind, first.kycUrl === second.kycUrl], ["link", "link", false]);
    await page.evaluate(() => app.unmount());
    await page.evaluate(() => app.mount());
    await submit(page, { ...PERSON, email: "ann@example.com" });
    assert.deepEqual(keys(), [0, 0, 2, 3]);
    assert.equal(site.sandbox.customers().length, 3);
  });

  test("a key is dropped after each way to be accepted", async (t) => {
    for (const [begin, expected] of [
      [() => start("grid"), "verify_contact"],
      [startBridge, "accept_terms"],
    ]) {
      begin();
      const page = await open(t);
      const kinds = [];
      for (const email of [PERSON.email, JOHN.email]) kinds.push((await submit(page, { ...PERSON_AT_GRID, email })).kind);
      assert.deepEqual([...kinds, ...keys()], [expected, expected, 0, 1]);
    }
  });

  /**
   * What is pressed again after an applicant was accepted: which applicant, and what the handler is asked for. The
   * link has expired in the second case.
   */
  const AGAIN = {
    "the same applicant": [PERSON, [], 1],
    "the same applicant, whose link has expired": [PERSON, ["POST links/renew"], 1, -1_000],
    "the same applicant, whose link has not expired": [PERSON, [], 1, 60_000],
    "another applicant": [JOHN, ["POST links"], 2],
  };
  for (const [name, [again, routes, customers, expiresIn]] of Object.entries(AGAIN)) {
    test(`after a link: ${name}`, async (t) => {
      const page = await open(t);
      if (expiresIn !== undefined)
        await page.route(
          /links$/,
          async (route) => {
            const response = await route.fetch();
            const json = { ...(await response.json()), expiresAt: new Date(Date.now() + expiresIn).toISOString() };
            await route.fulfill({ response, json });
          },
          { times: 1 },
        );
      const link = await submit(page);
      site.requests.length = 0;
      const second = await submit(page, again);
      assert.deepEqual([link.kind, second.kind, sent(), site.sandbox.customers().length], ["link", "link", routes, customers]);
      assert.deepEqual((await hook(page)).state, { ...second, isBusy: false });
      if (routes.length === 0) assert.deepEqual(second, link);
    });
  }

  test("the same applicant again: the step at which the person is", async (t) => {
    start("grid");
    const page = await open(t);
    const again = async () => {
      site.requests.length = 0;
      const { kind, channels } = await submit(page, PERSON_AT_GRID);
      return [kind, channels, sent()];
    };
    await submit(page, PERSON_AT_GRID);
    assert.deepEqual(await again(), ["verify_contact", ["email", "phone"], []]);
    for (const channel of ["email", "phone"]) {
      await page.evaluate((channel) => app.hook.sendCode(channel), channel);
      await page.evaluate((given) => app.hook.confirmCode(...given), [channel, CONTACT_CODE]);
      const expected = channel === "email" ? ["verify_contact", ["phone"], []] : ["link", undefined, ["POST links/renew"]];
      assert.deepEqual(await again(), expected);
    }
    assert.equal(site.sandbox.customers().length, 1);
  });

  test("without a session, the same applicant gets the same customer back", async (t) => {
    const page = await open(t);
    for (let round = 0; round < 3; round++) {
      assert.equal((await submit(page)).kind, "link");
      await page.context().clearCookies();
      assert.equal((await page.evaluate(() => app.hook.renew())).code, "no_session");
    }
    assert.deepEqual([keys(), site.sandbox.customers().length], [[0, 0, 0], 1]);
    assert.equal((await submit(page, JOHN)).kind, "link");
    assert.deepEqual([keys(), site.sandbox.customers().length], [[0, 0, 0, 3], 2]);
  });

  test("without a session, a request that fails does not bring it back", async (t) => {
    const page = await open(t);
    await submit(page);
    await page.context().clearCookies();
    assert.equal((await page.evaluate(() => app.hook.renew())).code, "no_session");
    await page.route(/links/, (route) => route.abort(), { times: 1 });
    assert.equal((await submit(page)).code, "network");
    site.requests.length = 0;
    assert.equal((await submit(page)).kind, "link");
    assert.deepEqual([sent(), site.sandbox.customers().length], [["POST links"], 1]);
  });

  test("an applicant that is changed while its outcome is unknown is sent again as it was", async (t) => {
    const page = await open(t);
    await page.route(/links/, LOST.response, { times: 1 });
    const kinds = await page.evaluate(
      async ([jane, email]) => {
        const first = await app.hook.submit(jane);
        jane.email = email;
        return [first.kind, (await app.hook.submit(jane)).kind];
      },
      [PERSON, JOHN.email],
    );
    assert.deepEqual([kinds, site.sandbox.customers().length], [["problem", "link"], 1]);
  });

  /** What is lost of each submit and its applicant; in the end the keys, and the applicant who was accepted. */
  const CORRECTED = {
    "its response": ["response jane, nothing john", [0, 0, 0], PERSON],
    "its request": ["request jane, nothing john", [0], JOHN],
    "its response, and the request with the correction": ["response jane, request john, nothing ann", [0, 0, 0, 0, 0], PERSON],
    "its request, and the response to the correction": ["request jane, response john, nothing ann", [0, 0, 0], JOHN],
    "a response to what is refused": ["response wrong, nothing john", [0, 0], JOHN],
  };
  for (const [name, [submits, expected, accepted]] of Object.entries(CORRECTED)) {
    test(`a correction creates no second customer after a submit that lost ${name}`, async (t) => {
      const page = await open(t);
      const steps = submits.split(", ").map((step) => step.split(" "));
      for (const [lost, who] of steps) {
        if (lost !== "nothing") await page.route(/links/, LOST[lost], { times: 1 });
        assert.equal((await submit(page, PEOPLE[who])).kind, lost === "nothing" ? "link" : "problem");
      }
      assert.deepEqual(keys(), expected);
      assert.equal(site.sandbox.customers().length, 1);
      // Neither the correction nor what it corrects is another onboarding afterwards.
      site.requests.length = 0;
      await submit(page, PEOPLE[steps.at(-1)[1]]);
      await submit(page, accepted);
      assert.deepEqual(sent(), []);
    });
  }

  /** How the handler responds to each request with an applicant, what the submits become, and the keys of the site.requests. */
  const REUSED = {
    "an earlier applicant that is refused gives its key to the correction": ["issues link", "link", "0000"],
    "an earlier applicant whose outcome is unknown keeps its key": ["outcome_unknown reused link", "problem link", "00000"],
    "the key of another page, or of yesterday": ["reused reused link", "link", "00001"],
    "an earlier applicant in conflict leaves the correction to a new key": ["conflict reused link", "link", "00001"],
    "an earlier applicant whose outcome stays unknown does not stop the correction for ever": [
      "outcome_unknown reused outcome_unknown reused link",
      "problem link",
      "0000001",
    ],
    "a key that stays taken although its applicant was refused": ["issues reused link", "link", "00001"],
  };
  for (const [name, [later, kinds, sentKeys]] of Object.entries(REUSED)) {
    test(`a key that is taken: ${name}`, async (t) => {
      const page = await open(t);
      const replies = ["lost", "reused", ...later.split(" ")];
      const seen = [];
      const numbers = new Map();
      await page.route(/links$/, (route) => {
        const key = route.request().headers()["idempotency-key"];
        if (!numbers.has(key)) numbers.set(key, numbers.size);
        seen.push(`${numbers.get(key)} ${route.request().postDataJSON().email.split("@")[0]}`);
        const reply = replies[seen.length - 1];
        if (reply === "lost") return route.abort();
        if (reply === "link") return route.fulfill({ json: { kycUrl: "https://example.com/kyc", provider: "spherepay" } });
        if (reply === "issues")
          return route.fulfill({ status: 422, json: { errors: [{ code: "pattern", pointer: "/email", detail: "No." }] } });
        return route.fulfill({ status: 422, json: { code: reply === "reused" ? "idempotency_key_reused" : reply } });
      });
      const jane = { ...PERSON, email: "jane@example.com" };
      assert.equal((await submit(page, jane)).code, "network");
      for (const kind of kinds.split(" ")) assert.equal((await submit(page, JOHN)).kind, kind);
      // Jane, whose outcome is unknown, and John, who corrects her, by turns; a new key is only John's.
      const people = [...sentKeys].map((key, at) => `${key} ${key === "0" && at % 2 === 0 ? "jane" : "john"}`);
      assert.deepEqual(seen, people);
    });
  }
});
