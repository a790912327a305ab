// The exact types of outputs: `any` only equals itself.

import type {
  Applicant,
  Client,
  Customer,
  ErrorCode,
  GridListCustomers,
  Issue,
  IssueCode,
  KycLink,
  OperationName,
  Operations,
  PagePromise,
  TosLink,
  WebhookEvent,
} from "kyclink";
import {
  isKycLinkError,
  type KycLinkError,
  onboard,
  parseResponse,
  type reconcile,
  type send,
  toInput,
  validate,
  type verifyWebhook,
} from "kyclink";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Compiles only for `true`. */
type True<T extends true> = T;

declare const sphere: Client<"spherepay">;
declare const lightspark: Client<"grid">;
declare const bridges: Client<"bridge">;
declare const link: KycLink;
declare const customer: Customer;
declare const error: KycLinkError;
declare const applicant: Applicant;
declare const event: WebhookEvent;
/** Fields that only one provider takes may be given for every provider. */
export const withFieldsOfOneProvider: Applicant = {
  ...applicant,
  currencies: ["USD"],
  region: "US",
  endUserTermsConsent: { acceptedAt: "2026-01-01T00:00:00Z", ipAddress: "192.0.2.1", termsVersion: "V1", acceptanceMethod: "CHECKBOX" },
};

export type Checks = [
  True<Same<ReturnType<typeof sphere.createKycLink>, Promise<KycLink>>>,
  True<Same<ReturnType<typeof sphere.createTosLink>, Promise<TosLink>>>,
  True<Same<Awaited<ReturnType<typeof lightspark.listCustomers>>["next"], GridListCustomers | undefined>>,
  True<Same<ReturnType<typeof lightspark.listCustomers>, PagePromise<Customer, GridListCustomers>>>,
  True<Same<ReturnType<typeof lightspark.sendEmailCode>, Promise<void>>>,
  True<Same<ReturnType<typeof reconcile<typeof sphere>>, Promise<Customer | undefined>>>,
  True<Same<keyof Operations, OperationName>>,
  True<Same<Awaited<ReturnType<typeof verifyWebhook>>, WebhookEvent>>,
  True<Same<typeof error.code, ErrorCode>>,
  True<Same<Issue["code"], IssueCode>>,
  True<Same<Awaited<ReturnType<typeof send>>, { status: number; headers: Record<string, string>; body: string; url: string }>>,
];

export async function narrowing(thrown: unknown, input: unknown): Promise<string> {
  if (isKycLinkError(thrown)) {
    switch (thrown.code) {
      case "outcome_unknown":
      case "rate_limited":
        return String(thrown.retryAfterMs ?? 0);
      default:
        return thrown.issues.map(({ pointer }) => pointer).join();
    }
  }
  const verdict = validate("grid.createCustomer", input);
  if (!verdict.ok) return verdict.issues[0]?.message ?? "";
  // A union that its discriminant tells apart.
  if (verdict.value.customerType === "BUSINESS") return verdict.value.businessInfo.legalName;
  const outcome = await onboard(lightspark, applicant);
  // @ts-expect-error: there is a link in one kind only
  void outcome.link;
  if (outcome.kind === "verify_contact") return outcome.channels.join();
  const made = parseResponse("grid.createCustomer", { status: 201, headers: new Headers(), body: new Uint8Array() });
  const mapped = toInput(applicant, "spherepay.createCustomerViaLink");
  return outcome.kind === "link" ? outcome.link.kycUrl : made.id + (mapped.email ?? "") + (verdict.value.fullName ?? "");
}

/** Each provider has the results that it can have. */
export async function results(): Promise<string> {
  const [one, two, three] = await Promise.all([onboard(sphere, applicant), onboard(lightspark, applicant), onboard(bridges, applicant)]);
  // @ts-expect-error: SpherePay's terms are another operation
  if (one.kind === "accept_terms") return "";
  // @ts-expect-error: Grid has no terms of its own
  if (two.kind === "accept_terms") return "";
  if (two.kind === "approved") return two.customerId;
  // @ts-expect-error: Bridge confirms no contacts
  if (three.kind === "verify_contact") return "";
  return one.link.kycUrl + (three.kind === "accept_terms" ? three.url + three.then.kycUrl : three.link.kycUrl);
}

export async function firstId(): Promise<string | undefined> {
  for await (const { id } of sphere.listCustomers()) return id;
  return (await lightspark.listCustomers({ limit: 1 }, { timeout: 1 })).items[0]?.id;
}
