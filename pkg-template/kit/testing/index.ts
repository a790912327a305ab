/**
 * `kyclink/testing`: the providers in memory, with their documented statuses, error formats, preconditions,
 * expiry, idempotency and webhooks.
 *
 * @example
 * ```ts
 * const sandbox = createSandbox();
 * const client = spherepay({ apiKey: "any", baseUrl: sandbox.baseUrls.spherepay, fetch: sandbox.fetch });
 * ```
 * @module
 */

export type { Clock } from "./clock.ts";
export type { DeliveryAttempt } from "./courier.ts";
export type { Decision, HostedDecision, Stop } from "./decisions.ts";
export type { Delivery, SignedWebhook } from "./deliveries.ts";
export type { FailureKind, FailureOptions } from "./failures.ts";
export type { FinishedLink, OpenedLink } from "./hosted.ts";
export type { LinkState } from "./links.ts";
export type { MatcherResult, Matchers, MatchersOf } from "./matchers.ts";
export { assertMatch, matchers } from "./matchers.ts";
export type { BridgeOptions, GridOptions, ProviderName, SandboxKeys, SandboxOptions, SpherepayOptions } from "./options.ts";
export { CONTACT_CODE, WRONG_CREDENTIAL } from "./provider.ts";
export type { ProviderCheck, ProviderWorld, TestedBuiltIn, TestedProvider, WorldDelivery, WorldEvent } from "./provider-suite.ts";
export { testProvider } from "./provider-suite.ts";
export type { RequestEntry } from "./request.ts";
export { createSandbox } from "./sandbox.ts";
export type { Sandbox, SandboxCustomer, SandboxLink } from "./sandbox-types.ts";
export type { RunningSandbox, ServerOptions } from "./server.ts";
export { startSandbox } from "./server.ts";
export type { StoreCheck } from "./store-suite.ts";
export { storeSuite } from "./store-suite.ts";
