/** A person is not the business that the same login, address or key stands for, nor the reverse: at no provider. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
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

/** What the second onboarding gets: this provider has one customer for an address, or for a reference. */
const TAKEN = { status: 409, code: "conflict" };
const PROVIDERS = { spherepay: { status: 201, code: undefined }, grid: TAKEN, bridge: TAKEN };
const DECISIONS = [undefined, "hold", "approve", "reject"];

for (const [provider, expected] of Object.entries(PROVIDERS)) {
  describe(provider, () => {
    for (const [order, [first, second]] of [
      ["a person, then a business", [person, business]],
      ["a business, then a person", [business, person]],
    ]) {
      for (const decision of DECISIONS) {
        test(`${order}: ${decision ?? "open"}`, async () => {
          const created = [];
          const { sandbox, browser } = setUp({
            provider,
            authorize: () => ({ reference: "user-1" }),
            onCreated: (one) => created.push(one),
          });
          const own = browser();
          const begun = await own.json("links", first, { "idempotency-key": KEY });
          assert.ok(begun.status < 300, begun.text);
          const { id, ...before } = sandbox.customers()[0];
          if (decision !== undefined) await sandbox.complete(id, decision);
          const other = browser();
          const reused = await other.json("links", second, { "idempotency-key": KEY });
          assert.deepEqual([reused.status, reused.body.code], [422, "idempotency_key_reused"]);
          for (const browser of [other, own]) {
            const response = await browser.json("links", second, { "idempotency-key": newKey() });
            assert.deepEqual({ status: response.status, code: response.body.code }, expected);
            for (const secret of [begun.body.kycUrl, begun.body.url].filter(Boolean)) assert.ok(!response.text.includes(secret));
            const shown = (await browser.get("status")).body.status;
            if (expected.status === 201) assert.equal(shown, "incomplete", "the status of its own customer");
            else if (browser === other) assert.equal(shown, "none");
          }
          assert.equal(created.filter(({ customerId, kycLinkId }) => (customerId ?? kycLinkId) === id).length, 1);
          assert.equal(before.provider, provider);
          // The first one still has its own.
          const back = await browser().json("links", first, { "idempotency-key": newKey() });
          if (provider !== "spherepay" && decision !== "reject") assert.ok(back.status < 300, back.text);
        });
      }
    }
  });
}
