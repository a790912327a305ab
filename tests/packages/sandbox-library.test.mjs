/**
 * Two readings of the same documents: what the library lets through and builds, the sandbox takes, but for the rules below. Whoever
 * adds an operation that creates, or a rule to either side, sees here where they part.
 */

import assert from "node:assert/strict";
import test from "node:test";
import { esm } from "./install/index.mjs";
import { setUp } from "./sandbox/harness.mjs";
import { known, mutants } from "./schema/inputs.mjs";
import { endpoints } from "./schemas/conformance.mjs";

const { buildRequest, isKycLinkError, operations } = await esm();
const CREDENTIALS = { spherepay: { apiKey: "key" }, grid: { clientId: "id", clientSecret: "secret" } };
const MUTANTS = 3000;

/** Rules that no schema has and only prose gives: the library leaves them to the provider, which says so by field. */
const PROSE = new Set([
  "END_USER_TERMS_VERSION_NOT_FOUND",
  "currencies: Must match ^[A-Z0-9]{2,10}$",
  "umaAddress: Must match ^\\$[a-z0-9_.+-]{1,63}@[A-Za-z0-9.-]+$",
  "email: Mail cannot be delivered to this domain",
  "email: Required in this region",
  "phoneNumber: Required in this region",
  "businessInfo.primaryContactFirstName: Required in this region",
  "businessInfo.primaryContactLastName: Required in this region",
  "idType: Only SSN and ITIN are accepted for an individual",
  "identifier: Expected ###-##-####",
  "countryOfIssuance: SSN and ITIN are issued by US",
]);

/** SpherePay's pages list these in part only: the library passes them through. */
const PASSED_THROUGH = /^\/(addresses|personalInformation|businessInformation)\//;

/** What an answer complains about; an element of a list as its list. */
function complaints({ errors, details, code }) {
  const fields = (errors ?? details?.errors ?? []).map(({ pointer, field, detail, message }) => `${pointer ?? field.replace(/\.\d+$/, "")}: ${detail ?? message}`);
  return fields.length > 0 ? fields : [code];
}

const creates = Object.values(endpoints).flat().filter(({ operation, request }) => operations().includes(operation) && request.body && !request.params);

for (const { operation, method, path } of creates) {
  test(`${operation}: what the library lets through, the sandbox takes`, async (t) => {
    const [provider] = operation.split(".");
    const count = { taken: 0, refused: 0 };
    for (const input of [...known(operation), ...mutants(operation, MUTANTS, 5)]) {
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
      if (status !== 201) assert.deepEqual(complaints(body).filter((complaint) => !PROSE.has(complaint) && !PASSED_THROUGH.test(complaint)), [], JSON.stringify(input));
    }
    t.diagnostic(JSON.stringify(count));
    assert.ok(count.taken > 100, JSON.stringify(count));
  });
}

test("there are operations that create", () => assert.ok(creates.length >= 2));
