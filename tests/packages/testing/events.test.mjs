/** The sandbox's server: in which order webhooks are sent, and when one is given up. */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import test from "node:test";
import { createCourier } from "../../../pkg-template/testing/courier.js";
import { createDeliveries } from "../../../pkg-template/testing/deliveries.js";
import { startSandbox } from "../../../pkg-template/testing/index.js";
import { INDIVIDUAL, PERSON } from "../helpers/sandbox/harness.mjs";

/** A server that gets webhooks; it responds with these statuses, and then with 200. */
async function receiver(...statuses) {
  const got = [];
  const server = createServer((request, response) => {
    got.push(request.url);
    request.resume().on("end", () => response.writeHead(statuses.shift() ?? 200).end());
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { got, url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

test("the server delivers in order, again after a 5xx, and only the chosen provider's webhooks", async (t) => {
  const { got, url, close } = await receiver(503, 500);
  const attempts = [];
  const sandbox = await startSandbox({
    provider: "spherepay",
    forward: (provider) => `${url}/${provider}`,
    onDelivery: (attempt) => attempts.push(attempt),
  });
  t.after(() => Promise.all([sandbox.close(), close()]));
  const send = (provider, path, body) =>
    fetch(sandbox.baseUrls[provider] + path, {
      method: "POST",
      headers: { authorization: provider === "grid" ? `Basic ${btoa("a:b")}` : "Bearer key", "content-type": "application/json" },
      body: JSON.stringify(body),
    }).then((response) => response.json());
  const { customerId } = await send("spherepay", "/v2/customer/kyc-link", PERSON);
  const { id } = await send("grid", "/customers", INDIVIDUAL);
  await sandbox.complete(id, "approve");
  await sandbox.complete(customerId, "approve");
  while (attempts.length < 5) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.deepEqual(
    attempts.map(({ type, status, attempt }) => [type, status, attempt]),
    [
      ["customer.create", 503, 1],
      ["customer.create", 500, 2],
      ["customer.create", 200, 3],
      ["customer.kyc.pending", 200, 1],
      ["customer.kyc.successful", 200, 1],
    ],
  );
  assert.deepEqual([...new Set(got)], ["/spherepay"]);
});

/** Lets everything run that waits for nothing else. */
const turn = () => new Promise(setImmediate);

test("an event that is signed before an earlier one waits for it, and each is sent once", async (t) => {
  const signed = [];
  const sign = () => new Promise((resolve) => signed.push(() => resolve({ headers: { signature: "s" } })));
  const { record, list, settled } = createDeliveries(sign);
  const got = [];
  t.mock.method(globalThis, "fetch", async (_, { body }) => {
    got.push(JSON.parse(body).id);
    return new Response();
  });
  const courier = createCourier(
    { deliveries: list },
    () => "http://receiver.example",
    () => {},
  );
  for (const id of [1, 2, 3]) record("spherepay", { id });
  const listed = [];
  for (const at of [1, 0, 2]) {
    signed[at]();
    await turn();
    listed.push(list().map(({ event }) => event.id));
    await courier.deliver();
  }
  await settled();
  assert.deepEqual(listed, [[], [1, 2], [1, 2, 3]]);
  assert.deepEqual(got, [1, 2, 3]);
});

test("a receiver that does not respond is given up, and gets the event again", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let requests = 0;
  t.mock.method(globalThis, "fetch", (_, { signal }) => {
    if (++requests > 1) return Promise.resolve(new Response());
    return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  });
  const reported = [];
  const delivery = { provider: "spherepay", event: { name: "customer.create" }, body: "{}", headers: {} };
  const courier = createCourier(
    { deliveries: () => [delivery] },
    () => "http://receiver.example",
    ({ attempt, status }) => reported.push([attempt, status]),
  );
  const delivered = courier.deliver();
  await turn();
  t.mock.timers.tick(30_000);
  await turn();
  assert.deepEqual(reported, [], "a handler may take this long");
  t.mock.timers.tick(5_000);
  await turn();
  assert.deepEqual(reported, [[1, undefined]]);
  // The pause before the second attempt.
  t.mock.timers.tick(500);
  await delivered;
  assert.deepEqual(reported, [
    [1, undefined],
    [2, 200],
  ]);
});

test("a sandbox that is closed breaks off its delivery, begins no other one and reports none", async (t) => {
  const incoming = [];
  const server = createServer((request) => incoming.push(request));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  let asked = 0;
  const reported = [];
  const sandbox = await startSandbox({
    forward: () => {
      asked++;
      return `http://127.0.0.1:${server.address().port}`;
    },
    onDelivery: (delivery) => reported.push(delivery),
  });
  await sandbox.createExample("customer.create", "spherepay");
  for (const _ of [1, 2]) await sandbox.trigger("customer.create");
  while (incoming.length < 1) await new Promise((resolve) => setTimeout(resolve, 5));
  const brokenOff = new Promise((resolve) => incoming[0].socket.once("close", resolve));
  await sandbox.close();
  await brokenOff;
  await sandbox.trigger("customer.create");
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual([incoming.length, asked, reported], [1, 1, []]);
});

test("a sandbox that is closed does not try a delivery again", async (t) => {
  const { got, url, close } = await receiver(503);
  t.after(close);
  const reported = [];
  const sandbox = await startSandbox({ forward: url, onDelivery: ({ status }) => reported.push(status) });
  await sandbox.createExample("customer.create", "spherepay");
  await sandbox.trigger("customer.create");
  while (reported.length < 1) await new Promise((resolve) => setTimeout(resolve, 5));
  await sandbox.close();
  // Longer than the pause before the second attempt.
  await new Promise((resolve) => setTimeout(resolve, 800));
  assert.deepEqual([reported, got.length], [[503], 1]);
});

test("a trigger over HTTP is JSON, and says what is wrong", async (t) => {
  const sandbox = await startSandbox();
  t.after(() => sandbox.close());
  const trigger = (body, type = "application/json") =>
    fetch(`${sandbox.url}/trigger`, { method: "POST", headers: { "content-type": type }, body: JSON.stringify(body) });
  const refused = await trigger({ event: "kyc_approved", customerId: "customer_1" });
  assert.equal(refused.status, 422);
  assert.match((await refused.json()).message, /no such customer/);
  assert.equal((await trigger({ event: "kyc_approved" })).status, 204);
  assert.equal(sandbox.customers().length, 1, "the example");
  assert.equal((await trigger({ event: "kyc_pending" })).status, 204);
  assert.equal(sandbox.customers().length, 1, "no other one");
  assert.equal((await trigger({ event: "kyc_approved" }, "text/plain")).status, 415, "which any web page could send");
});
