// Building requests, sending them and parsing responses, the clients that do all three, and the pages of a list.
import type { Applicant } from "./common.js";
import type { CallOptions, ClientOptions, ReadOptions } from "./options.js";
import type { Clients, Operations, ProviderTypes } from "./providers.js";
import type { CompositeName, OperationName, ProviderName } from "./tables.js";

/** One page of a list. {@link PagePromise} is how a client returns it. */
export interface Page<Item, Next = object> {
  /** The items on this page. */
  items: Item[];
  /** The input for the next page. Absent on the last page, or if the list is cut off. */
  next?: Next;
  /** There may be more items, but the response names no place where the next page would begin. */
  isCutOff?: true;
  /** The number of items on all pages, if the provider sends it. */
  total?: number;
}

/**
 * What a client's list method returns: a promise of the first page, and an async iterable over the items of this page
 * and all after it.
 *
 * The request for the first page is sent by the method. The next page is requested when the items before it have been
 * taken, so that a loop which ends early requests no more than it needs; one page is held at a time. All requests have
 * the options of the method; `deadline` covers each of them. A list that leads back to an earlier page, or is
 * cut off, ends with `unexpected_response`.
 *
 * @example
 * const { items, next, total } = await client.listCustomers();
 * @example
 * for await (const customer of client.listCustomers()) show(customer.id, customer.status);
 */
export interface PagePromise<Item, Next = object> extends Promise<Page<Item, Next>>, AsyncIterable<Item> {
  /** Returns an iterator over all items, from the first page on. */
  [Symbol.asyncIterator](): AsyncIterator<Item, void, undefined>;
}

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

/** An HTTP response as plain data. */
export interface HttpResponse {
  /** The HTTP status. 0, as in `Response.error()`, means that there was no response. */
  status: number;
  /** The response headers. */
  headers: HeadersInput;
  /** The raw body. */
  body?: string | Uint8Array;
  /** Where it came from, as a `Response` has it. From this machine, links to this machine are accepted. */
  url?: string;
}

/** HTTP headers: a `Headers` object, pairs, or a plain object. Names are case-insensitive. */
export type HeadersInput = Iterable<readonly [string, string]> | Readonly<Record<string, string>>;

/** A `fetch` function: the platform's, a service binding's, or a stub for tests. */
export type Fetch = (url: string, init: FetchInit) => Promise<Response>;

/** What kyclink passes to a {@link Fetch} function. */
export interface FetchInit {
  /** The HTTP method. */
  method: string;
  /** All headers, including `Authorization`. */
  headers: Record<string, string>;
  /** The JSON body. Absent for requests without a body. */
  body?: string;
  /** Redirects are not followed. */
  redirect: "manual";
  /** Aborts after the timeout, and when the caller's own signal does. */
  signal: AbortSignal;
}

/** The name of an operation that sends a request. Composites such as `"grid.onboard"` do not. */
export type CallName = Exclude<OperationName, CompositeName>;

/** The configuration of one request: the client's options, and `idempotencyKey` and `headers` for this request. */
export type RequestConfig<Name extends string> = Name extends `${infer Provider}.${string}`
  ? ConfigOf<Provider> & Pick<CallOptions, "idempotencyKey" | "headers">
  : never;

type ConfigOf<Provider extends string> = Provider extends ProviderName ? ProviderTypes[Provider]["config"] : never;

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
export declare function buildRequest<Name extends CallName>(
  operation: Name,
  input: Operations[Name]["input"],
  config: RequestConfig<Name>,
): HttpRequest;

/**
 * Parses a response into the operation's output.
 *
 * @param operation The operation that the request was built for.
 * @param response The provider's response.
 * @param input The input of the request. Pass it always: some responses do not contain the customer's id.
 * @param options Which links are accepted, and which profiles determine a customer's status.
 * @returns The operation's output; `undefined` for operations without one.
 * @throws {KycLinkError} for every status other than 2xx, and `unexpected_response` for an unusable 2xx response
 * @example
 * const link = parseResponse("grid.createKycLink", { status: 201, headers: {}, body }, { customerId });
 */
export declare function parseResponse<Name extends CallName>(
  operation: Name,
  response: HttpResponse,
  input?: Operations[Name]["input"],
  options?: ReadOptions,
): Operations[Name]["output"];

/**
 * Sends a request once, without retries, and reads at most 1 MiB of the response.
 *
 * The promise always settles: after `timeout` (milliseconds, default 30000), when `signal` aborts,
 * and whatever `fetch` rejects with. Redirects are not followed.
 *
 * @param request The request that {@link buildRequest} returned.
 * @param options `fetch` replaces the platform's.
 * @returns The response, whatever its status.
 * @throws {KycLinkError} `network`, `timeout` or `aborted`; `cause` is the value that `fetch` rejected with
 * @example
 * const request = buildRequest("grid.getCustomer", { customerId }, { clientId, clientSecret });
 * const { status, headers, body } = await send(request, { timeout: 10_000 });
 */
export declare function send(
  request: HttpRequest,
  options?: {
    /** A `fetch` function instead of the platform's. */
    fetch?: Fetch | undefined;
    /** The time until the body has arrived, in milliseconds. */
    timeout?: number | undefined;
    /** Aborts the request. */
    signal?: AbortSignal | undefined;
  },
): Promise<SentResponse>;

/** The response that {@link send} returns. */
export interface SentResponse {
  /** The HTTP status. */
  status: number;
  /** The response headers, by their lower-case names. */
  headers: Record<string, string>;
  /** The body, decoded as UTF-8. */
  body: string;
  /** The URL of the request. */
  url: string;
}

/** A provider's client: one method per operation, which takes the operation's input and {@link CallOptions}. */
export type Client<Provider extends ProviderName> = Clients[Provider];

/** Sends requests to the provider. */
export interface InEnvironment {
  /** The provider's sandbox or its production API, whichever the credentials belong to. */
  environment: "sandbox" | "production";
  /** Not together with `environment`. */
  baseUrl?: undefined;
}

/** Sends requests to another server. */
export interface AtBaseUrl {
  /** The URL of a server with the same API, such as a sandbox of `kyclink/testing`. */
  baseUrl: string;
  /** Not together with `baseUrl`. */
  environment?: undefined;
}

/** Where a client sends its requests: exactly one of `environment` and `baseUrl`. */
export type ServerOptions = InEnvironment | AtBaseUrl;

/** The options of a client that a handler takes, too. It has a `fetch` and a `timeout` of its own. */
export interface HandlerClientOptions extends Pick<ClientOptions, "policy" | "allowHosts" | "headers"> {}

/** What a method of a client takes and returns. */
export interface CallTypes<Input, Output> {
  /** The input. */
  input: Input;
  /** The result. */
  output: Output;
}

/**
 * A method of a client. It needs no input if every member of the operation's input is optional. A list is returned as a
 * {@link PagePromise}.
 */
export type Method<Call> = Call extends { input: infer Input; output: infer Output }
  ? (
      ...args: Record<never, never> extends Input
        ? [input?: Input | undefined, options?: CallOptions | undefined]
        : [input: Input, options?: CallOptions | undefined]
    ) => Output extends Page<infer Item, infer Next> ? PagePromise<Item, Next> : Promise<Output>
  : never;

/**
 * Maps an applicant to the input of one operation, without validating it.
 *
 * @param applicant The applicant; its address is optional.
 * @param operation The operation, such as `"grid.createCustomer"`.
 * @returns The fields that the operation has.
 * @example
 * const input = toInput(applicant, "grid.createCustomer");
 */
export declare function toInput<Name extends CallName>(
  applicant: Omit<Applicant, "address"> & Partial<Pick<Applicant, "address">>,
  operation: Name,
): Partial<Operations[Name]["input"]>;
