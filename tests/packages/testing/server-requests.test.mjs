/** The sandbox's server: what it takes, when it sends webhooks, and what is left when it is closed. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer, request } from "node:http";
import test from "node:test";
import { startSandbox } from "../../../pkg-template/testing/index.js";
import { PERSON } from "../helpers/sandbox/harness.mjs";

const BEARER = { authorization: "Bearer key", "content-type": "application/json" };
const CREATE = "/v2/customer/kyc-link";

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
  const create = async () => {
    const init = { method: "POST", headers: BEARER, body: JSON.stringify(PERSON) };
    return (await fetch(sandbox.baseUrls.spherepay + CREATE, init)).json();
  };
  return { sandbox, got, until, create };
}

/** Sends a request that `fetch` would not send. */
async function raw(url, { body, ...options }) {
  const outgoing = request(url, options);
  outgoing.on("error", () => {});
  outgoing.end(body);
  const [response] = await once(outgoing, "response");
  const chunks = [];
  for await (const chunk of response) chunks.push(chunk);
  return {
    status: response.statusCode,
    headers: response.headers,
    rawHeaders: response.rawHeaders,
    text: Buffer.concat(chunks).toString(),
  };
}

test("a request and every function that changes a customer send their webhooks", async (t) => {
  const { sandbox, until, create } = await running(t);
  const { customerId, url } = await create();
  assert.deepEqual(await until(1), ["customer.create"]);
  await sandbox.complete(customerId, "hold");
  assert.deepEqual(await until(2), ["customer.kyc.pending", "customer.kyc.additionalReviewRequired"]);
  await sandbox.trigger("customer_updated", customerId);
  assert.deepEqual(await until(1), ["customer.update"]);
  await sandbox.finishLink(url, "approve");
  assert.deepEqual(await until(2), ["customer.kyc.pending", "customer.kyc.successful"]);
  const init = { method: "POST", headers: { "content-type": "application/json" }, body: '{"event":"kyc_rejected"}' };
  assert.equal((await fetch(`${sandbox.url}/trigger`, init)).status, 204);
  assert.deepEqual(await until(2), ["customer.kyc.pending", "customer.kyc.rejected"]);
  const again = (
    await (
      await fetch(`${sandbox.baseUrls.spherepay}/v2/customer/${customerId}/kyc-link`, {
        ...init,
        headers: { authorization: "Bearer key" },
        body: undefined,
      })
    ).json()
  ).url;
  assert.equal((await fetch(again, { method: "POST", body: new URLSearchParams({ decision: "approve" }) })).status, 200);
  assert.deepEqual(await until(2), ["customer.kyc.pending", "customer.kyc.successful"]);
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
  for (const provider of [undefined, "spherepay", "grid", "bridge"]) {
    const { sandbox, got, until } = await running(t, { provider });
    for (const name of ["spherepay", "grid", "bridge"]) {
      await sandbox.createExample("kyc_approved", name);
      await sandbox.complete(sandbox.customers().find((customer) => customer.provider === name).id, "approve");
    }
    const expected = sandbox.deliveries().filter((delivery) => provider === undefined || delivery.provider === provider);
    await until(expected.length);
    assert.deepEqual(
      got,
      expected.map((delivery) => delivery.provider),
    );
  }
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
      assert.equal((await fetch(url, { method: "POST", body: new URLSearchParams({ decision }) })).status, 200);
    const sent = await until(reviewMs === undefined ? 3 : 4);
    assert.equal(sent.includes("customer.kyc.successful"), reviewMs !== undefined);
    assert.deepEqual(
      sandbox.customers().map(({ id, status }) => [id, status]),
      [
        [first.customerId, reviewMs === undefined ? "pending" : "approved"],
        [second.customerId, "pending"],
      ],
    );
  }
});

test("a trigger over HTTP is for the named customer, and else for the provider that the server has", async (t) => {
  const { sandbox, create } = await running(t, { provider: "grid" });
  const [first] = [await create(), await create()];
  const trigger = (body) =>
    fetch(`${sandbox.url}/trigger`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  assert.equal((await trigger({ event: "kyc_approved", customerId: first.customerId })).status, 204);
  assert.deepEqual(
    sandbox.customers().map(({ status }) => status),
    ["approved", "incomplete"],
  );
  assert.equal((await trigger({ event: "kyc_rejected" })).status, 204);
  assert.deepEqual(
    sandbox.customers().map(({ provider, status }) => [provider, status]),
    [
      ["spherepay", "approved"],
      ["spherepay", "incomplete"],
      ["grid", "REJECTED"],
    ],
  );
  const wrong = await trigger({ event: "kyc_aproved" });
  assert.deepEqual([wrong.status, /^application\/json/.test(wrong.headers.get("content-type"))], [422, true]);
  assert.match((await wrong.json()).message, /the event must be one of kyc_pending, kyc_approved/);
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
  const json = JSON.stringify(PERSON);
  const post = (length) => raw(url, { method: "POST", headers: BEARER, body: json.padEnd(length) });
  assert.equal((await post(megabyte)).status, 201);
  const large = await post(megabyte + 1);
  assert.deepEqual([large.status, large.headers.connection], [413, "close"]);
  for (const method of ["GET", "HEAD"]) {
    const { status, headers } = await raw(url, { method, headers: { ...BEARER, "content-length": 2 }, body: "{}" });
    assert.deepEqual([status, headers.connection], [400, "close"], method);
  }
});

test("what is sent arrives: every byte, every header and the ones that are repeated", async (t) => {
  const { sandbox } = await running(t);
  const url = `${sandbox.baseUrls.spherepay}/v2/customer`;
  const { authorization } = BEARER;
  // Two keys in one header are no key, and neither are two headers.
  assert.equal((await raw(url, { headers: { authorization: [authorization, "Bearer other"] } })).status, 403);
  assert.equal((await raw(url, { headers: { authorization } })).status, 200);
  const names = { businessLegalName: "Müller & Söhne 😀 GmbH" };
  const body = JSON.stringify({ type: "business", address: { country: "DEU" }, businessInformation: names });
  const made = await fetch(url, { method: "POST", headers: BEARER, body });
  assert.equal((await made.json()).businessLegalName, names.businessLegalName);
  const [{ resource }] = sandbox.customers();
  assert.equal(resource.businessLegalName, names.businessLegalName);
});

test("a port in use keeps the error that says so", async (t) => {
  const { sandbox } = await running(t);
  await assert.rejects(startSandbox({ port: sandbox.port }), ({ message, cause }) => {
    assert.equal(message, `port ${sandbox.port} on 127.0.0.1 is in use: stop what uses it, or choose another one`);
    assert.equal(cause.code, "EADDRINUSE");
    return true;
  });
});

test("the origins are those of the server: they are no options", async () => {
  for (const option of ["origin", "hostedOrigin"])
    await assert.rejects(
      startSandbox({ [option]: "http://127.0.0.1:1" }).then(({ close }) => close()),
      { code: "invalid_config", message: new RegExp(`^There is no option "${option}"`) },
    );
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
  "a client that has given up": `
    let called;
    const arrived = new Promise((resolve) => (called = resolve));
    const sandbox = await startSandbox({ onRequest: called });
    sandbox.nextFailure("hang");
    const client = new AbortController();
    const call = fetch(sandbox.baseUrls.grid + "/customers", { signal: client.signal }).catch(() => {});
    await arrived;
    client.abort();
    await call;
    await sandbox.close();`,
  "a webhook that was delivered": `
    let delivered;
    const done = new Promise((resolve) => (delivered = resolve));
    const receiver = createServer((request, response) => response.end()).listen(0, "127.0.0.1");
    await new Promise((resolve) => receiver.once("listening", resolve));
    const sandbox = await startSandbox({ forward: "http://127.0.0.1:" + receiver.address().port, onDelivery: delivered });
    await sandbox.createExample("customer.create", "spherepay");
    await sandbox.trigger("customer_updated");
    await done;
    await sandbox.close();
    receiver.close();
    receiver.closeAllConnections();`,
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
    const sandbox = JSON.stringify(new URL("../../../pkg-template/testing/index.js", import.meta.url));
    const code = `import { createServer } from "node:http"; import { startSandbox } from ${sandbox};${program}\nconsole.log("closed");`;
    const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "--eval", code], {
      encoding: "utf8",
      timeout: 30_000,
    });
    assert.deepEqual([stdout, stderr, status], ["closed\n", "", 0]);
  });
}
