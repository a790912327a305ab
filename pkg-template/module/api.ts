// What the main entry point exports, whichever way its wasm module is loaded.

export type { CallTypes, Client, Method } from "./call/client.ts";
export type { AtBaseUrl, HandlerClientOptions, InEnvironment, ServerOptions } from "./call/connection.ts";
export type { HeadersInput } from "./call/headers.ts";
export type { Expiring, PresentableLink, Presentation, PresentationFrame, PresentationWay } from "./call/link.ts";
export { assertSafeKycUrl, isExpired, msUntilExpiry, presentation } from "./call/link.ts";
export type { AnyClient, AnyLink, ApplicantOf, Onboarding, OnboardingAs, OnboardingOf, ReconcileOptions } from "./call/onboard.ts";
export { onboard, reconcile } from "./call/onboard.ts";
export type { Page, PagePromise } from "./call/page-promise.ts";
export type { CallName, HttpRequest, RequestConfig } from "./call/request.ts";
export { buildRequest, toInput } from "./call/request.ts";
export type { HttpResponse } from "./call/response.ts";
export { parseResponse } from "./call/response.ts";
export type {
  Capability,
  ContactState,
  CriterionError,
  Customer,
  CustomerStatus,
  KycLink,
  NextAction,
  Profile,
  ProfileCriteria,
  Requirement,
  TosLink,
} from "./call/results.ts";
export type { Fetch, FetchInit, SentResponse } from "./call/transport.ts";
export { send } from "./call/transport.ts";
export type { WebhookEvent, WebhookKeys, WebhookKind, WebhookOptions } from "./call/webhook.ts";
export { verifyWebhook } from "./call/webhook.ts";
export * from "./form/page.ts";
export type { Preparation, PreparationItem } from "./form/preparation.ts";
export { preparation } from "./form/preparation.ts";
export type {
  CallOptions,
  ClientOptions,
  LinkOptions,
  OnboardOptions,
  PresentationOptions,
  ReadOptions,
  WebhookDelivery,
} from "./options/options.ts";
export * from "./providers.js";
export { ready } from "./wasm/wasm.ts";
