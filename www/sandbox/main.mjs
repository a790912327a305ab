/**
 * `node www/sandbox/main.mjs [port]`: runs the sandbox until Ctrl-C. The first line of output is JSON with the
 * base URLs, for programs; every further line is a request, for people.
 */

import { startSandbox } from "./server.mjs";

const DEFAULT_PORT = 8788;

try {
  const { origin, hostedOrigin, baseUrls, close } = await startSandbox({
    port: Number(process.argv[2] ?? DEFAULT_PORT),
    onRequest({ provider, method, path, status, failure }) {
      console.log(`${provider} ${method} ${path} → ${status ?? "no response"}${failure === undefined ? "" : ` (planned: ${failure})`}`);
    },
  });
  console.log(JSON.stringify({ origin, hostedOrigin, baseUrls }));
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, close);
} catch (error) {
  console.error(`sandbox: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
