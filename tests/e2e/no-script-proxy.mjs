/**
 * A proxy that disables JavaScript in every document, because BiDi cannot do so in Firefox: it adds a sandbox policy without
 * `allow-scripts`.
 */

import { once } from "node:events";
import { createServer, request } from "node:http";

const SANDBOX = "sandbox allow-forms allow-popups allow-same-origin allow-top-navigation";

export async function startNoScriptProxy() {
  const server = createServer((incoming, outgoing) => {
    const { method, headers } = incoming;
    const sent = request(incoming.url, { method, headers }, (answer) => {
      const policies = [answer.headers["content-security-policy"] ?? [], SANDBOX].flat();
      outgoing.writeHead(answer.statusCode, { ...answer.headers, "content-security-policy": policies });
      answer.pipe(outgoing);
    });
    sent.on("error", () => outgoing.destroy());
    incoming.pipe(sent);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  const preferences = {
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": port,
    "network.proxy.no_proxies_on": "",
    "network.proxy.allow_hijacking_localhost": true,
  };
  return {
    preferences,
    close: () => {
      server.closeAllConnections();
      return server.close();
    },
  };
}
