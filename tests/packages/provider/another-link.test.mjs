/** `create`, where it makes another link for a customer. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { newKey } from "../helpers/edge/harness.mjs";
import { open, PAGES, PERSON } from "../helpers/provider/model.mjs";

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

test("a link of another type is refused", async () => {
  const create = ({ customerId }) => ({ customerId: "s-1", kycUrl: `${PAGES}/x`, type: customerId ? "business" : "individual" });
  const { browser } = open(() => ({ create, status: () => ({ status: "incomplete" }) }));
  const page = browser();
  assert.equal((await page.json("links", PERSON, { "idempotency-key": newKey() })).status, 201);
  assert.equal((await page.json("links/renew", {})).body.code, "conflict");
});
