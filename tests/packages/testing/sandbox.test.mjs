/**
 * The sandbox of `kyclink/testing` as a whole: its fetch, planned failures, links and time. The providers' responses
 * are tested in <provider>*.test.mjs.
 */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import test from "node:test";
import { createSandbox, WRONG_CREDENTIAL } from "../../../pkg-template/testing/index.js";
import { DAY, EU_INDIVIDUAL, INDIVIDUAL, PERSON, setUp } from "../helpers/sandbox/harness.mjs";

const CREATE = "/v2/customer/kyc-link";

test("baseUrls are https URLs with reserved host names", () => {
  const { baseUrls } = createSandbox();
  for (const url of Object.values(baseUrls)) assert.match(url, /^https:\/\/[a-z.]+\.example\//);
});

test("an origin moves the API and the hosted pages with it, a hosted origin only these", async () => {
  const { sandbox, spherepay } = setUp({ origin: "http://127.0.0.1:9000", hostedOrigin: "http://localhost:9000" });
  assert.equal(sandbox.baseUrls.spherepay, "http://127.0.0.1:9000/spherepay");
  assert.equal(sandbox.baseUrls.grid, "http://127.0.0.1:9000/grid/2025-10-13");
  assert.match((await spherepay("POST", CREATE, PERSON)).body.url, /^http:\/\/localhost:9000\/hosted\/[0-9a-f]{32}$/);
  const other = setUp({ origin: "http://127.0.0.1:9000" });
  assert.match((await other.spherepay("POST", CREATE, PERSON)).body.url, /^http:\/\/127\.0\.0\.1:9000\/hosted\//);
});

test("fetch accepts a string, a URL and a Request", async () => {
  const { sandbox } = setUp();
  const url = `${sandbox.baseUrls.spherepay}/v2/customer`;
  const init = { headers: { authorization: "Bearer key" } };
  for (const args of [[url, init], [new URL(url), init], [new Request(url, init)], [new Request(url), init]]) {
    assert.equal((await sandbox.fetch(...args)).status, 200);
  }
});

test("fetch reaches nothing outside baseUrls", async () => {
  const { sandbox } = setUp();
  const foreign = [
    "https://api.example/v2/customer",
    sandbox.baseUrls.grid,
    `${new URL(sandbox.baseUrls.grid).origin}/elsewhere`,
    "/relative",
    // The paths of the APIs, at another host, port or scheme.
    ...Object.values(sandbox.baseUrls).flatMap((base) => {
      const { origin } = new URL(base);
      const others = ["https://api.example", `${origin}:8443`, origin.replace("https", "http")];
      return others.map((other) => `${base.replace(origin, other)}/customers`);
    }),
  ];
  for (const url of foreign) await assert.rejects(sandbox.fetch(url), TypeError);
});

test("each provider has its own options, and refuses those of the others", () => {
  const own = { spherepay: ["errors"], grid: ["errors", "regulated"], bridge: ["errors", "customerId", "schemes"] };
  const all = [...new Set(Object.values(own).flat())];
  for (const [provider, options] of Object.entries(own)) {
    for (const option of [...all, "nothing"].filter((name) => !options.includes(name))) {
      assert.throws(
        () => createSandbox({ [provider]: { [option]: true } }),
        { message: new RegExp(`"${option}"`) },
        `${provider} ${option}`,
      );
    }
    for (const option of options) assert.ok(createSandbox({ [provider]: { [option]: undefined } }));
  }
});

test("fetch rejects if its signal aborts while the provider works, and the customer is there", async () => {
  const controller = new AbortController();
  const { sandbox } = setUp({ onRequest: () => controller.abort("enough") });
  const headers = { authorization: "Bearer key", "content-type": "application/json" };
  const init = { method: "POST", headers, body: JSON.stringify(PERSON), signal: controller.signal };
  const isReason = (reason) => reason === "enough";
  await assert.rejects(sandbox.fetch(`${sandbox.baseUrls.spherepay}/v2/customer/kyc-link`, init), isReason);
  assert.equal(sandbox.customers().length, 1);
});

test("fetch rejects with the reason of an aborted signal and nothing has happened", async () => {
  const { sandbox } = setUp();
  const reason = { any: "value" };
  await assert.rejects(
    sandbox.fetch(`${sandbox.baseUrls.spherepay}/v2/customer`, { signal: AbortSignal.abort(reason) }),
    (thrown) => thrown === reason,
  );
  assert.deepEqual(sandbox.customers(), []);
});

test("sandboxes share nothing", async () => {
  const one = setUp();
  const two = setUp();
  await one.spherepay("POST", CREATE, PERSON);
  assert.equal(one.sandbox.customers().length, 1);
  assert.deepEqual(two.sandbox.customers(), []);
});

for (const provider of ["spherepay", "grid"]) {
  const [path, body] = { spherepay: [CREATE, PERSON], grid: ["/customers", INDIVIDUAL] }[provider];

  for (const [kind, left] of [
    ["drop_before", 0],
    ["drop_after", 1],
  ]) {
    test(`${provider}: ${kind} rejects like a broken connection, with ${left} customer(s) created`, async () => {
      const { sandbox, [provider]: call } = setUp();
      sandbox.nextFailure(kind);
      await assert.rejects(call("POST", path, body), TypeError);
      assert.equal(sandbox.customers().length, left);
      assert.equal((await call("POST", path, { ...body, ...(provider === "grid" && { platformCustomerId: "next" }) })).status, 201);
    });
  }

  for (const [status, retryAfter] of [
    [429, "1"],
    [500, null],
    [503, null],
  ]) {
    test(`${provider}: ${status} once, in the provider's shape, and nothing is created`, async () => {
      const { sandbox, [provider]: call } = setUp();
      sandbox.nextFailure(status);
      const failed = await call("POST", path, body);
      assert.equal(failed.status, status);
      assert.equal(failed.headers.get("retry-after"), retryAfter);
      const code = { 429: "RATE_LIMITED", 500: "INTERNAL_ERROR", 503: "SERVICE_UNAVAILABLE" }[status];
      if (provider === "grid") assert.equal(failed.body.code, code);
      else assert.equal(failed.body.status, status);
      assert.deepEqual(sandbox.customers(), []);
      assert.equal((await call("POST", path, body)).status, 201);
    });
  }

  test(`${provider}: garbage is HTML with 200, and nothing is created`, async () => {
    const { sandbox } = setUp();
    sandbox.nextFailure("garbage");
    const response = await sandbox.fetch(sandbox.baseUrls[provider] + path, { method: "POST", body: "{}" });
    assert.equal(response.status, 200);
    assert.match(response.headers.get("content-type"), /^text\/html/);
    assert.match(await response.text(), /^<!doctype html>/);
    assert.deepEqual(sandbox.customers(), []);
  });

  test(`${provider}: hang settles only when the signal aborts`, async () => {
    const { sandbox } = setUp();
    sandbox.nextFailure("hang");
    const controller = new AbortController();
    const hanging = sandbox.fetch(sandbox.baseUrls[provider] + path, { method: "POST", signal: controller.signal });
    let settled = false;
    hanging.catch(() => (settled = true));
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(settled, false);
    controller.abort("enough");
    await assert.rejects(hanging, (thrown) => thrown === "enough");
    assert.deepEqual(sandbox.customers(), []);
  });
}

test("a hanging call keeps the process alive until its timeout", () => {
  const sandbox = JSON.stringify(new URL("../../../pkg-template/testing/index.js", import.meta.url));
  const program = `
    import { createSandbox } from ${sandbox};
    const { fetch, baseUrls, nextFailure } = createSandbox();
    nextFailure("hang");
    await fetch(baseUrls.grid + "/customers", { signal: AbortSignal.timeout(50) }).catch(({ name }) => console.log(name));`;
  const { stdout, status } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], { encoding: "utf8" });
  assert.deepEqual([stdout, status], ["TimeoutError\n", 0]);
});

test("planned failures occur in order, `times` times, and only for matching requests", async () => {
  const { sandbox, spherepay, grid } = setUp();
  sandbox.nextFailure(503, {
    times: 2,
    retryAfter: 7,
    match: ({ provider, method, path }) => provider === "grid" && method === "GET" && path === "/customers",
  });
  sandbox.nextFailure(500);
  sandbox.nextFailure(429, { retryAfter: 30 });
  assert.equal((await spherepay("GET", "/v2/customer")).status, 500);
  const first = await grid("GET", "/customers");
  assert.deepEqual([first.status, first.headers.get("retry-after")], [503, "7"]);
  assert.equal((await grid("GET", "/customers")).status, 503);
  const last = await grid("GET", "/customers");
  assert.deepEqual([last.status, last.headers.get("retry-after")], [429, "30"]);
  assert.equal((await grid("GET", "/customers")).status, 200);
  assert.throws(() => sandbox.nextFailure("explode"), { name: "KycLinkError", code: "invalid_config" });
  assert.throws(() => sandbox.nextFailure(404), { name: "KycLinkError", code: "invalid_config" });
});

test("onRequest gets method, path and status, and neither secrets nor personal data", async () => {
  const seen = [];
  const { sandbox, spherepay, grid } = setUp({ onRequest: (entry) => seen.push(entry) });
  const { body } = await spherepay("POST", CREATE, PERSON);
  await spherepay("POST", `/v2/customer/${body.customerId}/kyc-link`);
  await spherepay("GET", "/v2/customer?email=jane.smith%40example.com");
  await spherepay("GET", "/v2/nothing");
  sandbox.nextFailure("drop_after");
  await assert.rejects(grid("POST", "/customers", INDIVIDUAL));
  assert.deepEqual(seen, [
    { provider: "spherepay", method: "POST", path: CREATE, status: 201, failure: undefined },
    { provider: "spherepay", method: "POST", path: "/v2/customer/{id}/kyc-link", status: 201, failure: undefined },
    { provider: "spherepay", method: "GET", path: "/v2/customer", status: 200, failure: undefined },
    { provider: "spherepay", method: "GET", path: "/v2/nothing", status: 404, failure: undefined },
    { provider: "grid", method: "POST", path: "/customers", status: undefined, failure: "drop_after" },
  ]);
});

test("a link can be opened often and finished once; earlier links stay open", async () => {
  const { sandbox, spherepay } = setUp();
  const { body: first } = await spherepay("POST", CREATE, PERSON);
  const { body: second } = await spherepay("POST", `/v2/customer/${first.customerId}/kyc-link`);
  const opened = { state: "open", provider: "spherepay", kind: "kyc", customerId: first.customerId, redirectUri: undefined };
  for (const url of [first.url, first.url, second.url]) assert.deepEqual(sandbox.openLink(url), opened);
  assert.deepEqual(await sandbox.finishLink(first.url, "review"), { finished: true, state: "used", redirectUri: undefined });
  assert.deepEqual(await sandbox.finishLink(first.url, "approve"), { finished: false, state: "used" });
  assert.equal(sandbox.openLink(first.url).state, "used");
  assert.equal(sandbox.openLink(second.url).state, "open");
  assert.deepEqual(
    sandbox.customers()[0].links.map(({ state }) => state),
    ["used", "open"],
  );
  assert.equal(sandbox.customers()[0].status, "pending");
});

test("a link expires by the clock, exactly at expiresAt", async () => {
  const { sandbox, spherepay, advance } = setUp();
  const { body } = await spherepay("POST", CREATE, PERSON);
  advance(28 * DAY - 1);
  assert.equal(sandbox.openLink(body.url).state, "open");
  assert.deepEqual(
    sandbox.customers()[0].links.map(({ expiresAt }) => Date.parse(expiresAt)),
    [Date.parse(body.expiresAt)],
  );
  advance(1);
  assert.equal(sandbox.openLink(body.url).state, "expired");
  assert.deepEqual(await sandbox.finishLink(body.url, "approve"), { finished: false, state: "expired" });
  assert.equal(sandbox.customers()[0].status, "incomplete");
});

test("the clock defaults to Date, also if it is mocked", async (t) => {
  const sandbox = createSandbox();
  t.mock.timers.enable({ apis: ["Date"], now: Date.parse("2030-01-01T00:00:00Z") });
  const headers = { authorization: `Basic ${btoa("id:secret")}`, "content-type": "application/json" };
  const response = await sandbox.fetch(`${sandbox.baseUrls.grid}/customers`, { method: "POST", headers, body: JSON.stringify(INDIVIDUAL) });
  assert.equal((await response.json()).createdAt, "2030-01-01T00:00:00Z");
});

test("a link that was never issued is unknown", async () => {
  const { sandbox } = setUp();
  assert.deepEqual(sandbox.openLink("https://kyc.grid.example/hosted/00"), { state: "unknown" });
  assert.deepEqual(await sandbox.finishLink("00", "approve"), { finished: false, state: "unknown" });
});

test("misuse of the controls throws", async () => {
  const { sandbox, grid } = setUp();
  const { body } = await grid("POST", "/customers", EU_INDIVIDUAL);
  await assert.rejects(sandbox.complete("customer_0", "approve"), /no such customer/);
  await assert.rejects(sandbox.complete(body.id, "approved"), { name: "KycLinkError", code: "invalid_config" });
  await assert.rejects(sandbox.finishLink("00", "approved"), { name: "KycLinkError", code: "invalid_config" });
  assert.throws(() => createSandbox({ clock: {} }), { name: "KycLinkError", code: "invalid_config" });
  const broken = setUp();
  broken.advance(Number.NaN);
  await assert.rejects(broken.grid("POST", "/customers", INDIVIDUAL), /clock/);
});

test("a value that an option does not have is refused", () => {
  for (const [options, message] of [
    [{ spherepay: { errors: "legasy" } }, /spherepay\.errors must be one of problem, legacy, v1/],
    [{ grid: { errors: "foo" } }, /grid\.errors must be one of wire, specified/],
    [{ bridge: { errors: null } }, /bridge\.errors must be one of names, messages/],
    [{ bridge: { customerId: "now" } }, /bridge\.customerId must be one of later, at_once/],
    [{ ids: "x" }, /ids must be one of random, deterministic/],
  ])
    assert.throws(() => createSandbox(options), { code: "invalid_config", message });
  const all = [
    ...["problem", "legacy", "v1", undefined].map((errors) => ({ spherepay: { errors } })),
    ...["wire", "specified"].map((errors) => ({ grid: { errors } })),
    ...["names", "messages"].map((errors) => ({ bridge: { errors } })),
    ...["later", "at_once"].map((customerId) => ({ bridge: { customerId } })),
    ...["random", "deterministic"].map((ids) => ({ ids })),
  ];
  for (const options of all) createSandbox(options);
});

test("a failure is planned for one request or more", async () => {
  const { sandbox, spherepay } = setUp();
  for (const times of [0, -1, Number.NaN, null, "x"])
    assert.throws(() => sandbox.nextFailure(503, { times }), { code: "invalid_config", message: /times must be 1 or more/ });
  assert.equal((await spherepay("POST", CREATE, PERSON)).status, 201, "nothing was planned");
  sandbox.nextFailure(503, { times: Number.POSITIVE_INFINITY });
  for (let again = 0; again < 5; again++) assert.equal((await spherepay("POST", CREATE, PERSON)).status, 503);
});

test("an event that no provider has is named as such, also where there is no customer", async () => {
  for (const name of ["kyc_aproved", "", "customer.kyc.succesful"]) {
    const misspelt = {
      code: "invalid_config",
      message: /^trigger: the event must be one of customer_created, .*customer\.kyc\.successful/,
    };
    await assert.rejects(createSandbox().trigger(name), misspelt);
    await assert.rejects(createSandbox().createExample(name), { message: /^createExample: the event must be one of / });
  }
  await assert.rejects(createSandbox().createExample("kyc_approved", "stripe"), {
    code: "invalid_config",
    message: "createExample: provider must be one of spherepay, grid, bridge",
  });
  for (const name of ["kyc_approved", "customer.kyc.successful", "needs_document"])
    await assert.rejects(createSandbox().trigger(name), { message: "trigger: no such customer in this sandbox" });
  // Not every provider has every kind.
  const { message } = await createSandbox()
    .createExample("kyc_pending", "bridge")
    .catch((error) => error);
  assert.match(message, /^createExample: the event must be one of .*kyc_approved/);
  assert.doesNotMatch(message, /kyc_pending|customer\.kyc/);
  const sandbox = createSandbox();
  await sandbox.createExample("kyc_approved", "bridge");
  await sandbox.createExample("kyc_pending", "bridge");
  assert.equal(sandbox.customers().length, 1);
  await assert.rejects(sandbox.trigger("kyc_pending"), { message: message.replace("createExample", "trigger") });
});

test("returned values are copies", async () => {
  const { sandbox, grid } = setUp();
  await grid("POST", "/customers", INDIVIDUAL);
  await sandbox.complete(sandbox.customers()[0].id, "approve");
  sandbox.customers()[0].resource.address.line1 = "changed";
  sandbox.deliveries()[0].event.data.kycStatus = "changed";
  assert.equal(sandbox.customers()[0].resource.address.line1, INDIVIDUAL.address.line1);
  assert.equal(sandbox.deliveries()[0].event.data.kycStatus, "PENDING");
});

test("the clock may be Date or anything with now(), and is the system's by default", async () => {
  for (const options of [{ clock: Date }, { clock: { now: () => Date.now() } }, { clock: Date.now }, {}]) {
    const sandbox = createSandbox(options);
    const headers = { authorization: `Basic ${btoa("id:secret")}`, "content-type": "application/json" };
    const response = await sandbox.fetch(`${sandbox.baseUrls.grid}/customers`, {
      method: "POST",
      headers,
      body: JSON.stringify(INDIVIDUAL),
    });
    assert.ok(Math.abs(Date.parse((await response.json()).createdAt) - Date.now()) < 5000);
  }
});

test("one known key and one known secret are rejected", async () => {
  const { spherepay, grid } = setUp();
  assert.equal((await spherepay("GET", "/v2/customer", undefined, { authorization: `Bearer ${WRONG_CREDENTIAL}` })).status, 403);
  assert.equal((await grid("GET", "/customers", undefined, { authorization: `Basic ${btoa(`id:${WRONG_CREDENTIAL}`)}` })).status, 401);
});
