/** What the proxies share. */

import { request } from "node:http";

/**
 * Sends what a browser has sent to its server. Each request has a connection of its own: where a server ends an idle one
 * while the next request is on its way, a browser sends that again, and `node:http` does not.
 */
export function passOn(incoming, outgoing, headers, respond) {
  const sent = request(incoming.url, { method: incoming.method, headers, agent: false }, respond);
  sent.on("error", () => outgoing.destroy());
  incoming.pipe(sent);
}
