/** `create`, where it makes another link for a customer, and links for one opening. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { newKey } from "../../helpers/edge/harness.mjs";
import { open, PAGES, PERSON } from "../../helpers/provider/model.mjs";

const COMPANY = { type: "business", email: "office@example.com", business: { legalName: "Smith Ltd" } };
const BOTH = { individual: ["email", "firstName", "lastName"], business: ["email", "business.legalName"] };

test("create gets the type of the customer, and nothing else of the applicant", async () => {
  for (const [applicant, fields] of [
    [PERSON, BOTH],
    [COMPANY, BOTH],
    [PERSON, { individual: BOTH.individual }],
    [COMPANY, { business: BOTH.business }],
  ])
    for (const reference of ["user-1", undefined]) {
      const calls = [];
      const create = ({ applicant, customerId, reference }) => {
        calls.push({ applicant, customerId, reference });
        return { customerId: `s-${applicant.type}`, kycUrl: `${PAGES}/${calls.length}` };
      };
      const config = reference && { authorize: () => ({ reference }) };
      const { browser, errors } = open(() => ({ create, applicant: fields, status: () => ({ status: "incomplete" }) }), config);
      const page = browser();
      assert.equal((await page.json("links", applicant, { "idempotency-key": newKey() })).status, 201);
      assert.equal((await page.json("links/renew", {})).status, 201, JSON.stringify(errors.map(({ error }) => error.message)));
      const [first, again] = calls;
      assert.deepEqual(again, { applicant: { type: applicant.type }, customerId: `s-${applicant.type}`, reference: first.reference });
    }
});

/** Says of every link of the definition that it can be opened only once. */
const once = (changes) => (tools) => {
  const definition = changes(tools);
  const marked = (name) => definition[name] && { [name]: async (given) => ({ ...(await definition[name](given)), once: true }) };
  return { ...definition, ...marked("create"), ...marked("link") };
};

/** A create that returns the same link for the same key, as a provider does that replays its responses. */
const replaying =
  (repeat) =>
  (_, made = new Map()) => ({
    repeat,
    create({ reference, idempotencyKey }) {
      const key = repeat === "key" ? idempotencyKey : reference;
      const number = made.get(key) ?? made.size + 1;
      made.set(key, number);
      return { customerId: `s-${number}`, kycUrl: `${PAGES}/s-${number}` };
    },
    status: () => ({ status: "incomplete" }),
  });

const makesLinks =
  (repeat) =>
  (tools, state = { links: 0 }) => ({
    ...replaying(repeat)(tools),
    link: ({ customerId }) => ({ kycUrl: `${PAGES}/${customerId}?n=${++state.links}` }),
  });

test("a link for one opening is not given again to the same post", async () => {
  for (const [name, definition, expected] of [
    ["key, without link", replaying("key"), "status"],
    ["never, without link", replaying("never"), "status"],
    ["key", makesLinks("key"), "link"],
    ["never", makesLinks("never"), "link"],
    ["reference", makesLinks("reference"), "link"],
  ])
    for (const authorize of [() => ({ reference: "user-1" }), undefined]) {
      const { browser, errors } = open(once(definition), { authorize });
      const [page, sent] = [browser(), { "idempotency-key": newKey() }];
      const first = await page.json("links", PERSON, sent);
      assert.deepEqual([first.status, first.body.once], [201, true], name);
      const seen = new Set([first.body.kycUrl]);
      for (let attempt = 1; attempt <= 3; attempt++) {
        const { status, body } = await page.json("links", PERSON, sent);
        if (expected === "status") assert.deepEqual([status, body], [200, { next: "status" }], name);
        else
          assert.deepEqual([status, body.once, seen.has(body.kycUrl), seen.add(body.kycUrl).size], [201, true, false, attempt + 1], name);
      }
      assert.deepEqual(errors, [], name);
      const control = open(definition, { authorize });
      const other = control.browser();
      const given = [await other.json("links", PERSON, sent), await other.json("links", PERSON, sent)].map(({ body }) => body);
      assert.deepEqual(given[1], given[0], `${name}: a link that can be opened again`);
      assert.equal(given[0].once, undefined);
    }
});

test("a link for one opening is not given again to a form, or in another tab", async () => {
  const { browser } = open(once(makesLinks("reference")), { authorize: () => ({ reference: "user-1" }) });
  const fields = { ...PERSON, idempotencyKey: newKey() };
  const [page, tab] = [browser(), browser()];
  const urls = [];
  for (const one of [page, page, tab]) {
    const { status, headers } = await one.form("links", fields);
    assert.equal(status, 303);
    urls.push(headers.get("location"));
  }
  const sent = { "idempotency-key": newKey() };
  for (const _ of [1, 2]) urls.push((await tab.json("links", PERSON, sent)).body.kycUrl);
  assert.deepEqual([new Set(urls).size, urls.every((url) => url.startsWith(`${PAGES}/s-1`))], [5, true], `${urls}`);
});

test("after the provider has decided, or while it decides, the same post gets no link", async () => {
  for (const [status, next] of [
    ["approved", "approved"],
    ["pending", "status"],
    ["rejected", "status"],
  ])
    for (const repeat of ["reference", "key", "never"])
      for (const link of [() => ({ status }), ...(repeat === "reference" ? [] : [undefined])]) {
        const { browser } = open((tools) => ({ ...once(replaying(repeat))(tools), link, status: () => ({ status }) }));
        const [page, sent] = [browser(), { "idempotency-key": newKey() }];
        await page.json("links", PERSON, sent);
        assert.deepEqual((await page.json("links", PERSON, sent)).body, { next }, `${status} ${repeat}`);
      }
});

test("another link for the same post counts as a renewal", async () => {
  const { browser } = open(once(makesLinks("reference")));
  const [page, sent] = [browser(), { "idempotency-key": newKey() }];
  const codes = [];
  for (let attempt = 0; attempt <= 11; attempt++) codes.push((await page.json("links", PERSON, sent)).status);
  assert.deepEqual(codes, [...Array(11).fill(201), 429]);
});
