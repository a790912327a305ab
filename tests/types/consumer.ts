// What users write, compiled against the packed declarations under each configuration beside this file.
// Each `@ts-expect-error` is a mistake that the declarations must catch.
import {
  ERROR_CODES,
  ISSUE_CODES,
  KycLinkError,
  assertSafeKycUrl,
  buildRequest,
  grid,
  isExpired,
  isKycLinkError,
  msUntilExpiry,
  normalize,
  onboard,
  operations,
  parseResponse,
  send,
  spherepay,
  toInput,
  validate,
} from "kyclink";
import type { Applicant, ErrorCode, HttpRequest, Issue, IssueCode, KycLink, Onboarding, OperationName } from "kyclink";
import { init, initSync } from "kyclink/slim";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Fails to compile where the type of a value is not exactly the one written. */
function is<Expected>() {
  return <Actual>(_value: Actual, _same: Same<Actual, Expected>): void => {};
}

export const person: Applicant = {
  type: "individual",
  email: "ada@example.com",
  phone: "+14155550123",
  address: { line1: "233 S Wacker Dr", city: "Chicago", state: "IL", postalCode: "60606", country: "US" },
};

export function checks(input: unknown): Issue[] {
  const verdict = validate("spherepay.createCustomerViaLink", input, { policy: "strict", normalize: true });
  if (!verdict.ok) return verdict.issues;
  is<string>()(verdict.value.email, true);
  // @ts-expect-error: a value that passed has no issues
  void verdict.issues;
  // @ts-expect-error: there is no such operation
  validate("spherepay.deleteCustomer", input);
  // @ts-expect-error: there is no such policy
  validate("grid.onboard", input, { policy: "lenient" });
  return verdict.warnings;
}

export async function calls(fetch: (url: string) => Promise<Response>, signal: AbortSignal): Promise<KycLink> {
  const client = spherepay({ apiKey: "key", environment: "sandbox", fetch });
  const link = await client.createKycLink({ customerId: "customer_1ab2c3d4" }, { signal, timeout: 1000 });
  is<KycLink>()(link, true);
  const other = grid({ clientId: "id", clientSecret: "secret" });
  is<KycLink>()(await other.createKycLink({ customerId: "x", redirectUri: "https://example.com/" }, { idempotencyKey: "k" }), true);
  is<Onboarding>()(await onboard(other, { ...person, firstName: "Ada", lastName: "Lovelace" }), true);
  // @ts-expect-error: a composite is no method
  void client.onboard;
  // @ts-expect-error: SpherePay has no environment of that name
  spherepay({ apiKey: "key", environment: "staging" });
  // @ts-expect-error: the secret is missing
  grid({ clientId: "id" });
  return link;
}

export async function byHand(input: { customerId: string }): Promise<KycLink> {
  const request = buildRequest("grid.createKycLink", input, { clientId: "id", clientSecret: "secret" });
  is<HttpRequest>()(request, true);
  const response = await send(request);
  // @ts-expect-error: a composite makes no request of its own
  buildRequest("grid.onboard", person, { clientId: "id", clientSecret: "secret" });
  // @ts-expect-error: these are another provider's credentials
  buildRequest("grid.createKycLink", input, { apiKey: "key", environment: "sandbox" });
  return parseResponse("grid.createKycLink", response, input, { allowLoopback: false });
}

export function links(link: KycLink): string {
  is<boolean>()(isExpired(link, { skewMs: 0 }), true);
  is<number>()(msUntilExpiry(link, { now: 0 }), true);
  return assertSafeKycUrl(link.kycUrl, { allowHosts: [".example.com"] });
}

export function failures(thrown: unknown): ErrorCode | undefined {
  if (thrown instanceof KycLinkError) return thrown.code;
  // @ts-expect-error: there is no such code
  if (isKycLinkError(thrown) && thrown.code === "no_such_code") return undefined;
  return isKycLinkError(thrown) ? thrown.code : undefined;
}

is<OperationName[]>()(operations(), true);
is<readonly IssueCode[]>()(ISSUE_CODES, true);
is<readonly ErrorCode[]>()(ERROR_CODES, true);
is<Applicant>()(normalize("spherepay.onboard", person), true);
void toInput(person, "grid.createCustomer").customerType;

export async function slim(response: Promise<Response>, bytes: Uint8Array): Promise<void> {
  await init(response);
  initSync(bytes);
}
