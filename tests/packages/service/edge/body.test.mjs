/**
 * Bodies: at their limit and one byte past it, in every way to split them, and what is cut off before it is read. A
 * webhook's signature shows whether each byte arrived.
 */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { fieldsOf, holdTimers, newKey, ORIGIN, PERSON, setUp, setUpWithWebhooks, turns } from "../../helpers/edge/harness.mjs";

const LIMIT = { links: 16 * 1024, webhooks: 1024 * 1024 };
const encoder = new TextEncoder();

/**
 * A request with a body in chunks of this size, or of these sizes in turn. `state` says what was read and cancelled.
 */
function request(path, bytes, { chunks = bytes.length, headers, fails, hangs } = {}) {
  const sizes = [chunks].flat();
  const state = { read: 0, cancelled: false };
  const body = new ReadableStream(
    {
      pull(controller) {
        if (hangs !== undefined && state.read >= hangs) return new Promise(() => {});
        if (fails !== undefined && state.read >= fails) return controller.error(new Error("the sender is gone"));
        if (state.read >= bytes.length) return controller.close();
        const end = Math.min(bytes.length, state.read + sizes[state.read % sizes.length]);
        controller.enqueue(bytes.slice(state.read, end));
        state.read = end;
      },
      cancel() {
        state.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  const all = { origin: ORIGIN, ...headers };
  return { state, request: new Request(`${ORIGIN}/kyc/${path}`, { method: "POST", body, duplex: "half", headers: all }) };
}

/** JSON of a person that has exactly so many bytes. */
function jsonOf(length) {
  const text = JSON.stringify(PERSON);
  return encoder.encode(text + " ".repeat(length - text.length));
}

async function post(handler, bytes, { path = "links", type = "application/json", ...options } = {}) {
  const sent = request(path, bytes, { ...options, headers: { ...(type && { "content-type": type }), ...options.headers } });
  const response = await handler(sent.request);
  const text = await response.text();
  return { status: response.status, body: text.startsWith("{") ? JSON.parse(text) : undefined, ...sent.state };
}

/** Posts to `links` without a body. */
async function postNothing(handler) {
  const headers = { origin: ORIGIN, "content-type": "application/json" };
  const response = await handler(new Request(`${ORIGIN}/kyc/links`, { method: "POST", headers }));
  return [response.status, (await response.json()).code];
}

describe("JSON", () => {
  test("of the longest length is read, and one byte more is not", async () => {
    const { handler, sandbox } = setUp();
    for (const [length, status] of [
      [LIMIT.links - 1, 201],
      [LIMIT.links, 201],
      [LIMIT.links + 1, 413],
      [LIMIT.links * 10, 413],
    ]) {
      for (const chunks of [length, 1000, LIMIT.links, [1, 4095]]) {
        const { status: found, body, cancelled, read } = await post(handler, jsonOf(length), { chunks });
        assert.equal(found, status, `${length} in ${chunks}`);
        if (status === 413) {
          assert.deepEqual([body.code, cancelled || read === length], ["payload_too_large", true]);
          assert.ok(read <= LIMIT.links + Math.max(...[chunks].flat()), "nothing is read beyond the limit");
        }
      }
    }
    assert.equal(sandbox.customers().length, 8);
  });

  test("whose Content-Length exceeds the limit is not read at all", async () => {
    const { handler } = setUp();
    for (const [length, status, read] of [
      [LIMIT.links + 1, 413, 0],
      [1e9, 413, 0],
      [LIMIT.links, 201, 500],
      [0, 201, 500],
      ["x", 201, 500],
    ]) {
      const sent = await post(handler, jsonOf(500), { headers: { "content-length": String(length) } });
      assert.deepEqual([sent.status, sent.read], [status, read], String(length));
    }
  });

  test("in at most 4,097 chunks", async () => {
    const { handler } = setUp();
    for (const [chunks, status] of [
      [4096, 201],
      [4097, 201],
      [4098, 413],
    ])
      assert.equal((await post(handler, jsonOf(chunks), { chunks: 1 })).status, status, `${chunks} chunks`);
  });

  test("that the sender does not finish, is not UTF-8 or not JSON, is malformed", async () => {
    const { handler } = setUp();
    const bytes = jsonOf(500);
    for (const fails of [0, 1, 499]) {
      const { status, body } = await post(handler, bytes, { fails, chunks: 1 });
      assert.deepEqual([status, body.code], [400, "malformed"], `${fails}`);
    }
    assert.deepEqual(await postNothing(handler), [400, "malformed"], "no body at all");
    for (const wrong of [[], [123], [0xff, 0xfe], [...encoder.encode('{"email":"'), 0xc3, 0x28, ...encoder.encode('"}')], [...bytes, 0x7d]])
      assert.deepEqual((await post(handler, Uint8Array.from(wrong))).body?.code, "malformed", String(wrong).slice(0, 40));
  });
});

describe("forms", () => {
  const urlencoded = "application/x-www-form-urlencoded";

  test("have their limits: of bytes, and of 200 fields", async () => {
    const { handler, sandbox } = setUp();
    const fields = [...fieldsOf(PERSON), ["idempotencyKey", newKey()], ["x", ""]];
    const text = new URLSearchParams(fields).toString();
    const many = (count) => {
      const more = Array.from({ length: count - fields.length }, (_, at) => [`x${at}`, ""]);
      return new URLSearchParams([...fields, ...more]).toString();
    };
    for (const [form, status, options] of [
      [text.padEnd(LIMIT.links, "x"), 303],
      [text.padEnd(LIMIT.links + 1, "x"), 413],
      [many(200), 303],
      [many(201), 413],
      [text, 400, { chunks: 10, fails: text.length - 1 }],
    ])
      assert.equal((await post(handler, encoder.encode(form), { type: urlencoded, ...options })).status, status, form.slice(-20));
    assert.equal(sandbox.customers().length, 1, "one key");
  });

  test("with several keys, or parts of one, have none that could be repeated, and are refused", async () => {
    const { handler, sandbox } = setUp();
    for (const names of [["idempotencyKey", "idempotencyKey"], ["idempotencyKey.a"], ["idempotencyKey.0"]]) {
      const keys = names.map((name) => [name, newKey()]);
      const form = encoder.encode(new URLSearchParams([...fieldsOf(PERSON), ...keys]).toString());
      const { status, body } = await post(handler, form, { type: urlencoded });
      assert.deepEqual([status, body.code], [400, "malformed"], String(names));
    }
    assert.equal(sandbox.customers().length, 0);
  });

  test("in several parts may have files, which are no fields", async () => {
    const { handler } = setUp();
    const seen = [];
    const { handler: shown } = setUp({ render: (view) => seen.push(view) && "<p>" });
    const withFile = new FormData();
    withFile.append("email", "x");
    withFile.append("phone", new Blob(["secret"]), "phone.txt");
    const response = await shown(
      new Request(`${ORIGIN}/kyc/links`, {
        method: "POST",
        body: withFile,
        headers: { origin: ORIGIN, accept: "text/html", "sec-fetch-mode": "navigate" },
      }),
    );
    assert.equal(response.status, 422);
    assert.deepEqual({ ...seen[0].values }, { email: "x" });
    for (const wrong of ["multipart/form-data", "multipart/form-data; boundary=none"])
      assert.equal((await post(handler, jsonOf(500), { type: wrong })).body.code, "malformed", wrong);
  });
});

/** tests/it/edge/request/body.rs has the share of each timeout. */
test("a body that never ends is cancelled when its share of the timeout is over, less what was used before", async (t) => {
  const pass = holdTimers(t);
  const { handler } = setUp({ timeout: 30_000, rateLimit: () => pass(600) ?? true });
  const sent = request("links", jsonOf(500), { hangs: 100, chunks: 50, headers: { "content-type": "application/json" } });
  let response;
  const done = handler(sent.request).then((given) => {
    response = given;
  });
  await turns();
  pass(9_065);
  await turns();
  assert.equal(response, undefined);
  pass(1);
  await done;
  assert.deepEqual([response.status, (await response.json()).code, sent.state.cancelled], [408, "request_timeout", true]);
});

describe("compressed", () => {
  const COMPRESSED = { gzip: gzipSync, "x-gzip": gzipSync, deflate: deflateSync, br: brotliCompressSync, "gzip, identity": gzipSync };
  const FORM = new URLSearchParams(fieldsOf(PERSON)).toString();
  const headers = (coding) => ({ "content-encoding": coding });

  for (const [type, text] of [
    ["application/json", JSON.stringify(PERSON)],
    ["application/x-www-form-urlencoded", FORM],
    ["multipart/form-data; boundary=x", FORM],
  ])
    test(`${type} is 415, and both sides hear of content-encoding`, async () => {
      for (const [coding, compress] of Object.entries(COMPRESSED)) {
        const { handler, errors } = setUp();
        for (let i = 0; i < 2; i++) {
          const { status, body } = await post(handler, compress(text), { type, headers: headers(coding) });
          assert.deepEqual([status, body.code], [415, "unsupported_media_type"], coding);
          assert.match(body.title, /without content-encoding\.$/);
        }
        assert.deepEqual(
          errors.map(({ error }) => error.code),
          ["advice"],
        );
        assert.match(errors[0].error.message, /^A request was refused whose body is compressed \(content-encoding\)/);
      }
    });

  test("as its header says, but not in fact: read, or malformed as any other", async () => {
    const { handler, errors } = setUp();
    for (const coding of ["gzip", "utf-8", "identity", "", "brief"]) {
      const type = "application/x-www-form-urlencoded";
      assert.equal((await post(handler, encoder.encode(FORM), { type, headers: headers(coding) })).status, 303, coding);
      assert.equal((await post(handler, jsonOf(500), { headers: headers(coding) })).status, 201, coding);
    }
    for (const coding of ["utf-8", "identity", "", "brief"])
      assert.equal((await post(handler, gzipSync("{}"), { headers: headers(coding) })).status, 400, coding);
    assert.deepEqual(errors, []);
  });
});

describe("a webhook", () => {
  test("that is compressed on its way is 401, and the owner hears of content-encoding", async () => {
    const { handler, errors, sandbox } = await setUpWithWebhooks();
    const { body, headers } = await sandbox.signWebhook("spherepay", { id: newKey(), name: "customer.kyc.pending", data: {} });
    const signed = Object.fromEntries(new Headers(headers));
    for (const [coding, bytes, status, advice] of [
      ["gzip", gzipSync(body), 401, ["advice"]],
      ["gzip", encoder.encode(body), 200, []],
      ["utf-8", encoder.encode(`${body} `), 401, []],
    ]) {
      errors.length = 0;
      const sent = await post(handler, bytes, { path: "webhooks/spherepay", headers: { ...signed, "content-encoding": coding } });
      assert.equal(sent.status, status, coding);
      assert.deepEqual(
        errors.map(({ error }) => error.code).filter((code) => code === "advice"),
        advice,
      );
    }
  });

  async function send(length, options) {
    const { handler, sandbox } = await setUpWithWebhooks();
    const event = { id: newKey(), name: "customer.kyc.pending", created: new Date().toISOString(), data: {}, filler: "" };
    const filler = "x".repeat(length - (await sandbox.signWebhook("spherepay", event)).body.length);
    const { body, headers } = await sandbox.signWebhook("spherepay", { ...event, filler });
    assert.equal(body.length, length);
    return post(handler, encoder.encode(body), {
      path: "webhooks/spherepay",
      ...options,
      headers: Object.fromEntries(new Headers(headers)),
    });
  }

  test("arrives byte by byte as it was signed, however it is split and wherever a buffer grows", async () => {
    for (const length of [500, 16 * 1024 - 1, 16 * 1024, 16 * 1024 + 1, 200_000])
      for (const chunks of [[length], [1 << 14], [(1 << 14) + 1], [100, 8000, 1, 40_000]])
        assert.equal((await send(length, { chunks })).status, 200, `${length} in ${chunks}`);
  });

  test("that the sender does not finish is malformed, and it has a limit of its own", async () => {
    const { status, body } = await send(500, { chunks: 100, fails: 400 });
    assert.deepEqual([status, body.code], [400, "malformed"]);
    assert.equal((await send(LIMIT.webhooks, { chunks: 64 * 1024 })).status, 200);
    assert.equal((await send(LIMIT.webhooks + 1, { chunks: 64 * 1024 })).status, 413);
  });
});

test("a body that a middleware has read is the application's mistake: 500, and what to do", async () => {
  for (const read of [(request) => request.json(), (request) => request.body.getReader()]) {
    for (const path of ["links", "webhooks/spherepay"]) {
      const errors = [];
      const { handler } = setUp({ onError: (error) => errors.push([error.code, error.message]) });
      const { request: sent } = request(path, encoder.encode("{}"), { headers: { "content-type": "application/json" } });
      await read(sent);
      const response = await handler(sent);
      assert.deepEqual([response.status, response.headers.get("retry-after")], [500, null], path);
      const [[code, message], ...others] = errors;
      assert.deepEqual([code, others], ["invalid_config", []]);
      assert.match(message, /^The body has already been read: call the handler before /);
    }
  }
});
