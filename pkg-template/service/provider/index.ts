/**
 * `kyclink/provider`: a provider of your own, in front of which the handler works as in front of a built-in one.
 *
 * @example
 * ```ts
 * const headers = { "x-api-key": process.env.ACME_API_KEY ?? "" };
 * const codes: Record<number, ProviderErrorCode> = { 401: "unauthorized", 404: "not_found", 429: "rate_limited" };
 * const statuses: Record<string, CustomerStatus> = { open: "incomplete", passed: "approved", failed: "rejected" };
 *
 * async function read(response: Response) {
 *   if (!response.ok) throw providerError({ code: codes[response.status] ?? "unavailable" });
 *   return response.json();
 * }
 *
 * const acme = defineProvider({
 *   name: "acme",
 *   label: "Acme",
 *   applicant: { individual: ["email", "firstName", "lastName", "phone?"] },
 *   hosts: ["verify.acme.example"],
 *   account: process.env.ACME_API_KEY,
 *   repeat: "reference",
 *   async create({ applicant, reference, redirectUri, fetch }) {
 *     const body = JSON.stringify({ userId: reference, email: applicant.email, returnUrl: redirectUri });
 *     const response = await fetch("https://api.acme.example/sessions", { method: "POST", headers, body });
 *     const { id, url } = await read(response);
 *     return { customerId: id, kycUrl: url };
 *   },
 *   async status({ customerId, fetch }) {
 *     const { state } = await read(await fetch(`https://api.acme.example/sessions/${customerId}`, { headers }));
 *     return { status: statuses[state] ?? "unknown" };
 *   },
 * });
 * ```
 * @module
 */

export type { OwnLink, OwnOnboarding, ProviderClient } from "../../module/call/onboard.ts";
export type { ApplicantField, ApplicantFields, OwnApplicant, OwnOperation } from "../../module/form/applicant.ts";
export type { ProviderClientOptions } from "./client.ts";
export { client } from "./client.ts";
export type { OwnProvider, ProviderDefinition } from "./define.ts";
export { defineProvider } from "./define.ts";
export type { ProviderErrorCode, ProviderErrorOptions, ProviderIssue } from "./errors.ts";
export { providerError, webhookRefused } from "./errors.ts";
export type {
  CreateCall,
  CreatedLink,
  CreatedStatus,
  Delivery,
  FindCall,
  FoundCustomer,
  LinkCall,
  ProviderCall,
  ProviderEvent,
  ProviderFetch,
  ProviderLink,
  ProviderRequirement,
  ProviderStatus,
  ProviderToken,
  StatusCall,
  TokenCall,
  WebhookRefused,
} from "./functions.ts";
export { defineOperation } from "./operation.ts";
