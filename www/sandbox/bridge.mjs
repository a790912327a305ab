/**
 * Connects node:http to the sandbox's `fetch`. Two outcomes of `fetch` have no HTTP response: a rejection closes the
 * connection, and a call that hangs leaves it open until the client gives up.
 */

const MAX_BODY = 1024 * 1024;

/**
 * @param {import("node:http").IncomingMessage} incoming
 * @returns {Promise<Buffer | undefined>} undefined when the body is larger than any provider takes
 */
export async function readBody(incoming) {
  const chunks = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size > MAX_BODY) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * @param {import("../../pkg-template/types/testing.js").Sandbox} sandbox
 * @param {string} origin
 * @param {import("node:http").IncomingMessage} incoming
 * @param {import("node:http").ServerResponse} outgoing
 */
export async function forward(sandbox, origin, incoming, outgoing) {
  const gaveUp = new AbortController();
  outgoing.on("close", () => gaveUp.abort());
  const { method = "GET", url = "/" } = incoming;
  const body = await readBody(incoming);
  const bodyless = method === "GET" || method === "HEAD";
  if (body === undefined || (bodyless && body.length > 0)) {
    outgoing.writeHead(body === undefined ? 413 : 400, { connection: "close" }).end();
    return;
  }
  try {
    const response = await sandbox.fetch(origin + url, {
      method,
      headers: toHeaders(incoming.rawHeaders),
      body: body.length > 0 ? body : undefined,
      signal: gaveUp.signal,
    });
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  } catch {
    outgoing.destroy();
  }
}

/** Converts raw headers and keeps repeated ones. @param {string[]} raw */
function toHeaders(raw) {
  const headers = new Headers();
  for (let index = 0; index < raw.length; index += 2) headers.append(raw[index], raw[index + 1]);
  return headers;
}
