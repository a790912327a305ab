/** What the tests of `kyclink/node` share: servers on free ports, what stands in front of them, and raw sockets. */

import { once } from "node:events";
import { createServer, request as send } from "node:http";
import { connect } from "node:net";
import { after } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { subpath } from "../install/index.mjs";

export const { toNodeHandler } = await subpath("node");

/** The limit of a test: streams that stop must not stop the suite. No machine needs that long. */
export const LIMIT = { timeout: 60_000 };

const closers = [];
after(() => {
  for (const close of closers) close();
});

/** Starts a server on a free port of this machine, until the tests have ended. Returns the port. */
export async function listen(server) {
  const sockets = new Set();
  for (const event of ["connection", "secureConnection"]) server.on(event, (socket) => sockets.add(socket));
  closers.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server.address().port;
}

/** A server whose handler is `respond`. `before` gets each request first, as middleware does. */
export async function serve(respond, env, before = (_incoming, _outgoing, next) => next()) {
  const listener = toNodeHandler(respond, env);
  const port = await listen(createServer((incoming, outgoing) => before(incoming, outgoing, () => listener(incoming, outgoing))));
  return { port, url: `http://127.0.0.1:${port}` };
}

/** A handler whose response says what it got. */
export async function echo(request) {
  const headers = Object.fromEntries(request.headers);
  return Response.json({ method: request.method, url: request.url, headers, body: await request.text() });
}

/** What a server responds to these bytes, the last of which end the connection. */
export async function raw(port, text) {
  const socket = connect(port, "127.0.0.1");
  socket.write(text, "latin1");
  let response = "";
  for await (const chunk of socket) response += chunk;
  return response;
}

/** The head of a connection's last request, with this first line and more lines. */
export const head = (line, ...lines) => [`${line} HTTP/1.1`, ...lines, "Connection: close", "", ""].join("\r\n");

/** Waits until something is true; fails after a time that no machine needs. */
export async function until(isTrue) {
  const ends = Date.now() + 30_000;
  while (!isTrue()) {
    if (Date.now() > ends) throw new Error(`It has not become true: ${isTrue}`);
    await turn();
  }
}

/** Waits until a count has not changed for many turns of the event loop, in which client and server are. */
export async function settled(count) {
  let last = count();
  for (let turns = 0; turns < 200; turns++) {
    await turn();
    if (count() !== last) turns = 0;
    last = count();
  }
  return last;
}

/** A proxy in front of a server on this port: it passes streams, the host, and what proxies say about their clients. */
export const forwardTo = (port, scheme) => (incoming, outgoing) => {
  const { method, url: path } = incoming;
  const forwarded = { "x-forwarded-proto": scheme, "x-forwarded-for": "192.0.2.1", forwarded: `proto=${scheme}` };
  const onward = send({ port, host: "127.0.0.1", method, path, headers: { ...incoming.headers, ...forwarded } });
  onward.on("response", (response) => {
    outgoing.writeHead(response.statusCode, response.headers);
    response.pipe(outgoing);
  });
  onward.on("error", () => outgoing.destroy());
  incoming.pipe(onward);
};
