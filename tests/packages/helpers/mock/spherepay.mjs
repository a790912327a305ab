/**
 * The requests that SpherePay must receive and its responses, from its API reference of 2 July 2026
 * (openapi/spherepay.yaml, `CreateCustomerKycLinkDto`, `GenerateKycUrlResponseDto`, `ProblemDetailsDto`) and that of
 * April 2025.
 */

const client = ["spherepay", { apiKey: "secret_cb8dedcf79a84b04b163ec74c7146481" }];
const authorization = "Bearer secret_cb8dedcf79a84b04b163ec74c7146481";
const json = { authorization, "content-type": "application/json" };

const PERSON = {
  type: "individual",
  email: "jane.smith@example.com",
  phone: "+14155550123",
  address: { line1: "233 South Wacker Drive", line2: "Suite 4700", city: "Chicago", state: "IL", postalCode: "60606", country: "USA" },
};

const CUSTOMER = "customer_f31121c389624d3697cbf3ea8830b7a4";
const URL_AND_EXPIRY = { url: "https://in.sumsub.com/websdk/p/sbx_uq30ag1ov7oHZhmx", expiresAt: "2026-03-09T20:46:31.305Z" };
const LINK = { provider: "spherepay", kycUrl: URL_AND_EXPIRY.url, expiresAt: URL_AND_EXPIRY.expiresAt, expiresAtMs: 1773089191305 };

/** A link that has not expired when this test runs. */
const LATER = { url: URL_AND_EXPIRY.url, expiresAt: "2126-03-09T20:46:31.305Z" };
const LATER_MS = Date.parse(LATER.expiresAt);

const create = (body, response) => [{ request: { method: "POST", path: "/v2/customer/kyc-link", headers: json, body }, response }];
const again = (request, response) => [
  { request: { method: "POST", path: `/v2/customer/${CUSTOMER}/kyc-link`, headers: { authorization }, ...request }, response },
];

const at = (method, path, request, response) => [
  { request: { method, path: `/v2/customer${path}`, headers: { authorization }, ...request }, response },
];

const API = { id: CUSTOMER, type: "individual", createdAt: "2026-03-01T10:00:00.000Z", meta: {} };
const API_CUSTOMER = { provider: "spherepay", id: CUSTOMER, type: "individual", requirements: [], createdAt: API.createdAt };
const INCOMPLETE = {
  name: "kyc_profile_a",
  status: "incomplete",
  criteria: { complete: [], pending: ["residential_address"], required: ["photo_id"], errors: [] },
};
const requirementsOf = (profile) => [
  { kind: "document", who: "person", can: "act", code: "photo_id", of: [profile], nextAction: "open_link" },
  { kind: "review", who: "provider", can: "wait", code: "residential_address", of: [profile], nextAction: "wait" },
];
const TWO = {
  ...API,
  verificationProfiles: [
    { ...INCOMPLETE, status: "approved" },
    { ...INCOMPLETE, name: "kyc_profile_b", status: "pending" },
  ],
};
const BUSINESS = {
  type: "business",
  addresses: [
    { type: "registered", line1: "1 Main Street", city: "Chicago", state: "IL", postalCode: "60606", country: "USA" },
    { type: "operating", line1: "1 Casemates Square", city: "Gibraltar", postalCode: "GX11 1AA", country: "GIB" },
  ],
  email: "a@example.com",
  phone: "+14155550123",
  businessInformation: { legalName: "Acme", shares: 1.5 },
  meta: { tier: 1, note: null },
};

export const spherepay = [
  {
    name: "spherepay create",
    client,
    call: "createCustomerViaLink",
    input: PERSON,
    exchanges: create(PERSON, { status: 201, body: { customerId: CUSTOMER, ...URL_AND_EXPIRY } }),
    output: { ...LINK, customerId: CUSTOMER },
  },
  {
    name: "spherepay create in the provider's form: only known fields, alpha-3, the state's code",
    client,
    call: "createCustomerViaLink",
    input: {
      extra: 1,
      ...PERSON,
      address: { country: "us", state: "us-il", city: "Chicago", line1: "233 South Wacker Drive", line2: "", postalCode: "60606" },
    },
    exchanges: create(
      { ...PERSON, address: { line1: "233 South Wacker Drive", city: "Chicago", state: "IL", postalCode: "60606", country: "USA" } },
      { status: 200, body: { customerId: CUSTOMER, ...URL_AND_EXPIRY, someNewField: { a: [1] } } },
    ),
    output: { ...LINK, customerId: CUSTOMER },
  },
  {
    name: "spherepay create in Jérusalem: text is UTF-8",
    client,
    call: "createCustomerViaLink",
    input: { ...PERSON, type: "business", address: { line1: 'Rue « Ж » "1"\\2 \u{1f600}', city: "Jérusalem", country: "IL" } },
    exchanges: create(
      { ...PERSON, type: "business", address: { line1: 'Rue « Ж » "1"\\2 \u{1f600}', city: "Jérusalem", country: "ISR" } },
      { status: 201, body: { customerId: CUSTOMER, ...URL_AND_EXPIRY } },
    ),
    output: { ...LINK, customerId: CUSTOMER },
  },
  {
    name: "spherepay link: no body and no Content-Type",
    client,
    call: "createKycLink",
    input: { customerId: CUSTOMER },
    exchanges: again({}, { status: 201, body: { customerId: CUSTOMER, ...URL_AND_EXPIRY } }),
    output: { ...LINK, customerId: CUSTOMER },
  },
  {
    name: "spherepay link of 2025: the applicant is the body, the response names no customer",
    client,
    call: "createKycLink",
    input: { customerId: CUSTOMER, applicant: { type: "individual", firstName: "Jane", lastName: "Doe", email: "janedoe123@example.com" } },
    exchanges: again(
      { headers: json, body: { type: "individual", firstName: "Jane", lastName: "Doe", email: "janedoe123@example.com" } },
      { status: 200, body: URL_AND_EXPIRY },
    ),
    output: { ...LINK, customerId: CUSTOMER },
  },
  {
    name: "spherepay link with the caller's key and header",
    client,
    call: "createKycLink",
    input: { customerId: CUSTOMER },
    options: { idempotencyKey: "7f0c9d1e", headers: { "X-Trace": "abc" } },
    exchanges: again(
      { headers: { authorization, "idempotency-key": "7f0c9d1e", "x-trace": "abc" } },
      { status: 201, body: URL_AND_EXPIRY },
    ),
    output: { ...LINK, customerId: CUSTOMER },
  },
  {
    name: "spherepay API customer of 2025",
    client,
    call: "createCustomer",
    input: { type: "individual", address: { state: "il", country: "us" } },
    exchanges: at(
      "POST",
      "",
      { headers: json, body: { type: "individual", address: { state: "IL", country: "USA" } } },
      { status: 201, body: { ...API, verificationProfiles: [INCOMPLETE] } },
    ),
    output: {
      ...API_CUSTOMER,
      status: "incomplete",
      providerStatus: "incomplete",
      profiles: [INCOMPLETE],
      requirements: requirementsOf("kyc_profile_a"),
      raw: { ...API, verificationProfiles: [INCOMPLETE] },
    },
  },
  {
    name: "spherepay API business of 2026: what is not published passes as it is",
    client,
    call: "createCustomer",
    input: BUSINESS,
    exchanges: at("POST", "", { headers: json, body: BUSINESS }, { status: 201, body: { ...API, type: "business" } }),
    output: { ...API_CUSTOMER, type: "business", status: "unknown", profiles: [], raw: { ...API, type: "business" } },
  },
  {
    name: "spherepay API customer that may or may not have been made",
    client,
    call: "createCustomer",
    input: { ...PERSON, extra: 1 },
    exchanges: at(
      "POST",
      "",
      { headers: json, body: PERSON },
      { status: 500, headers: { "retry-after": "Sun, 06 Nov 1994 08:49:37 GMT" }, body: { status: 500, detail: "x" } },
    ),
    error: { code: "outcome_unknown", status: 500, retryAfterMs: 0, issues: [], retryable: false },
  },
  {
    name: "spherepay customer, over the profiles of the client",
    client: [client[0], { ...client[1], profiles: ["kyc_profile_b"] }],
    call: "getCustomer",
    input: { customerId: CUSTOMER },
    exchanges: at("GET", `/${CUSTOMER}`, {}, { status: 200, body: TWO }),
    output: {
      ...API_CUSTOMER,
      status: "pending",
      providerStatus: "pending",
      requirements: requirementsOf("kyc_profile_b"),
      profiles: TWO.verificationProfiles,
      raw: TWO,
    },
  },
  {
    name: "spherepay customer, over the profiles of the call",
    client: [client[0], { ...client[1], profiles: ["kyc_profile_b"] }],
    call: "getCustomer",
    input: { customerId: CUSTOMER },
    options: { profiles: ["kyc_profile_a"] },
    exchanges: at("GET", `/${CUSTOMER}`, {}, { status: 200, body: TWO }),
    output: { ...API_CUSTOMER, status: "approved", providerStatus: "approved", profiles: TWO.verificationProfiles, raw: TWO },
  },
  {
    name: "spherepay list",
    client,
    call: "listCustomers",
    input: { page: 2, limit: 1, email: "jane+1@example.com" },
    exchanges: at(
      "GET",
      "?page=2&limit=1&email=jane%2B1%40example.com",
      {},
      {
        status: 200,
        body: { customers: [API], pagination: { page: 2, limit: 1, total: 3, totalPages: 3, hasNext: true, hasPrevious: true } },
      },
    ),
    output: {
      items: [{ ...API_CUSTOMER, status: "unknown", profiles: [], raw: API }],
      next: { page: 3, limit: 1, email: "jane+1@example.com" },
      total: 3,
    },
  },
  {
    name: "spherepay list of nobody",
    client,
    call: "listCustomers",
    input: {},
    exchanges: at(
      "GET",
      "",
      {},
      {
        status: 200,
        body: { customers: [], pagination: { page: 1, limit: 10, total: 0, totalPages: 0, hasNext: false, hasPrevious: false } },
      },
    ),
    output: { items: [], total: 0 },
  },
  {
    name: "spherepay terms of service: no body and no Content-Type, link and not url",
    client,
    call: "createTosLink",
    input: { customerId: CUSTOMER },
    exchanges: at(
      "POST",
      `/${CUSTOMER}/tos-link`,
      {},
      { status: 201, body: { link: "https://staging.spherepay.co/tos?token=x", expiresAt: "2026-03-09T20:46:31.305Z" } },
    ),
    output: {
      provider: "spherepay",
      customerId: CUSTOMER,
      url: "https://staging.spherepay.co/tos?token=x",
      expiresAt: "2026-03-09T20:46:31.305Z",
    },
  },
  {
    name: "spherepay onboard",
    client,
    call: "onboard",
    input: { ...PERSON, firstName: "Jane", lastName: "Smith", reference: "user-17", redirectUri: "https://app.example.com/done" },
    exchanges: create(PERSON, { status: 201, body: { customerId: CUSTOMER, ...LATER } }),
    output: { kind: "link", link: { ...LINK, customerId: CUSTOMER, expiresAt: LATER.expiresAt, expiresAtMs: LATER_MS }, requirements: [] },
  },
  ...[
    ["has expired", URL_AND_EXPIRY],
    ["is missing", { expiresAt: "2126-03-09T20:46:31.305Z" }],
    ["is unsafe", { url: "http://in.sumsub.com/", expiresAt: "2126-03-09T20:46:31.305Z" }],
    ["has no readable expiry", { url: URL_AND_EXPIRY.url, expiresAt: "tomorrow" }],
  ].map(([what, first]) => ({
    name: `spherepay onboard whose link ${what}`,
    client,
    call: "onboard",
    input: PERSON,
    exchanges: [
      ...create(PERSON, { status: 201, body: { customerId: CUSTOMER, ...first } }),
      ...again({}, { status: 201, body: { customerId: CUSTOMER, ...LATER } }),
    ],
    output: {
      kind: "link",
      requirements: [],
      link: { provider: "spherepay", customerId: CUSTOMER, kycUrl: LATER.url, expiresAt: LATER.expiresAt, expiresAtMs: LATER_MS },
    },
  })),
  {
    name: "spherepay onboard whose second link fails as well",
    client,
    call: "onboard",
    input: PERSON,
    exchanges: [
      ...create(PERSON, { status: 201, body: { customerId: CUSTOMER, ...URL_AND_EXPIRY } }),
      ...again({}, { status: 404, body: { status: 404, detail: "d" } }),
    ],
    operation: "spherepay.createCustomerViaLink",
    error: { code: "unexpected_response", customerId: CUSTOMER, issues: [], retryable: false },
  },
  {
    name: "spherepay refuses fields",
    client,
    call: "createCustomerViaLink",
    input: PERSON,
    exchanges: create(PERSON, {
      status: 422,
      body: {
        status: 422,
        detail: "Validation failed",
        code: "validation/failed",
        correlationId: "28c61e885c6e5eaa78c1a2183a9b883c",
        errors: [
          { detail: "Invalid email format", pointer: "/email" },
          { detail: "Unknown city", pointer: "/address/city" },
        ],
      },
    }),
    error: {
      code: "provider_rejected",
      status: 422,
      providerCode: "validation/failed",
      correlationId: "28c61e885c6e5eaa78c1a2183a9b883c",
      issues: ["provider /email", "provider /address/city"],
      retryable: false,
    },
  },
  {
    name: "spherepay knows no such key",
    client,
    call: "createKycLink",
    input: { customerId: CUSTOMER },
    exchanges: again(
      {},
      { status: 403, body: { status: 403, detail: "Forbidden resource", correlationId: "28c61e885c6e5eaa78c1a2183a9b883c" } },
    ),
    error: { code: "unauthorized", status: 403, correlationId: "28c61e885c6e5eaa78c1a2183a9b883c", issues: [], retryable: false },
  },
  {
    name: "spherepay knows no such customer",
    client,
    call: "createKycLink",
    input: { customerId: CUSTOMER },
    exchanges: again(
      {},
      { status: 404, body: { ts: "2025-04-20T00:09:16.870Z", error: { general: `Customer ${CUSTOMER} DNE for user.` } } },
    ),
    error: { code: "not_found", status: 404, issues: [], retryable: false },
  },
  {
    name: "spherepay create fails inside",
    client,
    call: "createCustomerViaLink",
    input: PERSON,
    exchanges: create(PERSON, { status: 503, headers: { "retry-after": "7" }, body: "<html>Service Unavailable</html>" }),
    error: { code: "outcome_unknown", status: 503, retryAfterMs: 7000, issues: [], retryable: false },
  },
  {
    name: "spherepay redirects",
    client,
    call: "createKycLink",
    input: { customerId: CUSTOMER },
    exchanges: again({}, { status: 307, headers: { location: "/stolen" }, body: "" }),
    error: { code: "unexpected_response", status: 307, issues: [], retryable: false },
  },
  {
    name: "spherepay input that is invalid is not sent",
    client,
    call: "createCustomerViaLink",
    input: { ...PERSON, email: "jane", phone: "415", address: { ...PERSON.address, country: "XX" } },
    exchanges: [],
    error: {
      code: "invalid_request",
      issues: ["email_format /email", "phone_format /phone", "country_unknown /address/country"],
      retryable: false,
    },
  },
  {
    name: "spherepay id that would leave its path is not sent",
    client,
    call: "createKycLink",
    input: { customerId: "customer_a/../../admin" },
    exchanges: [],
    error: { code: "invalid_request", issues: ["customer_id_format /customerId"], retryable: false },
  },
  {
    name: "spherepay applicant that is invalid is not sent",
    client,
    call: "onboard",
    input: { type: "individual" },
    exchanges: [],
    error: { code: "invalid_request", issues: ["required /email", "required /phone", "required /address"], retryable: false },
    operation: "spherepay.onboard",
  },
];
