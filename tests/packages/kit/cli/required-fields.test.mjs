/** What `doctor` says of the fields that Grid's currencies require. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { inside } from "../../helpers/cli/run.mjs";
import { subpath } from "../../helpers/install/index.mjs";

const { checkRequiredFields } = await inside("required-fields.js");
const { createSandbox } = await subpath("testing");

/** The account of a platform, whose currencies require these fields. */
function platform(requiredFields) {
  const { baseUrls, fetch } = createSandbox({ grid: { requiredFields } });
  return { clientId: "id", clientSecret: "secret", baseUrl: baseUrls.grid, fetch };
}

const ADD = (word, fields) => `USD requires ${word}: add ${fields} to personFields, and name all in --person-fields`;
for (const [required, personFields, expected] of [
  [[], undefined, []],
  // By default, the form asks for the name.
  [["FULL_NAME"], undefined, []],
  [["FULL_NAME"], [], [ADD("FULL_NAME", "firstName and lastName")]],
  [["FULL_NAME"], ["firstName"], [ADD("FULL_NAME", "lastName")]],
  [["BIRTH_DATE", "NATIONALITY"], undefined, [ADD("BIRTH_DATE", "birthDate"), ADD("NATIONALITY", "nationality")]],
  [["BIRTH_DATE", "NATIONALITY"], ["birthDate", "nationality"], []],
  // What every form asks for, what belongs to payments, and words that no form knows.
  [["EMAIL", "PHONE_NUMBER", "POSTAL_ADDRESS", "TAX_ID", "ACCOUNT_IDENTIFIER", "PURPOSE_OF_PAYMENT"], undefined, []],
  [["SHOE_SIZE"], undefined, ["USD requires SHOE_SIZE, which the form cannot ask for: send it with updateCustomer"]],
  [["toString"], undefined, ["USD requires toString, which the form cannot ask for: send it with updateCustomer"]],
])
  test(`${required} with ${personFields ?? "the default"}`, async () => {
    const findings = await checkRequiredFields(platform(required), personFields);
    assert.deepEqual(
      findings,
      expected.map((message) => ({ name: "grid.personFields", message })),
    );
  });

test("says nothing where Grid does not", async () => {
  for (const fetch of [async () => new Response("", { status: 401 }), async () => Promise.reject(new TypeError("fetch failed"))])
    assert.equal(await checkRequiredFields({ ...platform([]), fetch }), undefined);
});
