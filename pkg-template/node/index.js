// `kyclink/node`: a handler as a listener of Node's `http`, and as middleware of Express and Fastify.

import { isKycLinkError } from "../lib/error.js";
import { ownOptions } from "../lib/options.js";

/**
 * @typedef {import("../types/node.js").NodeRequest} NodeRequest
 * @typedef {import("../types/node.js").NodeResponse} NodeResponse
 * @typedef {import("../types/node.js").FetchHandler} FetchHandler
 */

/** The methods that the platform's `Request` does not allow. */
const UNSUPPORTED_METHODS = ["CONNECT", "TRACE", "TRACK"];
const HOST = /^[\w.:[\]-]+$/;
const PROTOCOL = /^https?$/i;

/** @type {typeof import("../types/node.js").toNodeHandler} */
export function toNodeHandler(handler, env) {
  if (typeof handler !== "function") {
    throw new TypeError(
      "toNodeHandler: the first argument must be a function from a Request to a Response, such as createHandler returns.",
    );
  }
  return (incoming, outgoing) => {
    exchange(handler, env, incoming, outgoing).catch((error) => {
      end(outgoing, 500);
      console.error("kyclink/node", ...describe(error));
    });
  };
}

/**
 * Returns what may be logged of an error. Any message but kyclink's could contain what a person has entered.
 *
 * @param {unknown} error
 */
function describe(error) {
  try {
    if (isKycLinkError(error)) return [error.code, error.message];
    const { name, stack } = /** @type {Partial<Error>} */ (error ?? {});
    const frames = String(stack)
      .split("\n")
      .filter((line) => /^\s+at /.test(line));
    return [[name ?? "the handler failed", ...frames].join("\n")];
  } catch {
    return ["the handler failed"]; // a revoked proxy, or a getter that throws
  }
}

/**
 * @param {FetchHandler} handler
 * @param {unknown} env
 * @param {NodeRequest} incoming
 * @param {NodeResponse} outgoing
 */
async function exchange(handler, env, incoming, outgoing) {
  const disconnected = new AbortController();
  outgoing.on("close", () => {
    if (!outgoing.writableFinished) disconnected.abort();
  });
  if (UNSUPPORTED_METHODS.includes(incoming.method ?? "")) return end(outgoing, 501);
  if (incoming.readableEnded && mayHaveBody(incoming)) {
    console.error("kyclink/node", "The body has already been read: mount the handler before what parses bodies, such as express.json().");
    return end(outgoing, 500);
  }
  const request = requestOf(incoming, disconnected.signal);
  if (request === undefined) return end(outgoing, 400);
  const response = await handler(request, /** @type {never} */ (env));
  const headers = ownOptions(Object.fromEntries(response.headers));
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) headers["set-cookie"] = /** @type {never} */ (cookies);
  // The unread rest of the body would be parsed as the next request.
  if (!incoming.complete) headers.connection = "close";
  outgoing.writeHead(response.status, headers);
  if (response.body) await copy(response.body, outgoing, disconnected.signal);
  outgoing.end();
}

/** @param {NodeRequest} incoming */
function mayHaveBody({ method = "GET" }) {
  return method !== "GET" && method !== "HEAD";
}

/**
 * Returns the request, or `undefined` if its host, URL or headers are malformed.
 *
 * @param {NodeRequest} incoming
 * @param {AbortSignal} signal
 */
function requestOf(incoming, signal) {
  const { method = "GET", rawHeaders, socket } = incoming;
  const host = incoming.headers.host ?? "";
  // `url` lacks the path at which Express has mounted a router.
  const target = incoming.originalUrl ?? incoming.url ?? "";
  // Express sets this. Behind a proxy that it trusts, it is a header as it came.
  const protocol = incoming.protocol ?? ("encrypted" in socket ? "https" : "http");
  if (!PROTOCOL.test(protocol) || !HOST.test(host)) return undefined;
  try {
    const url = new URL(`${protocol}://${host}${target}`);
    // Each route has one path: what limits requests to `/kyc/links` would miss `/kyc/./links`, which URL resolves.
    if (url.pathname !== target.split("?", 1)[0]) return undefined;
    const headers = new Headers();
    for (let index = 1; index < rawHeaders.length; index += 2) headers.append(rawHeaders[index - 1] ?? "", rawHeaders[index] ?? "");
    if (headers.get("host") !== host) return undefined; // there are several
    const init = { method, headers, signal, ...(mayHaveBody(incoming) && { body: bodyOf(incoming), duplex: "half" }) };
    return new Request(url, /** @type {RequestInit} */ (ownOptions(init)));
  } catch {
    return undefined;
  }
}

/**
 * Returns a body that is read as fast as the handler wants it.
 *
 * @param {NodeRequest} incoming
 * @returns {ReadableStream<Uint8Array>}
 */
function bodyOf(incoming) {
  /** @type {Record<string, (...values: any[]) => void>} */
  let listeners = {};
  return new ReadableStream({
    start(controller) {
      const data = (/** @type {Uint8Array} */ chunk) => {
        incoming.pause();
        controller.enqueue(chunk);
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

/**
 * Writes a body as fast as the client reads it.
 *
 * @param {ReadableStream<Uint8Array>} body
 * @param {NodeResponse} outgoing
 * @param {AbortSignal} signal
 */
async function copy(body, outgoing, signal) {
  const reader = body.getReader();
  /** @type {() => void} */
  let resume = () => {};
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

/**
 * Ends a response without a body. If it has begun, the connection is closed instead.
 *
 * @param {NodeResponse} outgoing
 * @param {number} status
 */
function end(outgoing, status) {
  if (outgoing.headersSent) return void outgoing.destroy();
  outgoing.writeHead(status, { connection: "close" });
  outgoing.end();
}
