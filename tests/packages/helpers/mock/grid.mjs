/**
 * The requests that Lightspark Grid must receive and its responses, from its OpenAPI of 2026-08-21
 * (`CustomerCreateRequest`, `KycLinkCreateRequest`, `KycLinkResponse`, `Customer`) and what its maintainers say of
 * error bodies since (PR 988).
 */

const client = ["grid", { clientId: "019542f5", clientSecret: "s3cr:ét" }];
// RFC 7617 section 2.1: base64 of the UTF-8 bytes.
const authorization = "Basic MDE5NTQyZjU6czNjcjrDqXQ=";
const json = { authorization, "content-type": "application/json" };

const ID = "Customer:019542f5-b3e7-1d02-0000-000000000001";
const PERSON = {
  customerType: "INDIVIDUAL",
  platformCustomerId: "9f84e0c2a72c4fa",
  currencies: ["USD", "USDC"],
  email: "john.doe@example.com",
  phoneNumber: "+14155551234",
  fullName: "John Michael Doe",
  birthDate: "1990-01-15",
  nationality: "US",
  address: { line1: "123 Main Street", line2: "Apt 4B", city: "San Francisco", state: "CA", postalCode: "94105", country: "US" },
};
const CREATED = {
  ...PERSON,
  id: ID,
  umaAddress: "$john@example.com",
  kycStatus: "UNVERIFIED",
  createdAt: "2025-07-21T17:32:28Z",
  isDeleted: false,
};
const CUSTOMER = {
  provider: "grid",
  id: ID,
  type: "individual",
  email: PERSON.email,
  phone: PERSON.phoneNumber,
  status: "incomplete",
  providerStatus: "UNVERIFIED",
  requirements: [{ kind: "other", who: "person", can: "act", nextAction: "open_link" }],
  createdAt: "2025-07-21T17:32:28Z",
};
const REVIEW = { kind: "review", who: "provider", can: "wait", nextAction: "wait" };
const UNEXPLAINED = { kind: "other", who: "person", can: "unknown", nextAction: "contact_support" };
const UNCONFIRMED = { kind: "contact", who: "person", can: "act", field: "email", nextAction: "verify_contact" };

const TOKEN = "_act-sbx-jwt-eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9...";
const RESPONSE = {
  kycUrl: "https://kyc.lightspark.com/onboard/abc123def456",
  expiresAt: "2027-01-15T14:32:00Z",
  provider: "SUMSUB",
  token: TOKEN,
};
const LINK = {
  provider: "grid",
  customerId: ID,
  kycUrl: RESPONSE.kycUrl,
  expiresAt: RESPONSE.expiresAt,
  expiresAtMs: 1800023520000,
  verificationProvider: "SUMSUB",
  token: TOKEN,
};

const create = (body, response, headers = json) => ({ request: { method: "POST", path: "/customers", headers, body }, response });
const link = (body, response, headers = json) => ({
  request: { method: "POST", path: `/customers/${ID}/kyc-link`, headers, body },
  response,
});

const at = (method, path, body, response) => ({
  request: { method, path: `/customers${path}`, headers: body ? json : { authorization }, body },
  response,
});

const APPLICANT = {
  type: "individual",
  email: PERSON.email,
  phone: PERSON.phoneNumber,
  firstName: "John Michael",
  lastName: "Doe",
  birthDate: PERSON.birthDate,
  nationality: "usa",
  reference: PERSON.platformCustomerId,
  currencies: PERSON.currencies,
  address: { ...PERSON.address, country: "USA" },
  redirectUri: "https://app.example.com/onboarding/completed",
};
const REDIRECT = { redirectUri: APPLICANT.redirectUri };

const VERIFICATION = {
  id: "Verification:019542f5-b3e7-1d02-0000-000000000002",
  customerId: ID,
  verificationStatus: "IN_PROGRESS",
  errors: [],
  createdAt: "2025-10-03T12:00:00Z",
};
const VERIFIED = { id: VERIFICATION.id, customerId: ID, status: "IN_PROGRESS", errors: [], requirements: [REVIEW], raw: VERIFICATION };
const TERMS = { version: "V1", url: "https://www.lightspark.com/legal/grid/enduserterms" };
const CONFIG = {
  id: "PlatformConfig:019542f5-b3e7-1d02-0000-000000000003",
  umaDomain: "platform.uma.domain",
  isRegulatedFinancialInstitution: false,
  feeConfigs: [],
};
const platform = (method, path, body, response) => ({
  request: { method, path, headers: body ? json : { authorization }, body },
  response,
});

export const grid = [
  {
    name: "grid update",
    client,
    call: "updateCustomer",
    input: { customerId: ID, customerType: "INDIVIDUAL", nationality: "usa", address: { ...PERSON.address, country: "usa" } },
    exchanges: [
      at("PATCH", `/${ID}`, { customerType: "INDIVIDUAL", nationality: "US", address: PERSON.address }, { status: 200, body: CREATED }),
    ],
    output: { ...CUSTOMER, raw: CREATED },
  },
  {
    name: "grid terms",
    client,
    call: "getEndUserTerms",
    input: {},
    exchanges: [platform("GET", "/customers/end-user-terms", undefined, { status: 200, body: TERMS })],
    output: { ...TERMS, raw: TERMS },
  },
  {
    name: "grid config",
    client,
    call: "getConfig",
    input: {},
    exchanges: [platform("GET", "/config", undefined, { status: 200, body: CONFIG })],
    output: { ...CONFIG, raw: CONFIG },
  },
  {
    name: "grid submission",
    client,
    call: "createVerification",
    input: { customerId: ID },
    exchanges: [platform("POST", "/verifications", { customerId: ID }, { status: 200, body: VERIFICATION })],
    output: VERIFIED,
  },
  {
    name: "grid verification",
    client,
    call: "getVerification",
    input: { verificationId: VERIFICATION.id },
    exchanges: [platform("GET", `/verifications/${VERIFICATION.id}`, undefined, { status: 200, body: VERIFICATION })],
    output: VERIFIED,
  },
  {
    name: "grid create",
    client,
    call: "createCustomer",
    input: { ...PERSON, nationality: "USA", address: { ...PERSON.address, country: "usa" } },
    exchanges: [create(PERSON, { status: 201, body: CREATED })],
    output: { ...CUSTOMER, raw: CREATED },
  },
  {
    name: "grid create gets status 200, an unknown `kycStatus` and unknown fields",
    client,
    call: "createCustomer",
    input: { customerType: "INDIVIDUAL" },
    exchanges: [
      create(
        { customerType: "INDIVIDUAL" },
        {
          status: 200,
          body: {
            id: ID,
            customerType: "INDIVIDUAL",
            kycStatus: "NEW_WORD",
            contactVerification: { email: "PENDING", phone: "VERIFIED" },
            tomorrow: [],
          },
        },
      ),
    ],
    output: {
      provider: "grid",
      id: ID,
      type: "individual",
      status: "unknown",
      providerStatus: "NEW_WORD",
      requirements: [UNCONFIRMED],
      contactVerification: { email: "pending", phone: "verified" },
      raw: {
        id: ID,
        customerType: "INDIVIDUAL",
        kycStatus: "NEW_WORD",
        contactVerification: { email: "PENDING", phone: "VERIFIED" },
        tomorrow: [],
      },
    },
  },
  {
    name: "grid link",
    client,
    call: "createKycLink",
    input: { customerId: ID, redirectUri: "https://app.example.com/onboarding/completed" },
    options: { idempotencyKey: "c0a80101-0000-4000-8000-000000000001" },
    exchanges: [link(REDIRECT, { status: 201, body: RESPONSE }, { ...json, "idempotency-key": "c0a80101-0000-4000-8000-000000000001" })],
    output: LINK,
  },
  {
    name: "grid link without a redirect: the body is {}",
    client,
    call: "createKycLink",
    input: { customerId: ID },
    exchanges: [link({}, { status: 200, body: { kycUrl: RESPONSE.kycUrl, expiresAt: RESPONSE.expiresAt, provider: "ANOTHER" } })],
    output: {
      provider: "grid",
      customerId: ID,
      kycUrl: RESPONSE.kycUrl,
      expiresAt: RESPONSE.expiresAt,
      expiresAtMs: 1800023520000,
      verificationProvider: "ANOTHER",
    },
  },
  {
    name: "grid customer",
    client,
    call: "getCustomer",
    input: { customerId: ID },
    exchanges: [at("GET", `/${ID}`, undefined, { status: 200, body: { ...CREATED, kycStatus: "HOLD" } })],
    output: { ...CUSTOMER, status: "on_hold", providerStatus: "HOLD", requirements: [UNEXPLAINED], raw: { ...CREATED, kycStatus: "HOLD" } },
  },
  {
    name: "grid list",
    client,
    call: "listCustomers",
    input: {
      platformCustomerId: PERSON.platformCustomerId,
      createdAfter: "2025-07-21T17:32:28+02:00",
      limit: 1,
      region: "usa",
      isIncludingDeleted: true,
    },
    exchanges: [
      at(
        "GET",
        `?platformCustomerId=${PERSON.platformCustomerId}&createdAfter=2025-07-21T17%3A32%3A28%2B02%3A00&limit=1&region=US&isIncludingDeleted=true`,
        undefined,
        {
          status: 200,
          body: { data: [CREATED], hasMore: true, nextCursor: "bmV4dA==", totalCount: 2 },
        },
      ),
    ],
    output: {
      items: [{ ...CUSTOMER, raw: CREATED }],
      next: {
        platformCustomerId: PERSON.platformCustomerId,
        createdAfter: "2025-07-21T17:32:28+02:00",
        limit: 1,
        cursor: "bmV4dA==",
        region: "US",
        isIncludingDeleted: true,
      },
      total: 2,
    },
  },
  {
    name: "grid contact",
    client,
    call: "updateContact",
    input: { customerId: ID, customerType: "INDIVIDUAL", email: "new@example.com" },
    options: { idempotencyKey: "k" },
    exchanges: [
      at(
        "PATCH",
        `/${ID}`,
        { customerType: "INDIVIDUAL", email: "new@example.com" },
        { status: 200, body: { ...CREATED, email: "new@example.com" } },
      ),
    ],
    output: { ...CUSTOMER, email: "new@example.com", raw: { ...CREATED, email: "new@example.com" } },
  },
  {
    name: "grid contacts, both at once, are not sent",
    client,
    call: "updateContact",
    input: { customerId: ID, customerType: "INDIVIDUAL", email: "new@example.com", phoneNumber: PERSON.phoneNumber },
    exchanges: [],
    error: { code: "invalid_request", issues: ["mutually_exclusive /phoneNumber"], retryable: false },
  },
  ...[
    ["Email", "email"],
    ["Phone", "phone"],
  ].flatMap(([verb, channel]) => [
    {
      name: `grid code to the ${channel}: no body and no Content-Type`,
      client,
      call: `send${verb}Code`,
      input: { customerId: ID },
      exchanges: [at("POST", `/${ID}/verify-${channel}`, undefined, { status: 204, body: "" })],
    },
    {
      name: `grid code to the ${channel} fails, and is not sent again`,
      client,
      call: `send${verb}Code`,
      input: { customerId: ID },
      exchanges: [at("POST", `/${ID}/verify-${channel}`, undefined, { status: 503, body: { code: "SERVICE_UNAVAILABLE", reason: "x" } })],
      error: { code: "unavailable", status: 503, providerCode: "SERVICE_UNAVAILABLE", issues: [], retryable: false },
    },
    {
      name: `grid code of the ${channel}`,
      client,
      call: `confirm${verb}`,
      input: { customerId: ID, code: "012345" },
      exchanges: [
        at(
          "POST",
          `/${ID}/verify-${channel}/confirm`,
          { code: "012345" },
          { status: 200, body: { ...CREATED, contactVerification: { [channel]: "VERIFIED" } } },
        ),
      ],
      output: {
        ...CUSTOMER,
        contactVerification: { [channel]: "verified" },
        raw: { ...CREATED, contactVerification: { [channel]: "VERIFIED" } },
      },
    },
    {
      name: `grid code of the ${channel} that is wrong`,
      client,
      call: `confirm${verb}`,
      input: { customerId: ID, code: "1" },
      exchanges: [
        at(
          "POST",
          `/${ID}/verify-${channel}/confirm`,
          { code: "1" },
          { status: 400, body: { code: "INVALID_INPUT", reason: "x", details: { field: "code", reason: "wrong" } } },
        ),
      ],
      error: { code: "provider_rejected", status: 400, providerCode: "INVALID_INPUT", issues: ["provider /code"], retryable: false },
    },
  ]),
  {
    name: "grid onboard: the customer, then the link",
    client,
    call: "onboard",
    input: APPLICANT,
    exchanges: [create(PERSON, { status: 201, body: CREATED }), link(REDIRECT, { status: 201, body: RESPONSE })],
    output: { kind: "link", link: LINK, requirements: CUSTOMER.requirements },
  },
  {
    name: "grid onboard of someone approved makes no link",
    client,
    call: "onboard",
    input: APPLICANT,
    exchanges: [create(PERSON, { status: 201, body: { ...CREATED, kycStatus: "APPROVED" } })],
    output: { kind: "approved", customerId: ID, requirements: [] },
  },
  {
    name: "grid onboard whose contacts must be confirmed first",
    client,
    call: "onboard",
    input: APPLICANT,
    exchanges: [
      create(PERSON, { status: 201, body: { ...CREATED, contactVerification: { email: "VERIFIED", phone: "PENDING" } } }),
      link(REDIRECT, { status: 409, body: { code: "CONFLICT", reason: "Contact verification required" } }),
    ],
    output: { kind: "verify_contact", customerId: ID, channels: ["phone"], requirements: [{ ...UNCONFIRMED, field: "phone" }] },
  },
  {
    name: "grid onboard where there are no postal codes leaves the address out",
    client,
    call: "onboard",
    input: { ...APPLICANT, address: { line1: "Sheikh Zayed Road 1", city: "Dubai", country: "AE" } },
    exchanges: [create({ ...PERSON, address: undefined }, { status: 201, body: CREATED }), link(REDIRECT, { status: 201, body: RESPONSE })],
    output: { kind: "link", link: LINK, requirements: CUSTOMER.requirements },
  },
  {
    name: "grid onboard of a business",
    client,
    call: "onboard",
    input: {
      type: "business",
      email: "a@example.com",
      phone: "+4930123456",
      address: { line1: "Unter den Linden 1", postalCode: "10117", country: "DEU" },
      business: { legalName: "Beispiel GmbH", country: "DEU", taxId: "DE123456789", incorporatedOn: "2018-03-14" },
    },
    exchanges: [
      create(
        {
          customerType: "BUSINESS",
          email: "a@example.com",
          phoneNumber: "+4930123456",
          address: { line1: "Unter den Linden 1", postalCode: "10117", country: "DE" },
          businessInfo: { legalName: "Beispiel GmbH", country: "DE", incorporatedOn: "2018-03-14", taxId: "DE123456789" },
        },
        { status: 201, body: { id: ID, customerType: "BUSINESS", kybStatus: "UNVERIFIED" } },
      ),
      link({}, { status: 201, body: RESPONSE }),
    ],
    output: { kind: "link", link: LINK, requirements: [{ ...CUSTOMER.requirements[0], who: "business" }] },
  },
  {
    name: "grid wants contacts confirmed",
    client,
    call: "createKycLink",
    input: { customerId: ID },
    exchanges: [link({}, { status: 409, body: { code: "CONFLICT", reason: "Contact verification required" } })],
    error: { code: "contact_not_verified", status: 409, providerCode: "CONFLICT", issues: [], retryable: false },
  },
  {
    name: "grid refuses fields, which onboard names as the applicant's",
    client,
    call: "onboard",
    input: APPLICANT,
    exchanges: [
      create(PERSON, {
        status: 400,
        body: {
          code: "INVALID_INPUT",
          reason: "Invalid",
          details: { errors: [{ field: "phoneNumber", message: "not E.164" }, { field: "address.postalCode" }] },
        },
      }),
    ],
    error: {
      code: "provider_rejected",
      status: 400,
      providerCode: "INVALID_INPUT",
      issues: ["provider /phone", "provider /address/postalCode"],
      retryable: false,
    },
    operation: "grid.createCustomer",
  },
  {
    name: "grid knows no such credentials",
    client,
    call: "createKycLink",
    input: { customerId: ID },
    exchanges: [link({}, { status: 401, body: { status: 401, code: "UNAUTHORIZED", message: "Bad token" } })],
    error: { code: "unauthorized", status: 401, providerCode: "UNAUTHORIZED", issues: [], retryable: false },
  },
  {
    name: "grid limits the rate",
    client,
    call: "createCustomer",
    input: { customerType: "INDIVIDUAL" },
    exchanges: [
      create(
        { customerType: "INDIVIDUAL" },
        { status: 429, headers: { "Retry-After": "3" }, body: { code: "RATE_LIMITED", reason: "Slow down" } },
      ),
    ],
    error: { code: "rate_limited", status: 429, providerCode: "RATE_LIMITED", retryAfterMs: 3000, issues: [], retryable: true },
  },
  {
    name: "grid link to a place that is unsafe",
    client,
    call: "createKycLink",
    input: { customerId: ID },
    exchanges: [link({}, { status: 201, body: { ...RESPONSE, kycUrl: "https://user:pass@kyc.lightspark.com/" } })],
    error: { code: "unexpected_response", status: 201, customerId: ID, issues: [], retryable: false },
  },
  {
    name: "grid onboard whose first link is unsafe",
    client,
    call: "onboard",
    input: APPLICANT,
    exchanges: [
      create(PERSON, { status: 201, body: CREATED }),
      link(REDIRECT, { status: 201, body: { ...RESPONSE, kycUrl: "http://kyc.lightspark.com/" } }),
      link(REDIRECT, { status: 201, body: RESPONSE }),
    ],
    output: { kind: "link", link: LINK, requirements: CUSTOMER.requirements },
  },
  {
    name: "grid onboard whose links are both unsafe",
    client,
    call: "onboard",
    input: APPLICANT,
    exchanges: [
      create(PERSON, { status: 201, body: CREATED }),
      ...[1, 2].map(() => link(REDIRECT, { status: 201, body: { ...RESPONSE, kycUrl: "http://kyc.lightspark.com/" } })),
    ],
    operation: "grid.createKycLink",
    error: { code: "unexpected_response", status: 201, customerId: ID, issues: [], retryable: false },
  },
  {
    name: "grid input that is invalid is not sent",
    client,
    call: "createKycLink",
    input: { customerId: "..", redirectUri: "http://example.com/done" },
    exchanges: [],
    error: { code: "invalid_request", issues: ["customer_id_format /customerId", "url_scheme /redirectUri"], retryable: false },
  },
];
