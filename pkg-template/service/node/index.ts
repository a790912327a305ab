// `kyclink/node`: a handler as a listener of Node's `http`, and as middleware of Express and Fastify.

import { copyOptions } from "../../module/copy-options.ts";
import { misuse } from "../../module/error.ts";
import { knownOptions } from "../../module/options/known-options.ts";
import { nearest } from "../../module/options/unknown-option.ts";
import { BODY_WAS_READ } from "../edge/messages.ts";
import { CLIENT_ADDRESS, platformHeader } from "../edge/request/client-address.ts";
import { describe } from "./describe.ts";
import type { NodeRequest, NodeResponse } from "./http.ts";

/** A function from a `Request` to a `Response`, such as `createHandler` returns. */
export type FetchHandler = (request: Request, env: never) => Response | Promise<Response>;

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

export type { NodeRequest, NodeResponse } from "./http.ts";
export type { RefreshEveryOptions } from "./refresh-every.ts";
export { refreshEvery } from "./refresh-every.ts";

/** The methods that the platform's `Request` does not allow. */
const UNSUPPORTED_METHODS = ["CONNECT", "TRACE", "TRACK"];
const HOST = /^[\w.:[\]-]+$/;
const PROTOCOL = /^https?$/i;
/** A target that is a whole URL, as in a request to a proxy: its authority, and what follows (RFC 9112, section 3.2.2). */
const ABSOLUTE = /^https?:\/\/([^/?#]*)(.*)$/is;

const OPTIONS = { trustProxy: 1 };
/** The name of an environment variable, such as COOKIE_SECRET. */
const VARIABLE = /^[A-Z_][A-Z0-9_]*$/;
/** More proxies than any request comes through. */
const MAX_PROXIES = 20;

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
export function toNodeHandler(
  handler: FetchHandler,
  env?: unknown,
  options?: NodeHandlerOptions,
): (incoming: NodeRequest, outgoing: NodeResponse) => void {
  if (options === undefined && isOptions(env)) return toNodeHandler(handler, undefined, env as object);
  if (typeof handler !== "function") {
    throw misuse("toNodeHandler: the first argument must be a function from a Request to a Response, such as createHandler returns.");
  }
  const proxies = proxiesOf(knownOptions(options, OPTIONS).trustProxy);
  return (incoming, outgoing) => {
    respondOnce((request) => handler(request, env as never), proxies, incoming, outgoing).catch((error) => {
      end(outgoing, 500);
      console.error("kyclink/node", ...describe(error));
    });
  };
}

/**
 * Returns whether the second argument has the place of the options. An environment has variables, and nothing that
 * resembles an option: `{ trustproxy: 1 }` must not be one that nobody reads.
 */
function isOptions(given: unknown) {
  if (typeof given !== "object") return given !== undefined;
  const names = Object.keys(given ?? {});
  const resembles = (name: string) => !VARIABLE.test(name) && nearest(name, Object.keys(OPTIONS)) !== undefined;
  return names.length > 0 && (!names.some((name) => VARIABLE.test(name)) || names.some(resembles));
}

/** Returns how many proxies are trusted; `undefined` if nothing is said about them. */
function proxiesOf(trustProxy: unknown) {
  if (trustProxy === undefined) return undefined;
  const proxies = Number(trustProxy);
  if (
    (typeof trustProxy === "number" || typeof trustProxy === "boolean") &&
    Number.isInteger(proxies) &&
    proxies >= 0 &&
    proxies <= MAX_PROXIES
  ) {
    return proxies;
  }
  throw misuse(`trustProxy must be the number of your proxies that each request comes through, from 0 to ${MAX_PROXIES}, or true for one.`);
}

async function respondOnce(
  handle: (request: Request) => Response | Promise<Response>,
  proxies: number | undefined,
  incoming: NodeRequest,
  outgoing: NodeResponse,
) {
  if (hasGone(incoming)) return void outgoing.destroy();
  const disconnected = new AbortController();
  outgoing.on("close", () => {
    if (!outgoing.writableFinished) disconnected.abort();
  });
  if (UNSUPPORTED_METHODS.includes(incoming.method ?? "")) return end(outgoing, 501);
  if (incoming.readableEnded && mayHaveBody(incoming) && !ArrayBuffer.isView(incoming.rawBody)) {
    console.error("kyclink/node", BODY_WAS_READ);
    return end(outgoing, 500);
  }
  const request = requestOf(incoming, disconnected.signal);
  if (request === undefined) return end(outgoing, 400);
  const address = addressOf(request, incoming, proxies);
  if (address !== undefined) Object.defineProperty(request, CLIENT_ADDRESS, { value: address });
  const response = await handle(request);
  const headers: Record<string, string | string[]> = Object.fromEntries(response.headers);
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) headers["set-cookie"] = cookies;
  // The unread rest of the body would be parsed as the next request.
  if (!incoming.complete) headers.connection = "close";
  outgoing.writeHead(response.status, headers);
  if (response.body) await copy(response.body, outgoing, disconnected.signal);
  outgoing.end();
}

/**
 * Returns whether the client has left before its request came here: it was reset, or what stands in front of the handler
 * took its time. Then nobody waits for a response, and the address may be unknown, as for a Unix socket, which has no
 * local one either.
 */
function hasGone({ socket: { destroyed, remoteAddress, localAddress } }: NodeRequest) {
  return destroyed === true || (remoteAddress === undefined && localAddress !== undefined);
}

/**
 * Returns the address of the client: the one that the outermost trusted proxy saw. Each proxy appends the address from
 * which it got the request, so the addresses are counted from the end: what is before them comes from the client.
 */
function addressOf(request: Request, { socket }: NodeRequest, proxies: number | undefined) {
  // Behind the proxies of a platform, the address is in the platform's own header.
  if (proxies === undefined && platformHeader() !== undefined) return undefined;
  const forwarded = request.headers.get("x-forwarded-for")?.split(",") ?? [];
  if (proxies === undefined) adviseAboutProxy(socket.remoteAddress, forwarded.length > 0);
  if (proxies !== undefined && proxies > forwarded.length) adviseOnce(TOO_MANY_PROXIES);
  const seen = [...forwarded.map((address) => address.trim()), socket.remoteAddress];
  return seen[Math.max(seen.length - 1 - (proxies ?? 0), 0)];
}

/** The addresses of a machine and of a private network (RFC 1918, RFC 4193): a proxy is there, and no client on the Internet. */
const PRIVATE = /^(?:(?:::ffff:)?(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)|::1$|f[cd])/i;
const HIDDEN_CLIENTS =
  "Requests come through a proxy, so that all clients have its address. Pass toNodeHandler(handler, { trustProxy: 1 }), or the number of your proxies; 0 if there is none.";
const TOO_MANY_PROXIES =
  "A request came with fewer addresses in X-Forwarded-For than trustProxy has proxies. If it was no health check, clients can choose their address: set trustProxy to the number of your proxies, and let nothing else reach the server.";
/** What has been said. */
const advised: Set<string> = new Set();

function adviseOnce(advice: string) {
  if (advised.has(advice)) return;
  advised.add(advice);
  console.error("kyclink/node", advice);
}

/** Says once that a proxy hides the addresses of clients. */
function adviseAboutProxy(peer: string | undefined, isForwarded: boolean) {
  if (isForwarded && PRIVATE.test(peer ?? "")) adviseOnce(HIDDEN_CLIENTS);
}

function mayHaveBody({ method = "GET" }: NodeRequest) {
  return method !== "GET" && method !== "HEAD";
}

/** Returns the request, or `undefined` if its host, URL or headers are malformed. */
function requestOf(incoming: NodeRequest, signal: AbortSignal) {
  const { method = "GET", originalUrl, rawHeaders, socket } = incoming;
  const host = incoming.headers.host ?? "";
  // `url` lacks the path at which Express has mounted a router.
  const given = originalUrl ?? incoming.url ?? "";
  const [, authority, target = given] = ABSOLUTE.exec(given) ?? [];
  // Express sets this. Behind a proxy that it trusts, it is a header as it came.
  const protocol = incoming.protocol ?? ("encrypted" in socket ? "https" : "http");
  if (!PROTOCOL.test(protocol) || !HOST.test(host)) return undefined;
  // A guard in a plain server compares `url` with a path, and misses a whole URL. A framework's router has parsed it.
  if (authority !== undefined && originalUrl === undefined) return undefined;
  // Proxies and frameworks decide by the header Host.
  if (authority !== undefined && authority.toLowerCase() !== host.toLowerCase()) return undefined;
  try {
    const url = new URL(`${protocol}://${host}${target}`);
    // Each route has one path: what limits requests to `/kyc/links` would miss `/kyc/./links`, which URL resolves.
    if (url.pathname !== target.split("?", 1)[0]) return undefined;
    const headers = new Headers();
    for (let index = 1; index < rawHeaders.length; index += 2) headers.append(rawHeaders[index - 1] ?? "", rawHeaders[index] ?? "");
    if (headers.get("host") !== host) return undefined; // there are several
    const init = { method, headers, signal, ...(mayHaveBody(incoming) && { body: bodyOf(incoming), duplex: "half" }) };
    return new Request(url, copyOptions(init) as RequestInit);
  } catch {
    return undefined;
  }
}

/** Returns a body that is read as fast as the handler wants it. */
function bodyOf(incoming: NodeRequest): ReadableStream<Uint8Array> | Uint8Array {
  if (ArrayBuffer.isView(incoming.rawBody)) return incoming.rawBody;
  let listeners: Record<string, (value: unknown) => void> = {};
  return new ReadableStream({
    start(controller) {
      const data = (chunk: unknown) => {
        incoming.pause();
        controller.enqueue(chunk as Uint8Array);
      };
      listeners = { data, end: () => controller.close(), error: (error) => controller.error(error) };
      incoming.pause();
      for (const [event, listener] of Object.entries(listeners)) incoming.on(event, listener);
    },
    pull: () => void incoming.resume(),
    cancel() {
      for (const [event, listener] of Object.entries(listeners)) incoming.off(event, listener);
    },
  });
}

/** Writes a body as fast as the client reads it. */
async function copy(body: ReadableStream<Uint8Array>, outgoing: NodeResponse, signal: AbortSignal) {
  const reader = body.getReader();
  let resume: () => void = () => {};
  const cancel = () => {
    resume();
    reader.cancel().catch(() => {});
  };
  if (signal.aborted) return cancel();
  signal.addEventListener("abort", cancel);
  outgoing.on("drain", () => resume());
  for (;;) {
    const { done, value } = await reader.read();
    if (done || signal.aborted) return;
    const isDrained = new Promise((resolve) => (resume = () => resolve(undefined)));
    if (!outgoing.write(value)) await isDrained;
  }
}

/** Ends a response without a body. If it has begun, the connection is closed instead. */
function end(outgoing: NodeResponse, status: number) {
  if (outgoing.headersSent) return void outgoing.destroy();
  outgoing.writeHead(status, { connection: "close" });
  outgoing.end();
}
