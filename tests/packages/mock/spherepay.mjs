/**
 * What SpherePay must receive and answers, from its API reference of 2 July 2026 (openapi/spherepay.yaml,
 * `CreateCustomerKycLinkDto`, `GenerateKycUrlResponseDto`, `ProblemDetailsDto`) and that of April 2025.
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

const create = (body, answer) => [{ request: { method: "POST", path: "/v2/customer/kyc-link", headers: json, body }, answer }];
const again = (request, answer) => [{ request: { method: "POST", path: `/v2/customer/${CUSTOMER}/kyc-link`, headers: { authorization }, ...request }, answer }];

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
    input: { extra: 1, ...PERSON, address: { country: "us", state: "us-il", city: "Chicago", line1: "233 South Wacker Drive", line2: "", postalCode: "60606" } },
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
    name: "spherepay link of 2025: the applicant is the body, the answer names no customer",
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
    exchanges: again({ headers: { authorization, "idempotency-key": "7f0c9d1e", "x-trace": "abc" } }, { status: 201, body: URL_AND_EXPIRY }),
    output: { ...LINK, customerId: CUSTOMER },
  },
  {
    name: "spherepay onboard",
    client,
    call: "onboard",
    input: { ...PERSON, firstName: "Jane", lastName: "Smith", reference: "user-17", redirectUri: "https://app.example.com/done" },
    exchanges: create(PERSON, { status: 201, body: { customerId: CUSTOMER, ...URL_AND_EXPIRY } }),
    output: { kind: "link", link: { ...LINK, customerId: CUSTOMER } },
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
        errors: [{ detail: "Invalid email format", pointer: "/email" }, { detail: "Unknown city", pointer: "/address/city" }],
      },
    }),
    error: { code: "provider_rejected", status: 422, providerCode: "validation/failed", correlationId: "28c61e885c6e5eaa78c1a2183a9b883c", issues: ["provider /email", "provider /address/city"], retryable: false },
  },
  {
    name: "spherepay knows no such key",
    client,
    call: "createKycLink",
    input: { customerId: CUSTOMER },
    exchanges: again({}, { status: 403, body: { status: 403, detail: "Forbidden resource", correlationId: "c1" } }),
    error: { code: "unauthorized", status: 403, correlationId: "c1", issues: [], retryable: false },
  },
  {
    name: "spherepay knows no such customer",
    client,
    call: "createKycLink",
    input: { customerId: CUSTOMER },
    exchanges: again({}, { status: 404, body: { ts: "2025-04-20T00:09:16.870Z", error: { general: `Customer ${CUSTOMER} DNE for user.` } } }),
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
    name: "spherepay input that is wrong never leaves",
    client,
    call: "createCustomerViaLink",
    input: { ...PERSON, email: "jane", phone: "415", address: { ...PERSON.address, country: "XX" } },
    exchanges: [],
    error: { code: "invalid_request", issues: ["email_format /email", "phone_format /phone", "country_unknown /address/country"], retryable: false },
  },
  {
    name: "spherepay id that would leave its path never leaves",
    client,
    call: "createKycLink",
    input: { customerId: "customer_a/../../admin" },
    exchanges: [],
    error: { code: "invalid_request", issues: ["customer_id_format /customerId"], retryable: false },
  },
  {
    name: "spherepay applicant that is wrong never leaves",
    client,
    call: "onboard",
    input: { type: "individual" },
    exchanges: [],
    error: { code: "invalid_request", issues: ["required /email", "required /phone", "required /address"], retryable: false },
    operation: "spherepay.onboard",
  },
];
