/** SpherePay's list of customers: the bounds of its parameters, what its search finds, and its pages. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { API_PERSON, changed, PERSON, setUp } from "../helpers/sandbox/harness.mjs";

const CREATE = "/v2/customer/kyc-link";

describe("the list", () => {
  const BOUNDS = {
    page: { good: ["1", "9", "10", "999999999"], bad: ["0", "-1", "01", "1.5", "1e3", " 1", "1000000000", ""] },
    limit: { good: ["1", "9", "10", "99", "100"], bad: ["0", "101", "1000", "-1", "01", "1.5", ""] },
    search: { good: ["x", "x".repeat(255)], bad: ["", "x".repeat(256)] },
    status: { good: ["incomplete", "pending", "approved", "rejected"], bad: ["", "Pending", "hold"] },
    type: { good: ["individual", "business"], bad: ["", "INDIVIDUAL", "person"] },
    email: { good: ["", "jane@example.com", "x"], bad: [] },
  };
  for (const [name, { good, bad }] of Object.entries(BOUNDS)) {
    test(`${name}: its bounds`, async () => {
      const { spherepay } = setUp();
      const list = (value) => spherepay("GET", `/v2/customer?${new URLSearchParams({ [name]: value })}`);
      for (const value of good) assert.equal((await list(value)).status, 200, value);
      for (const value of bad) {
        const { status, body } = await list(value);
        assert.deepEqual([status, body.errors.map(({ parameter }) => parameter)], [422, [name]], value);
      }
    });
  }

  test("searches the address and every name, in any case, and nothing else", async () => {
    const { spherepay } = setUp();
    await spherepay("POST", CREATE, changed(PERSON, "email", "First.Person@example.com"));
    const names = { personalInformation: { firstName: "Ada", lastName: "Byron" } };
    await spherepay("POST", "/v2/customer", { ...API_PERSON, ...names, meta: { note: "hidden" } });
    const business = { type: "business", address: { country: "USA" } };
    await spherepay("POST", "/v2/customer", { ...business, businessInformation: { legalName: "Initech LLC", tradeName: "Tech" } });
    await spherepay("POST", "/v2/customer", {
      ...business,
      businessInformation: { businessLegalName: "Umbrella", businessTradeName: "Rain" },
    });
    const found = {
      FIRST: 0,
      "person@ex": 0,
      ada: 1,
      BYRON: 1,
      "initech llc": 2,
      tech: 2,
      umbrella: 3,
      rain: 3,
      hidden: undefined,
      undefined: undefined,
      14155550123: undefined,
    };
    const ids = (await spherepay("GET", "/v2/customer")).body.customers.map(({ id }) => id).reverse();
    for (const [search, at] of Object.entries(found)) {
      const { customers } = (await spherepay("GET", `/v2/customer?search=${encodeURIComponent(search)}`)).body;
      assert.deepEqual(
        customers.map(({ id }) => id),
        at === undefined ? [] : [ids[at]],
        search,
      );
    }
    assert.equal(ids.length, 4);
  });

  test("pages say where they are, for every number of customers, and each customer is on one", async () => {
    const { spherepay } = setUp();
    for (let total = 0; total <= 5; total++) {
      for (let limit = 1; limit <= 6; limit++) {
        const seen = [];
        const totalPages = Math.ceil(total / limit);
        for (let page = 1; page <= totalPages + 1; page++) {
          const { customers, pagination } = (await spherepay("GET", `/v2/customer?page=${page}&limit=${limit}`)).body;
          seen.push(...customers.map(({ email }) => email));
          assert.deepEqual(pagination, { page, limit, total, totalPages, hasNext: page < totalPages, hasPrevious: page > 1 });
        }
        assert.deepEqual(
          seen,
          Array.from({ length: total }, (_, at) => `p${total - 1 - at}@example.com`),
        );
      }
      await spherepay("POST", CREATE, { ...PERSON, email: `p${total}@example.com` });
    }
  });
});
