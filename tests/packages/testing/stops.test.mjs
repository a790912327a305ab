/**
 * Where a check can stop: what each provider then says, what kyclink makes of it, and that the person gets on from there.
 */

import assert from "node:assert/strict";
import test from "node:test";
import { esm } from "../helpers/install/index.mjs";
import { BUSINESS, INDIVIDUAL, PERSON, setUp } from "../helpers/sandbox/harness.mjs";

const { bridge, grid, spherepay, verifyWebhook } = await esm();

/** The time of the sandbox in `setUp`. */
const NOW = Date.parse("2026-03-01T10:00:00.123Z");

/**
 * Where the check of a type of customer stops, and the requirements: `kind who can nextAction`, the document's word. The
 * transcript of `kyclink status` has those of an individual, except at Grid, where they are in the verification.
 */
const STOPS = {
  spherepay: {
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
