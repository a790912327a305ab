/** What the transcripts ask each provider: valid requests, what it refuses, and how it lists. */

import { BUSINESS, EU_INDIVIDUAL, INDIVIDUAL, key, LINK, NAMES_2025, PERSON } from "../sandbox/harness.mjs";
import { WHOLE_API_PERSON, WHOLE_BUSINESS, WHOLE_INDIVIDUAL } from "../sandbox/requests.mjs";

const JSON_TYPE = "application/json";
/** The id of the customer that was made last. */
export const ID = "{id}";

/** A create of each type, and the same with everything that it can have. */
const CREATES = {
  spherepay: {
    individual: ["/v2/customer/kyc-link", PERSON],
    business: ["/v2/customer/kyc-link", { ...PERSON, type: "business" }],
    "individual by the API": ["/v2/customer", WHOLE_API_PERSON],
    "business by the API": [
      "/v2/customer",
      { type: "business", address: PERSON.address, businessInformation: { legalName: "Acme", tradeName: "A" }, meta: { ref: "1" } },
    ],
  },
  grid: {
    individual: ["/customers", INDIVIDUAL],
    business: ["/customers", BUSINESS],
    "individual with everything": ["/customers", WHOLE_INDIVIDUAL],
    "business with everything": ["/customers", WHOLE_BUSINESS],
    "individual in the EU": ["/customers", EU_INDIVIDUAL],
  },
  bridge: {
    individual: ["/kyc_links", LINK],
    business: ["/kyc_links", { type: "business", email: "acme@example.com", full_name: "Acme Trading Inc" }],
    "individual without a name": ["/kyc_links", { type: "individual", email: "a@example.com" }],
    "individual with everything": [
      "/kyc_links",
      {
        ...LINK,
        full_name: "Ян Ли Ши",
        transliterated_first_name: "Jan",
        transliterated_middle_name: " ~ÀÖØöøÿ",
        transliterated_last_name: "Shi",
        endorsements: ["base", "sepa"],
        redirect_uri: "https://app.example.com/done",
      },
    ],
  },
};

/** The requests about a customer, in an order in which each can be sent. */
const READS = {
  spherepay: [
    ["GET", `/v2/customer/${ID}`],
    ["POST", `/v2/customer/${ID}/kyc-link`],
    ["POST", `/v2/customer/${ID}/kyc-link`, NAMES_2025],
    ["POST", `/v2/customer/${ID}/tos-link`],
  ],
  grid: [
    ["GET", `/customers/${ID}`],
    ["POST", `/customers/${ID}/verify-email/confirm`, { code: "123456" }],
    ["POST", `/customers/${ID}/verify-email`],
    ["POST", `/customers/${ID}/verify-email/confirm`, { code: "000000" }],
    ["POST", `/customers/${ID}/kyc-link`],
    ["POST", `/customers/${ID}/verify-email/confirm`, { code: "123456" }],
    ["POST", `/customers/${ID}/verify-email`],
    ["POST", `/customers/${ID}/verify-phone`],
    ["POST", `/customers/${ID}/verify-phone/confirm`, { code: "123456" }],
    ["POST", `/customers/${ID}/kyc-link`, { redirectUri: "https://app.example.com/done" }],
    ["POST", "/verifications", { customerId: ID }],
  ],
  bridge: [
    ["GET", `/kyc_links/${ID}`],
    ["GET", "/customers/{customer}"],
    ["GET", "/customers/{customer}/kyc_link?endorsement=sepa"],
    ["GET", "/customers/{customer}/tos_acceptance_link"],
  ],
};

/** Requests with a fault in what every endpoint checks: headers, method, path, query and format. */
const REFUSED = {
  spherepay: [
    ["GET", "/v2/customer", undefined, { authorization: undefined }],
    ["GET", "/v2/customer", undefined, { authorization: "Bearer wrong" }],
    ["GET", "/v2/customer", undefined, { authorization: "Basic key" }],
    ["GET", "/v2/customer", undefined, { "content-type": JSON_TYPE }],
    ["POST", "/v2/customer", undefined],
    ["POST", "/v2/customer", "{"],
    ["POST", "/v2/customer/kyc-link"],
    ["POST", `/v2/customer/${ID}/kyc-link`, "{"],
    ["POST", "/v1/webhook"],
    ["POST", "/v2/customer", PERSON, { "content-type": "text/plain" }],
    ["POST", `/v2/customer/${ID}/tos-link`, {}],
    ["POST", "/v2/customer/kyc-link?a=1&b=2", PERSON],
    ["DELETE", `/v2/customer/${ID}`],
    ["HEAD", `/v2/customer/${ID}`],
    ["OPTIONS", "/v2/customer"],
    ["GET", "/v2/customer/customer_0"],
    ["GET", "/v1/customer"],
    ["POST", "/v2/customer/customer_0/kyc-link"],
    ["POST", "/v2/customer/customer_0/kyc-link", NAMES_2025],
    ["POST", `/v2/customer/${ID}/kyc-link`, { ...NAMES_2025, type: "business" }],
    ["POST", "/v2/customer/customer_0/tos-link"],
    ["POST", "/v2/customer/kyc-link", PERSON, key("")],
    ["POST", "/v2/customer/kyc-link", PERSON, key("a")],
    ["POST", "/v2/customer/kyc-link", PERSON, key("a")],
    ["POST", "/v2/customer/kyc-link", { ...PERSON, address: { ...PERSON.address, state: "", postalCode: "" } }],
    ["POST", "/v2/customer/kyc-link", { ...PERSON, address: { line1: "1", city: "Singapore", country: "SGP", state: "Singapore" } }],
    ["POST", "/v2/customer/kyc-link", { ...PERSON, address: { line1: "1", city: "Berlin", country: "DEU", state: "Berlin" } }],
    ["POST", "/v2/customer/kyc-link", { address: { country: "USA" } }],
    ["POST", "/v2/customer/kyc-link", { type: 1, email: 1, phone: 1, address: { line1: 1, more: 1 }, more: 1 }],
    ["POST", "/v2/customer", { type: "individual" }],
    [
      "POST",
      "/v2/customer",
      { ...WHOLE_API_PERSON, meta: { "a/b~": {} }, personalInformation: { taxIdentificationNumberDescription: "x" } },
    ],
  ],
  grid: [
    ["GET", "/config", undefined, { authorization: undefined }],
    ["GET", "/config", undefined, { authorization: `Basic ${btoa("id:wrong")}` }],
    ["GET", "/config", undefined, { authorization: `Basic ${btoa("id")}` }],
    ["GET", "/config", undefined, { authorization: "Basic a" }],
    ["GET", "/config", undefined, { authorization: "Bearer key" }],
    ["GET", "/config?a=1&b=2"],
    ["GET", `/customers/${ID}?a=1`],
    ["GET", "/customers/kyc-link?redirectUri=x"],
    ["PATCH", "/config", {}],
    ["DELETE", `/customers/${ID}`],
    ["GET", "/verifications"],
    ["GET", "/verifications/Verification:0"],
    ["PUT", `/customers/${ID}`, {}],
    ["PUT", "/customers", {}],
    ["HEAD", `/customers/${ID}`],
    ["OPTIONS", "/customers"],
    ["GET", "/nothing"],
    ["POST", "/customers"],
    ["POST", "/customers", "{"],
    ["PATCH", `/customers/${ID}`],
    ["POST", `/customers/${ID}/kyc-link`, "{"],
    ["POST", `/customers/${ID}/verify-email/confirm`],
    ["POST", `/customers/${ID}/verify-phone/confirm`],
    ["POST", "/verifications"],
    ["PATCH", "/config"],
    ["POST", "/customers", INDIVIDUAL, { "content-type": "text/plain" }],
    ["POST", `/customers/${ID}/verify-email`, {}],
    ["POST", `/customers/${ID}/verify-email`],
    ["POST", `/customers/${ID}/verify-phone/confirm`, { code: "123456" }],
    ["POST", "/customers", INDIVIDUAL],
    ["POST", "/customers", { ...BUSINESS, platformCustomerId: INDIVIDUAL.platformCustomerId }],
    ["POST", "/customers", { ...INDIVIDUAL, platformCustomerId: "a", umaAddress: "$a@uma.example" }],
    ["POST", "/customers", { ...INDIVIDUAL, platformCustomerId: "b", umaAddress: "$a@uma.example" }],
    ["POST", "/customers", { ...INDIVIDUAL, region: "DE", email: undefined, phoneNumber: undefined }],
    ["POST", "/customers", { ...BUSINESS, businessInfo: { ...BUSINESS.businessInfo, country: "FR" } }],
    ["POST", "/customers", { ...INDIVIDUAL, endUserTermsConsent: { ...WHOLE_INDIVIDUAL.endUserTermsConsent, termsVersion: "V2" } }],
    ["POST", "/customers", { customerType: 1, email: 1, address: { line1: 1, more: 1 }, currencies: ["none", 1], more: 1 }],
    ["POST", "/customers/Customer:0/kyc-link"],
    ["POST", "/verifications", { customerId: "Customer:0" }],
    ["POST", `/customers/{last}/kyc-link`, {}, key("a")],
    ["POST", `/customers/{last}/kyc-link`, {}, key("a")],
    ["POST", `/customers/{last}/kyc-link`, { redirectUri: "https://a.example/" }, key("a")],
  ],
  bridge: [
    ["GET", "/kyc_links", undefined, { "api-key": undefined }],
    ["GET", "/kyc_links", undefined, { "api-key": "wrong" }],
    ["GET", "/kyc_links", undefined, key("a")],
    ["POST", "/kyc_links", LINK, key(undefined)],
    ["POST", "/kyc_links", LINK, key("")],
    ["GET", "/kyc_links?page=1&limit=0"],
    ["GET", "/kyc_links?starting_after=a&ending_before=b"],
    ["GET", "/kyc_links/none"],
    ["GET", "/customers/none"],
    ["GET", "/rfis/none"],
    ["GET", "/nothing"],
    ["DELETE", "/kyc_links"],
    ["HEAD", "/kyc_links"],
    ["OPTIONS", "/kyc_links"],
    ["POST", "/kyc_links"],
    ["POST", "/kyc_links", "{"],
    ["POST", "/webhooks"],
    ["POST", "/webhooks", "{"],
    ["POST", "/kyc_links", LINK, { "content-type": "text/plain" }],
    ["POST", "/kyc_links", { ...LINK, email: "JANE@example.com" }],
    ["POST", "/kyc_links", { type: 1, email: 1, endorsements: ["none", 1], redirect_uri: "x", more: 1 }],
    ["POST", "/kyc_links", { ...LINK, full_name: "Ян Ши" }],
    ["POST", "/kyc_links", { ...LINK, type: "business", full_name: "Ян" }],
    ...["×", "÷", "Ā", "\u00a0", "\u007f", "\n"].map((name) => ["POST", "/kyc_links", { ...LINK, transliterated_first_name: name }]),
    ["POST", "/kyc_links", { ...LINK, email: "a@example.com" }, key("a")],
    ["POST", "/kyc_links", { ...LINK, email: "a@example.com" }, key("a")],
    ["POST", "/kyc_links", { ...LINK, email: "b@example.com" }, key("a")],
    ["POST", "/customers/none/simulate_kyc_approval", {}],
    ["POST", "/customers/none/simulate_kyc_approval", undefined, key("c")],
    ["POST", "/customers/other/simulate_kyc_approval", undefined, key("c")],
  ],
};

/** Parameters of a list of three customers; `{first}` to `{third}` are their ids. */
const LISTS = {
  spherepay: {
    path: "/v2/customer",
    queries: [
      ...["", "page=1&limit=2", "page=2&limit=2", "page=9", "page=0", "page=x", "limit=0", "limit=100", "limit=101"],
      ...[
        "search=JANE.",
        "search=acme",
        "search=none",
        "search=",
        `email=${PERSON.email}`,
        "email=none",
        "status=pending",
        "status=incomplete",
      ],
      ...["status=none", "type=business", "type=individual", "type=none", "a=1&page=0"],
    ],
  },
  grid: {
    path: "/customers",
    queries: [
      ...[
        "",
        "limit=2",
        "limit=2&cursor={cursor}",
        "cursor=none",
        "limit=0",
        "limit=100",
        "limit=101",
        "platformCustomerId=9f84e0c2a72c4fa",
      ],
      ...["platformCustomerId=none", "customerType=BUSINESS", "customerType=none", "region=US", "region=DE", "region=USA", "currency=USDC"],
      ...[
        "currency=EUR",
        "umaAddress=$john.doe@uma.example",
        "umaAddress=none",
        "isIncludingDeleted=true",
        "isIncludingDeleted=1",
        "a=1&limit=0",
      ],
      ...["createdAfter", "createdBefore"].flatMap((name) => [`${name}=2026-03-01T10:00:00Z`, `${name}=2026-03-01T10:00:01Z`]),
      ...["updatedAfter", "updatedBefore"].flatMap((name) => [`${name}=2026-03-01T11:00:00Z`, `${name}=2026-03-01T12:00:00Z`]),
      "createdAfter=2026-03-01",
    ],
  },
  bridge: {
    path: "/kyc_links",
    queries: [
      ...[
        "",
        "limit=2",
        "limit=100",
        "limit=101",
        "email=JANE@example.com",
        "email=none",
        "email=",
        "customer_id={second}",
        "customer_id=none",
      ],
      ...["customer_id=", "starting_after={second}", "starting_after={first}", "starting_after=none", "ending_before={second}"],
      ...["ending_before={first}", "ending_before=none", "limit=1&starting_after={third}", "limit=1&ending_before={first}"],
    ],
  },
};

/** The formats in which each provider refuses, and the other options of how it behaves. */
const OPTIONS = {
  spherepay: [{}, { errors: "legacy" }],
  grid: [{}, { errors: "specified" }],
  bridge: [{}, { errors: "messages" }],
};

export const PROVIDERS = Object.keys(CREATES).map((name) => ({
  name,
  creates: CREATES[name],
  reads: READS[name],
  refused: REFUSED[name],
  list: LISTS[name],
  options: OPTIONS[name],
}));
