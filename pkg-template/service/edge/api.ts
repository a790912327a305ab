/**
 * `kyclink/edge`: the handler that connects your page to the provider.
 *
 * @example
 * ```ts
 * export default { fetch: createHandler((env: Env) => ({
 *   provider: "spherepay",
 *   spherepay: { apiKey: env.SPHEREPAY_API_KEY, environment: "production" },
 *   allowedOrigins: ["https://app.example.com"],
 *   cookieSecret: env.COOKIE_SECRET,
 *   store: durableObjectStore(env.KYCLINK),
 *   rateLimit: "none",
 * })) };
 * ```
 * @module
 */

export type { NextAction } from "../../module/call/results.ts";
export type { AcceptedAgreements, Agreements, AskedAgreements, ShownAgreement } from "./agreements.ts";
export type { Chosen, Config, ProviderConfig } from "./config/config.ts";
export type { Allowed, Authorize, Authorized, Gates, Permit, RateLimit, RateLimited, Route } from "./config/gates.ts";
export type { CreatedCustomer, HandlerEvent, OwnField, OwnValues, Page, PageHooks } from "./config/hooks.ts";
export type { HandlerOptions } from "./config/options.ts";
export type { Handler, OnlyOptions } from "./handler.ts";
export { createHandler } from "./handler.ts";
export type { HandlerCode } from "./handler-codes.ts";
export { memoryStore } from "./memory.ts";
export { HANDLER_CODES } from "./messages.ts";
export type { Operator } from "./operator/operator.ts";
export { createOperator } from "./operator/operator.ts";
export type { RefreshRouteOptions } from "./operator/refresh-route.ts";
export { refreshRoute } from "./operator/refresh-route.ts";
export type {
  ExportedByOperator,
  ExportedRecord,
  ForgottenByOperator,
  FoundByOperator,
  OperatorCustomer,
  ReachedLimit,
  Refreshed,
  RefreshOptions,
  ReleasedByOperator,
  ResumeLink,
  ResumeOptions,
  Who,
} from "./operator/results.ts";
export type { LimitByOptions, LimitedRoute, RouteLimit } from "./rate/limit-by.ts";
export { clientNetwork, limitBy } from "./rate/limit-by.ts";
export type { StepReport } from "./report.ts";
export { clientAddress } from "./request/client-address.ts";
export type { Store } from "./store.ts";
export type { CustomerState, HandlerProblem, KnownStatus, OpenRequirement, Status, View } from "./view.ts";
