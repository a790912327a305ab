// The platform's `fetch`, as the client uses it unless it is given another one.

import type { ClientRequest, ClientResponse } from "./client-types.ts";

/** Sends a request with the `fetch` of now, which a program may have replaced, and its `Headers`. */
export function platformFetch(url: string, request: ClientRequest): Promise<ClientResponse> {
  // Without a prototype: `fetch` would read members that another script has put on `Object.prototype`.
  const init: RequestInit = Object.assign(Object.create(null), request, { headers: new Headers(request.headers) });
  return fetch(url, init);
}
