/**
 * Responses of a real server, from the table that the transport of Rust over reqwest runs, too
 * (tests/it/transport/reqwest.rs).
 */

import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { test } from "node:test";
import { esm } from "../../helpers/install/index.mjs";

const kyclink = await esm();
const TABLE = JSON.parse(readFileSync(new URL("../../../vectors/http/responses.json", import.meta.url), "utf8"));

/**
 * Starts a server that replies to every request in this way; `requests` counts them. `onSilence` is called when a reply
 * stays away from now on.
 */
async function serve(t, reply, onSilence) {
  const requests = [];
  const server = createServer((socket) => {
    socket.on("error", () => {});
    let request = "";
    socket.on("data", (chunk) => {
      request += chunk;
      const [head, body = ""] = request.split("\r\n\r\n");
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (!request.includes("\r\n\r\n") || body.length < length) return;
      requests.push(request);
      request = "";
      respond(socket, reply, onSilence);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${server.address().port}`;
  t.after(() => server.close());
  if (reply === null) await new Promise((resolve) => server.close(resolve));
  return { url, requests };
}

function respond(socket, { status, headers = {}, prefix = "", body, bytes, ...how }, onSilence) {
  if (how.closes) return socket.destroy();
  if (how.silent) return onSilence();
  const content = Buffer.from(prefix + (body ?? JSON.stringify(TABLE.created)));
  const all = Buffer.concat([content, Buffer.alloc(Math.max((bytes ?? 0) - content.length, 0), " ")]);
  const lines = [`HTTP/1.1 ${status} X`, "Connection: close", ...Object.entries(headers).map((header) => header.join(": "))];
  if (how.endless || how.chunked) {
    socket.write(`${lines.join("\r\n")}\r\nTransfer-Encoding: chunked\r\n\r\n${all.length.toString(16)}\r\n`);
    socket.write(Buffer.concat([all, Buffer.from("\r\n")]));
    if (how.chunked) return socket.end("0\r\n\r\n");
    const more = () => {
      while (!socket.destroyed && socket.write(`10000\r\n${" ".repeat(0x10000)}\r\n`));
    };
    socket.on("drain", more);
    return more();
  }
  const isPartial = how.breaks || how.stalls;
  socket.write(`${lines.join("\r\n")}\r\nContent-Length: ${all.length + (isPartial ? 1 : 0)}\r\n\r\n`);
  socket.write(all, () => how.stalls && setImmediate(onSilence));
  if (!how.stalls) socket.end();
}

const OPERATIONS = {
  link: (client, options) => client.createKycLink({ customerId: "Customer:1" }, options),
  create: (client, options) => client.createCustomer({ customerType: "INDIVIDUAL" }, options),
};

for (const { name, reply, deadlineMs, retryAfterMs, ...expected } of TABLE.cases) {
  for (const [operation, send] of Object.entries(OPERATIONS)) {
    test(`${name}: ${operation}`, async (t) => {
      // The deadline passes when the server is silent: a clock could be faster than a request.
      if (deadlineMs) t.mock.timers.enable({ apis: ["setTimeout"] });
      const { url, requests } = await serve(t, reply, () => t.mock.timers.tick(deadlineMs));
      const client = kyclink.grid({ clientId: "id", clientSecret: "secret_of_ours", baseUrl: url, maxRetries: 0 });
      const error = await send(client, deadlineMs && { deadline: deadlineMs }).then(
        () => undefined,
        (error) => error,
      );
      assert.equal(error?.code ?? "ok", expected[operation], error?.stack);
      assert.equal(error?.retryAfterMs, retryAfterMs);
      assert.equal(requests.length, reply === null ? 0 : 1, "no redirect is followed");
    });
  }
}
