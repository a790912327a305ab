/**
 * The cryptography around cookies and stored records: what must differ each time, what must not be readable, what must
 * not open. Both implementations get the same tests, and `node:crypto` checks the format independently: older cookies
 * and records must stay readable.
 */

import assert from "node:assert/strict";
import node, { createCipheriv, createDecipheriv, createHmac, hkdfSync } from "node:crypto";
import { before, describe, test } from "node:test";
import {
  browser,
  CONTACT_CODE,
  configOf,
  createHandler,
  createSandbox,
  fieldsOf,
  KEY,
  memoryStore,
  PERSON,
  PERSON_AT_GRID,
  SECRET,
  setUp,
} from "../../helpers/edge/harness.mjs";
import { internal, subpath } from "../../helpers/install/index.mjs";

const { vault: vaultOf } = await internal("service/edge/vault/vault.js");
const { nodeCiphers, platformCiphers, webCiphers } = await internal("service/edge/vault/ciphers.js");
const { onboardingPage } = await subpath("page");

const OTHER_SECRET = "another-secret-of-more-than-32-bytes";
const VALUE = { id: "Customer:1", at: [1, null, "é", { deep: true }] };
const PURPOSES = ["cookie a", "cookie b", "cookie ", "cookie", "", "A", "record"];
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** A vault for values instead of texts. */
function vaultWith(...given) {
  const vault = vaultOf(...given);
  return {
    ...vault,
    seal: (value, purpose) => vault.seal(JSON.stringify(value), purpose),
    open: async (...sealed) => JSON.parse((await vault.open(...sealed)) ?? "null") ?? undefined,
  };
}

const bytesOf = (text) => Buffer.from(text, "base64url");
const keyFor = (use, secret = SECRET) => Buffer.from(hkdfSync("sha256", secret, "", `kyclink ${use}`, 32));

/** Seals with Node's cryptography. */
function sealed(value, purpose, { secret = SECRET, use = "seal", iv = Buffer.alloc(IV_BYTES, 7) } = {}) {
  const cipher = createCipheriv("aes-256-gcm", keyFor(use, secret), iv).setAAD(Buffer.from(purpose));
  const text = Buffer.concat([cipher.update(JSON.stringify(value)), cipher.final()]);
  return Buffer.concat([iv, text, cipher.getAuthTag()]).toString("base64url");
}

/** Opens with Node's cryptography. */
function opened(text, purpose, secret = SECRET) {
  const bytes = bytesOf(text);
  const cipher = createDecipheriv("aes-256-gcm", keyFor("seal", secret), bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(purpose)).setAuthTag(bytes.subarray(-TAG_BYTES));
  return JSON.parse(Buffer.concat([cipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), cipher.final()]));
}

/**
 * Asserts that each byte of these random values takes many values: none is constant, and none is a counter's high byte.
 */
function varies(values, size) {
  assert.equal(new Set(values.map((value) => value.toString("hex"))).size, values.length, "all differ");
  for (const value of values) assert.equal(value.length, size);
  for (let at = 0; at < size; at++) {
    const seen = new Set(values.map((value) => value[at])).size;
    assert.ok(seen > values.length / 4, `byte ${at} takes ${seen} values`);
  }
}

/** A string that was sealed with one implementation opens with the other. */
const CIPHERS = { "with WebCrypto": webCiphers, "with node:crypto": nodeCiphers(node) };

test("Node has the quick implementation", () => {
  assert.equal(platformCiphers().encrypt.constructor.name, "Function", "not asynchronous");
});

test("a tag that is shorter is refused: of four bytes, one in four thousand million would fit", async () => {
  const iv = Buffer.alloc(IV_BYTES, 1);
  const additionalData = Buffer.from("cookie a");
  for (const authTagLength of [4, 8, 12, 13, 14, 15, 16]) {
    const isWhole = authTagLength === TAG_BYTES;
    // Of n bytes, fewer than a whole tag, a negative start of `subarray` leaves the last 16 - n as the tag: 4 of 12.
    const text = "1".repeat(isWhole ? 1 : Math.max(TAG_BYTES - 2 * authTagLength, 0));
    for (const [name, ciphers] of Object.entries(CIPHERS)) {
      const { seal } = await nodeCiphers(node).deriveKeys(SECRET);
      const cipher = createCipheriv("aes-256-gcm", seal, iv, { authTagLength }).setAAD(additionalData);
      const bytes = Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
      const opened = (async () => ciphers.decrypt((await ciphers.deriveKeys(SECRET)).seal, { iv, additionalData, bytes }))();
      if (isWhole) assert.equal(String.fromCharCode(...(await opened)), "1", name);
      else await assert.rejects(opened, `${name}, ${authTagLength} bytes`);
    }
  }
});

for (const [name, ciphers] of Object.entries(CIPHERS)) {
  const vault = (secrets) => vaultWith(secrets, ciphers);

  describe(`a sealed value, ${name}`, () => {
    test("is an IV of 96 bits that differs every time, the ciphertext and a tag of 128 bits", async () => {
      const { seal } = vault([SECRET]);
      const all = await Promise.all(Array.from({ length: 200 }, () => seal(VALUE, "cookie a")));
      for (const text of all) assert.equal(bytesOf(text).length, IV_BYTES + Buffer.byteLength(JSON.stringify(VALUE)) + TAG_BYTES);
      varies(
        all.map((text) => bytesOf(text).subarray(0, IV_BYTES)),
        IV_BYTES,
      );
      varies(
        all.map((text) => bytesOf(text).subarray(-TAG_BYTES)),
        TAG_BYTES,
      );
      const other = await Promise.all(Array.from({ length: 200 }, () => vault([SECRET]).seal(VALUE, "cookie a")));
      varies(
        [...all, ...other].map((text) => bytesOf(text).subarray(0, IV_BYTES)),
        IV_BYTES,
      );
    });

    test("has an IV of its own of those that were drawn in the same turn, and none of an earlier one", async (t) => {
      const drawn = [];
      const real = crypto.getRandomValues.bind(crypto);
      t.mock.method(crypto, "getRandomValues", (array) => {
        real(array);
        for (let at = 0; at < array.length; at += IV_BYTES) drawn.push(Buffer.from(array).toString("hex", at, at + IV_BYTES));
        return array;
      });
      const { seal } = vault([SECRET]);
      const ivs = async (count) => {
        const all = await Promise.all(Array.from({ length: count }, () => seal(VALUE, "cookie a")));
        return all.map((text) => bytesOf(text).toString("hex", 0, IV_BYTES));
      };
      for (const count of [1, 4, 5, 6, 11]) {
        const before = drawn.length;
        assert.deepEqual(await ivs(count), drawn.slice(before, before + count), `${count} values`);
      }
    });

    test("is AES-256-GCM with a key from HKDF-SHA-256, as it was in every version", async () => {
      for (const purpose of PURPOSES) {
        assert.deepEqual(opened(await vault([SECRET]).seal(VALUE, purpose), purpose), VALUE);
        assert.deepEqual(await vault([SECRET]).open(sealed(VALUE, purpose), purpose), VALUE);
      }
      // Sealed on 2026-11-22: what is in browsers and stores must stay readable.
      const before = "BwcHBwcHBwcHBwcHt9nvoTICqvjdnEoiL9YEcKbVzsSrMy8";
      assert.equal(sealed({ a: 1 }, "cookie a"), before);
      assert.deepEqual(await vault([SECRET]).open(before, "cookie a"), { a: 1 });
    });

    test("opens for its own purpose only", async () => {
      const { seal, open } = vault([SECRET]);
      for (const purpose of PURPOSES) {
        const text = await seal(VALUE, purpose);
        for (const other of PURPOSES)
          assert.deepEqual(await open(text, other), other === purpose ? VALUE : undefined, `${purpose}/${other}`);
      }
    });

    test("does not open with any of its bits changed", async () => {
      const { seal, open } = vault([SECRET, OTHER_SECRET]);
      const bytes = bytesOf(await seal({ a: 1 }, "cookie a"));
      for (let bit = 0; bit < bytes.length * 8; bit++) {
        const changed = Buffer.from(bytes);
        changed[bit >> 3] ^= 1 << (bit & 7);
        assert.equal(await open(changed.toString("base64url"), "cookie a"), undefined, `bit ${bit}`);
      }
    });

    test("does not open cut, prolonged, or in another spelling", async () => {
      const { seal, open } = vault([SECRET]);
      const bytes = bytesOf(await seal({ a: 1 }, "cookie a"));
      for (let size = 0; size < bytes.length; size++) {
        for (const part of [bytes.subarray(0, size), bytes.subarray(-size || bytes.length)])
          if (part.length < bytes.length) assert.equal(await open(part.toString("base64url"), "cookie a"), undefined, `${size} bytes`);
      }
      const text = bytes.toString("base64url");
      for (const other of [`${text}=`, `${text} `, ` ${text}`, `${text}\0`]) assert.equal(await open(other, "cookie a"), undefined, other);
      for (const byte of [0, 1, 255]) {
        for (const long of [Buffer.concat([bytes, Buffer.of(byte)]), Buffer.concat([Buffer.of(byte), bytes])])
          assert.equal(await open(long.toString("base64url"), "cookie a"), undefined);
      }
    });

    test("does not open if it was never sealed, whatever it is", async () => {
      const { open } = vault([SECRET]);
      for (const text of ["", "=", "A", "AAAA", "A".repeat(1000), "%00", "é", "\ud800", "null", sealed(VALUE, "a", { use: "mac" })])
        assert.equal(await open(text, "cookie a"), undefined, text);
    });
  });

  describe(`secrets, ${name}`, () => {
    test("seal with the first and open with each, wherever it is in the list", async () => {
      const text = await vault([OTHER_SECRET, SECRET]).seal(VALUE, "cookie a");
      assert.deepEqual(opened(text, "cookie a", OTHER_SECRET), VALUE);
      const all = ["a third secret of more than 32 bytes", "a fourth secret of more than 32 bytes", SECRET];
      for (let turn = 0; turn < all.length; turn++) {
        all.push(all.shift());
        assert.deepEqual(await vault([...all]).open(sealed(VALUE, "cookie a"), "cookie a"), VALUE);
      }
    });

    test("that were removed, or that differ in one character, open nothing", async () => {
      const text = sealed(VALUE, "cookie a");
      for (const secrets of [[OTHER_SECRET], [`${SECRET} `, SECRET.slice(1), SECRET.toUpperCase()]])
        assert.equal(await vault(secrets).open(text, "cookie a"), undefined);
    });

    test("have a key for sealing and another for MACs, of 256 bits", async () => {
      const expected = (use, secret) => createHmac("sha256", keyFor(use, secret)).update("text").digest("base64url");
      const { computeMacs } = vault([SECRET, OTHER_SECRET]);
      assert.deepEqual(await computeMacs("text"), [expected("mac", SECRET), expected("mac", OTHER_SECRET)]);
      assert.notEqual(expected("mac", SECRET), expected("seal", SECRET));
      assert.notDeepEqual(await computeMacs("text"), await computeMacs("texT"));
      assert.notDeepEqual(await computeMacs("\ud83d\ude00"), await computeMacs("\ud83d\ude01"));
    });
  });
}

describe("keys of WebCrypto", () => {
  test("give keys that cannot be exported, each of which can do one thing", async (t) => {
    const derive = t.mock.method(crypto.subtle, "deriveKey");
    const load = t.mock.method(crypto.subtle, "importKey");
    const { seal, open, computeMacs } = vaultWith([SECRET, OTHER_SECRET], webCiphers);
    for (let i = 0; i < 3; i++) await open(await seal(VALUE, "a"), "a");
    await computeMacs("text");
    const keys = await Promise.all(derive.mock.calls.map(({ result }) => result));
    // Which secret is ready first, depends on the threads.
    const [sealing, signing] = [
      ["AES-GCM", 256, false, "encrypt,decrypt"],
      ["HMAC", 256, false, "sign"],
    ];
    assert.deepEqual(
      keys.map(({ algorithm, extractable, usages }) => [algorithm.name, algorithm.length, extractable, usages.join()]).sort(),
      [sealing, sealing, signing, signing],
    );
    const uses = derive.mock.calls.map(({ arguments: [{ info }, , { name }] }) => `${new TextDecoder().decode(info)} ${name}`);
    assert.deepEqual([...new Set(uses)].sort(), ["kyclink mac HMAC", "kyclink seal AES-GCM"], "a key for nothing else");
    // Webhooks have keys as well.
    const loaded = load.mock.calls.filter(({ arguments: [, , algorithm] }) => algorithm === "HKDF");
    assert.equal(loaded.length, 2, "once for each secret");
    for (const { extractable, usages } of await Promise.all(loaded.map(({ result }) => result)))
      assert.deepEqual([extractable, usages], [false, ["deriveKey"]]);
  });
});

/** A store that remembers each name and value that it was given. */
function recordingStore() {
  const store = memoryStore();
  const written = [];
  const latest = new Map();
  return {
    written,
    latest,
    store: {
      get: store.get,
      async swap(name, before, after, ttlMs) {
        const swapped = await store.swap(name, before, after, ttlMs);
        written.push({ name, value: after });
        if (swapped) latest.set(name, after);
        return swapped;
      },
    },
  };
}

/** Sends one person's data by every route that stores something, as the person, the application and the provider do. */
async function lifeOf(name, person) {
  const recording = recordingStore();
  const sandbox = createSandbox();
  const config = configOf(sandbox, {
    provider: name,
    store: recording.store,
    page: onboardingPage(),
    redirectUri: "https://app.example.com/kyc/status",
    authorize: () => ({ reference: "user-4711-reference" }),
    onEvent: () => {},
    onCreated: () => {},
  });
  const keys = await sandbox.webhookKeys();
  config.spherepay.webhookSecret = keys.spherepay;
  config.grid.webhookPublicKey = keys.grid;
  const page = browser(createHandler(config));
  const made = await page.json("links", person, { "idempotency-key": KEY });
  assert.ok([201, 202].includes(made.status), made.text);
  for (const channel of made.body.channels ?? []) {
    await page.empty(`contact/${channel}`);
    assert.ok((await page.json(`contact/${channel}/confirm`, { code: CONTACT_CODE })).status < 300);
  }
  const renewed = await page.empty("links/renew");
  const handed = await page.empty("handoff");
  assert.equal(handed.status, 201, handed.text);
  await page.get("status");
  const { id } = sandbox.customers()[0];
  const event = { id: "event_4711", name: "customer.kyc.successful", created: new Date().toISOString(), data: { customer: { id } } };
  if (name === "spherepay") {
    const { body, headers } = await sandbox.signWebhook(name, event);
    const url = `https://app.example.com/kyc/webhooks/${name}`;
    assert.equal((await createHandler(config)(new Request(url, { method: "POST", body, headers }))).status, 200);
  }
  const token = new URL(handed.body.url).searchParams.get("token");
  const links = [made, renewed].map(({ body }) => body?.kycUrl).filter(Boolean);
  assert.ok(links.length > 0);
  const cookie = page.cookie().split("=")[1];
  const secrets = { id, token, cookie, key: KEY, reference: "user-4711-reference", event: "event_4711", provider: name };
  for (const [at, link] of links.entries()) Object.assign(secrets, { [`link ${at}`]: link, [`path ${at}`]: new URL(link).pathname });
  for (const [path, value] of fieldsOf(person)) if (value?.length > 3) secrets[path] = value;
  secrets["phone without +"] = person.phone.slice(1);
  return { ...recording, config, page, person, secrets };
}

const PEOPLE = { spherepay: PERSON, grid: PERSON_AT_GRID };

for (const [name, person] of Object.entries(PEOPLE)) {
  describe(`what the handler stores of a customer of ${name}`, () => {
    // Not before the tests above: they watch what is drawn at random.
    let life;
    before(async () => {
      life = await lifeOf(name, person);
    });

    test("nothing can be read in a name or a value, whatever it is decoded from", async () => {
      const { written, secrets, page } = life;
      assert.ok(written.length > 8);
      for (const { name } of written) assert.match(name, /^[\w-]{43}$/, "a hash, of the parts in tests/it/edge/record.rs");
      const texts = [...written.flatMap(({ name, value }) => [name, value ?? ""]), page.cookie().split("=")[1]];
      const stored = texts.slice(0, -1);
      const decoded = stored.flatMap((text) => [bytesOf(text).toString("utf8"), bytesOf(text).toString("latin1")]);
      decoded.push(bytesOf(texts.at(-1)).toString("latin1"));
      const readings = [...stored, ...decoded];
      for (const [what, secret] of Object.entries(secrets)) {
        const forms = [secret, Buffer.from(secret).toString("hex"), Buffer.from(secret).toString("base64url"), encodeURIComponent(secret)];
        // In thousands of random characters of base64url, any four letters may stand.
        for (const form of forms) assert.ok(!(form.length < 6 ? decoded : readings).some((text) => text.includes(form)), what);
      }
      for (const word of ["{", '"', "customer", "cookie", "token"]) {
        const plain = readings.filter((text) => text.length > 3 && word.length > 1 && text.includes(word));
        assert.deepEqual(plain, [], word);
      }
    });

    test("no record opens under the name of another, nor as a cookie, nor as a record of another secret", async () => {
      const { latest } = life;
      const { open } = vaultWith([SECRET]);
      const names = [...latest.keys()];
      const all = [...latest].filter(([, value]) => value !== undefined);
      for (const [own, value] of all) {
        for (const other of names) assert.equal((await open(value, other)) !== undefined, other === own);
        assert.equal(await vaultWith([OTHER_SECRET]).open(value, own), undefined);
      }
    });

    test("a record in the place of the cookie, and the cookie in the place of each record, say nothing", async () => {
      const { latest, config, page, person } = life;
      const own = page.cookie();
      for (const value of [...latest.values()].filter(Boolean)) {
        const stranger = browser(createHandler({ ...config, authorize: undefined }));
        const cookie = `${own.split("=")[0]}=${value}`;
        assert.deepEqual((await stranger.get("status", { cookie })).body, { status: "none", nextAction: "none" });
        assert.equal((await stranger.empty("links/renew", { cookie })).status, 401);
        assert.equal((await stranger.empty("token", { cookie })).status, 401);
      }
      for (const value of [own.split("=")[1], ...[...latest.values()].filter(Boolean)]) {
        const exchanged = { ...config.store, get: async (name) => (latest.get(name) === value ? own.split("=")[1] : value) };
        const other = browser(createHandler({ ...config, store: exchanged }));
        const { status, body } = await other.json("links", person, { "idempotency-key": KEY });
        assert.deepEqual([status, body.code], [503, "not_now"]);
      }
    });
  });
}

describe("random values", () => {
  test("everything random comes from getRandomValues or randomUUID, at least 128 bits at a time", async (t) => {
    const sizes = [];
    const real = crypto.getRandomValues.bind(crypto);
    t.mock.method(crypto, "getRandomValues", (array) => {
      sizes.push(array.byteLength);
      return real(array);
    });
    const weak = t.mock.method(Math, "random");
    const { browser: open } = setUp({ page: onboardingPage() });
    const page = open();
    await page.json("links", PERSON);
    await page.empty("handoff");
    const isOfIvs = (size) => size % IV_BYTES === 0;
    assert.ok(sizes.filter(isOfIvs).length >= 3, "IVs");
    // Those have 66 bytes together, which no number of IVs has.
    assert.ok(
      sizes.some((size) => !isOfIvs(size)),
      "ids",
    );
    for (const size of sizes) assert.ok(size >= 16, `${size} bytes`);
    // Only the pause before a retry may use it, and nothing was retried.
    assert.equal(weak.mock.callCount(), 0);
  });
});
