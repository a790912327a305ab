/**
 * An HTTP server in Node for a function from a `Request` to a `Response`. If the function rejects, the connection is
 * closed; if it never settles, the connection stays open until the client gives up.
 */

import { misused } from "../../module/options/unknown-option.ts";

type Respond = (request: Request) => Promise<Response>;
type Server = { port: number; close: () => Promise<void> };

/** What is used of node:http. Its own types would bring all globals of Node into the package's check. */
type Incoming = { method: string; url: string; headers: { host?: string }; rawHeaders: string[] } & AsyncIterable<Uint8Array<ArrayBuffer>>;

type Outgoing = {
  on(event: "close", listener: () => void): void;
  writeHead(status: number, headers: Record<string, string>): void;
  end(body?: Uint8Array): void;
  destroy(): void;
};

type NodeServer = {
  once(event: "error", listener: (error: Error & { code?: string }) => void): void;
  listen(port: number, host: string, listener: () => void): void;
  address(): { port: number };
  close(listener: () => void): void;
  closeAllConnections(): void;
};

type NodeHttp = { createServer(listener: (incoming: Incoming, outgoing: Outgoing) => void): NodeServer };

export const HOST = "127.0.0.1";
/** The largest body, in bytes: no provider accepts more. */
const MAX_BODY = 1024 * 1024;

/** @param requestedPort 0 chooses a free one */
export async function serve(requestedPort: number, respond: Respond): Promise<Server> {
  const server = nodeHttp().createServer((incoming, outgoing) => {
    exchange(respond, incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise((resolve, reject) => {
    server.once("error", (error) => {
      const isTaken = error.code === "EADDRINUSE";
      reject(
        isTaken
          ? new Error(`port ${requestedPort} on ${HOST} is in use: stop what uses it, or choose another one`, { cause: error })
          : error,
      );
    });
    server.listen(requestedPort, HOST, () => resolve(undefined));
  });
  const { port } = server.address();
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

/** Returns node:http without an import, which a bundler for pages or Workers would try to resolve. */
function nodeHttp(): NodeHttp {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: "node:http"): NodeHttp | undefined } };
  const http = process?.getBuiltinModule?.("node:http");
  if (http === undefined) throw misused("startSandbox needs Node 20.16 or newer: elsewhere use createSandbox");
  return http;
}

async function exchange(respond: Respond, incoming: Incoming, outgoing: Outgoing) {
  const gaveUp = new AbortController();
  outgoing.on("close", () => gaveUp.abort());
  const { method } = incoming;
  const body = await readBody(incoming);
  const isBodyless = method === "GET" || method === "HEAD";
  if (body === undefined || (isBodyless && body.length > 0)) {
    outgoing.writeHead(body === undefined ? 413 : 400, { connection: "close" });
    return outgoing.end();
  }
  const request = new Request(`http://${incoming.headers.host ?? HOST}${incoming.url}`, {
    method,
    headers: toHeaders(incoming.rawHeaders),
    body: body.length > 0 ? body : undefined,
    signal: gaveUp.signal,
  });
  const response = await respond(request);
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(method === "HEAD" ? undefined : new Uint8Array(await response.arrayBuffer()));
}

/** Reads a body; returns `undefined` if it is too large. */
async function readBody(incoming: Incoming) {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size > MAX_BODY) return undefined;
    chunks.push(chunk);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

/** Repeated headers stay repeated. */
function toHeaders(raw: string[]) {
  const headers = new Headers();
  for (let index = 0; index < raw.length; index += 2) headers.append(raw[index], raw[index + 1]);
  return headers;
}
