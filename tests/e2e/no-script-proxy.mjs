/**
 * A proxy that disables JavaScript in every document, because BiDi cannot do so in Firefox: it adds a sandbox policy
 * without `allow-scripts`. A new tab must not inherit the sandbox: by the standard of HTML a sandboxed tab shows no page
 * with a Cross-Origin-Opener-Policy, and the hosted page leads back to one. A person who has turned JavaScript off has no
 * sandbox. The documents in the tab come through the proxy, so scripts are disabled there, too.
 */

import { once } from "node:events";
import { createServer, request } from "node:http";

const SANDBOX = "sandbox allow-forms allow-popups allow-popups-to-escape-sandbox allow-same-origin allow-top-navigation";

export async function startNoScriptProxy() {
  const server = createServer((incoming, outgoing) => {
    const { method, headers } = incoming;
    const sent = request(incoming.url, { method, headers }, (response) => {
      const policies = [response.headers["content-security-policy"] ?? [], SANDBOX].flat();
      outgoing.writeHead(response.statusCode, { ...response.headers, "content-security-policy": policies });
      response.pipe(outgoing);
    });
    sent.on("error", () => outgoing.destroy());
    incoming.pipe(sent);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `127.0.0.1:${server.address().port}`,
    close: () => {
      server.closeAllConnections();
      return server.close();
    },
  };
}
