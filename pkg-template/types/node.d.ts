import type { Operator } from "./operator.js";

/**
 * What is read of Node's `http.IncomingMessage`, which has all of it. Express adds `originalUrl` and `protocol`.
 * The declarations of Node are not imported, so that kyclink needs none.
 */
export interface NodeRequest {
  /** The request's method, such as `"POST"`. */
  method?: string | undefined;
  /** The path and the query. */
  url?: string | undefined;
  /** Express: the path before a router removed the part at which it is mounted. */
  originalUrl?: string | undefined;
  /** Express: `"http"` or `"https"`, also behind a proxy that the app trusts. Any other value is refused. */
  protocol?: string | undefined;
  /** The headers by their lower-case names. */
  headers: {
    /** The header `Host`. */
    host?: string | undefined;
  };
  /** The names and values of the headers, alternating, as they came. */
  rawHeaders: string[];
  /** Whether the whole body has arrived. */
  complete: boolean;
  /** Whether the body has been read, for example by `express.json()`. */
  readableEnded: boolean;
  /** The whole body, where a platform has read it before: Google Cloud Functions and Firebase. */
  rawBody?: Uint8Array | undefined;
  /** The connection, which has `encrypted` if it is TLS. */
  socket: {
    /** The address of the other end: of the client, or of the last proxy. */
    remoteAddress?: string | undefined;
    /** The address of this end. */
    localAddress?: string | undefined;
    /** Whether the connection has ended. */
    destroyed?: boolean | undefined;
  };
  /** Adds a listener. */
  on(event: string, listener: (...values: unknown[]) => void): unknown;
  /** Removes a listener. */
  off(event: string, listener: (...values: unknown[]) => void): unknown;
  /** Stops the body's `data` events. */
  pause(): unknown;
  /** Starts the body's `data` events again. */
  resume(): unknown;
}

/** What is used of Node's `http.ServerResponse`, which has all of it. */
export interface NodeResponse {
  /** Whether the status and the headers have been sent. */
  headersSent: boolean;
  /** Whether the whole response has been sent. */
  writableFinished: boolean;
  /** Adds a listener. */
  on(event: string, listener: () => void): unknown;
  /** Adds a listener that is called once. */
  once(event: string, listener: (...values: unknown[]) => void): unknown;
  /** Sends the status and the headers. */
  writeHead(status: number, headers: Record<string, string | string[]>): unknown;
  /** Sends a part of the body; returns whether more may be sent at once. */
  write(chunk: Uint8Array): boolean;
  /** Ends the response. */
  end(): unknown;
  /** Closes the connection. */
  destroy(): unknown;
}

/** A function from a `Request` to a `Response`, such as `createHandler` returns. */
export type FetchHandler = (request: Request, env?: never) => Response | Promise<Response>;

/** The options of {@link toNodeHandler}. */
export interface NodeHandlerOptions {
  /**
   * How many proxies of yours each request comes through; `true` means one. That many addresses are read from the end of
   * `X-Forwarded-For`, where your proxies write them. What is before them was sent by the client, and is never read.
   * A number that is too large lets clients choose their address; one that is too small gives everybody the address of a
   * proxy.
   *
   * @default 0
   */
  trustProxy?: boolean | number | undefined;
}

/**
 * Makes a listener for Node's `http` or `https`, Express and Fastify from a handler.
 *
 * Bodies are streamed in both directions. The request's signal aborts when the client leaves; if it has left before, the
 * handler is not called. The listener never throws: if the handler fails, the response is 500 and `console.error` says
 * why; a malformed `Host`, URL or header is 400, and a method that no `Request` can have, such as TRACE, is 501.
 *
 * A path that a URL parser would change, such as `/kyc/./links`, is 400, too: each route has exactly one path, so what
 * you mount in front of that path guards the route. A whole URL in place of the path is only accepted below a router that
 * sets `originalUrl`, as that of Express does: it has parsed the URL, and a guard that compares `url` has not.
 *
 * Behind a proxy that ends TLS, requests come as http and nothing has to be configured, as long as the proxy passes the
 * header `Host` on; otherwise set the option `publicOrigin` of the handler. Headers such as `X-Forwarded-Proto` count only
 * in Express, and only from a proxy that the app trusts (`trust proxy`).
 *
 * The listener also tells the handler the client's address, for `limitBy` and `clientAddress` of `kyclink/edge`: that of
 * the connection, or with `trustProxy` the one in `X-Forwarded-For` that your own proxies have written.
 *
 * @param handler - such as `createHandler` returns
 * @param env - what the handler gets as its second argument; a handler of `createHandler` uses `process.env` without it.
 *   Options without an `env` may take its place: an object is one if it has the name of a variable, such as
 *   `COOKIE_SECRET`, and no name that resembles an option.
 * @param options - how many proxies to trust
 * @throws {KycLinkError} `invalid_config` if an option does not exist or is invalid
 * @example
 * ```js
 * import { createServer } from "node:http";
 * import { toNodeHandler } from "kyclink/node";
 *
 * createServer(toNodeHandler(async (request) => new Response(request.method))).listen(8787);
 * ```
 */
export declare function toNodeHandler(
  handler: FetchHandler,
  env?: unknown,
  options?: NodeHandlerOptions,
): (incoming: NodeRequest, outgoing: NodeResponse) => void;

/** The options of {@link refreshEvery}. */
export interface RefreshEveryOptions {
  /** The server with which the timer ends: the one that `createServer`, `listen` of Express or `serve` of Hono returns. */
  server: {
    /** Adds a listener that is called once. */
    once(event: "close", listener: () => void): unknown;
  };
  /**
   * The time from the beginning of a run to that of the next one, in milliseconds, from a second to a day. If a run takes
   * longer, the next one is left out.
   *
   * @default 300_000
   */
  everyMs?: number | undefined;
  /**
   * The most requests that a run sends to providers.
   *
   * @default 100
   */
  limit?: number | undefined;
}

/**
 * Calls `refresh` of an operator at once and then every five minutes, until the server closes; a run that is under way
 * then ends early. Two runs never overlap, a run that fails is logged (`console.error`) and followed by the next, and the
 * timer does not keep the process alive. Each process may have a timer: they share the work.
 *
 * @param operator - such as `createOperator` of `kyclink/edge` returns
 * @param options - the server, and how often
 * @throws {KycLinkError} `invalid_config` if an option does not exist or is invalid
 * @example
 * ```js
 * import { createServer } from "node:http";
 * import { createHandler, createOperator } from "kyclink/edge";
 * import { refreshEvery, toNodeHandler } from "kyclink/node";
 *
 * const server = createServer(toNodeHandler(createHandler(config))).listen(8787);
 * refreshEvery(createOperator(config), { server });
 * ```
 */
export declare function refreshEvery(operator: Pick<Operator, "refresh">, options: RefreshEveryOptions): void;
