/**
 * The rules of a provider of one's own in a form: the handler, whose verdict is the crate's, says the same about any
 * applicant of any definition. The JSON Schema accepts what they accept, and describes what is sent.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import Ajv2020 from "ajv/dist/2020.js";
import { newKey } from "../../helpers/edge/harness.mjs";
import { subpath } from "../../helpers/install/index.mjs";
import { open } from "../../helpers/provider/model.mjs";
import { generator, mutants, pick } from "../../helpers/schema/inputs.mjs";

const form = await subpath("form");
const ajv = new Ajv2020.default({ strict: true, strictTypes: true, strictRequired: true, code: { optimize: false } });

const PERSON = ["phone", "firstName", "lastName", "birthDate", "nationality"];
const ADDRESS = ["line1", "line2", "city", "state", "postalCode", "country"].map((part) => `address.${part}`);
const BUSINESS = ["legalName", "country", "taxId", "incorporatedOn", "tradeName", "registrationNumber", "primaryContactFirstName"].map(
  (part) => `business.${part}`,
);

/** The lists of a definition, each field in or out, required or optional, by chance. */
function lists(random) {
  const some = (names) => names.filter(() => random() < 0.6).map((name) => (random() < 0.5 ? name : `${name}?`));
  const address = pick([() => [], () => pick([["address"], ["address?"], []], random), () => some(ADDRESS)], random);
  const individual = ["email", ...some(PERSON), ...address()];
  const business = [...some([...PERSON, "email", ...BUSINESS]), ...address()];
  return pick([{ individual }, { business }, { individual, business }], random);
}

/** In the order of the pointers: the crate's is that of the definition. */
const short = (issues) =>
  issues.map(({ code, pointer, params = {} }) => ({ pointer, code, params })).sort((one, other) => (one.pointer < other.pointer ? -1 : 1));

test("a form and the handler give the same verdict", async () => {
  let valid = 0;
  for (const [seed, operation] of ["spherepay.onboard", "grid.onboard", "bridge.onboard"].entries()) {
    const random = generator(seed + 1);
    for (const mutant of mutants(operation, 400, seed + 1)) {
      // Only the program sets the other two.
      const { reference, redirectUri, ...input } = JSON.parse(JSON.stringify(mutant));
      if (random() < 0.2) input[pick(PERSON, random)] = pick([" ", "\u200b", "\u3164"], random);
      const sent = [];
      const applicant = lists(random);
      const policy = pick(["schema", "postal", "strict"], random);
      const create = ({ applicant }) => ({ customerId: `s-${sent.push(applicant)}`, status: "pending" });
      if (Object.values(applicant).flat().length === 0) continue; // no definition
      const opened = open(() => ({ applicant, create }), { policy });
      const { status, body } = await opened.browser().json("links", input, { "idempotency-key": newKey() });
      const options = { policy, normalize: true };
      const verdict = form.validate(opened.provider.operation, input, options);
      const label = JSON.stringify({ applicant, policy, input });
      if (status === 413) continue;
      assert.ok(status === 200 || status === 422, `${status} ${label}`);
      assert.deepEqual(short(verdict.ok ? [] : verdict.issues), short(body.errors ?? []), label);
      if (!verdict.ok) continue;
      valid++;
      assert.deepEqual(verdict.value, sent[0], label);
      const { input: taken, output } = form.schema(opened.provider.operation, options)["~standard"].jsonSchema;
      assert.ok(ajv.validate(taken({ target: "draft-2020-12" }), input), `${label} ${JSON.stringify(ajv.errors)}`);
      assert.ok(ajv.validate(output({ target: "draft-2020-12" }), sent[0]), `${label} ${JSON.stringify(ajv.errors)}`);
    }
  }
  assert.ok(valid > 80, `${valid}`);
});

test("a warning names a field that is not sent, as a built-in operation does", async () => {
  const { defineOperation } = await subpath("provider");
  const fields = ["email", "phone?", "firstName?", "address?"];
  const own = defineOperation({ individual: fields, business: [...fields, "business.legalName?"] });
  const [firstName, business, address] = ["Jane", { legalName: "Smith Ltd", color: "red" }, { country: "US", floor: "3" }];
  for (const [input, pointers] of [
    [{}, []],
    [{ firstName, business: { legalName: "Smith Ltd" } }, []],
    [{ business, color: "red", address }, ["/address/floor", "/color"]],
    [{ type: "individual", firstName, color: "red" }, ["/color"]],
    [{ type: "individual", business }, ["/business"]],
    [{ type: "business", firstName, business }, ["/business/color"]],
  ])
    for (const operation of [own, "bridge.onboard"]) {
      const { warnings } = form.validate(operation, { email: "jane@example.com", ...input });
      const unknown = warnings.filter(({ code }) => code === "unknown_field").map(({ pointer }) => pointer);
      assert.deepEqual(unknown.sort(), pointers, `${typeof operation} ${JSON.stringify(input)}`);
    }
});
