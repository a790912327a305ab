/** `kyclink/edge` after the link: cookies that do not open, contact codes, webhooks. tests/it/edge has the rules. */

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
