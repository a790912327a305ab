/** A person is not the business that the same login, address or key stands for, nor the reverse: at no provider. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { KEY, newKey, PERSON_AT_GRID, setUp } from "../helpers/edge/harness.mjs";

const ADDRESS = { ...PERSON_AT_GRID.address, country: "US", state: "IL" };
const person = { ...PERSON_AT_GRID, address: ADDRESS };
const business = {
  type: "business",
  email: person.email,
  phone: person.phone,
  address: ADDRESS,
  business: { legalName: "Smith Ltd", country: "US", taxId: "12-3456789", incorporatedOn: "2020-01-15" },
};

/** What the second onboarding gets: two providers have one customer for an address, or for a reference. */
for (const [provider, expected] of Object.entries({ spherepay: 201, grid: 409, bridge: 409 }))
  for (const [first, second] of [
    [person, business],
    [business, person],
  ])
    test(`${provider}: ${first.type}, then ${second.type}`, async () => {
      const { browser } = setUp({ provider, authorize: () => ({ reference: "user-1" }) });
      const [own, other] = [browser(), browser()];
      const begun = await own.json("links", first, { "idempotency-key": KEY });
      assert.equal((await other.json("links", second, { "idempotency-key": KEY })).body.code, "idempotency_key_reused");
      for (const page of [other, own]) {
        const response = await page.json("links", second, { "idempotency-key": newKey() });
        assert.equal(response.status, expected, response.text);
        for (const secret of [begun.body.kycUrl, begun.body.url].filter(Boolean)) assert.ok(!response.text.includes(secret));
      }
      assert.equal((await other.get("status")).body.status, expected === 201 ? "incomplete" : "none");
    });
