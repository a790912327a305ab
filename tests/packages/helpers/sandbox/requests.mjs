/** Complete requests, and variations with one difference each. */

import { API_PERSON, BUSINESS, EU_INDIVIDUAL, INDIVIDUAL, NAMES_2025, PERSON, setUp, withApiCustomer, withCustomer } from "./harness.mjs";

const CONSENT = { acceptedAt: "2026-03-01T09:00:00+01:00", ipAddress: "192.0.2.1", termsVersion: "V1", acceptanceMethod: "CHECKBOX" };

/** `CustomerEdd` and the rest of what an individual may have. */
export const WHOLE_INDIVIDUAL = {
  ...INDIVIDUAL,
  address: { ...INDIVIDUAL.address, line2: "Suite 4700" },
  region: "US",
  currencies: ["USD", "USDC"],
  umaAddress: "$john.doe@uma.example",
  endUserTermsConsent: CONSENT,
  idType: "SSN",
  identifier: "123-45-6789",
  countryOfIssuance: "US",
  kycStatus: "UNVERIFIED",
  sourceOfFundsCategories: ["SALARY", "OTHER"],
  sourceOfFundsOtherDescription: "a prize",
  sourceOfWealthCategories: ["OTHER"],
  sourceOfWealthOtherDescription: "a prize",
  purposeOfAccount: "OTHER",
  purposeOfAccountOtherDescription: "a hobby",
  expectedMonthlyTransactionCount: "COUNT_UNDER_10",
  expectedMonthlyTransactionVolume: "VOLUME_UNDER_10K",
  annualIncomeRange: "UNDER_50K",
  netWorthRange: "UNDER_100K",
  pepStatus: "NONE",
};

export const WHOLE_BUSINESS = {
  ...BUSINESS,
  platformCustomerId: "acme",
  address: INDIVIDUAL.address,
  businessInfo: {
    ...BUSINESS.businessInfo,
    doingBusinessAs: "Acme",
    entityType: "CORPORATION",
    countriesOfOperation: ["US", "CA"],
    businessType: "INFORMATION",
    purposeOfAccount: "SUPPLIER_PAYMENTS",
    sourceOfFunds: "customers",
    expectedMonthlyTransactionCount: "COUNT_100_TO_500",
    expectedMonthlyTransactionVolume: "VOLUME_100K_TO_1M",
    expectedRecipientJurisdictions: ["US"],
    naicsCode: "541511",
    sourceOfFundsCategories: ["OPERATING_REVENUE"],
    sourceOfFundsOtherDescription: "a prize",
    purposeOfAccountOtherDescription: "gifts",
    expectedCounterpartyCountries: ["US"],
    primaryContactFirstName: "Jane",
    primaryContactLastName: "Smith",
  },
};

export const WHOLE_API_PERSON = {
  ...API_PERSON,
  email: PERSON.email,
  phone: PERSON.phone,
  address: PERSON.address,
  personalInformation: {
    ...API_PERSON.personalInformation,
    taxIdentificationNumber: "1",
    taxIdentificationNumberType: "other",
    taxIdentificationNumberDescription: "x",
    taxIdentificationNumberCountry: "USA",
  },
  meta: { ref: "1", flag: true, none: null },
};

export const WEBHOOK = { name: "kyc", description: "ours", url: "https://app.example.com/hooks", events: ["customer.kyc.successful"] };

/** Without what only a create takes, and with one contact. */
const { platformCustomerId: reference, phoneNumber, ...CHANGES } = WHOLE_INDIVIDUAL;
const { platformCustomerId: other, ...BUSINESS_CHANGES } = WHOLE_BUSINESS;

export const BODIES = [
  { endpoint: "POST /v2/customer/kyc-link", name: "a person", body: PERSON },
  { endpoint: "POST /v2/customer/{id}/kyc-link", name: "the names of 2025", body: NAMES_2025 },
  { endpoint: "POST /v2/customer", name: "an individual", body: WHOLE_API_PERSON },
  {
    endpoint: "POST /v2/customer",
    name: "a business",
    body: {
      type: "business",
      addresses: ["registered", "operating"].map((type) => ({ type, ...PERSON.address })),
      businessInformation: { legalName: "Acme", incorporatedOn: "2018-03-14" },
    },
  },
  { endpoint: "POST /v1/webhook", name: "a webhook", body: WEBHOOK },
  { endpoint: "POST /customers", name: "an individual", body: WHOLE_INDIVIDUAL },
  { endpoint: "POST /customers", name: "a business", body: WHOLE_BUSINESS },
  { endpoint: "PATCH /customers/{customerId}", name: "an individual", body: CHANGES },
  { endpoint: "PATCH /customers/{customerId}", name: "a business", body: BUSINESS_CHANGES },
  { endpoint: "POST /customers/{customerId}/kyc-link", name: "a redirect", body: { redirectUri: "https://app.example.com/done?a=1" } },
  { endpoint: "POST /customers/{customerId}/verify-email/confirm", name: "a code", body: { code: "123456" } },
  { endpoint: "POST /customers/{customerId}/verify-phone/confirm", name: "a code", body: { code: "123456" } },
  { endpoint: "POST /verifications", name: "a customer", body: { customerId: "Customer:0" } },
  {
    endpoint: "POST /kyc_links",
    name: "a link",
    body: {
      type: "individual",
      email: PERSON.email,
      full_name: "Jane Smith",
      endorsements: ["base", "sepa"],
      redirect_uri: "https://app.example.com/done?a=1",
    },
  },
  {
    endpoint: "POST /kyc_links",
    name: "names in another script",
    body: {
      type: "individual",
      email: PERSON.email,
      full_name: "Ян Ли Ши",
      transliterated_first_name: "Jan",
      transliterated_middle_name: "Li",
      transliterated_last_name: "Shi",
    },
  },
  {
    endpoint: "POST /kyc_links",
    name: "a business in another script",
    body: { type: "business", email: PERSON.email, full_name: "東京商事", transliterated_business_legal_name: "Tokyo Shoji" },
  },
  {
    endpoint: "POST /webhooks",
    name: "a webhook of the third",
    body: { url: "https://app.example.com/hooks", event_epoch: "webhook_creation", event_categories: ["kyc_link"] },
  },
];

/** For each endpoint a world that has what a body of its kind needs, and the call with another. */
export const worlds = {
  "POST /kyc_links": async () => (body, headers) => setUp().bridge("POST", "/kyc_links", body, headers),
  "POST /webhooks": async () => (body, headers) => setUp().bridge("POST", "/webhooks", body, headers),
  "POST /v2/customer/kyc-link": async () => (body, headers) => setUp().spherepay("POST", "/v2/customer/kyc-link", body, headers),
  "POST /v2/customer": async () => (body, headers) => setUp().spherepay("POST", "/v2/customer", body, headers),
  "POST /v1/webhook": async () => (body, headers) => setUp().spherepay("POST", "/v1/webhook", body, headers),
  "POST /v2/customer/{id}/kyc-link": async () => {
    const { spherepay, id } = await withApiCustomer();
    return (body, headers) => spherepay("POST", `/v2/customer/${id}/kyc-link`, body, headers);
  },
  "POST /customers": async () => (body, headers) => setUp().grid("POST", "/customers", body, headers),
  "PATCH /customers/{customerId}": async ({ customerType }) => {
    const { grid, id } = await withCustomer({ INDIVIDUAL, BUSINESS }[customerType]);
    return (body, headers) => grid("PATCH", `/customers/${id}`, body, headers);
  },
  "POST /customers/{customerId}/kyc-link": async () => {
    const { grid, id } = await withCustomer();
    return (body, headers) => grid("POST", `/customers/${id}/kyc-link`, body, headers);
  },
  "POST /verifications": async () => {
    const { grid, id } = await withCustomer();
    // A mutant keeps its own fault; only the customer that the body means exists.
    const named = (body) =>
      body?.customerId === "Customer:0" ? { ...body, customerId: id } : typeof body === "string" ? body.replaceAll("Customer:0", id) : body;
    return (body, headers) => grid("POST", "/verifications", named(body), headers);
  },
  "POST /customers/{customerId}/verify-email/confirm": () => confirming("email"),
  "POST /customers/{customerId}/verify-phone/confirm": () => confirming("phone"),
};

async function confirming(channel) {
  const { grid, id } = await withCustomer(EU_INDIVIDUAL);
  await grid("POST", `/customers/${id}/verify-${channel}`);
  return (body, headers) => grid("POST", `/customers/${id}/verify-${channel}/confirm`, body, headers);
}

const VALUES = [null, 0, true, "", " ", "x", "é\n", "x".repeat(1100), "2026-13-01", "101", "US", "+1", [], ["x"], [0], {}, { nothing: 1 }];

/** Each place of a body with each value, without it, and with a member that nobody knows. */
export function bodyMutants(body) {
  return ["null", "[]", '"x"', ...changes(body).map((change) => JSON.stringify(change))];
}

function changes(node) {
  if (typeof node !== "object" || node === null) return [];
  const copy = (key, value) => Object.assign(Array.isArray(node) ? [...node] : { ...node }, { [key]: value });
  const inside = Object.keys(node).flatMap((key) => [undefined, ...VALUES, ...changes(node[key])].map((value) => copy(key, value)));
  return Array.isArray(node) ? inside : [...inside, copy("unknownMember", "x")];
}

export const QUERIES = {
  bridge: { path: "/kyc_links", query: { customer_id: "cust_1", email: PERSON.email, starting_after: "cust_1", limit: "100" } },
  spherepay: {
    path: "/v2/customer",
    query: { page: "1", limit: "10", search: "jane", email: PERSON.email, status: "pending", type: "individual" },
  },
  grid: {
    path: "/customers",
    query: {
      ...{ platformCustomerId: "1", customerType: "BUSINESS", createdAfter: "2026-01-01T00:00:00Z", createdBefore: "2027-01-01T00:00:00Z" },
      ...{ updatedAfter: "2026-01-01T00:00:00Z", updatedBefore: "2027-01-01T00:00:00+02:00", limit: "100", region: "US", currency: "USD" },
      ...{ umaAddress: "$a@b", isIncludingDeleted: "true" },
    },
  },
};

export function queryMutants(query) {
  const texts = VALUES.filter((value) => typeof value === "string");
  return [...Object.keys(query).flatMap((name) => texts.map((text) => ({ ...query, [name]: text }))), { ...query, unknown: "x" }];
}
