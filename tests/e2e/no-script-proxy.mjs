/**
 * A proxy that disables JavaScript in every document, because BiDi cannot do so in Firefox: it adds a sandbox policy
 * without `allow-scripts`. A new tab must not inherit the sandbox: by the standard of HTML a sandboxed tab shows no page
 * with a Cross-Origin-Opener-Policy, and the hosted page leads back to one. A person who has turned JavaScript off has no
 * sandbox. The documents in the tab come through the proxy, so scripts are disabled there, too.
 */

import { once } from "node:events";
import { createServer } from "node:http";
import { passOn } from "./pass-on.mjs";

const SANDBOX = "sandbox allow-forms allow-popups allow-popups-to-escape-sandbox allow-same-origin allow-top-navigation";

export async function startNoScriptProxy() {
  const server = createServer((incoming, outgoing) => {
    passOn(incoming, outgoing, incoming.headers, (response) => {
      const policies = [response.headers["content-security-policy"] ?? [], SANDBOX].flat();
      outgoing.writeHead(response.statusCode, { ...response.headers, "content-security-policy": policies });
      response.pipe(outgoing);
    });
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
