/** A member of an applicant that is no field: the developer is told once, on a page of this machine. */

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { internal } from "../../helpers/install/index.mjs";

const { tellUnknownFields } = await internal("service/page/unknown-fields.js");
const { tellOfMistakes } = await internal("service/page/tell-of-mistakes.js");

function heard(tell) {
  const warn = mock.method(console, "warn", () => {});
  const result = tell();
  const messages = () => warn.mock.calls.map(({ arguments: [message] }) => message);
  return { messages, result, end: () => warn.mock.restore() };
}

test("each unknown member is named once, with the one that was meant, and without its value", () => {
  const applicant = {
    ...{
      type: "individual",
      mail: "jane@secret.example",
      firstName: "Jane",
      own: { consent: true },
      agreements: {},
      needsCookie: "1",
      absent: undefined,
    },
    address: { line1: "1", postcode: "60606" },
    endUserTermsConsent: { acceptedAt: "x", ipAddress: "y", termsVersion: "V1", acceptanceMethod: "CHECKBOX" },
    agreementConsents: [{ any: 1 }],
  };
  for (const expected of [
    [
      'kyclink: "mail" is not a field of an applicant, so it is not sent: did you mean "email"?',
      'kyclink: "address.postcode" is not a field of an applicant, so it is not sent: did you mean "address.postalCode"?',
    ],
    [],
  ]) {
    const { messages, end } = heard(() => tellUnknownFields(applicant));
    assert.deepEqual(messages(), expected);
    end();
  }
  for (const value of [undefined, null, "x", 1, []]) tellUnknownFields(value);
});

test("only on a page of this machine", async () => {
  for (const [hostname, count] of [
    ["app.example.com", 0],
    ["localhost", 1],
  ]) {
    globalThis.location = { hostname };
    const { messages, end } = heard(() => tellOfMistakes({ phon: "1" }));
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(messages().length, count, hostname);
    end();
  }
  delete globalThis.location;
  tellOfMistakes({ emial: "x" });
});
