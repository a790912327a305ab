/** `kyclink/page/client`, in front of a real handler: what each function resolves to, and that none rejects. */

import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, mock, test } from "node:test";
import { pathToFileURL } from "node:url";
import { CONTACT_CODE, countTimers, PERSON, PERSON_AT_GRID, setUp } from "../helpers/edge/harness.mjs";
import { file, subpath } from "../helpers/install/index.mjs";

const { onboardingClient } = await subpath("page/client");
const { validate } = await subpath("form");
const platform = globalThis.fetch;

/** The requests that the page has sent. */
let sent = [];
beforeEach(() => (sent = []));
afterEach(() => {
  globalThis.fetch = platform;
  mock.timers.reset();
});

/** Makes the page's `fetch` reach a function; the browser adds its cookie and its origin. */
function serve(respond) {
  let cookie;
  globalThis.fetch = async (url, { headers, ...init }) => {
    assert.deepEqual([init.credentials, init.redirect], ["include", "manual"]);
    const request = new Request(new URL(url, "https://app.example.com"), { ...init, headers });
    request.headers.set("origin", "https://app.example.com");
    if (cookie) request.headers.set("cookie", cookie);
    sent.push({ route: new URL(request.url).pathname, key: request.headers.get("idempotency-key"), signal: init.signal, body: init.body });
    const response = await respond(request);
    cookie = response.headers.get("set-cookie")?.split(";")[0] ?? cookie;
    return response;
  };
  return onboardingClient();
}

/** A response with the status, body and headers of a handler. */
const reply = (status, body, headers) => () => new Response(body === undefined ? null : JSON.stringify(body), { status, headers });

describe("the whole way", () => {
  test("over the codes of both contacts", async () => {
    const client = serve(setUp({ provider: "grid" }).handler);
    assert.deepEqual(await client.start(PERSON_AT_GRID), { kind: "verify_contact", channels: ["email", "phone"] });
    const { nextAction, channels } = await client.status();
    assert.deepEqual([nextAction, channels], ["verify_contact", ["email", "phone"]]);
    for (const channel of ["email", "phone"]) {
      assert.deepEqual(await client.sendCode(channel), { kind: "sent" });
      const wrong = await client.confirmCode(channel, "000000");
      assert.equal(wrong.kind, "issues");
      assert.deepEqual([wrong.issues[0].code, wrong.issues[0].pointer, wrong.issues[0].path], ["provider", "/code", ["code"]]);
      const confirmed = await client.confirmCode(channel, CONTACT_CODE);
      assert.deepEqual(confirmed, channel === "email" ? { kind: "verify_contact", channels: ["phone"] } : { kind: "ready" });
    }
    assert.equal((await client.renew()).kind, "link");
  });

  test("to its end", async () => {
    const client = serve(setUp().handler);
    await client.start(PERSON);
    assert.deepEqual(await client.end(), { kind: "ended" });
    assert.deepEqual(await client.status(), { kind: "status", status: "none", nextAction: "none" });
  });

  test("with a corrected address, to which the code then goes", async () => {
    const client = serve(setUp({ provider: "grid" }).handler);
    await client.start(PERSON_AT_GRID);
    assert.deepEqual(await client.sendCode("email", "new@example.com"), { kind: "sent" });
    assert.equal(sent.at(-1).body, '{"value":"new@example.com"}');
    assert.deepEqual(await client.sendCode("email"), { kind: "sent" });
    assert.equal(sent.at(-1).body, "{}");
    // The handler decides what an empty field means.
    await client.sendCode("email", "");
    assert.equal(sent.at(-1).body, '{"value":""}');
  });

  test("with issues at the applicant's fields", async () => {
    const client = serve(setUp().handler);
    const wrong = { ...PERSON, email: "jane", address: { ...PERSON.address, line1: "1".repeat(256), city: "" } };
    const { kind, issues } = await client.start(wrong);
    assert.deepEqual({ kind, issues }, { kind: "issues", issues: validate("spherepay.onboard", wrong).issues });
    assert.deepEqual(issues[1].params, { max: 255, actual: 256 });
  });
});

describe("idempotency keys", () => {
  test("each start has one of its own, unless the page passes one", async () => {
    const { sandbox, handler } = setUp();
    const client = serve(handler);
    await client.start(PERSON, { idempotencyKey: "a-key-of-the-form-0123456789" });
    await client.start(PERSON, { idempotencyKey: "a-key-of-the-form-0123456789" });
    assert.equal(sandbox.customers().length, 1);
    await client.start(PERSON);
    await client.start(PERSON);
    assert.equal(new Set(sent.map(({ key }) => key)).size, 3);
    assert.ok(sent.every(({ key }) => key.length >= 22));
  });

  test("a start that is still running is sent again with its key, at most three times", async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    const client = serve(reply(409, { code: "still_running" }, { "retry-after": "1" }));
    const started = client.start(PERSON);
    for (let i = 0; i < 20; i++) {
      await new Promise(setImmediate);
      mock.timers.tick(1000);
    }
    assert.deepEqual(await started, { kind: "problem", code: "still_running", status: 409, retryAfterMs: 1000 });
    assert.equal(sent.length, 3);
    assert.equal(new Set(sent.map(({ key }) => key)).size, 1);
  });

  test("what has no key is sent once", async () => {
    const client = serve(reply(503, { code: "not_now" }, { "retry-after": "1" }));
    const problem = { kind: "problem", code: "not_now", status: 503, retryAfterMs: 1000 };
    assert.deepEqual([await client.renew(), await client.sendCode("email"), await client.status()], [problem, problem, problem]);
    assert.equal(sent.length, 3);
  });
});

describe("problems", () => {
  const CASES = [
    ["the handler's code", reply(401, { code: "no_session" }), { code: "no_session", status: 401 }],
    ["a longer wait", reply(429, { code: "too_many_requests" }, { "retry-after": "3600" }), { status: 429, retryAfterMs: 3_600_000 }],
    ["HTML of a gateway", () => new Response("<h1>Bad gateway</h1>", { status: 502 }), { code: "unexpected_response", status: 502 }],
    [
      "a redirect of a hook, as Node shows it",
      () => new Response(null, { status: 303, headers: { location: "/login" } }),
      { code: "unexpected_response", status: 303 },
    ],
    // As browsers show it, it has no status either.
    ["a redirect of a hook, as a browser shows it", () => Response.error(), { code: "unexpected_response" }],
    ["a text of a hook", () => new Response("Members only.", { status: 403 }), { code: "unexpected_response", status: 403 }],
    ["JSON null", reply(502, null), { code: "unexpected_response", status: 502 }],
    ["JSON that is not an object", reply(200, 7), { code: "unexpected_response", status: 200 }],
    ["no body", reply(500), { code: "unexpected_response", status: 500 }],
    ["no network", () => Promise.reject(new TypeError("Failed to fetch")), { code: "network" }],
    ...[[{ message: "Rate limited" }], ["Forbidden"], [null], [7], [[]], [{ code: "x", pointer: 7, detail: "x" }], { 0: "x" }, "x"].map(
      (errors) => [`errors of a gateway: ${JSON.stringify(errors)}`, reply(403, { errors }), { code: "unexpected_response", status: 403 }],
    ),
    [
      "one issue of ours and one of another form",
      reply(422, { errors: [{ code: "required", pointer: "/email", detail: "x" }, {}] }),
      { status: 422 },
    ],
    ["an empty list of issues", reply(422, { code: "provider_rejected", errors: [] }), { code: "provider_rejected", status: 422 }],
  ];
  for (const [name, respond, expected] of CASES) {
    test(name, async () => {
      const client = serve(respond);
      const calls = [
        client.start(PERSON),
        client.renew(),
        client.sendCode("email"),
        client.confirmCode("phone", "1"),
        client.status(),
        client.end(),
      ];
      for (const result of await Promise.all(calls)) {
        assert.equal(result.kind, "problem");
        for (const [key, value] of Object.entries(expected)) assert.equal(result[key], value, key);
        assert.equal("status" in result, "status" in expected);
      }
    });
  }
});

test("the page's script knows which problems are not the handler's", async () => {
  const { foreign } = await import(pathToFileURL(file("dist/page/foreign.js")));
  const problem = (type) => reply(401, { type, code: "no_session" });
  for (const [respond, isForeign] of [
    [setUp().handler, false],
    [problem("urn:kyclink:no_session"), false],
    [problem("about:blank"), true],
    [problem("https://gateway.example/urn:kyclink:no_session"), true],
    [problem(undefined), true],
    [() => new Response("Log in.", { status: 401 }), true],
    [() => Response.error(), true],
    [() => Promise.reject(new TypeError("no network")), false],
  ]) {
    const result = await serve(respond).renew();
    assert.deepEqual([result.kind, foreign.has(result)], ["problem", isForeign]);
  }
});

describe("a response that does not arrive", () => {
  const onAbort = (listener) => sent.at(-1).signal.addEventListener("abort", ({ target }) => listener(target.reason));
  const nothing = () => new Promise((_, reject) => onAbort(reject));
  /** A response whose body does not end. */
  const stalled = () => new Response(new ReadableStream({ start: (controller) => onAbort((reason) => controller.error(reason)) }));
  const settle = async () => {
    for (let i = 0; i < 20; i++) await new Promise(setImmediate);
  };

  for (const [name, respond] of Object.entries({ "nothing at all": nothing, "a body without an end": stalled })) {
    test(`${name}: it ends after 45 seconds, also in a browser without AbortSignal.timeout`, async (t) => {
      const { timeout } = AbortSignal;
      delete AbortSignal.timeout;
      t.after(() => (AbortSignal.timeout = timeout));
      mock.timers.enable({ apis: ["setTimeout"] });
      let result;
      const started = serve(respond)
        .start(PERSON)
        .then((outcome) => (result = outcome));
      await settle();
      mock.timers.tick(44_999);
      await settle();
      assert.equal(result, undefined);
      mock.timers.tick(1);
      assert.deepEqual(await started, { kind: "problem", code: "timeout" });
    });
  }

  test("a browser without AbortSignal.timeout gets what the handler says, and no timer is left", async (t) => {
    const { timeout } = AbortSignal;
    delete AbortSignal.timeout;
    t.after(() => (AbortSignal.timeout = timeout));
    const client = serve(reply(200, { status: "none", nextAction: "none" }));
    const before = countTimers();
    assert.equal((await client.status()).status, "none");
    assert.ok(countTimers() <= before);
  });
});

describe("what a caller gets wrong is refused before a request", () => {
  const OPTIONS = [{ idempotencykey: "k" }, { key: "k" }, { idempotencyKey: "k", signal: undefined }, "k", ["k"]];
  for (const options of OPTIONS)
    test(`start with the options ${JSON.stringify(options)}`, async () => {
      const client = serve(reply(500));
      await assert.rejects(client.start(PERSON, options), {
        name: "KycLinkError",
        code: "invalid_config",
        message: /^There is no option "/,
      });
      assert.deepEqual(sent, []);
    });

  for (const options of [undefined, null, {}, { idempotencyKey: undefined }, { idempotencyKey: "k" }])
    test(`but not ${JSON.stringify(options)}`, async () => {
      assert.equal((await serve(reply(500)).start(PERSON, options)).status, 500);
      assert.equal(sent[0].key, options?.idempotencyKey ?? sent[0].key);
      assert.ok(sent[0].key);
    });

  test("what cannot be JSON is the caller's mistake, and not that of the network", async () => {
    const circular = {};
    circular.own = circular;
    for (const input of [{ ...PERSON, own: { x: 1n } }, circular]) await assert.rejects(serve(reply(500)).start(input), TypeError);
    await assert.rejects(serve(reply(500)).confirmCode("email", 1n), TypeError);
    assert.deepEqual(sent, []);
  });
});

test("the path of an issue is what its JSON Pointer names", async () => {
  // The examples of RFC 6901, sections 4 and 5.
  const paths = {
    "": [],
    "/foo": ["foo"],
    "/foo/0": ["foo", 0],
    "/foo/10": ["foo", 10],
    "/foo/1a": ["foo", "1a"],
    "/": [""],
    "/a~1b": ["a/b"],
    "/c%d": ["c%d"],
    "/e^f": ["e^f"],
    "/g|h": ["g|h"],
    "/i\\j": ["i\\j"],
    '/k"l': ['k"l'],
    "/ ": [" "],
    "/m~0n": ["m~n"],
    "/~01": ["~1"],
  };
  const errors = Object.keys(paths).map((pointer) => ({ code: "required", pointer, detail: "x" }));
  const client = serve(reply(422, { code: "invalid_request", errors }));
  const { issues } = await client.start(PERSON);
  assert.deepEqual(Object.fromEntries(issues.map(({ pointer, path }) => [pointer, path])), paths);
});

describe("watchStatus", () => {
  /** Lets the timers run for a time, and everything that waits for them. */
  async function pass(ms) {
    for (let left = ms; left > 0; left -= 500) {
      mock.timers.tick(500);
      for (let i = 0; i < 5; i++) await new Promise(setImmediate);
    }
  }

  test("calls back with each change, and stops when nothing can change any more", async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    let status = { status: "pending", nextAction: "wait" };
    const client = serve(() => reply(200, { ...status, provider: "grid", updatedAt: String(sent.length) })());
    const seen = [];
    client.watchStatus((outcome) => seen.push(outcome.status));
    assert.deepEqual(seen, [], "not before it has returned `stop`");
    await pass(20_000);
    assert.deepEqual(seen, ["pending"]);
    status = { status: "approved", nextAction: "none" };
    await pass(30_000);
    assert.deepEqual(seen, ["pending", "approved"]);
    const { length } = sent;
    assert.ok(length < 10, "it polls more slowly with time");
    await pass(60_000);
    assert.equal(sent.length, length);
  });

  test("says whatever changes in a status or a problem, but not that nothing else did", async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    const first = { status: "pending", nextAction: "wait" };
    const all = [
      reply(200, first),
      reply(200, { ...first, nextAction: "open_link" }),
      reply(200, { ...first, reasons: ["blurred"] }),
      reply(200, { ...first, reasons: ["blurred", "expired"] }),
      reply(200, { ...first, otherDevice: true }),
      reply(401, { code: "no_session" }),
      reply(403, { code: "no_session" }),
      reply(403, { code: "forbidden" }),
      reply(200, first),
    ];
    let current = all[0];
    const client = serve(() => current());
    let count = 0;
    const stop = client.watchStatus(() => count++);
    for (const [at, next] of all.entries()) {
      current = next;
      await pass(70_000);
      assert.equal(count, at + 1);
    }
    stop();
  });

  test("asks for nothing after it was stopped, before the first request or between two", async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    for (const [ms, count] of [
      [0, 0],
      [500, 1],
      [2_500, 2],
    ]) {
      const stop = serve(reply(200, { status: "pending", nextAction: "wait" })).watchStatus(() => {});
      await pass(ms);
      stop();
      await pass(60_000);
      assert.equal(sent.splice(0).length, count);
    }
  });

  test("reports a problem, and goes on", async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    let isDown = true;
    const client = serve(() => (isDown ? Promise.reject(new TypeError("down")) : reply(200, { status: "pending", nextAction: "wait" })()));
    const seen = [];
    const stop = client.watchStatus(({ kind, code, status }) => seen.push([kind, code ?? status]));
    await pass(3_000);
    isDown = false;
    await pass(10_000);
    assert.deepEqual(seen, [
      ["problem", "network"],
      ["status", "pending"],
    ]);
    stop();
  });

  test("after a problem without a time, the next request comes when it would have come anyway", async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    const stop = serve(() => Promise.reject(new TypeError("down"))).watchStatus(() => {});
    await pass(2_000);
    assert.equal(sent.length, 1);
    await pass(500);
    assert.equal(sent.length, 2);
    stop();
  });

  test("a callback that throws does not end the polls", async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    const unhandled = [];
    const onUnhandled = (error) => unhandled.push(error.message);
    const others = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    process.on("unhandledRejection", onUnhandled);
    try {
      let status = "pending";
      const client = serve(() => reply(200, { status, nextAction: "wait" })());
      const seen = [];
      const stop = client.watchStatus((outcome) => {
        seen.push(outcome.status);
        throw new Error(`rendering of ${outcome.status}`);
      });
      await pass(3_000);
      status = "on_hold";
      await pass(20_000);
      stop();
      assert.deepEqual(seen, ["pending", "on_hold"]);
      assert.deepEqual(unhandled, ["rendering of pending", "rendering of on_hold"], "they are not hidden");
    } finally {
      process.removeListener("unhandledRejection", onUnhandled);
      for (const listener of others) process.on("unhandledRejection", listener);
    }
  });

  test("a callback can stop it", async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    const client = serve(reply(200, { status: "pending", nextAction: "wait" }));
    const stop = client.watchStatus(() => stop());
    await pass(20_000);
    assert.equal(sent.length, 1);
  });

  test("stops at once, even while a request is under way", async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    let finish;
    const client = serve(() => new Promise((resolve) => (finish = () => resolve(reply(200, { status: "pending", nextAction: "wait" })()))));
    const seen = [];
    const stop = client.watchStatus((outcome) => seen.push(outcome));
    await pass(500);
    stop();
    finish();
    await pass(60_000);
    assert.deepEqual([seen, sent.length], [[], 1]);
  });

  test("does not poll for a hidden page, and polls as soon as it is visible", async () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    const page = Object.assign(new EventTarget(), { hidden: true });
    globalThis.document = page;
    try {
      const client = serve(reply(200, { status: "pending", nextAction: "wait" }));
      const stop = client.watchStatus(() => {});
      await pass(10_000);
      assert.equal(sent.length, 0);
      page.hidden = false;
      page.dispatchEvent(new Event("visibilitychange"));
      await pass(500);
      assert.equal(sent.length, 1);
      stop();
    } finally {
      delete globalThis.document;
    }
  });
});

/** The milliseconds after which the page sends its requests, while the time passes in steps of a tenth of a second. */
async function timesOf(ms, each = () => {}) {
  const times = [];
  for (let now = 0; now <= ms; now += 100) {
    if (now > 0) mock.timers.tick(100);
    for (let i = 0; i < 5; i++) await new Promise(setImmediate);
    times.push(...sent.splice(0).map(() => now));
    await each(now);
  }
  return times;
}

describe("a header says how long to wait", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  const held = (status, retryAfter) => reply(status, { code: "not_now" }, retryAfter === undefined ? {} : { "retry-after": retryAfter });

  /** A header, when a start is sent, and what the page learns. */
  const HEADERS = [
    ["0", [0, 100, 200], 0],
    ["1", [0, 1_000, 2_000], 1_000],
    ["7", [0, 7_000, 14_000], 7_000],
    ["10", [0, 10_000, 20_000], 10_000],
    ["11", [0], 11_000],
    ["3600", [0], 3_600_000],
    ...["", "-1", "1.5", "1e1", "0x1", "soon", "Wed, 21 Oct 2065 07:28:00 GMT"].map((header) => [header, [0], undefined]),
    [undefined, [0], undefined],
  ];
  for (const [header, times, retryAfterMs] of HEADERS) {
    for (const status of [409, 503]) {
      test(`${status} with ${header}`, async () => {
        const client = serve(held(status, header));
        const started = client.start(PERSON);
        assert.deepEqual(await timesOf(31_000), times);
        const expected = { kind: "problem", code: "not_now", status, ...(retryAfterMs !== undefined && { retryAfterMs }) };
        assert.deepEqual(await started, expected);
      });
    }
  }

  test("only 409 and 503 are sent again", async () => {
    for (const status of [400, 401, 403, 422, 429, 500, 502, 504]) {
      const started = serve(held(status, "1")).start(PERSON);
      assert.deepEqual(await timesOf(5_000), [0], `${status}`);
      assert.equal((await started).status, status);
    }
  });

  test("a status is not requested before, also if the page becomes visible", async () => {
    const page = Object.assign(new EventTarget(), { hidden: false });
    globalThis.document = page;
    try {
      for (const [header, times] of [
        ["0", [100, 2_100, 5_300]],
        ["1", [100, 2_100, 5_300]],
        ["4", [100, 4_100, 8_100]],
        ["8", [100, 8_100]],
        ["60", [100]],
        ["99999999999999", [100]],
      ]) {
        for (const status of [429, 503]) {
          const stop = serve(held(status, header)).watchStatus(() => {});
          const isHeld = Number(header) > 0;
          const show = (now) => isHeld && now === 1_000 && page.dispatchEvent(new Event("visibilitychange"));
          assert.deepEqual(await timesOf(10_000, show), times, `${status} ${header}`);
          stop();
        }
      }
    } finally {
      delete globalThis.document;
    }
  });

  test("afterwards it is requested as before", async () => {
    let isDown = true;
    const client = serve(() => (isDown ? held(503, "6") : reply(200, { status: "pending", nextAction: "wait" }))());
    const stop = client.watchStatus(() => {});
    assert.deepEqual(await timesOf(11_000, (now) => (isDown = now < 1_000)), [100, 6_100, 9_300]);
    stop();
  });

  test("afterwards a page that becomes visible asks at once, again", async () => {
    const page = Object.assign(new EventTarget(), { hidden: false });
    globalThis.document = page;
    try {
      let isDown = true;
      const client = serve(() => (isDown ? held(503, "6") : reply(200, { status: "pending", nextAction: "wait" }))());
      const stop = client.watchStatus(() => {});
      const times = await timesOf(8_000, (now) => {
        isDown = now < 1_000;
        if (now === 3_000 || now === 7_000) page.dispatchEvent(new Event("visibilitychange"));
      });
      assert.deepEqual(times, [100, 6_100, 7_100]);
      stop();
    } finally {
      delete globalThis.document;
    }
  });
});

describe("the requests for a status, over time", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  let page;
  beforeEach(() => (globalThis.document = page = Object.assign(new EventTarget(), { hidden: false })));
  afterEach(() => delete globalThis.document);
  const show = () => page.dispatchEvent(new Event("visibilitychange"));

  test("each waits longer, up to half a minute", async () => {
    const stop = serve(reply(200, { status: "pending", nextAction: "wait" })).watchStatus(() => {});
    const times = await timesOf(160_000);
    const waits = times.slice(1).map((time, at) => time - times[at]);
    assert.deepEqual(waits, [2_000, 3_200, 5_200, 8_200, 13_200, 21_000, 30_000, 30_000, 30_000]);
    stop();
  });

  const ACTIONS = ["wait", "open_link", "verify_contact", "accept_terms", "try_again", "none", "contact_support", "unheard_of"];
  const STATUSES = ["incomplete", "on_hold", "unknown", "rejected"];
  for (const [status, nextAction] of [
    ...ACTIONS.map((action) => ["pending", action]),
    // Support resolves everything but a refusal: at Grid, a hold is always theirs.
    ...STATUSES.map((status) => [status, "contact_support"]),
    ["rejected", "try_again"],
    ["approved", "none"],
  ]) {
    const isFinal = nextAction === "none" || (nextAction === "contact_support" && status === "rejected");
    test(`${status}, ${nextAction}: ${isFinal ? "the last, whatever happens to the page" : "not the last"}`, async () => {
      const seen = [];
      const stop = serve(reply(200, { status, nextAction })).watchStatus((outcome) => seen.push(outcome.nextAction));
      const times = await timesOf(60_000, (now) => now % 10_000 === 0 && now > 0 && show());
      assert.deepEqual(seen, [nextAction]);
      if (isFinal) assert.deepEqual(times, [100]);
      else assert.ok(times.length > 10, `${times}`);
      stop();
    });
  }

  test("a hold that support resolves is told", async () => {
    let current = { status: "on_hold", nextAction: "contact_support" };
    const seen = [];
    const stop = serve(() => reply(200, current)()).watchStatus(({ status }) => seen.push(status));
    await timesOf(40_000, (now) => {
      if (now === 20_000) current = { status: "approved", nextAction: "none" };
    });
    assert.deepEqual(seen, ["on_hold", "approved"]);
    stop();
  });

  for (const order of [
    [0, 1],
    [1, 0],
  ]) {
    test(`two at once, answered in the order ${order}: the newer one counts, and one goes on`, async () => {
      const waiting = [];
      const statuses = ["incomplete", "pending"];
      const client = serve(() => {
        if (waiting.length === 2) return reply(200, { status: "pending", nextAction: "wait" })();
        return new Promise((resolve) => {
          const status = statuses[waiting.length];
          waiting.push(() => resolve(reply(200, { status, nextAction: "wait" })()));
        });
      });
      const seen = [];
      const stop = client.watchStatus(({ status }) => seen.push(status));
      const times = await timesOf(15_000, (now) => {
        if (now === 1_000) show();
        if (now === 1_100) waiting[order[0]]();
        if (now === 1_200) waiting[order[1]]();
      });
      assert.deepEqual(seen, ["pending"]);
      assert.equal(times.length, 5, `${times}`);
      stop();
    });
  }

  test("a callback may stop it", async () => {
    const stop = serve(reply(200, { status: "pending", nextAction: "wait" })).watchStatus(() => stop());
    assert.deepEqual(await timesOf(30_000, show), [100]);
  });

  test("a page that was hidden and is shown begins to wait anew", async () => {
    const stop = serve(reply(200, { status: "pending", nextAction: "wait" })).watchStatus(() => {});
    const times = await timesOf(60_000, (now) => {
      if (now === 20_000) page.hidden = true;
      if (now === 50_000) page.hidden = false;
      if ([20_000, 50_000].includes(now)) show();
    });
    assert.deepEqual(times, [100, 2_100, 5_300, 10_500, 18_700, 50_100, 52_100, 55_300]);
    stop();
  });
});

test("only a server is told that the client belongs to a page, and only where no page could be meant", async (t) => {
  serve(() => Promise.reject(new TypeError("down")));
  const adviceFor = async (base) => (await onboardingClient({ base }).status()).advice;
  for (const base of [undefined, "/kyc", "/proxy/https://api.example.com"]) assert.match(await adviceFor(base), /On a server/, base);
  for (const base of ["https://api.example.com/kyc", "http://localhost/kyc"]) assert.equal(await adviceFor(base), undefined, base);
  t.after(() => delete globalThis.location);
  globalThis.location = new URL("https://app.example.com");
  assert.equal(await adviceFor("/kyc"), undefined);
});

test("a request without a body or without a key says nothing of them: the page needs no preflight to ask for the status", async () => {
  let asked;
  serve(reply(200, { status: "none", nextAction: "none" }));
  const { fetch } = globalThis;
  globalThis.fetch = (url, init) => {
    asked = Object.fromEntries(init.headers);
    return fetch(url, init);
  };
  const client = onboardingClient();
  await client.status();
  assert.deepEqual(asked, { accept: "application/json" });
  await client.renew();
  assert.deepEqual(asked, { accept: "application/json", "content-type": "application/json" });
  await client.start(PERSON, { idempotencyKey: "0123456789abcdefghijkl" });
  assert.equal(asked["idempotency-key"], "0123456789abcdefghijkl");
});

describe("what a response becomes", () => {
  const LINK = { kycUrl: "https://kyc.example/1", provider: "grid", expiresAt: "2027-01-01T00:00:00Z" };
  const TERMS = { url: "https://terms.example/1", provider: "bridge" };
  const UNEXPECTED = (status) => ({ kind: "problem", code: "unexpected_response", status });
  /** Responses to what has a next step, and their results. No member of a body decides what kind of result it is. */
  for (const [status, body, expected] of [
    [201, { ...LINK, kind: "approved" }, { ...LINK, kind: "link" }],
    [200, { ...LINK, next: "approved" }, { ...LINK, next: "approved", kind: "link" }],
    [202, { next: "verify_contact", channels: ["phone"] }, { kind: "verify_contact", channels: ["phone"] }],
    [202, { next: "verify_contact" }, { kind: "verify_contact", channels: [] }],
    [202, { next: "accept_terms", ...TERMS }, { kind: "accept_terms", ...TERMS }],
    [200, { next: "approved" }, { kind: "approved" }],
    [200, { next: "link" }, { kind: "ready" }],
    [204, undefined, { kind: "sent" }],
    ...[200, 201, 202, 203].flatMap((status) =>
      [{}, { kind: "sent" }, { next: "of the future" }].map((body) => [status, body, UNEXPECTED(status)]),
    ),
    [200, { kycUrl: 1 }, UNEXPECTED(200)],
    [400, LINK, UNEXPECTED(400)],
    [400, { next: "approved" }, UNEXPECTED(400)],
  ])
    test(`${status} ${JSON.stringify(body)}`, async () => {
      const client = serve(reply(status, body));
      for (const result of [
        await client.start(PERSON),
        await client.renew(),
        await client.confirmCode("email", "1"),
        await client.sendCode("email"),
      ])
        assert.deepEqual(result, expected);
    });

  test("the issues of any refusal, with the handler's words", async () => {
    for (const status of [400, 403, 409, 422]) {
      const errors = [{ code: "required", pointer: "/email", detail: "Enter your email address.", more: 1 }];
      const client = serve(reply(status, { code: "invalid_request", errors }));
      const issues = [{ code: "required", pointer: "/email", path: ["email"], params: {}, message: "Enter your email address." }];
      for (const result of [await client.start(PERSON), await client.sendCode("email"), await client.confirmCode("email", "1")])
        assert.deepEqual(result, { kind: "issues", issues });
    }
  });

  test("of the status: what the handler says, whatever kind it names", async () => {
    const body = { status: "pending", nextAction: "wait", provider: "grid", kind: "problem" };
    assert.deepEqual(await serve(reply(200, body)).status(), { ...body, kind: "status" });
  });

  test("of the end: 204 only", async () => {
    assert.deepEqual(await serve(reply(204)).end(), { kind: "ended" });
    for (const status of [200, 202]) assert.deepEqual(await serve(reply(status, {})).end(), UNEXPECTED(status));
  });

  test("of a problem: its advice, if it is a text", async () => {
    for (const [advice, expected] of [
      ["Set `profiles`.", { advice: "Set `profiles`." }],
      ...[undefined, null, 1, { text: "x" }].map((advice) => [advice, {}]),
    ]) {
      const client = serve(reply(502, { code: "provider_misconfigured", advice }));
      for (const result of [await client.start(PERSON), await client.status(), await client.end()])
        assert.deepEqual(result, { kind: "problem", code: "provider_misconfigured", status: 502, ...expected });
    }
  });
});

test("a status comes with 200 only", async () => {
  const client = serve(reply(201, { status: "approved", nextAction: "none" }));
  assert.equal((await client.status()).kind, "problem");
});

test("the base is a path or a URL, with or without a slash at its end", async () => {
  for (const base of ["/onboarding", "/onboarding/", "https://api.example.com/onboarding"]) {
    serve(reply(200, { status: "none", nextAction: "none" }));
    await onboardingClient({ base }).status();
    assert.equal(sent.pop().route, "/onboarding/status");
  }
});

test("present: a callback that throws does not end what a message of the page causes", async (t) => {
  let pageshow;
  t.after(() => {
    for (const name of ["location", "addEventListener"]) delete globalThis[name];
  });
  Object.assign(globalThis, {
    location: { hostname: "app.example.com", assign() {} },
    addEventListener: (_, listener) => (pageshow = listener),
  });
  // The page gets the error as that of a promise, and so would the test.
  const failures = [];
  const runners = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection").on("unhandledRejection", (error) => failures.push(error.message));
  t.after(() => {
    process.removeAllListeners("unhandledRejection");
    for (const listener of runners) process.on("unhandledRejection", listener);
  });
  const seen = [];
  const { presentWith } = await import(pathToFileURL(file("dist/page/present.js")));
  const client = { status: async () => ({ kind: "status", status: "pending", nextAction: `${seen.length}` }), watchStatus: () => () => {} };
  const present = presentWith(() => client);
  const onChange = ({ nextAction }) => {
    seen.push(nextAction);
    if (nextAction === "0") throw new Error("of the page");
  };
  const { stop } = await present({ kycUrl: "https://example.com/", provider: "bridge" }, { onChange });
  for (const expected of [["0"], ["0", "1"], ["0", "1", "2"]]) {
    pageshow({ persisted: true });
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual(seen, expected);
  }
  assert.deepEqual(failures, ["of the page"]);
  stop();
});
