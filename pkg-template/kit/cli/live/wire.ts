/**
 * The requests of `kyclink doctor --live`: each is sent once, for ten seconds at most, and a redirect is not followed. No
 * more than 1 MiB of a response is read.
 */

import type { HttpRequest } from "../../../module/call/request.ts";
import type { FetchInit } from "../../../module/call/transport.ts";
import { send } from "../../../module/entry/inline.ts";
import type { KycLinkError } from "../../../module/error.ts";
import { isKycLinkError } from "../../../module/error.ts";
import { parseJson } from "../../../module/json.ts";
import type { OwnProvider } from "../../../service/provider/define.ts";
import { ownProviderOf } from "../../../service/provider/own-provider.ts";

/**
 * A request, and what came back: the status, 0 without a response, the JSON of the body, `undefined` if it is none, and why
 * there is nothing to be read.
 */
export type Exchange = { request: HttpRequest; status: number; json: unknown; problem?: string };
export type Wire = ReturnType<typeof createWire>;

export const TIMEOUT_MS = 10_000;
/** Statuses whose responses have no body (Fetch Standard, null body status). */
const WITHOUT_BODY = [204, 205, 304];

/** Returns an id that no customer has. */
export const nobody = () => `kyclink-doctor-${crypto.randomUUID()}`;

/** Creates the connection of one provider's checks. */
export function createWire() {
  const exchanges: Exchange[] = [];
  let skewMs: number | undefined;

  async function transfer(request: HttpRequest) {
    const sentAt = Date.now();
    try {
      const response = await send(request, { timeout: TIMEOUT_MS });
      skewMs ??= skewOf(response.headers.date, sentAt, Date.now());
      const isRedirect = response.status >= 300 && response.status <= 399;
      const exchange: Exchange = { request, status: response.status, json: parseJson(response.body) };
      if (isRedirect) exchange.problem = "the provider responds with a redirect, which is never followed";
      exchanges.push(exchange);
      return { exchange, response };
    } catch (error) {
      if (!isKycLinkError(error)) throw error;
      const exchange: Exchange = { request, status: 0, json: undefined, problem: problemOf(error) };
      exchanges.push(exchange);
      return { exchange };
    }
  }

  /** The `fetch` of a provider's functions. */
  async function fetch(url: string, { method, headers, body }: FetchInit): Promise<Response> {
    const { response } = await transfer({ url, method, headers, ...(body !== undefined && { body }) });
    if (!response) throw new TypeError("there was no response");
    return new Response(WITHOUT_BODY.includes(response.status) ? null : response.body, response);
  }

  return {
    /** How far this machine's clock is ahead, in milliseconds; `undefined` if no response told the time. */
    skewMs: () => skewMs,
    /** Sends a request. */
    send: async (request: HttpRequest) => (await transfer(request)).exchange,
    /**
     * Requests another path with the headers of an earlier request.
     *
     * @param path relative to that of the earlier one
     */
    get: async ({ request: { url, headers } }: Exchange, path: string) =>
      (await transfer({ method: "GET", url: new URL(path, url).href, headers })).exchange,
    /**
     * Calls a function of a ready provider, and returns the first request that it has sent. What the function makes of the
     * response does not matter.
     */
    async call(provider: OwnProvider | undefined, name: "status" | "create", body: object): Promise<Exchange> {
      const before = exchanges.length;
      const request = { method: "POST", url: `/${name}`, headers: {}, body: JSON.stringify(body) };
      await ownProviderOf(provider)
        ?.send(request, { fetch, timeout: TIMEOUT_MS })
        .catch(() => {});
      return exchanges[before];
    },
  };
}

function problemOf({ code, message }: KycLinkError) {
  if (code === "timeout") return `the provider does not respond within ${TIMEOUT_MS / 1000} seconds`;
  return code === "network" ? "the provider does not respond" : message;
}

/**
 * Returns how far this machine's clock is ahead. The header is from somewhere between the request and the response, and
 * has whole seconds.
 */
function skewOf(date: string | undefined, sentAt: number, receivedAt: number) {
  const at = Date.parse(date ?? "");
  if (Number.isNaN(at)) return undefined;
  if (sentAt > at + 999) return sentAt - at - 999;
  return Math.min(receivedAt - at, 0);
}
