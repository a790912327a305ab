/** Bridge's sandbox: a name in another script needs its transliteration, in Latin letters. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { esm, subpath } from "../helpers/install/index.mjs";

const { createSandbox } = await subpath("testing");
const { validate } = await esm();
const LATIN = { transliterated_first_name: "Lukasz", transliterated_last_name: "Zolc" };

test("a transliteration that is missing or in another script is a 400", async () => {
  const sandbox = createSandbox();
  const statusOf = async (body) => {
    const headers = { "api-key": "k", "content-type": "application/json", "idempotency-key": crypto.randomUUID() };
    const all = { email: `${crypto.randomUUID()}@example.com`, type: "individual", ...body };
    const url = `${sandbox.baseUrls.bridge}/kyc_links`;
    return (await sandbox.fetch(url, { method: "POST", headers, body: JSON.stringify(all) })).status;
  };
  assert.equal(await statusOf({ full_name: "Łukasz Żółć" }), 400);
  assert.equal(await statusOf({ full_name: "Łukasz Żółć", ...LATIN }), 200);
  assert.equal(await statusOf({ full_name: "Łukasz Żółć", ...LATIN, transliterated_last_name: "Żółć" }), 400);
  assert.equal(await statusOf({ full_name: "Zoë Müller" }), 200);
  assert.equal(await statusOf({ full_name: "東京商事", type: "business" }), 400);
});

test("validation that is not normalized sees the letters of usual names, too", () => {
  const person = { type: "individual", email: "a@b.co", firstName: "Jane", lastName: "Žižek" };
  const pointers = (operation, input) => validate(operation, input).issues?.map(({ pointer }) => pointer);
  const missing = ["/transliteratedFirstName", "/transliteratedLastName"];
  assert.deepEqual(pointers("bridge.onboard", person), missing);
  assert.deepEqual(pointers("bridge.createKycLink", { type: "individual", email: "a@b.co", fullName: "Jane Žižek" }), missing);
  const business = { type: "business", email: "a@b.co", business: { legalName: "東京商事" } };
  assert.deepEqual(pointers("bridge.onboard", business), ["/transliteratedBusinessLegalName"]);
});
