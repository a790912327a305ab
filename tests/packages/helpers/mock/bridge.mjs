/**
 * The requests that Bridge must receive and its responses, from its OpenAPI description (`info.version` 1,
 * `POST /kyc_links`, `GET /kyc_links/{kycLinkID}`, `GET /customers/{customerID}` and their examples) and the tables of
 * errors of apidocs.bridge.xyz.
 */

const client = ["bridge", { apiKey: "sk-test-0123456789" }];
const read = { "api-key": "sk-test-0123456789" };
const KEY = "6f1e8d0a-6c0f-4a57-9d0e-0b1f6a8f6d3c";
const write = { ...read, "content-type": "application/json", "idempotency-key": KEY };

const LINK = {
  id: "75d2f259-6810-4cde-a9b9-83eca42b0ebf",
  full_name: "John Doe",
  email: "johndoe@johndoe.com",
  type: "individual",
  kyc_link: "https://bridge.withpersona.com/verify?inquiry-template-id=itmpl_1&reference-id=75d2f259",
  tos_link: "https://dashboard.bridge.xyz/accept-terms-of-service?t=75d2f259",
  kyc_status: "not_started",
  rejection_reasons: [],
  tos_status: "pending",
  customer_id: null,
  created_at: "2026-01-30T10:11:12.345Z",
};
const READ = {
  provider: "bridge",
  id: LINK.id,
  kycUrl: LINK.kyc_link,
  tosUrl: LINK.tos_link,
  type: "individual",
  email: LINK.email,
  fullName: LINK.full_name,
  status: "incomplete",
  providerStatus: "not_started",
  tosStatus: "pending",
  rejectionReasons: [],
  createdAt: LINK.created_at,
};
const REASON = { developer_reason: "Blurry face portrait.", reason: "Upload a clear photo of the full ID", created_at: LINK.created_at };
const REJECTED = { ...LINK, kyc_status: "rejected", tos_status: "approved", customer_id: "cust_1", rejection_reasons: [REASON] };
const REFUSED = {
  ...READ,
  customerId: "cust_1",
  status: "rejected",
  providerStatus: "rejected",
  tosStatus: "accepted",
  rejectionReasons: [REASON.reason],
};
const CUSTOMER = {
  id: "cust_1",
  first_name: "John",
  last_name: "Doe",
  email: LINK.email,
  status: "active",
  type: "individual",
  created_at: LINK.created_at,
  updated_at: LINK.created_at,
  rejection_reasons: [],
  has_accepted_terms_of_service: true,
  endorsements: [],
};

const INPUT = {
  type: "individual",
  email: LINK.email,
  fullName: LINK.full_name,
  endorsements: ["base"],
  redirectUri: "https://app.example.com/done",
};
const BODY = { type: "individual", email: LINK.email, full_name: LINK.full_name, endorsements: ["base"], redirect_uri: INPUT.redirectUri };

const create = (response) => ({ request: { method: "POST", path: "/kyc_links", headers: write, body: BODY }, response });
const get = (path, body, status = 200) => ({ request: { method: "GET", path, headers: read }, response: { status, body } });

export const bridge = [
  {
    name: "bridge create",
    client,
    call: "createKycLink",
    input: INPUT,
    options: { idempotencyKey: KEY },
    exchanges: [create({ status: 200, body: LINK })],
    output: READ,
  },
  {
    name: "bridge create, sent again with the same key and body",
    client,
    call: "createKycLink",
    input: INPUT,
    options: { idempotencyKey: KEY },
    exchanges: [create({ status: 503, body: {}, headers: { "retry-after": "0" } }), create({ status: 200, body: LINK })],
    output: READ,
  },
  {
    name: "bridge create, an email address that has a link: never that link",
    client,
    call: "createKycLink",
    input: INPUT,
    options: { idempotencyKey: KEY },
    exchanges: [
      create({
        status: 400,
        body: { code: "duplicate_record", message: "A KYC link already exists for this email", existing_kyc_link: REJECTED },
      }),
    ],
    error: {
      code: "conflict",
      providerCode: "duplicate_record",
      status: 400,
      retryable: false,
      issues: [],
    },
  },
  {
    name: "bridge create, invalid",
    client,
    call: "createKycLink",
    input: { type: "person" },
    exchanges: [],
    error: { code: "invalid_request", retryable: false, issues: ["required /email", "unknown_value /type"] },
  },
  {
    name: "bridge link",
    client,
    call: "getKycLink",
    input: { kycLinkId: LINK.id },
    exchanges: [get(`/kyc_links/${LINK.id}`, REJECTED)],
    output: REFUSED,
  },
  {
    name: "bridge links",
    client,
    call: "listKycLinks",
    input: { email: "john+1@doe.com", limit: 2 },
    exchanges: [get("/kyc_links?email=john%2B1%40doe.com&limit=2", { count: 1, data: [LINK] })],
    output: { items: [READ] },
  },
  {
    name: "bridge customer",
    client,
    call: "getCustomer",
    input: { customerId: "cust_1" },
    exchanges: [get("/customers/cust_1", CUSTOMER)],
    output: {
      provider: "bridge",
      id: "cust_1",
      type: "individual",
      email: LINK.email,
      firstName: "John",
      lastName: "Doe",
      status: "approved",
      providerStatus: "active",
      createdAt: LINK.created_at,
      hasAcceptedTerms: true,
      rejectionReasons: [],
      requirements: [],
    },
  },
  {
    name: "bridge customer's link",
    client,
    call: "getCustomerKycLink",
    input: { customerId: "cust_1", endorsement: "sepa" },
    exchanges: [get("/customers/cust_1/kyc_link?endorsement=sepa", { url: LINK.kyc_link })],
    output: { provider: "bridge", customerId: "cust_1", kycUrl: LINK.kyc_link },
  },
  {
    name: "bridge terms",
    client,
    call: "getTosLink",
    input: { customerId: "cust_1" },
    exchanges: [get("/customers/cust_1/tos_acceptance_link", { url: LINK.tos_link })],
    output: { provider: "bridge", customerId: "cust_1", url: LINK.tos_link },
  },
  {
    name: "bridge unauthorized",
    client,
    call: "getKycLink",
    input: { kycLinkId: LINK.id },
    exchanges: [
      get(`/kyc_links/${LINK.id}`, { code: "required", location: "header", name: "Api-Key", message: "Missing Api-Key header" }, 401),
    ],
    error: {
      code: "unauthorized",
      providerCode: "required",
      status: 401,
      retryable: false,
      issues: [],
    },
  },
  {
    name: "bridge onboard",
    client,
    call: "onboard",
    input: { type: "individual", firstName: "John", lastName: "Doe", email: LINK.email, address: { country: "US" } },
    options: { idempotencyKey: KEY },
    exchanges: [
      {
        request: {
          method: "POST",
          path: "/kyc_links",
          headers: write,
          body: { type: "individual", email: LINK.email, full_name: "John Doe" },
        },
        response: { status: 200, body: LINK },
      },
    ],
    output: {
      kind: "accept_terms",
      url: LINK.tos_link,
      // biome-ignore lint/suspicious/noThenProperty: what comes after the terms; it is no function.
      then: READ,
      requirements: [{ kind: "terms", who: "person", can: "act", nextAction: "accept_terms" }],
    },
  },
];
