// The wire between a provider and the model of its API: it records the requests, and spoils responses.

import type { Fetch, FetchInit } from "../../../module/call/transport.ts";

type Sent = { method: string; url: URL; headers: Headers; body: string | undefined };
export type Spoil = (request: { at: number; sent: Sent; carryOut: (url?: string) => Promise<Response> }) => Response | Promise<Response>;

export interface WorldWire {
  requests: Sent[];
  spoil: Spoil | undefined;
  fetch(url: string, init: FetchInit): Promise<Response>;
  /** forgets the requests, and spoils the next ones */
  restart(spoil?: Spoil): void;
}

/** Puts a wire in front of a model. `spoil` is called in the place of the model, with the number of the request. */
export function createWire(model: Fetch | undefined) {
  const wire: WorldWire = {
    requests: [],
    spoil: undefined,
    async fetch(url: string, init: FetchInit): Promise<Response> {
      const { method, headers, body } = init;
      const sent = { method, url: new URL(url), headers: new Headers(headers), body: body == null ? undefined : String(body) };
      const at = wire.requests.push(sent) - 1;
      if (!model) throw new Error("The world has no fetch, so there is no API to send a request to.");
      const carryOut = async (other = url) => model(other, init);
      return wire.spoil ? wire.spoil({ at, sent, carryOut }) : carryOut();
    },
    restart(spoil?: Spoil) {
      wire.requests = [];
      wire.spoil = spoil;
    },
  };
  return wire;
}

/** Loses the response to a request before, or after it was carried out. */
export const LOST = {
  "was lost before the provider carried it out": async (_carryOut: () => Promise<Response>): Promise<Response> => {
    throw new TypeError("fetch failed");
  },
  "was lost after the provider carried it out": async (carryOut: () => Promise<Response>): Promise<Response> => {
    await carryOut();
    throw new TypeError("fetch failed");
  },
};

const instead: (
  body: string | null,
  status?: number,
  headers?: Record<string, string>,
) => (carryOut: () => Promise<Response>) => Promise<Response> =
  (body, status = 200, headers = {}) =>
  async (carryOut) => {
    await carryOut();
    return new Response(body, { status, headers: { "content-type": "application/json", ...headers } });
  };

/** Responses that say nothing about whether the request was carried out, which it was. */
export const UNCLEAR = {
  "was an error 500": instead("{}", 500),
  "was an error 503 of a gateway": instead("<html>Unavailable</html>", 503, { "content-type": "text/html" }),
  "was a page with status 200": instead("<html>Sign in</html>", 200, { "content-type": "text/html" }),
  "was empty": instead(""),
  "was null": instead("null"),
  "was a list": instead("[]"),
  "was an empty object": instead("{}"),
  "was larger than 1 MiB": instead(`"${"a".repeat(1 << 20)}"`),
  "was nested deeply": instead(`${'{"a":'.repeat(2000)}1${"}".repeat(2000)}`),
  "was a redirect": instead(null, 302, { location: "https://elsewhere.example/" }),
};

/** Spoils one request. */
export function spoilOne(number: number, how: (carryOut: () => Promise<Response>) => Promise<Response>): Spoil {
  return ({ at, carryOut }) => (at === number ? how(carryOut) : carryOut());
}

/** Reads without their query, as if the provider did not know the filter. */
export const unfiltered: Spoil = ({ sent: { method, url }, carryOut }) => carryOut(method === "GET" ? url.origin + url.pathname : url.href);

/** The host of links that no provider has. */
export const ELSEWHERE = "elsewhere.example";

/** Changes the JSON of a response. */
export function changing(change: (leaf: unknown, path: string) => unknown): Spoil {
  return async ({ carryOut }) => {
    const response = await carryOut();
    const text = await response.text();
    const { status, headers } = response;
    return new Response(changeJson(text, change) ?? text, { status, headers });
  };
}

/** Changes the leaves of a JSON text; `undefined` if it is none. */
export function changeJson(text: string, change: (leaf: unknown, path: string) => unknown) {
  const walk: (value: unknown, path: string) => unknown = (value, path) => {
    if (Array.isArray(value)) return value.map((one, at) => walk(one, `${path}/${at}`));
    if (typeof value !== "object" || value === null) return change(value, path);
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, walk(one, `${path}/${name}`)]));
  };
  try {
    return JSON.stringify(walk(JSON.parse(text), ""));
  } catch {
    return undefined;
  }
}

/** Returns everything that a request has sent, decoded: the parts of the path, of the query, and of the body. */
export function valuesOf({ url, body = "" }: Sent) {
  const values: string[] = url.pathname
    .split(/[/;]/)
    .flatMap((part) => [part, part.replace(/^[^=]*=/, "")])
    .map(decoded);
  values.push(...url.searchParams.values());
  const isJson = changeJson(body, (leaf) => values.push(String(leaf)));
  if (!isJson) values.push(...new URLSearchParams(body).values());
  return values;
}

function decoded(text: string) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Returns where a request goes, without what it says: its method, the length of its path, the names of its query. */
export function routeOf({ method, url: { origin, pathname, searchParams } }: Sent) {
  return `${method} ${origin} ${pathname.split("/").length} ${[...new Set(searchParams.keys())].sort()}`;
}
