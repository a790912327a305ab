/** Inputs that are valid, which the tests of hostile inputs vary. */

import assert from "node:assert/strict";
import { esm } from "../install/index.mjs";

export const kyclink = await esm();

export const PERSON = {
  type: "individual",
  email: "jane.smith@example.com",
  phone: "+14155550123",
  address: { line1: "1 Main St", city: "Chicago", state: "IL", postalCode: "60606", country: "USA" },
};

export const VALID = {
  "spherepay.createCustomerViaLink": PERSON,
  "spherepay.createKycLink": {
    customerId: "customer_1",
    applicant: { type: "individual", firstName: "J", lastName: "S", email: "j@example.com" },
  },
  "spherepay.onboard": PERSON,
  "grid.createCustomer": {
    customerType: "BUSINESS",
    businessInfo: { legalName: "A", country: "US", taxId: "1", incorporatedOn: "2020-01-01" },
    currencies: ["USD"],
  },
  "grid.createKycLink": { customerId: "Customer:1", redirectUri: "https://example.com/" },
  "grid.onboard": PERSON,
};

/** Asserts that a verdict has issues, and that each issue is complete. */
export function assertIssues(verdict, what) {
  assert.equal(verdict.ok, false, what);
  assert.ok(verdict.issues.length > 0, what);
  for (const { code, path, pointer, message } of verdict.issues) {
    assert.ok(kyclink.ISSUE_CODES.includes(code), `${what}: ${code}`);
    assert.ok(Array.isArray(path));
    assert.equal(pointer, path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join(""));
    assert.ok(message.length > 0 && message.length < 1500, message.slice(0, 100));
  }
}
