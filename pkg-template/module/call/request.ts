// Builds the request of a call, and maps an applicant to its input.

import type { Applicant } from "../applicant.ts";
import type { CompositeName, OperationName, ProviderName } from "../codes.ts";
import { callWithEncoded, encodeInput, readFound, validateEncoded } from "../encoding/encoding.ts";
import { KycLinkError } from "../error.ts";
import { checkOptions, validate } from "../form/validate.ts";
import { explainMistake } from "../options/mistake.ts";
import type { CallOptions } from "../options/options.ts";
import type { Operations, ProviderTypes } from "../providers.js";
import { ENDPOINTS, ERRORS, OPERATIONS } from "../tables.js";
import { BUILD_REQUEST, TO_INPUT } from "../wasm/calls.ts";
import { call } from "../wasm/wasm.ts";
import type { Connection, RequestLine } from "./connection.ts";
import { keyOf, openOnce, refuseInPage, requestHeaders } from "./connection.ts";

/** An HTTP request as plain data. Its headers contain the credentials. */
export interface HttpRequest {
  /** The HTTP method, such as `"POST"`. */
  method: string;
  /** The absolute URL. */
  url: string;
  /** All headers, including `Authorization`. */
  headers: Record<string, string>;
  /** The JSON body. Absent for requests without a body. */
  body?: string;
}

/** The name of an operation that sends a request. Composites such as `"grid.onboard"` do not. */
export type CallName = Exclude<OperationName, CompositeName>;

/** The configuration of one request: the client's options, and `idempotencyKey` and `headers` for this request. */
export type RequestConfig<Name extends string> = Name extends `${infer Provider}.${string}`
  ? ConfigOf<Provider> & Pick<CallOptions, "idempotencyKey" | "headers">
  : never;

type ConfigOf<Provider extends string> = Provider extends ProviderName ? ProviderTypes[Provider]["config"] : never;

/** A request as src/js writes it, without the base URL and the headers of the connection. */
type RequestTemplate = RequestLine & { path: string; body?: string; requiresKey?: boolean };

const KEY_IS_MISSING =
  "The provider requires an idempotency key for this operation: pass idempotencyKey, a new random one for each person, and the same one to repeat the request.";

const POST = { takesKey: true, method: "POST", type: "application/json" };

/** Inherits everything that a script has added to all objects or to all lists, such as `toJSON`. */
const EMPTY: never[] = [];
const PROVIDERS = new Map(OPERATIONS.map((operation) => [operation, operation.split(".")[0] as ProviderName]));

/**
 * Validates an input and builds the request, without sending it.
 *
 * @param operation The operation, such as `"grid.createKycLink"`.
 * @param input The operation's input.
 * @param config The credentials and options of the provider's client.
 * @returns The request, including the credentials.
 * @throws {KycLinkError} `invalid_request` with `issues`; `invalid_config`
 * @example
 * const request = buildRequest("grid.createKycLink", { customerId }, { clientId, clientSecret });
 * const response = await send(request);
 * const link = parseResponse("grid.createKycLink", response, { customerId });
 */
export function buildRequest<Name extends CallName>(
  operation: Name,
  input: Operations[Name]["input"],
  config: RequestConfig<Name>,
): HttpRequest {
  const provider = PROVIDERS.get(operation);
  if (provider && config) refuseInPage(provider, config);
  const connection = provider && openOnce(provider, config);
  if (ENDPOINTS.has(operation)) refuseMistake(operation, input);
  // src/js refuses an operation that does not exist, and has a message for it.
  return build(operation, input, connection).request;
}

/** Throws the error for a value that is passed by mistake instead of an input. */
export function refuseMistake(operation: OperationName, input: unknown) {
  const advice = explainMistake(input);
  const verdict = advice && validate(operation, input);
  if (!verdict || verdict.ok) return;
  const { issues } = verdict;
  const message = `${ERRORS.invalid_request} Issues: ${issues[0].code}. ${advice}`;
  throw new KycLinkError("invalid_request", { provider: PROVIDERS.get(operation), operation, issues, message });
}

/** Builds the request of an operation on an open connection, and returns the input as it is sent. */
export function build(operation: string, input: unknown, connection: Connection | undefined): { request: HttpRequest; sent: unknown } {
  const { row, policyNumber } = checkOptions(operation, { policy: connection?.rules.policy });
  const path = ENDPOINTS.get(operation)?.postsTo;
  // Most creates send their whole input as the body, which then need not cross the boundary.
  const isPosted = path !== undefined && connection !== undefined;
  const value = encodeInput(operation, input, !isPosted);
  if (isPosted) {
    const isValid = !validateEncoded(policyNumber) || readFound(row.shape, value).issues.length === 0;
    // A getter of the input may have added it.
    if (isValid && !("toJSON" in EMPTY)) return { request: post(connection, path, value as object), sent: value };
    // The value that was read, not the input: a getter may return something else the second time.
    encodeInput(operation, value, true);
  }
  // Also validates the encoded input.
  const template: RequestTemplate = callWithEncoded(BUILD_REQUEST, operation, connection?.rules.policy, Date.now());
  return { request: complete(connection as Connection, template), sent: value };
}

/** Returns a POST with this body, and the members of its `extra` after all others. */
function post(connection: Connection, path: string, given: object): HttpRequest {
  const headers = requestHeaders(connection, POST);
  const { extra, ...known }: { extra?: object } = Object.hasOwn(given, "extra") ? given : {};
  return { method: POST.method, url: connection.baseUrl + path, headers, body: JSON.stringify(extra ? { ...known, ...extra } : given) };
}

/** Completes a request that src/js has written. */
export function complete(connection: Connection, template: RequestTemplate): HttpRequest {
  const { provider, baseUrl } = connection;
  const { path, body, requiresKey, method } = template;
  const headers = requestHeaders(connection, template);
  if (requiresKey && keyOf(headers) === undefined) throw new KycLinkError("invalid_config", { provider, message: KEY_IS_MISSING });
  const request = { method, url: baseUrl + path, headers };
  return body === undefined ? request : { ...request, body };
}

/**
 * Maps an applicant to the input of one operation, without validating it.
 *
 * @param applicant The applicant; its address is optional.
 * @param operation The operation, such as `"grid.createCustomer"`.
 * @returns The fields that the operation has.
 * @example
 * const input = toInput(applicant, "grid.createCustomer");
 */
export function toInput<Name extends CallName>(
  applicant: Omit<Applicant, "address"> & Partial<Pick<Applicant, "address">>,
  operation: Name,
): Partial<Operations[Name]["input"]> {
  return call(TO_INPUT, applicant, operation);
}
