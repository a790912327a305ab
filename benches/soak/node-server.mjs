// The handler in Node: a server per provider over `createHandler` of the packed package. Started with --expose-gc by
// start-node.mjs.

import { createServer } from "node:http";
import { wasmUse } from "./instances.mjs";
import { shortLived } from "./short-lived.mjs";

const [moduleUrl] = process.argv.slice(2);
const { createHandler, memoryStore } = await import(moduleUrl);

process.on("message", async (message) => {
  if (message.bindings) process.send({ ports: await start(message.bindings) });
  else process.send({ measured: measure() });
});

async function start(configs) {
  const ports = {};
  for (const [provider, config] of Object.entries(configs)) {
    const onError = ({ code, name }) => process.send({ error: code ?? name });
    const handler = createHandler({ ...config, provider, store: shortLived(memoryStore()), rateLimit: "none", onError });
    const server = createServer((incoming, outgoing) => serve(handler, incoming, outgoing));
    server.keepAliveTimeout = 600_000;
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    ports[provider] = server.address().port;
  }
  return ports;
}

async function serve(handler, incoming, outgoing) {
  const { method, url, headers } = incoming;
  const chunks = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const body = method === "GET" || method === "HEAD" ? undefined : Buffer.concat(chunks);
  try {
    const response = await handler(new Request(`http://${headers.host}${url}`, { method, headers: Object.entries(headers), body }));
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  } catch (error) {
    process.send({ error: `rejected with ${error.name}` });
    outgoing.destroy();
  }
}

function measure() {
  globalThis.gc();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rssBytes: rss, heapBytes: heapUsed + external, ...wasmUse() };
}
