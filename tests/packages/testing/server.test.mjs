/** The sandbox as an HTTP server: forwarding, hosted pages, and failures of the connection. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request } from "node:http";
import test, { after, before } from "node:test";
import { startSandbox } from "../../../pkg-template/testing/index.js";
import { INDIVIDUAL, PERSON } from "../helpers/sandbox/harness.mjs";

const BEARER = { authorization: "Bearer key", "content-type": "application/json" };
const BASIC = { authorization: `Basic ${btoa("id:secret")}`, "content-type": "application/json" };

let running;
let now;
const seen = [];

before(async () => {
  now = Date.now();
  running = await startSandbox({ clock: () => now, onRequest: (entry) => seen.push(entry) });
});
after(() => running.close());

const post = (url, headers, body, init) => fetch(url, { method: "POST", headers, body: JSON.stringify(body), ...init });

async function spherepayLink() {
  const response = await post(`${running.baseUrls.spherepay}/v2/customer/kyc-link`, BEARER, PERSON);
  return response.json();
}

async function gridLink(redirectUri) {
  const customer = await (
    await post(`${running.baseUrls.grid}/customers`, BASIC, { ...INDIVIDUAL, platformCustomerId: crypto.randomUUID() })
  ).json();
  const link = await (await post(`${running.baseUrls.grid}/customers/${customer.id}/kyc-link`, BASIC, { redirectUri })).json();
  return { ...link, customerId: customer.id };
}

const choose = (url, decision) => fetch(url, { method: "POST", body: new URLSearchParams({ decision }), redirect: "manual" });
const statusOf = (id) => running.customers().find((customer) => customer.id === id).status;

test("a forward or an onDelivery that throws is logged, and stops no later delivery", async (t) => {
  const logged = t.mock.method(console, "error", () => {});
  const got = [];
  const receiver = createServer((incoming, response) => {
    got.push(incoming.url);
    response.writeHead(200).end();
  }).listen(0, "127.0.0.1");
  await once(receiver, "listening");
  t.after(() => receiver.close());
  let calls = 0;
  let told = 0;
  const sandbox = await startSandbox({
    forward: () => {
      if (++calls === 1) throw new Error("no URL");
      return `http://127.0.0.1:${receiver.address().port}/hooks`;
    },
    onDelivery: () => {
      if (++told > 1) return Promise.reject(new Error("no promise"));
      throw new Error("no delivery");
    },
  });
  t.after(() => sandbox.close());
  for (const _ of [1, 2, 3]) await sandbox.createExample("customer.create", "spherepay");
  for (const _ of [1, 2, 3]) await sandbox.trigger("customer.create");
  while (got.length < 3) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.deepEqual(
    new Set(logged.mock.calls.map(({ arguments: [name, { message }] }) => `${name}: ${message}`)),
    new Set(["no URL", "no delivery", "no promise"].map((message) => `kyclink/testing: ${message}`)),
  );
});

test("the API is on 127.0.0.1, hosted pages are on localhost", async () => {
  assert.equal(running.baseUrls.spherepay, `http://127.0.0.1:${running.port}/spherepay`);
  assert.match((await spherepayLink()).url, new RegExp(`^http://localhost:${running.port}/hosted/[0-9a-f]{32}$`));
});

test("requests are forwarded unchanged: method, path, query, headers, body, and the response with its headers", async () => {
  const link = await gridLink();
  assert.match(link.expiresAt, /Z$/);
  const wrong = await fetch(`${running.baseUrls.grid}/customers`, { method: "PUT", headers: BASIC });
  assert.deepEqual([wrong.status, wrong.headers.get("allow"), (await wrong.json()).code], [405, "POST, GET", "METHOD_NOT_ALLOWED"]);
  const list = await fetch(`${running.baseUrls.spherepay}/v2/customer?email=jane.smith%40example.com`, {
    headers: { authorization: "Bearer key" },
  });
  assert.equal((await list.json()).customers[0].email, PERSON.email);
  const bodyless = await fetch(`${running.baseUrls.spherepay}/v2/customer/customer_0/kyc-link`, {
    method: "POST",
    headers: { authorization: "Bearer key" },
  });
  assert.equal(bodyless.status, 404);
  assert.deepEqual(seen.at(-1), {
    provider: "spherepay",
    method: "POST",
    path: "/v2/customer/{id}/kyc-link",
    status: 404,
    failure: undefined,
  });
});

for (const [decision, grid, spherepay] of [
  ["approve", "APPROVED", "approved"],
  ["reject", "REJECTED", "rejected"],
  ["hold", "HOLD", "pending"],
  ["review", "PENDING", "pending"],
]) {
  test(`${decision}: redirects to the customer's redirectUri, or shows that it is done; the link is used up`, async () => {
    const target = "https://app.example.com/onboarding/completed?a=1";
    const link = await gridLink(target);
    const redirect = await choose(link.kycUrl, decision);
    assert.deepEqual([redirect.status, redirect.headers.get("location"), statusOf(link.customerId)], [303, target, grid]);
    const { url, customerId } = await spherepayLink();
    const done = await choose(url, decision);
    assert.deepEqual([done.status, statusOf(customerId)], [200, spherepay]);
    assert.match(await done.text(), /You are done/);
    for (const used of [await fetch(url), await choose(link.kycUrl, decision)]) {
      assert.equal(used.status, 410);
      assert.match(await used.text(), /has been used/);
    }
  });
}

test("dropped calls close the connection, hanging ones wait until the client gives up, garbage is HTML", async () => {
  const url = `${running.baseUrls.spherepay}/v2/customer/kyc-link`;
  const count = () => running.customers().length;
  const start = count();
  running.nextFailure("drop_before");
  await assert.rejects(post(url, BEARER, PERSON), TypeError);
  assert.equal(count(), start);
  running.nextFailure("drop_after");
  await assert.rejects(post(url, BEARER, PERSON), TypeError);
  assert.equal(count(), start + 1);
  running.nextFailure("hang");
  // A client that gives up earlier than the call arrives would leave the failure for the next call.
  const [client, before] = [new AbortController(), seen.length];
  const hanging = assert.rejects(post(url, BEARER, PERSON, { signal: client.signal }), { name: "AbortError" });
  while (seen.length === before) await new Promise(setImmediate);
  client.abort();
  await hanging;
  running.nextFailure("garbage");
  assert.match((await post(url, BEARER, PERSON)).headers.get("content-type"), /^text\/html/);
  running.nextFailure(429);
  assert.equal((await post(url, BEARER, PERSON)).headers.get("retry-after"), "1");
});

test("a host name that is not the server's own is 421", async () => {
  const outgoing = request(`${running.url}/spherepay/v2/customer`, { headers: { host: `rebound.example:${running.port}` } });
  outgoing.end();
  const [response] = await once(outgoing, "response");
  response.resume();
  assert.equal(response.statusCode, 421);
});

test("close ends the server with calls still hanging", async () => {
  const other = await startSandbox();
  other.nextFailure("hang");
  const hanging = fetch(`${other.baseUrls.grid}/customers`, { headers: BASIC });
  const refused = assert.rejects(hanging, TypeError);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await other.close();
  await refused;
  await assert.rejects(fetch(other.origin), TypeError);
});

test("wrong options are refused before the server listens", async () => {
  for (const [options, message] of [
    [{ provider: "stripe" }, /provider must be one of spherepay, grid, bridge/],
    [{ provider: null }, /provider must be one of/],
    ...["x", "4010", -1, 65_536, 1.5, Number.NaN, null].map((port) => [{ port }, /port must be a whole number from 0 to 65535/]),
    [{ spherepay: { errors: "legasy" } }, /spherepay\.errors/],
    [{ clok: Date }, /There is no option "clok"/],
  ]) {
    const before = process.getActiveResourcesInfo().filter((kind) => kind.includes("TCPServer")).length;
    await assert.rejects(startSandbox(options), { code: "invalid_config", message });
    assert.equal(process.getActiveResourcesInfo().filter((kind) => kind.includes("TCPServer")).length, before);
  }
});
