/** The sandbox's server: what it takes, when it sends webhooks, and what is left when it is closed. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer, request } from "node:http";
import test from "node:test";
import { pathToFileURL } from "node:url";
import { file, internal, subpath } from "../../helpers/install/index.mjs";
import { PERSON } from "../../helpers/sandbox/harness.mjs";

const { startSandbox } = await subpath("testing");
const { serve } = await internal("kit/testing/http.js");

const BEARER = { authorization: "Bearer key", "content-type": "application/json" };
const CREATE = "/v2/customer/kyc-link";
const PROVIDERS = ["spherepay", "grid", "bridge"];

/** A server that is closed after the test, and the paths of the webhooks that it sends. */
async function running(t, options) {
  const got = [];
  const receiver = createServer((incoming, response) => {
    got.push(incoming.url.slice(1));
    incoming.resume().on("end", () => response.end());
  }).listen(0, "127.0.0.1");
  await once(receiver, "listening");
  const sent = [];
  const sandbox = await startSandbox({
    forward: (provider) => `http://127.0.0.1:${receiver.address().port}/${provider}`,
    onDelivery: ({ type }) => sent.push(type),
    ...options,
  });
  t.after(() => Promise.all([sandbox.close(), receiver.close()]));
  const until = async (count) => {
    for (const start = performance.now(); sent.length < count; await new Promise((resolve) => setTimeout(resolve, 5)))
      assert.ok(performance.now() - start < 15_000, `${count} webhooks, but there are ${sent}`);
    return sent.splice(0);
  };
  const post = (path = CREATE, body = PERSON, init) =>
    fetch(sandbox.baseUrls.spherepay + path, { method: "POST", headers: BEARER, body: JSON.stringify(body), ...init });
  const trigger = (body, type = "application/json") =>
    fetch(`${sandbox.url}/trigger`, { method: "POST", headers: { "content-type": type }, body: JSON.stringify(body) });
  return { sandbox, got, until, post, trigger, create: async () => (await post()).json() };
}

const choose = (url, decision) => fetch(url, { method: "POST", body: new URLSearchParams({ decision }), redirect: "manual" });

/** Sends a request that `fetch` would not send. */
async function raw(url, { body, ...options }) {
  const outgoing = request(url, options);
  outgoing.on("error", () => {});
  outgoing.end(body);
  const [response] = await once(outgoing, "response");
  response.resume();
  return { status: response.statusCode, headers: response.headers };
}

test("a request and every function that changes a customer send their webhooks", async (t) => {
  const { sandbox, until, create, post, trigger } = await running(t);
  const { customerId, url } = await create();
  assert.deepEqual(await until(1), ["customer.create"]);
  await sandbox.complete(customerId, "hold");
  assert.deepEqual(await until(2), ["customer.kyc.pending", "customer.kyc.additionalReviewRequired"]);
  await sandbox.trigger("customer_updated", customerId);
  assert.deepEqual(await until(1), ["customer.update"]);
  await sandbox.finishLink(url, "approve");
  assert.deepEqual(await until(2), ["customer.kyc.pending", "customer.kyc.successful"]);
  assert.equal((await trigger({ event: "kyc_rejected" })).status, 200);
  assert.deepEqual(await until(2), ["customer.kyc.pending", "customer.kyc.rejected"]);
  const init = { headers: { authorization: "Bearer key" }, body: undefined };
  const again = (await (await post(`/v2/customer/${customerId}/kyc-link`, undefined, init)).json()).url;
  assert.equal((await choose(again, "approve")).status, 200);
  assert.deepEqual(await until(2), ["customer.kyc.pending", "customer.kyc.successful"]);
});

test("a page stands in for the SDK that a token opens", async (t) => {
  const { sandbox, until } = await running(t);
  const ask = async (path, body) => {
    const headers = { authorization: `Basic ${btoa("id:secret")}`, "content-type": "application/json" };
    const response = await fetch(sandbox.baseUrls.grid + path, { method: "POST", headers, body: JSON.stringify(body) });
    return response.json();
  };
  const { id } = await ask("/customers", { customerType: "INDIVIDUAL", fullName: "Jane Smith" });
  const { token } = await ask(`/customers/${id}/kyc-link`, {});
  const page = `${sandbox.hostedOrigin}/hosted/${token}`;
  const shown = await fetch(page);
  assert.equal(shown.status, 200);
  assert.match(await shown.text(), /Identity check/);
  assert.match(await (await choose(page, "approve")).text(), /You are done/);
  assert.deepEqual(await until(2), ["CUSTOMER.KYC_PENDING", "CUSTOMER.KYC_APPROVED"]);
  assert.equal((await fetch(page)).status, 410);
});

test("webhooks come after the response and after the call that caused them", async (t) => {
  const order = [];
  t.mock.method(globalThis, "fetch", async () => {
    order.push("webhook");
    return new Response();
  });
  const sandbox = await startSandbox({ forward: "http://receiver.example" });
  t.after(() => sandbox.close());
  await sandbox.createExample("kyc_approved", "spherepay");
  for (const act of [() => sandbox.trigger("customer_updated"), () => sandbox.complete(sandbox.customers()[0].id, "hold")]) {
    order.length = 0;
    await act();
    order.push("call");
    for (let turns = 0; order.length < 2 && turns < 10_000; turns++) await new Promise(setImmediate);
    assert.deepEqual(order.slice(0, 2), ["call", "webhook"]);
  }
});

test("a string is where the webhooks of all providers go; a provider chooses its own", async (t) => {
  for (const provider of [undefined, ...PROVIDERS]) {
    const { sandbox, got, until } = await running(t, { provider });
    for (const name of PROVIDERS) {
      await sandbox.createExample("kyc_approved", name);
      await sandbox.complete(sandbox.customers().find((customer) => customer.provider === name).id, "approve");
    }
    const expected = sandbox.deliveries().map((delivery) => delivery.provider);
    const chosen = expected.filter((name) => provider === undefined || name === provider);
    await until(chosen.length);
    assert.deepEqual(got, chosen);
  }
});

test("a forward or an onDelivery that throws is logged, and stops no later delivery", async (t) => {
  const logged = t.mock.method(console, "error", () => {});
  let calls = 0;
  let told = 0;
  const { sandbox, got } = await running(t, {
    onDelivery: () => {
      if (++told > 1) return Promise.reject(new Error("no promise"));
      throw new Error("no delivery");
    },
  });
  const other = await startSandbox({
    forward: () => {
      if (++calls === 1) throw new Error("no URL");
      return sandbox.url;
    },
  });
  t.after(() => other.close());
  for (const one of [sandbox, other]) {
    await one.createExample("customer.create", "spherepay");
    for (const _ of [1, 2, 3]) await one.trigger("customer.create");
  }
  while (got.length < 3 || calls < 3) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.deepEqual(
    new Set(logged.mock.calls.map(({ arguments: [name, { message }] }) => `${name}: ${message}`)),
    new Set(["no URL", "no delivery", "no promise"].map((message) => `kyclink/testing: ${message}`)),
  );
});

test("a customer who is left in review is approved after `reviewMs`, with the webhook, and without it never", async (t) => {
  for (const reviewMs of [20, undefined]) {
    const { sandbox, until, create } = await running(t, { reviewMs });
    const [first, second] = [await create(), await create()];
    await until(2);
    for (const [url, decision] of [
      [first.url, "review"],
      [second.url, "hold"],
    ])
      assert.equal((await choose(url, decision)).status, 200);
    const sent = await until(reviewMs === undefined ? 3 : 4);
    assert.equal(sent.includes("customer.kyc.successful"), reviewMs !== undefined);
    const statuses = sandbox.customers().map(({ status }) => status);
    assert.deepEqual(statuses, [reviewMs === undefined ? "pending" : "approved", "pending"]);
  }
});

test("a trigger over HTTP is JSON, for the named customer or the provider that the server has, and says what is wrong", async (t) => {
  const { sandbox, create, trigger } = await running(t, { provider: "grid", forward: undefined });
  const [first] = [await create(), await create()];
  const statuses = () => sandbox.customers().map(({ provider, status }) => `${provider} ${status}`);
  assert.equal((await trigger({ event: "kyc_approved", customerId: first.customerId })).status, 204);
  assert.deepEqual(statuses(), ["spherepay approved", "spherepay incomplete"]);
  assert.equal((await trigger({ event: "kyc_rejected" })).status, 204);
  assert.deepEqual(statuses(), ["spherepay approved", "spherepay incomplete", "grid REJECTED"]);
  assert.equal((await trigger({ event: "kyc_pending" })).status, 204);
  assert.equal(statuses().length, 3, "no other example");
  for (const [body, message] of [
    [{ event: "kyc_aproved" }, /the event must be one of kyc_pending, kyc_approved/],
    [{ event: "kyc_approved", customerId: "customer_1" }, /no such customer/],
  ]) {
    const wrong = await trigger(body);
    assert.deepEqual([wrong.status, /^application\/json/.test(wrong.headers.get("content-type"))], [422, true]);
    assert.match((await wrong.json()).message, message);
  }
  assert.equal((await trigger({ event: "kyc_approved" }, "text/plain")).status, 415, "which any web page could send");
});

test("a trigger over HTTP responds when its webhooks are delivered, and says how that has ended", async (t) => {
  const problem = (code) =>
    Response.json({ code, detail: "a value" }, { status: 401, headers: { "content-type": "application/problem+json" } });
  const rows = [
    [() => new Response(null, { status: 204 }), { status: 204, attempt: 1 }],
    [() => problem("invalid_signature"), { status: 401, code: "invalid_signature", attempt: 1 }],
    [() => problem(1), { status: 401, attempt: 1 }],
    [() => new Response("{", { status: 400, headers: { "content-type": "application/problem+json" } }), { status: 400, attempt: 1 }],
    [() => Response.json({ code: "no_problem" }, { status: 404 }), { status: 404, attempt: 1 }],
    [(count) => new Response(null, { status: count === 1 ? 503 : 200 }), { status: 200, attempt: 2 }],
  ];
  for (const [respond, end] of rows) {
    let count = 0;
    const receiver = await serve(0, async () => respond(++count));
    const { trigger } = await running(t, { forward: () => `http://127.0.0.1:${receiver.port}/` });
    await trigger({ event: "customer_updated" });
    count = 0;
    const { deliveries } = await (await trigger({ event: "customer_updated" })).json();
    await receiver.close();
    assert.deepEqual(deliveries, [{ provider: "spherepay", type: "customer.update", ...end }]);
  }
});

test("another path says where the APIs are, and a page of another host gets none of them", async (t) => {
  const { sandbox } = await running(t);
  const paths = Object.values(sandbox.baseUrls).map((base) => new URL(base).pathname);
  const others = ["/", "/elsewhere", "/trigger", ...paths, ...paths.map((path) => `${path}x/customers`)];
  for (const url of [...others.map((path) => sandbox.url + path), ...paths.map((path) => `${sandbox.hostedOrigin}${path}/customers`)]) {
    const response = await fetch(url);
    assert.deepEqual([response.status, response.headers.get("content-type")], [404, "text/plain"], url);
    assert.equal(await response.text(), `The sandbox responds under ${paths.join(", ")} and /hosted.\n`);
  }
  for (const method of ["GET", "PUT", "OPTIONS"]) assert.equal((await fetch(`${sandbox.url}/trigger`, { method })).status, 404, method);
  const { port } = new URL(sandbox.url);
  for (const host of ["rebound.example", `rebound.example:${port}`, "127.0.0.1", "localhost", `127.0.0.1:${Number(port) - 1}`]) {
    const { status, headers } = await raw(`${sandbox.baseUrls.spherepay}/v2/customer`, { headers: { ...BEARER, host } });
    assert.deepEqual([status, headers.connection], [421, "close"], host);
  }
});

test("a body of a megabyte is read, a larger one closes the connection, and a GET has none", async (t) => {
  const { sandbox } = await running(t);
  const url = sandbox.baseUrls.spherepay + CREATE;
  const megabyte = 1024 * 1024;
  const post = (length) => raw(url, { method: "POST", headers: BEARER, body: JSON.stringify(PERSON).padEnd(length) });
  assert.equal((await post(megabyte)).status, 201);
  const large = await post(megabyte + 1);
  assert.deepEqual([large.status, large.headers.connection], [413, "close"]);
  for (const method of ["GET", "HEAD"]) {
    const { status, headers } = await raw(url, { method, headers: { ...BEARER, "content-length": 2 }, body: "{}" });
    assert.deepEqual([status, headers.connection], [400, "close"], method);
  }
});

test("what is sent arrives: the method, every byte, every header and the ones that are repeated; a choice leads back", async (t) => {
  const { sandbox, post } = await running(t);
  const url = `${sandbox.baseUrls.spherepay}/v2/customer`;
  const { authorization } = BEARER;
  // Two keys in one header are no key, and neither are two headers.
  assert.equal((await raw(url, { headers: { authorization: [authorization, "Bearer other"] } })).status, 403);
  assert.equal((await raw(url, { headers: { authorization } })).status, 200);
  const businessInformation = { businessLegalName: "Müller & Söhne 😀 GmbH" };
  const made = await post("/v2/customer", { type: "business", address: { country: "DEU" }, businessInformation });
  assert.equal((await made.json()).businessLegalName, businessInformation.businessLegalName);
  assert.equal(sandbox.customers()[0].resource.businessLegalName, businessInformation.businessLegalName);
  await post();
  const { customers } = await (await fetch(`${url}?email=jane.smith%40example.com`, { headers: { authorization } })).json();
  assert.deepEqual(
    customers.map(({ email }) => email),
    [PERSON.email],
  );

  const headers = { authorization: `Basic ${btoa("id:secret")}`, "content-type": "application/json" };
  const atGrid = (path, method, body) => fetch(sandbox.baseUrls.grid + path, { method, headers, body: body && JSON.stringify(body) });
  const wrong = await atGrid("/customers", "PUT");
  assert.deepEqual([wrong.status, wrong.headers.get("allow")], [405, "POST, GET"]);
  const { id } = await (await atGrid("/customers", "POST", { customerType: "INDIVIDUAL", fullName: "Jane Smith" })).json();
  const redirectUri = "https://app.example.com/onboarding/completed?a=1";
  const { kycUrl } = await (await atGrid(`/customers/${id}/kyc-link`, "POST", { redirectUri })).json();
  const redirect = await choose(kycUrl, "approve");
  assert.deepEqual([redirect.status, redirect.headers.get("location")], [303, redirectUri]);
  assert.equal((await fetch(kycUrl)).status, 410);
});

test("dropped calls close the connection, hanging ones wait until the client gives up or the server ends", async (t) => {
  const seen = [];
  const { sandbox, post } = await running(t, { onRequest: (entry) => seen.push(entry) });
  for (const [kind, count] of [
    ["drop_before", 0],
    ["drop_after", 1],
  ]) {
    sandbox.nextFailure(kind);
    await assert.rejects(post(), TypeError);
    assert.equal(sandbox.customers().length, count, kind);
  }
  sandbox.nextFailure("garbage");
  assert.match((await post()).headers.get("content-type"), /^text\/html/);
  sandbox.nextFailure(429);
  assert.equal((await post()).headers.get("retry-after"), "1");
  const client = new AbortController();
  for (const [end, expected] of [
    [() => client.abort(), { name: "AbortError" }],
    [() => sandbox.close(), TypeError],
  ]) {
    // A client that gives up earlier than the call arrives would leave the failure for the next call.
    sandbox.nextFailure("hang");
    const before = seen.length;
    const hanging = assert.rejects(post(CREATE, PERSON, { signal: client.signal.aborted ? undefined : client.signal }), expected);
    while (seen.length === before) await new Promise(setImmediate);
    await end();
    await hanging;
  }
  await assert.rejects(fetch(sandbox.origin), TypeError);
});

test("a sandbox that is closed breaks off its delivery, begins no other one and reports none", async (t) => {
  const incoming = [];
  const server = createServer((request) => incoming.push(request)).listen(0, "127.0.0.1");
  await once(server, "listening");
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
  const brokenOff = once(incoming[0].socket, "close");
  await sandbox.close();
  await brokenOff;
  await sandbox.trigger("customer.create");
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual([incoming.length, asked, reported], [1, 1, []]);
});

test("wrong options are refused before the server listens, and a port in use keeps the error that says so", async (t) => {
  const listening = () => process.getActiveResourcesInfo().filter((kind) => kind.includes("TCPServer")).length;
  for (const [options, message] of [
    [{ provider: "stripe" }, /provider must be one of spherepay, grid, bridge/],
    [{ provider: null }, /provider must be one of/],
    ...["x", "4010", -1, 65_536, 1.5, Number.NaN, null].map((port) => [{ port }, /port must be a whole number from 0 to 65535/]),
    [{ spherepay: { errors: "legasy" } }, /spherepay\.errors/],
    // The origins are those of the server.
    ...["clok", "origin", "hostedOrigin"].map((name) => [{ [name]: "http://127.0.0.1:1" }, new RegExp(`^There is no option "${name}"`)]),
  ]) {
    const before = listening();
    await assert.rejects(startSandbox(options), { code: "invalid_config", message });
    assert.equal(listening(), before);
  }
  const { sandbox } = await running(t);
  await assert.rejects(startSandbox({ port: sandbox.port }), ({ message, cause }) => {
    assert.equal(message, `port ${sandbox.port} on 127.0.0.1 is in use: stop what uses it, or choose another one`);
    assert.equal(cause.code, "EADDRINUSE");
    return true;
  });
});

/** What a program does before it closes the sandbox. Its process ends by itself, whatever the sandbox was waiting for. */
const PROGRAMS = {
  "an approval that is due later": `
    const sandbox = await startSandbox({ reviewMs: 600_000 });
    await sandbox.createExample("kyc_approved", "grid");
    const headers = { authorization: "Basic " + btoa("a:b"), "content-type": "application/json" };
    const { id } = sandbox.customers()[0];
    const { kycUrl } = await (await fetch(sandbox.baseUrls.grid + "/customers/" + id + "/kyc-link", { method: "POST", headers, body: "{}" })).json();
    const { status } = await fetch(kycUrl, { method: "POST", body: new URLSearchParams({ decision: "review" }) });
    if (status !== 200) throw new Error("no review");
    await sandbox.close();`,
  "a webhook that is to be tried again": `
    let failed;
    const done = new Promise((resolve) => (failed = resolve));
    const sandbox = await startSandbox({ forward: "http://127.0.0.1:1", onDelivery: failed });
    await sandbox.createExample("customer.create", "spherepay");
    await sandbox.trigger("customer_updated");
    await done;
    await sandbox.close();`,
};

for (const [what, program] of Object.entries(PROGRAMS)) {
  test(`a closed sandbox does not keep its process alive: ${what}`, () => {
    const sandbox = JSON.stringify(pathToFileURL(file("dist/kit/testing/index.js")));
    const code = `import { createServer } from "node:http"; import { startSandbox } from ${sandbox};${program}\nconsole.log("closed");`;
    const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "--eval", code], {
      encoding: "utf8",
      timeout: 30_000,
    });
    assert.deepEqual([stdout, stderr, status], ["closed\n", "", 0]);
  });
}
