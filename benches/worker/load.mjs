// Sends requests to a Worker over a few persistent connections.
import { Agent, request as begin, createServer } from "node:http";

const CONNECTIONS = 16;

/** Sends requests, `{ method, path?, headers?, body?, status }`, and returns the responses in their order. */
export async function load(port, requests) {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const responses = [];
  let next = 0;
  const one = async () => {
    while (next < requests.length) {
      const at = next++;
      responses[at] = await send(port, requests[at], agent);
    }
  };
  await Promise.all(Array.from({ length: Math.min(CONNECTIONS, requests.length) }, one));
  agent.destroy();
  return responses;
}

/** Sends a request, and returns `{ status, headers, text }`. Another status than the expected one is an error. */
export function send(port, { method, path = "/", headers, body, status }, agent = false) {
  return new Promise((resolve, reject) => {
    const request = begin({ port, host: "127.0.0.1", method, path, agent, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk) => (text += chunk));
      response.on("end", () => {
        const { statusCode, headers } = response;
        if (status !== undefined && statusCode !== status) reject(new Error(`${statusCode}: ${text}`));
        else resolve({ status: statusCode, headers, text });
      });
    });
    request.on("error", reject).end(body);
  });
}

/** Starts a server for a provider, and returns `{ port, close }`. */
export function listen(onRequest) {
  const server = createServer(onRequest);
  server.keepAliveTimeout = 60_000;
  const close = () => server.closeAllConnections() || server.close();
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve({ port: server.address().port, close })));
}
