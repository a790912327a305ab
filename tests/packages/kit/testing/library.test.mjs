/**
 * The library and the sandbox agree on the documentation: the sandbox accepts what the library builds, except for the
 * rules below. A new create operation, or a new rule on either side, shows here where they differ.
 */

import assert from "node:assert/strict";
import test from "node:test";
import { esm } from "../../helpers/install/index.mjs";
import { setUp } from "../../helpers/sandbox/harness.mjs";
import { known, mutants } from "../../helpers/schema/inputs.mjs";
import { endpoints } from "../../helpers/schemas/conformance.mjs";

const { buildRequest, isKycLinkError, operations } = await esm();
const CREDENTIALS = { spherepay: { apiKey: "key" }, grid: { clientId: "id", clientSecret: "secret" } };
const MUTANTS = 3000;

/**
 * Rules that no schema has and only Grid's prose gives: the library may leave them to the provider, which says so by
 * field. The transcripts have an input for each.
 */
const PROSE = new Set([
  "currencies: Must match ^[A-Z0-9]{2,10}$",
  "umaAddress: Must match ^\\$[a-z0-9_.+-]{1,63}@[A-Za-z0-9.-]+$",
  "email: Mail cannot be delivered to this domain",
  ...["email", "phoneNumber", "businessInfo.primaryContactFirstName", "businessInfo.primaryContactLastName"].map(
    (field) => `${field}: Required in this region`,
  ),
  "idType: Only SSN and ITIN are accepted for an individual",
  "identifier: Expected ###-##-####",
  "countryOfIssuance: SSN and ITIN are issued by US",
  "END_USER_TERMS_VERSION_NOT_FOUND",
]);

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
          errorsOf(body).filter((error) => !PROSE.has(error) && !PASSED_THROUGH.test(error)),
          [],
          JSON.stringify(input),
        );
    }
    t.diagnostic(JSON.stringify(count));
    assert.ok(count.taken > 100, JSON.stringify(count));
  });
}

test("there are operations that create", () => assert.ok(creates.length >= 2));
