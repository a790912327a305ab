/** `kyclink/edge` after the link: the session, contact codes, status, webhooks. */

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { afterEach, describe, mock, test } from "node:test";
import {
  browser,
  CONTACT_CODE,
  configOf,
  createHandler,
  createSandbox,
  memoryStore,
  PERSON,
  PERSON_AT_GRID,
  SECRET,
  setUp,
} from "../helpers/edge/harness.mjs";

const SECOND = 1000;

afterEach(() => mock.timers.reset());
const stopClock = () => mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-03-01T10:00:00Z") });

describe("the cookie", () => {
  test("opens with an older secret, and with no other", async () => {
    const { sandbox, config, browser: open } = setUp();
    const page = open();
    await page.json("links", PERSON);
    const status = async (cookieSecret) => {
      const other = browser(createHandler({ ...config, cookieSecret }));
      other.cookie(page.cookie());
      return (await other.get("status")).body.status;
    };
    assert.equal(await status(["a-newer-secret-of-more-than-32-bytes", SECRET]), "incomplete");
    assert.equal(await status("a-newer-secret-of-more-than-32-bytes"), "none");
    assert.equal(sandbox.customers().length, 1);
  });

  test("belongs to another person with another reference", async () => {
    let reference = "user-1";
    const { browser } = setUp({ authorize: () => reference && { reference } });
    const page = browser();
    await page.json("links", PERSON);
    assert.equal((await page.get("status")).body.status, "incomplete");
    for (reference of ["user-2", undefined]) {
      assert.deepEqual((await page.get("status")).body, { status: "none", nextAction: "none" });
      assert.equal((await page.empty("links/renew")).status, 401);
    }
  });

  test("that is forged, truncated or from elsewhere is ignored", async () => {
    const { browser } = setUp();
    const page = browser();
    await page.json("links", PERSON);
    const own = page.cookie();
    const [name, value] = own.split("=");
    const changed = (at) => `${name}=${value.slice(0, at)}${value[at] === "A" ? "B" : "A"}${value.slice(at + 1)}`;
    for (const cookie of [
      `${name}=`,
      `${name}=AAAA`,
      `${name}=%00`,
      changed(0),
      changed(20),
      changed(value.length - 6),
      `${name}=${value.slice(0, -4)}`,
      `x${own}`,
      `\u00a0${own}`,
      `a=b; \u0085${own}`,
      `\u00c2\u00a0${own}`,
      `__Host-kyclink2=${value}`,
    ]) {
      page.cookie(cookie);
      assert.deepEqual((await page.get("status")).body, { status: "none", nextAction: "none" }, cookie);
      assert.equal((await page.empty("links/renew")).status, 401, cookie);
    }
    for (const cookie of [`a=b; ${own}; c=d`, `${name}=planted; ${own}`, `${changed(20)};\t${own}; ${name}=`, `${own}; ${own}`]) {
      page.cookie(cookie);
      assert.equal((await page.get("status")).body.status, "incomplete", cookie);
    }
  });

  test("is tried with each secret: a header of junk costs at most eight cookies of that", async (t) => {
    const decrypt = t.mock.method(createRequire(import.meta.url)("node:crypto"), "createDecipheriv");
    const secrets = Array.from({ length: 5 }, (_, at) => `secret-number-${at}-of-more-than-32-bytes`);
    const { browser } = setUp({ cookieSecret: secrets });
    const page = browser();
    await page.json("links", PERSON);
    const own = page.cookie();
    const [name, value] = own.split("=");
    /** The status that the page sees, and how often a cookie was decrypted. */
    const read = async (...cookies) => {
      const before = decrypt.mock.callCount();
      page.cookie(cookies.join("; "));
      const { status } = (await page.get("status")).body;
      return [status, decrypt.mock.callCount() - before];
    };
    await read(own); // The status is known from now on.
    const [, alone] = await read(own);
    const junk = (text) => Array(1000).fill(`${name}=${text}`);
    for (const text of ["", "A", "A".repeat(100), "A".repeat(5000)]) {
      assert.deepEqual(await read(...junk(text)), ["none", 0], `${text.length} characters`);
      assert.deepEqual(await read(...junk(text), own, ...junk(text)), ["incomplete", alone]);
    }
    assert.deepEqual(await read(...junk("A".repeat(value.length))), ["none", 8 * secrets.length]);
    assert.deepEqual(await read(...junk("A".repeat(value.length)), own), ["incomplete", 7 * secrets.length + alone]);
  });

  test("ends after 30 days, whatever the browser does", async () => {
    stopClock();
    const { browser } = setUp();
    const page = browser();
    await page.json("links", PERSON);
    const own = page.cookie();
    mock.timers.tick(30 * 86_400 * SECOND);
    page.cookie(own);
    assert.deepEqual((await page.get("status")).body, { status: "none", nextAction: "none" });
  });
});

/** A page of a person whose contacts the provider wants confirmed. */
async function unconfirmed(config) {
  const world = setUp({ provider: "grid", ...config });
  const page = world.browser();
  const response = await page.json("links", PERSON_AT_GRID);
  assert.deepEqual([response.status, response.body], [202, { next: "verify_contact", channels: ["email", "phone"] }], response.text);
  return { ...world, page };
}

describe("contact codes", () => {
  test("both contacts are confirmed, then there is a link", async () => {
    const { sandbox, page } = await unconfirmed();
    assert.equal((await page.empty("links/renew")).status, 202);
    assert.equal((await page.empty("contact/email")).status, 204);
    const email = await page.json("contact/email/confirm", { code: CONTACT_CODE });
    assert.deepEqual([email.status, email.body], [200, { next: "verify_contact", channels: ["phone"] }]);
    assert.equal((await page.json("contact/phone", { value: "+491711234567" })).status, 204);
    assert.equal(sandbox.customers()[0].resource.phoneNumber, "+491711234567");
    assert.deepEqual((await page.json("contact/phone/confirm", { code: CONTACT_CODE })).body, { next: "link" });
    assert.equal((await page.empty("links/renew")).status, 201);
  });

  test("an invalid new address has its issue at /value", async () => {
    const { page } = await unconfirmed();
    const { status, body } = await page.json("contact/email", { value: "jane" });
    assert.deepEqual([status, body.errors.map(({ code, pointer }) => [code, pointer])], [422, [["email_format", "/value"]]]);
  });

  test("at most five codes are sent per hour", async () => {
    stopClock();
    const { page } = await unconfirmed();
    for (let i = 0; i < 5; i++) assert.equal((await page.empty(`contact/${i % 2 ? "email" : "phone"}`)).status, 204);
    const { status, headers } = await page.empty("contact/email");
    assert.deepEqual([status, headers.get("retry-after")], [429, "3600"]);
    mock.timers.tick(3600 * SECOND);
    assert.equal((await page.empty("contact/email")).status, 204);
  });

  test("at most five wrong codes are accepted, also in parallel", async () => {
    const { page } = await unconfirmed();
    await page.empty("contact/email");
    const tries = await Promise.all(Array.from({ length: 7 }, () => page.json("contact/email/confirm", { code: "000000" })));
    const statuses = tries.map(({ status }) => status);
    assert.ok(statuses.filter((status) => status === 422).length <= 5, statuses.join());
    for (let i = 0; i < 5; i++) await page.json("contact/email/confirm", { code: "000000" });
    const last = await page.json("contact/email/confirm", { code: CONTACT_CODE });
    assert.equal(last.status, 429);
    assert.ok(Number(last.headers.get("retry-after")) > 80_000);
  });

  test("do not exist for a provider without them, or without a session", async () => {
    const { browser } = setUp();
    const page = browser();
    assert.equal((await page.empty("contact/email")).status, 401);
    await page.json("links", PERSON);
    assert.equal((await page.empty("contact/email")).status, 404);
  });
});

/** A world whose customer has a session, with what posts its webhooks. */
async function delivered(config) {
  const sandbox = createSandbox();
  const { secret } = await sandbox.signWebhook("spherepay", {});
  const own = configOf(sandbox, config);
  const handler = createHandler({ ...own, spherepay: { ...own.spherepay, webhookSecret: secret } });
  const page = browser(handler);
  await page.json("links", PERSON);
  const [{ id }] = sandbox.customers();
  const event = (id, name, created, customer) => ({ id, name, created, data: { customer: { id: customer } } });
  async function deliver(given, change = (signed) => signed) {
    const signed = change(await sandbox.signWebhook("spherepay", given));
    return handler(
      new Request("https://app.example.com/kyc/webhooks/spherepay", { method: "POST", body: signed.body, headers: signed.headers }),
    );
  }
  return {
    sandbox,
    page,
    id,
    deliver,
    event: (name, created, key = crypto.randomUUID(), customer = id) => event(key, name, created, customer),
  };
}

/** A moment a second ago, as a provider writes it. */
const justNow = () => new Date(Date.now() - SECOND).toISOString();

describe("status and webhooks", () => {
  test("a status is requested from the provider if it is older than ten seconds", async () => {
    stopClock();
    const { sandbox, browser } = setUp();
    const page = browser();
    assert.deepEqual((await page.get("status")).body, { status: "none", nextAction: "none" });
    await page.json("links", PERSON);
    const task = (kind) => ({ kind, who: "person", can: "act", nextAction: "open_link" });
    const { requirements, ...rest } = (await page.get("status")).body;
    assert.deepEqual(rest, {
      status: "incomplete",
      provider: "spherepay",
      updatedAt: "2026-03-01T10:00:00.000Z",
      nextAction: "open_link",
    });
    assert.deepEqual(requirements.slice(0, 3), ["terms", "data", "document"].map(task));
    await sandbox.complete(sandbox.customers()[0].id, "approve");
    mock.timers.tick(9 * SECOND);
    assert.equal((await page.get("status")).body.status, "incomplete");
    mock.timers.tick(SECOND);
    assert.deepEqual((await page.get("status")).body, {
      status: "approved",
      provider: "spherepay",
      updatedAt: "2026-03-01T10:00:10.000Z",
      nextAction: "none",
      requirements: [],
    });
    assert.equal((await page.get("status?customer=x")).body.status, "approved");
  });

  test("a verified webhook changes the status at once, a late one does not, and then the provider's status counts", async () => {
    stopClock();
    const { page, deliver, event } = await delivered();
    const status = async () => (await page.get("status")).body.status;
    assert.equal(await status(), "incomplete");
    assert.equal((await deliver(event("customer.kyc.successful", "2026-03-01T10:00:02Z"))).status, 200);
    assert.equal(await status(), "approved");
    assert.equal((await deliver(event("customer.kyc.pending", "2026-03-01T10:00:01Z"))).status, 200);
    assert.equal(await status(), "approved");
    assert.equal((await deliver(event("customer.kyc.rejected", "2026-03-01T10:00:03Z", undefined, "customer_other"))).status, 200);
    assert.equal(await status(), "approved");
    mock.timers.tick(10 * SECOND);
    assert.equal(await status(), "incomplete");
    // The provider's latest response includes everything that happened before it.
    assert.equal((await deliver(event("customer.kyc.rejected", "2026-03-01T10:00:05Z"))).status, 200);
    assert.equal(await status(), "incomplete");
  });

  test("onEvent is called once per event, however often it is delivered", async () => {
    const events = [];
    const { deliver, event, id } = await delivered({ onEvent: ({ kind, customerId }) => void events.push([kind, customerId]) });
    const given = event("customer.kyc.successful", justNow());
    for (let i = 0; i < 3; i++) assert.equal((await deliver(given)).status, 200);
    assert.deepEqual(events, [["kyc_approved", id]]);
  });

  test("an event whose hook fails or still runs is delivered again", async () => {
    let fails = true;
    let calls = 0;
    let go;
    const onEvent = async () => {
      calls++;
      if (fails) throw new Error("down");
      await new Promise((resolve) => (go = resolve));
    };
    const { deliver, event } = await delivered({ onEvent });
    const given = event("customer.kyc.successful", justNow());
    assert.equal((await deliver(given)).status, 503);
    fails = false;
    const first = deliver(given);
    while (!go) await new Promise(setImmediate);
    const second = await deliver(given);
    assert.deepEqual([second.status, second.headers.get("retry-after")], [503, "5"]);
    go();
    assert.equal((await first).status, 200);
    assert.equal((await deliver(given)).status, 200);
    assert.equal(calls, 2);
  });

  test("a wrong signature is 401, not an event 400, another provider's route 404, a store that is down 503", async () => {
    let down = false;
    const store = memoryStore();
    const guarded =
      (name) =>
      async (...given) => {
        if (down) throw new Error("the store is down");
        return store[name](...given);
      };
    const events = [];
    const { deliver, event } = await delivered({
      store: { get: guarded("get"), swap: guarded("swap") },
      onEvent: (event) => void events.push(event.id),
    });
    const given = event("customer.kyc.successful", justNow());
    assert.equal((await deliver(given, (signed) => ({ ...signed, body: signed.body.replace("successful", "rejected") }))).status, 401);
    assert.equal((await deliver(given, ({ body }) => ({ body, headers: {} }))).status, 401);
    assert.equal((await deliver({ nothing: true })).status, 400);
    down = true;
    assert.equal((await deliver(given)).status, 503);
    assert.deepEqual(events, []);
    const { handler } = setUp();
    for (const name of ["spherepay", "grid", "nobody", "", "__proto__"]) {
      assert.equal(
        (await handler(new Request(`https://a.example/kyc/webhooks/${name}`, { method: "POST", body: "{}" }))).status,
        404,
        name,
      );
    }
  });
});
