/** What an event of a provider of one's own means: every kind beside every status, and the type of its customer. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { newKey } from "../helpers/edge/harness.mjs";
import { deliver, open, PERSON } from "../helpers/provider/model.mjs";

const COMPANY = { type: "business", email: "office@example.com", business: { legalName: "Smith Ltd" } };
/** The status that a kind gives a customer, and the kind that follows from a status. */
const STATUS_OF = {
  kyc_pending: "pending",
  kyc_approved: "approved",
  kyc_rejected: "rejected",
  kyc_expired: "expired",
  kyc_needs_review: "on_hold",
};
const KIND_OF = { ...Object.fromEntries(Object.entries(STATUS_OF).map(([kind, status]) => [status, kind])) };
const DECIDED = ["kyc_approved", "kyc_rejected", "kyc_expired"];
const STATUSES = ["incomplete", "pending", "approved", "rejected", "expired", "on_hold", "unknown"];
const KINDS = [...Object.keys(STATUS_OF), "customer_created", "customer_updated", "test", "session.done"];
const MALFORMED = ["", 5, true, {}, ["approved"], Number.NaN];

/** Somebody at the provider, and what an event changes. */
async function begun(applicant = PERSON, changes) {
  const events = [];
  let event;
  const world = open(() => ({ status: () => ({ status: "incomplete" }), webhook: { verify: () => event }, ...changes }), {
    onEvent: (one) => events.push(one),
  });
  const page = world.browser();
  assert.equal((await page.json("links", applicant, { "idempotency-key": newKey() })).status, 201);
  const { userId: reference } = world.api.sessions.get("s-1");
  async function post(given) {
    event = { id: newKey(), ...given };
    const request = new Request("https://app.example.com/kyc/webhooks/acme", { method: "POST", ...deliver({}) });
    const response = await world.handler(request);
    const { code } = await response.json().catch(() => ({}));
    return [response.status, code, (await page.get("status")).body.status];
  }
  const told = () => world.errors.map(({ error }) => error).filter(({ code }) => code === "advice");
  return { ...world, reference, events, post, told };
}

/** What kyclink promises of a kind beside a status, each of which may be absent. */
function expectedOf(kind, status) {
  const isMalformed =
    MALFORMED.includes(kind) || (status !== undefined && !STATUSES.includes(status)) || (kind === undefined && status === undefined);
  if (isMalformed || (DECIDED.includes(kind) && status !== undefined && STATUS_OF[kind] !== status)) return undefined;
  const known = KINDS.slice(0, 8).includes(kind) ? kind : "other";
  return { status: status ?? STATUS_OF[kind] ?? "incomplete", kind: kind === undefined ? (KIND_OF[status] ?? "customer_updated") : known };
}

for (const kind of [undefined, ...KINDS, ...MALFORMED]) {
  test(`an event of the kind ${JSON.stringify(kind)} beside every status`, async () => {
    for (const status of [undefined, ...STATUSES, "verified", "APPROVED", ...MALFORMED]) {
      const { post, events, told } = await begun();
      const expected = expectedOf(kind, status);
      const label = JSON.stringify({ kind, status });
      const response = await post({ kind, status, customerId: "s-1" });
      assert.deepEqual(response, expected ? [200, undefined, expected.status] : [400, "webhook_malformed", "incomplete"], label);
      assert.deepEqual(
        events.map((event) => event.kind),
        expected ? [expected.kind] : [],
        label,
      );
      assert.equal(told().length, expected ? 0 : 1, label);
      for (const { message } of told()) assert.match(message, /^The function verify of acme returned /);
    }
  });
}

const APPROVED = { kind: "kyc_approved", status: "approved" };

test("an event of another type says nothing about a customer", async () => {
  for (const [applicant, own, other] of [
    [PERSON, "individual", "business"],
    [COMPANY, "business", "individual"],
  ])
    for (const decision of [APPROVED, { kind: "kyc_approved" }, { status: "approved" }])
      for (const [type, expected] of [
        [undefined, [200, undefined, "approved"]],
        [own, [200, undefined, "approved"]],
        [other, [200, undefined, "incomplete"]],
        ...["person", "", 5, {}, "INDIVIDUAL"].map((wrong) => [wrong, [400, "webhook_malformed", "incomplete"]]),
      ])
        for (const about of ["customerId", "reference", "both"]) {
          const { post, reference, events, told } = await begun(applicant);
          const whom = { ...(about !== "reference" && { customerId: "s-1" }), ...(about !== "customerId" && { reference }) };
          const label = JSON.stringify({ own, type, about, decision });
          assert.deepEqual(await post({ ...decision, ...whom, type }), expected, label);
          assert.equal(events.length, expected[0] === 200 ? 1 : 0, label);
          if (expected[0] === 200) assert.equal(events[0].data.type, type, label);
          else assert.match(told()[0].message, /returned a type that/);
        }
});

test("at a provider of persons alone, no event of a business says anything", async () => {
  const { post } = await begun(PERSON, { applicant: { individual: ["email", "firstName", "lastName"] } });
  assert.deepEqual(await post({ ...APPROVED, customerId: "s-1", type: "business" }), [200, undefined, "incomplete"]);
  assert.deepEqual(await post({ ...APPROVED, customerId: "s-1", type: "individual" }), [200, undefined, "approved"]);
});
