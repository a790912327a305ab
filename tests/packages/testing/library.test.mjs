/**
 * The library and the sandbox agree on the documentation: the sandbox accepts what the library builds, except for the
 * rules below. A new create operation, or a new rule on either side, shows here where they differ.
 */

import assert from "node:assert/strict";
import test from "node:test";
import { esm } from "../helpers/install/index.mjs";
import { setUp } from "../helpers/sandbox/harness.mjs";
import { known, mutants } from "../helpers/schema/inputs.mjs";
import { endpoints } from "../helpers/schemas/conformance.mjs";

const { buildRequest, isKycLinkError, operations } = await esm();
const CREDENTIALS = { spherepay: { apiKey: "key" }, grid: { clientId: "id", clientSecret: "secret" } };
const MUTANTS = 3000;

const EU = { customerType: "BUSINESS", businessInfo: { legalName: "Acme", country: "IE", taxId: "1", incorporatedOn: "2018-03-14" } };
const person = (fields) => ({ customerType: "INDIVIDUAL", ...fields });

/**
 * Rules that no schema has and only Grid's prose gives, each with an input: the library may leave them to the provider,
 * which says so by field.
 */
const PROSE = {
  "currencies: Must match ^[A-Z0-9]{2,10}$": person({ currencies: ["usd"] }),
  "umaAddress: Must match ^\\$[a-z0-9_.+-]{1,63}@[A-Za-z0-9.-]+$": person({ umaAddress: "john@uma.example" }),
  "email: Mail cannot be delivered to this domain": person({ email: "john@no-mail.invalid" }),
  "email: Required in this region": EU,
  "phoneNumber: Required in this region": EU,
  "businessInfo.primaryContactFirstName: Required in this region": EU,
  "businessInfo.primaryContactLastName: Required in this region": EU,
  "idType: Only SSN and ITIN are accepted for an individual": person({ idType: "EIN" }),
  "identifier: Expected ###-##-####": person({ idType: "SSN", identifier: "123456789" }),
  "countryOfIssuance: SSN and ITIN are issued by US": person({ countryOfIssuance: "CA" }),
  END_USER_TERMS_VERSION_NOT_FOUND: person({
    endUserTermsConsent: { acceptedAt: "2026-03-01T09:00:00Z", ipAddress: "192.0.2.1", termsVersion: "V0", acceptanceMethod: "CHECKBOX" },
  }),
};

/** SpherePay's pages list these in part only: the library passes them through. */
const PASSED_THROUGH = /^\/(personalInformation|businessInformation)\//;

/** The errors in a response, by field; an element of a list counts as its list. */
function errorsOf({ errors, details, code }) {
  const fields = (errors ?? details?.errors ?? []).map(
    ({ pointer, field, detail, message }) => `${pointer ?? field.replace(/\.\d+$/, "")}: ${detail ?? message}`,
  );
  return fields.length > 0 ? fields : [code];
}

const creates = Object.values(endpoints)
  .flat()
  .filter(({ operation, request, responses }) => operations().includes(operation) && request.body && !request.params && responses[201]);

for (const { operation, method, path } of creates) {
  test(`${operation}: the sandbox accepts what the library accepts`, async (t) => {
    const [provider] = operation.split(".");
    const count = { taken: 0, refused: 0 };
    // The sandbox knows no field of tomorrow.
    for (const input of [...known(operation), ...mutants(operation, MUTANTS, 5)].filter((input) => !input?.extra)) {
      const world = setUp();
      let request;
      try {
        request = buildRequest(operation, input, { ...CREDENTIALS[provider], baseUrl: world.sandbox.baseUrls[provider] });
      } catch (error) {
        assert.ok(isKycLinkError(error), String(error));
        continue;
      }
      const { status, body } = await world[provider](method, path, request.body);
      count[status === 201 ? "taken" : "refused"]++;
      if (status !== 201)
        assert.deepEqual(
          errorsOf(body).filter((error) => !Object.hasOwn(PROSE, error) && !PASSED_THROUGH.test(error)),
          [],
          JSON.stringify(input),
        );
    }
    t.diagnostic(JSON.stringify(count));
    assert.ok(count.taken > 100, JSON.stringify(count));
  });
}

for (const [error, input] of Object.entries(PROSE)) {
  test(`the sandbox says: ${error}`, async () => {
    const { status, body } = await setUp().grid("POST", "/customers", input);
    assert.equal(status, 400);
    assert.ok(errorsOf(body).includes(error), JSON.stringify(body));
  });
}

test("there are operations that create", () => assert.ok(creates.length >= 2));
