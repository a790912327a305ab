/** The sandbox as an HTTP server: forwarding, hosted pages, and failures of the connection. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request } from "node:http";
import test, { after, before } from "node:test";
import { startSandbox } from "../../../pkg-template/testing/index.js";
import { DAY, INDIVIDUAL, PERSON } from "../helpers/sandbox/harness.mjs";

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

test("a trigger whose body is not an object of JSON is refused", async () => {
  for (const body of ["", "{", "null", "5"]) {
    const headers = { "content-type": "application/json" };
    assert.equal((await fetch(`${running.url}/trigger`, { method: "POST", headers, body })).status, 400, body);
  }
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

test("the hosted page: a form with buttons, a script for the camera only, a strict policy", async () => {
  const { kycUrl } = await gridLink("http://127.0.0.1:8787/kyc/done?x=1");
  const page = await fetch(kycUrl);
  assert.equal(page.status, 200);
  const html = await page.text();
  assert.match(html, /<html lang="en">/);
  assert.match(html, /<form method="post">/);
  for (const decision of ["approve", "reject", "hold", "review", "expire"])
    assert.match(html, new RegExp(`<button name="decision" value="${decision}"`));
  assert.doesNotMatch(html, /John|example\.com/);
  assert.equal(html.match(/<script>[^<]+getUserMedia[^<]+<\/script>/g).length, 1);
  assert.equal(html.match(/<script/g).length, 1);
  assert.equal(page.headers.get("permissions-policy"), "camera=(self)");
  const policy = page.headers.get("content-security-policy");
  assert.match(
    policy,
    /^default-src 'none'; img-src data:; style-src 'sha256-[A-Za-z0-9+/=]+'; script-src 'sha256-[A-Za-z0-9+/=]+'; form-action 'self' http:\/\/127\.0\.0\.1:8787; base-uri 'none'; frame-ancestors 'none'$/,
  );
  const headers = ["cache-control", "referrer-policy", "x-content-type-options"].map((name) => page.headers.get(name));
  assert.deepEqual(headers, ["no-store", "no-referrer", "nosniff"]);
  assert.equal((await fetch(kycUrl, { method: "HEAD" })).status, 200);
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

test("expire: the link has expired, and the customer is unchanged", async () => {
  const { url, customerId } = await spherepayLink();
  const response = await choose(url, "expire");
  assert.equal(response.status, 410);
  assert.match(await response.text(), /has expired/);
  assert.equal((await choose(url, "approve")).status, 410);
  assert.equal(statusOf(customerId), "incomplete");
});

test("an expired link is 410, an unknown one 404, another method 405, no choice 400", async () => {
  const { url, customerId } = await spherepayLink();
  const noChoice = await choose(url, "maybe");
  assert.deepEqual([noChoice.status, statusOf(customerId)], [400, "incomplete"]);
  now += 29 * DAY;
  const expired = await fetch(url);
  assert.equal(expired.status, 410);
  assert.match(await expired.text(), /has expired/);
  assert.equal((await choose(url, "approve")).status, 410);
  assert.equal(statusOf(customerId), "incomplete");
  const unknown = await fetch(`${running.hostedOrigin}/hosted/0123`);
  assert.equal(unknown.status, 404);
  assert.match(await unknown.text(), /does not exist/);
  assert.equal((await fetch(url, { method: "PUT" })).status, 405);
  assert.equal((await fetch(`${running.url}/elsewhere`)).status, 404);
});

test("terms of service have one button", async () => {
  const { customerId } = await spherepayLink();
  const response = await fetch(`${running.baseUrls.spherepay}/v2/customer/${customerId}/tos-link`, {
    method: "POST",
    headers: { authorization: "Bearer key" },
  });
  const { link } = await response.json();
  const page = await (await fetch(link)).text();
  assert.equal(page.match(/<button/g).length, 1);
  assert.equal((await choose(link, "approve")).status, 200);
});

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

test("a body larger than a megabyte is 413", async () => {
  const outgoing = request(`${running.baseUrls.grid}/customers`, { method: "POST", headers: BASIC });
  outgoing.on("error", () => {}); // the server stops reading, so the rest of the body may find no reader
  outgoing.end("x".repeat(1024 * 1024 + 1));
  const [response] = await once(outgoing, "response");
  assert.equal(response.statusCode, 413);
  outgoing.destroy();
});

test("a port in use rejects with a message that names it", async () => {
  await assert.rejects(startSandbox({ port: running.port }), new RegExp(`port ${running.port} on 127\\.0\\.0\\.1 is in use`));
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

test("each hosted page may be framed as at its provider", async () => {
  const headers = { "api-key": "key", "content-type": "application/json", "idempotency-key": crypto.randomUUID() };
  const person = { type: "individual", email: "framed@example.com", full_name: "Jane Smith" };
  const { kyc_link, tos_link } = await (await post(`${running.baseUrls.bridge}/kyc_links`, headers, person)).json();
  const widget = kyc_link.replace("/verify", "/widget");
  const page = "https://app.example.com";
  for (const [url, options, ancestors] of [
    [(await spherepayLink()).url, null, "'none'"],
    [(await gridLink()).kycUrl, null, "'none'"],
    [kyc_link, "SAMEORIGIN", undefined],
    [`${widget}&iframe-origin=${encodeURIComponent(page)}`, null, page],
    [`${widget}&iframe-origin=${encodeURIComponent(`${page}/path`)}`, null, "'none'"],
    [widget, null, "'none'"],
    [tos_link, null, undefined],
  ]) {
    const { headers } = await fetch(url);
    const policy = headers.get("content-security-policy");
    assert.deepEqual([headers.get("x-frame-options"), /frame-ancestors ([^;]+)/.exec(policy)?.[1]], [options, ancestors], url);
  }
});
