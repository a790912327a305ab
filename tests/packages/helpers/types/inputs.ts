// The inputs of each operation: valid ones compile, and each mistake does not.

import type { Applicant, CallName, Operations, ProviderName } from "kyclink";
import { grid, spherepay, validate, verifyWebhook } from "kyclink";

const fetch = async (): Promise<Response> => new Response();
const sphere = spherepay({ apiKey: "key", baseUrl: "https://api.example.com", fetch });
const lightspark = grid({ clientId: "id", clientSecret: "secret", headers: new Headers(), policy: "strict", allowHosts: [".example.com"] });

const address = { line1: "1", city: "c", country: "GI" };
const person = { email: "a@example.com", phone: "+14155550123", address } as const;

export const right: Promise<unknown>[] = [
  sphere.createCustomerViaLink({ type: "individual", ...person }),
  sphere.createKycLink({ customerId: "customer_1", applicant: { type: "business", firstName: "a", lastName: "b", email: "c" } }),
  lightspark.createCustomer({
    customerType: "BUSINESS",
    businessInfo: { legalName: "a", country: "US", taxId: "1", incorporatedOn: "2020-01-01" },
  }),
  lightspark.createKycLink(
    { customerId: "Customer:1" },
    { timeout: 1, signal: AbortSignal.abort(), headers: [["a", "b"]], idempotencyKey: "k" },
  ),
  sphere.createCustomer({ type: "individual", ...person, personalInformation: { firstName: "a" }, meta: { a: null, b: 1 } }),
  sphere.createCustomer({
    type: "business",
    addresses: [{ type: "registered", line1: "1", city: "Gibraltar", country: "GIB" }],
    businessInformation: { legalName: "a", accountPurpose: ["x"] },
    personalInformation: { taxIdentificationNumberCountry: "USA" },
  }),
  sphere.listCustomers({ page: 2, status: "approved" }).then(({ next }) => next && sphere.listCustomers(next)),
  lightspark.listCustomers({ limit: 1, isIncludingDeleted: true }).then(({ next }) => next && lightspark.listCustomers(next)),
  lightspark.updateCustomer({ customerId: "a", customerType: "BUSINESS", businessInfo: { legalName: "Acme" } }),
  lightspark.getEndUserTerms(),
  lightspark.getConfig(undefined, { timeout: 1 }),
];

// @ts-expect-error: a key belongs to a call
void grid({ clientId: "id", clientSecret: "secret", idempotencyKey: "k" });
// @ts-expect-error: neither address nor addresses
void sphere.createCustomer({ type: "business" });
// @ts-expect-error: both contacts at once
void lightspark.updateContact({ customerId: "a", customerType: "BUSINESS", email: "a@example.com", phoneNumber: "+14155550123" });

// @ts-expect-error: no phone
void sphere.createCustomerViaLink({ type: "individual", email: "a@example.com", address });
// @ts-expect-error: a business has businessInfo
void lightspark.createCustomer({ customerType: "BUSINESS" });
// @ts-expect-error: neither environment nor baseUrl
spherepay({ apiKey: "key" });
// @ts-expect-error: both environment and baseUrl
spherepay({ apiKey: "key", environment: "sandbox", baseUrl: "https://api.example.com" });
declare const perhapsUrl: string | undefined;
grid({ clientId: "id", clientSecret: "secret", environment: "sandbox" });
// @ts-expect-error: a variable that may not be set selects no host
grid({ clientId: "id", clientSecret: "secret", baseUrl: perhapsUrl });

/** The platform's own fetch is one that a client takes, and so is a stub with fewer parameters. */
grid({ clientId: "id", clientSecret: "secret", fetch: globalThis.fetch });
grid({ clientId: "id", clientSecret: "secret", fetch: async (url) => new Response(url.toUpperCase()) });

/** Reading values by operation name, generically. */
export function generic<Name extends CallName>(name: Name, input: Operations[Name]["input"]): Operations[Name]["input"] | undefined {
  const verdict = validate(name, input);
  return verdict.ok ? verdict.value : undefined;
}

export const applicant = { type: "business", ...person } satisfies Applicant;

// Webhooks: what a Request, Node's IncomingMessage and a queue have.
declare const incoming: Record<string, string | string[] | undefined>;
declare const unset: string | undefined;
export const webhooks: Promise<unknown>[] = [
  verifyWebhook("spherepay", { body: "{}", headers: new Headers(), secret: "s" }),
  verifyWebhook("grid", { body: new Uint8Array(), headers: incoming, publicKey: ["a", "b"] as const, maxAgeMs: 1, now: 2 }),
  verifyWebhook("grid", { body: new ArrayBuffer(1), headers: [["a", "b"]], publicKey: "k" }),
];
declare const provider: ProviderName;
declare const key: { secret: string } | { publicKey: string };
void verifyWebhook(provider, { body: "{}", headers: {}, ...key });
// @ts-expect-error: Grid has a public key
void verifyWebhook("grid", { body: "{}", headers: {}, secret: "s" });
// @ts-expect-error: SpherePay has a secret
void verifyWebhook("spherepay", { body: "{}", headers: {}, publicKey: "k" });
// @ts-expect-error: a variable of the environment may not be there
void verifyWebhook("spherepay", { body: "{}", headers: {}, secret: unset });
// @ts-expect-error: there is no such provider
void verifyWebhook("stripe", { body: "{}", headers: {}, secret: "s" });
