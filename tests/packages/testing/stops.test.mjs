/**
 * Where a check can stop: what each provider then says, what kyclink makes of it, and that the person gets on from there.
 */

import assert from "node:assert/strict";
import test from "node:test";
import { esm } from "../helpers/install/index.mjs";
import { BUSINESS, DAY, INDIVIDUAL, PERSON, setUp } from "../helpers/sandbox/harness.mjs";

const { bridge, grid, spherepay, verifyWebhook } = await esm();

/** The time of the sandbox in `setUp`. */
const NOW = Date.parse("2026-03-01T10:00:00.123Z");

/** Where the check of a type of customer stops, and the requirements: `kind who can nextAction`, the document's word. */
const STOPS = {
  spherepay: {
    individual: {
      needs_terms: ["terms person act open_link terms_of_service"],
      needs_contact: ["contact person act open_link phone_verification"],
      needs_data: ["data person act open_link tax_identification_number"],
      needs_document: ["document person act open_link proof_of_address"],
      needs_other: ["other person unknown open_link a_criterion_of_tomorrow"],
    },
    business: {
      needs_terms: ["terms person act open_link terms_of_service"],
      needs_contact: ["contact person act open_link email_verification"],
      needs_data: ["data business act open_link tax_identification_number"],
      needs_document: ["document business act open_link shareholder_registry"],
      needs_other: ["other business unknown open_link a_criterion_of_tomorrow"],
    },
  },
  grid: {
    individual: {
      reject_for_good: ["other person final contact_support APPLICANT_REJECTED"],
      needs_data: ["data person act open_link INVALID_FIELD"],
      needs_document: ["document person act open_link MISSING_IDENTITY_DOCUMENT"],
      needs_questionnaire: ["questionnaire person act open_link MISSING_FIELD"],
    },
    business: {
      reject_for_good: ["other person final contact_support APPLICANT_REJECTED"],
      needs_data: ["data person act open_link INVALID_FIELD"],
      needs_document: ["document business act open_link MISSING_LEGAL_PRESENCE_DOCUMENT"],
      needs_owner: ["owner business act open_link MISSING_BENEFICIAL_OWNER", "document owner act open_link MISSING_IDENTITY_DOCUMENT"],
    },
  },
  bridge: {
    individual: {
      reject_for_good: ["other person final contact_support endorsement_not_available_in_customers_region"],
      needs_terms: ["terms person act accept_terms"],
      needs_contact: ["contact person act open_link email_address"],
      needs_data: ["data person act open_link tax_identification_number"],
      needs_document: ["document person act open_link proof_of_address_document", "document person act open_link id_expired"],
      needs_questionnaire: ["questionnaire person act open_link source_of_funds_questionnaire"],
      needs_other: ["other person unknown open_link a_requirement_of_tomorrow"],
      needs_document_later: ["document person act open_link proof_of_address_document 2026-04-01"],
    },
    business: {
      reject_for_good: ["other business final contact_support endorsement_not_available_in_customers_region"],
      needs_terms: ["terms person act accept_terms"],
      needs_contact: ["contact business act open_link email_address"],
      needs_data: ["data business act open_link business_description", "data business act open_link address_of_operation"],
      needs_document: ["document business act open_link business_formation_document"],
      needs_questionnaire: ["questionnaire business act open_link minimal_source_of_funds_data"],
      needs_owner: [
        "data owner act contact_support tax_identification_number",
        "document owner act contact_support government_id_document",
        "review provider wait wait kyb_review",
      ],
      needs_other: ["other business unknown open_link a_requirement_of_tomorrow"],
      needs_document_later: ["document business act open_link business_ownership_document 2026-04-01"],
    },
  },
};

/** What creates a customer of a type, and how a program reads what it needs. */
const PROVIDERS = {
  spherepay: {
    create: async (world, type) => (await world.spherepay("POST", "/v2/customer/kyc-link", { ...PERSON, type })).body.customerId,
    link: async (world, id) => (await world.spherepay("POST", `/v2/customer/${id}/kyc-link`)).body.url,
    read: ({ sandbox }, customerId) => client(spherepay, sandbox, "spherepay").getCustomer({ customerId }),
  },
  grid: {
    create: async (world, type) => (await world.grid("POST", "/customers", type === "business" ? BUSINESS : INDIVIDUAL)).body.id,
    link: async (world, id) => (await world.grid("POST", `/customers/${id}/kyc-link`)).body.kycUrl,
    read({ sandbox }) {
      const { id: verificationId } = sandbox.deliveries().at(-1).event.data;
      return client(grid, sandbox, "grid").getVerification({ verificationId });
    },
  },
  bridge: {
    create: async (world, type) => (await world.bridge("POST", "/kyc_links", { type, email: "a@example.com", full_name: "Acme" })).body.id,
    link: async (world, id) => (await world.bridge("GET", `/kyc_links/${id}`)).body.kyc_link,
    async read({ sandbox, bridge: call }, id) {
      const { customer_id: customerId } = (await call("GET", `/kyc_links/${id}`)).body;
      // Before the person has accepted the terms anew, a link does not have it.
      return client(bridge, sandbox, "bridge").getCustomer({ customerId: customerId ?? customerOf(sandbox) });
    },
  },
};

const customerOf = (sandbox) => {
  const { event } = sandbox.deliveries().findLast(({ event }) => event.event_category === "customer");
  return event.event_object_id;
};
const client = (make, { baseUrls, fetch }, provider) =>
  make({ apiKey: "key", clientId: "id", clientSecret: "secret", baseUrl: baseUrls[provider], fetch });
const rows = ({ requirements }) =>
  requirements.map(({ kind, who, can, nextAction, code, dueBy }) => [kind, who, can, nextAction, code, dueBy].filter(Boolean).join(" "));

for (const [provider, types] of Object.entries(STOPS)) {
  for (const [type, stops] of Object.entries(types)) {
    test(`${provider}: the check of a customer of the type ${type} stops in ${Object.keys(stops).length} places`, async () => {
      const { create, link, read } = PROVIDERS[provider];
      for (const [stop, expected] of Object.entries(stops)) {
        const world = setUp();
        const { sandbox } = world;
        const id = await create(world, type);
        assert.deepEqual(sandbox.customers()[0].decisions, ["approve", "reject", "hold", ...Object.keys(stops)], "all of them");
        const before = sandbox.deliveries().length;
        await sandbox.trigger(stop, id);
        assert.deepEqual(rows(await read(world, id)), expected, stop);
        assert.ok(sandbox.deliveries().length > before, `${stop}: there is an event`);
        const keys = await sandbox.webhookKeys();
        const { body, headers } = sandbox.deliveries().at(-1);
        const key = provider === "spherepay" ? { secret: keys.spherepay } : { publicKey: keys[provider] };
        const event = await verifyWebhook(provider, { body, headers, now: NOW, ...key });
        assert.ok(event.customerId ?? event.kycLinkId, stop);

        const url = await link(world, id);
        const { finished } = await sandbox.finishLink(url, "approve");
        // At Bridge, the terms are a step of their own, and a refusal for good ends everything.
        const isDone = provider === "bridge" && ["needs_terms", "reject_for_good"].includes(stop);
        assert.equal(finished, !isDone, stop);
        if (!isDone) assert.match(sandbox.customers()[0].status, /^approved$/i);
      }
    });
  }
}

test("a decision that a provider does not take about a customer is an error that lists the others", async () => {
  const world = setUp();
  const id = await PROVIDERS.spherepay.create(world, "individual");
  const expected = /decision must be one of approve, reject, hold, needs_terms, .*needs_other/;
  await assert.rejects(world.sandbox.complete(id, "needs_owner"), expected);
  await assert.rejects(world.sandbox.trigger("needs_owner", id), expected);
  await assert.rejects(world.sandbox.finishLink(await PROVIDERS.spherepay.link(world, id), "reject_for_good"), expected);
});

test("a refusal may be tried again at the same link, unless it is final", async () => {
  const world = setUp();
  const { sandbox } = world;
  const id = await PROVIDERS.bridge.create(world, "individual");
  await sandbox.finishLink((await world.bridge("GET", `/kyc_links/${id}`)).body.tos_link, "approve");
  const url = await PROVIDERS.bridge.link(world, id);
  for (const [decision, can, state] of [
    ["reject", "act try_again", "open"],
    ["reject_for_good", "final contact_support", "used"],
  ]) {
    await sandbox.finishLink(url, decision);
    assert.match(rows(await PROVIDERS.bridge.read(world, id))[0], new RegExp(`^other person ${can}`));
    assert.equal(sandbox.openLink(url).state, state);
  }
});

test("what is due later is missing from its day on, and the person can hand it in before and after", async () => {
  for (const days of [0, 31]) {
    const world = setUp();
    const id = await PROVIDERS.bridge.create(world, "individual");
    await world.sandbox.trigger("needs_document_later", id);
    const early = await PROVIDERS.bridge.read(world, id);
    assert.deepEqual([early.status, early.requirements[0].dueBy], ["approved", "2026-04-01"]);
    world.advance(days * DAY);
    const late = await PROVIDERS.bridge.read(world, id);
    assert.equal(late.requirements[0].dueBy, days === 0 ? "2026-04-01" : undefined);
    const [endorsement] = (await world.bridge("GET", `/customers/${late.id}`)).body.endorsements;
    assert.equal(endorsement.status, days === 0 ? "approved" : "incomplete");
    assert.equal((await world.sandbox.finishLink(await PROVIDERS.bridge.link(world, id), "approve")).finished, true);
    assert.deepEqual((await PROVIDERS.bridge.read(world, id)).requirements, []);
  }
});

test("new terms are accepted at the same link", async () => {
  const world = setUp();
  const id = await PROVIDERS.bridge.create(world, "business");
  const { tos_link: terms } = (await world.bridge("GET", `/kyc_links/${id}`)).body;
  await world.sandbox.finishLink(terms, "approve");
  await world.sandbox.complete(id, "approve");
  assert.equal(world.sandbox.openLink(terms).state, "used");
  await world.sandbox.trigger("needs_terms", id);
  assert.equal(world.sandbox.openLink(terms).state, "open");
  await world.sandbox.finishLink(terms, "approve");
  assert.deepEqual((await PROVIDERS.bridge.read(world, id)).requirements, []);
});

test("Bridge's own way to approve a customer in its sandbox", async () => {
  const world = setUp();
  const id = await PROVIDERS.bridge.create(world, "individual");
  await world.sandbox.trigger("needs_document", id);
  const { customer_id: customerId } = (await world.bridge("GET", `/kyc_links/${id}`)).body;
  const { status, body } = await world.bridge("POST", `/customers/${customerId}/simulate_kyc_approval`);
  assert.deepEqual([status, body.success, body.kyc_status], [200, true, "approved"]);
  assert.deepEqual((await PROVIDERS.bridge.read(world, id)).requirements, []);
  assert.equal((await world.bridge("POST", "/customers/nobody/simulate_kyc_approval")).status, 404);
});

test("Bridge asks the developer about a customer: an event, and the API", async () => {
  const world = setUp();
  const id = await PROVIDERS.bridge.create(world, "business");
  await world.sandbox.trigger("rfi.created", id);
  const { event, body, headers } = world.sandbox.deliveries().at(-1);
  const { bridge: publicKey } = await world.sandbox.webhookKeys();
  const read = await verifyWebhook("bridge", { body, headers, publicKey, now: NOW });
  assert.deepEqual([read.type, read.kind, read.customerId], ["rfi.created", "other", event.event_object.customer_id]);
  assert.deepEqual([event.event_object_id, event.event_object_status], [event.event_object.id, event.event_object.state]);
  const { data } = (await world.bridge("GET", `/rfis?customer_id=${read.customerId}`)).body;
  assert.deepEqual(data, [event.event_object]);
  assert.deepEqual((await world.bridge("GET", `/rfis/${data[0].id}`)).body, data[0]);
  assert.equal((await world.bridge("GET", "/rfis?state=closed")).body.count, 0);
  assert.equal((await world.bridge("GET", "/rfis?customer_id=nobody")).body.count, 0);
});
