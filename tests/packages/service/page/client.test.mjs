/** `kyclink/page/client`, in front of a real handler: what each function resolves to, and that none rejects. */

import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, mock, test } from "node:test";
import { CONTACT_CODE, countTimers, PERSON, PERSON_AT_GRID, setUp } from "../../helpers/edge/harness.mjs";
import { internal, subpath } from "../../helpers/install/index.mjs";

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
function serve(respond, options) {
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
  return onboardingClient(options);
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

  test("with a token instead of the link, until the customer is approved", async (t) => {
    t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
    const { sandbox, handler } = setUp({ provider: "grid" });
    const client = serve(handler);
    assert.deepEqual(await client.token(), { kind: "problem", code: "no_session", status: 401 });
    await client.start({ ...PERSON_AT_GRID, address: PERSON.address });
    const { token, ...result } = await client.token();
    assert.deepEqual(result, { kind: "token", provider: "grid" });
    const [{ id }] = sandbox.customers();
    assert.equal(sandbox.openLink(token).customerId, id);
    assert.deepEqual([sent.at(-1).route, sent.at(-1).key], ["/kyc/token", null]);
    await sandbox.complete(id, "approve");
    t.mock.timers.tick(11_000);
    assert.deepEqual(await client.token(), { kind: "approved" });
    const other = serve(setUp().handler);
    await other.start(PERSON);
    assert.deepEqual(await other.token(), { kind: "problem", code: "not_supported", status: 502 });
    const german = serve(setUp({ provider: "grid" }).handler);
    await german.start(PERSON_AT_GRID);
    assert.deepEqual(await german.token(), { kind: "verify_contact", channels: ["email", "phone"] });
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

  test("what has no key is sent once", async () => {
    const client = serve(reply(503, { code: "not_now" }, { "retry-after": "1" }));
    const problem = { kind: "problem", code: "not_now", status: 503, retryAfterMs: 1000 };
    const results = [await client.renew(), await client.token(), await client.sendCode("email"), await client.status()];
    assert.deepEqual(results, Array(4).fill(problem));
    assert.equal(sent.length, 4);
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
    ["a status with another success", reply(201, { status: "approved", nextAction: "none" }), { status: 201 }],
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
  test("are what each call resolves to", async () => {
    for (const [name, respond, expected] of CASES) {
      const client = serve(respond);
      const calls = [
        client.start(PERSON),
        client.renew(),
        client.token(),
        client.sendCode("email"),
        client.confirmCode("phone", "1"),
        client.status(),
        client.end(),
      ];
      for (const result of await Promise.all(calls)) {
        assert.equal(result.kind, "problem", name);
        for (const [key, value] of Object.entries(expected)) assert.equal(result[key], value, `${name}: ${key}`);
        assert.equal("status" in result, "status" in expected, name);
      }
    }
  });
});

test("the page's script knows which problems are not the handler's", async () => {
  const { foreign } = await internal("service/page/foreign.js");
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
  test("options of a start that do not exist", async () => {
    const refused = { name: "KycLinkError", code: "invalid_config", message: /^There is no option "/ };
    for (const options of [{ idempotencykey: "k" }, { key: "k" }, { idempotencyKey: "k", signal: undefined }, "k", ["k"]])
      await assert.rejects(serve(reply(500)).start(PERSON, options), refused);
    assert.deepEqual(sent, []);
    for (const options of [undefined, null, {}, { idempotencyKey: undefined }, { idempotencyKey: "k" }]) {
      assert.equal((await serve(reply(500)).start(PERSON, options)).status, 500);
      const [{ key }] = sent.splice(0);
      assert.ok(key && (options?.idempotencyKey ?? key) === key, JSON.stringify(options));
    }
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

/** The milliseconds after which the page sends its requests, while the time passes in steps. */
async function timesOf(ms, each = () => {}, step = 100) {
  const times = [];
  for (let now = 0; now <= ms; now += step) {
    if (now > 0) mock.timers.tick(step);
    for (let i = 0; i < 5; i++) await new Promise(setImmediate);
    times.push(...sent.splice(0).map(() => now));
    await each(now);
  }
  return times;
}

const held = (status, retryAfter) => reply(status, { code: "not_now" }, retryAfter === undefined ? {} : { "retry-after": retryAfter });

describe("a start", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));

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
  test("waits as long as a header says, at most ten seconds, and is sent three times at most, with one key", async () => {
    for (const [header, times, retryAfterMs] of HEADERS)
      for (const status of [409, 503]) {
        const keys = new Set();
        const client = serve((request) => keys.add(request.headers.get("idempotency-key")) && held(status, header)());
        const started = client.start(PERSON);
        assert.deepEqual(await timesOf(31_000), times, `${status} with ${header}`);
        const expected = { kind: "problem", code: "not_now", status, ...(retryAfterMs !== undefined && { retryAfterMs }) };
        assert.deepEqual([await started, keys.size], [expected, 1]);
      }
  });

  test("is sent again with the headers of the first time, whoever has logged in meanwhile", async () => {
    const logins = [];
    let user = "jane";
    const client = serve((request) => logins.push(request.headers.get("authorization")) && held(503, "1")(), {
      headers: () => ({ authorization: user }),
    });
    const started = client.start(PERSON);
    await timesOf(500);
    user = "john";
    await timesOf(5_000);
    await started;
    assert.deepEqual(logins, ["jane", "jane", "jane"]);
  });

  test("is sent again after 409 and 503 only", async () => {
    for (const status of [400, 401, 403, 422, 429, 500, 502, 504]) {
      const started = serve(held(status, "1")).start(PERSON);
      assert.deepEqual(await timesOf(5_000), [0], `${status}`);
      assert.equal((await started).status, status);
    }
  });
});

/** The errors that no promise has caught, which the test itself would fail with. */
function unhandledIn(t) {
  const messages = [];
  const others = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection").on("unhandledRejection", (error) => messages.push(error.message));
  t.after(() => {
    process.removeAllListeners("unhandledRejection");
    for (const listener of others) process.on("unhandledRejection", listener);
  });
  return messages;
}

describe("watchStatus", () => {
  let page;
  beforeEach(() => {
    mock.timers.enable({ apis: ["setTimeout"] });
    globalThis.document = page = Object.assign(new EventTarget(), { hidden: false });
  });
  afterEach(() => delete globalThis.document);
  const show = () => page.dispatchEvent(new Event("visibilitychange"));
  const PENDING = reply(200, { status: "pending", nextAction: "wait" });

  /** Watches for a time; returns what it has said, and when it has asked. */
  async function watch(respond, ms, { each, step, onChange = () => {} } = {}) {
    sent.length = 0;
    const seen = [];
    const stop = serve(respond).watchStatus((outcome) => {
      seen.push(outcome);
      return onChange(outcome, stop);
    });
    assert.deepEqual(seen, [], "not before it has returned `stop`");
    const times = await timesOf(ms, (now) => each?.(now, stop), step);
    stop();
    return { seen: seen.map(({ status, code }) => code ?? status), times };
  }

  test("says whatever changes in a status or a problem, but not that nothing else did", async () => {
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
      () => Promise.reject(new TypeError("down")),
      () => reply(200, { ...first, updatedAt: String(Math.random()) })(),
    ];
    let at = 0;
    const each = (now) => (at = Math.min(Math.floor(now / 70_000), all.length - 1));
    const { seen } = await watch(() => all[at](), 70_000 * all.length, { each, step: 500 });
    const statuses = [...Array(5).fill("pending"), "no_session", "no_session", "forbidden", "network", "pending"];
    assert.deepEqual(seen, statuses);
  });

  test("asks for nothing after it was stopped: before the first request, between two, or by its callback", async () => {
    for (const [ms, count] of [
      [0, 0],
      [500, 1],
      [2_500, 2],
    ]) {
      const { times } = await watch(PENDING, 60_000, { each: (now, stop) => now === ms && stop() });
      assert.equal(times.length, count);
    }
    const { times } = await watch(PENDING, 30_000, { each: show, onChange: (_, stop) => stop() });
    assert.deepEqual(times, [100]);
  });

  test("stops at once, even while a request is under way", async () => {
    let finish;
    const respond = () => new Promise((resolve) => (finish = () => resolve(PENDING())));
    const each = (now, stop) => {
      if (now !== 500) return;
      stop();
      finish();
    };
    assert.deepEqual(await watch(respond, 60_000, { each }), { seen: [], times: [100] });
  });

  test("a callback that throws does not end the polls, and is not hidden", async (t) => {
    const unhandled = unhandledIn(t);
    let status = "pending";
    const each = (now) => (status = now < 3_000 ? "pending" : "on_hold");
    const onChange = (outcome) => {
      throw new Error(`rendering of ${outcome.status}`);
    };
    const { seen } = await watch(() => reply(200, { status, nextAction: "wait" })(), 20_000, { each, onChange });
    assert.deepEqual(
      [seen, unhandled],
      [
        ["pending", "on_hold"],
        ["rendering of pending", "rendering of on_hold"],
      ],
    );
  });

  test("waits longer each time, up to half a minute, whether a request fails or not", async () => {
    for (const respond of [PENDING, () => Promise.reject(new TypeError("down"))]) {
      const { times } = await watch(respond, 160_000);
      const waits = times.slice(1).map((time, at) => time - times[at]);
      assert.deepEqual(waits, [2_000, 3_200, 5_200, 8_200, 13_200, 21_000, 30_000, 30_000, 30_000]);
    }
  });

  test("ends with a status that nobody can change any more, whatever happens to the page", async () => {
    const actions = ["wait", "open_link", "verify_contact", "accept_terms", "try_again", "none", "contact_support", "unheard_of"];
    for (const [status, nextAction] of [
      ...actions.map((action) => ["pending", action]),
      // Support resolves everything but a refusal: at Grid, a hold is always theirs.
      ...["incomplete", "expired", "on_hold", "unknown", "rejected"].map((status) => [status, "contact_support"]),
      ["rejected", "try_again"],
      ["approved", "none"],
    ]) {
      const isFinal = nextAction === "none" || (nextAction === "contact_support" && status === "rejected");
      const each = (now) => now % 10_000 === 0 && now > 0 && show();
      const { seen, times } = await watch(reply(200, { status, nextAction }), 60_000, { each });
      assert.deepEqual(seen, [status]);
      assert.ok(isFinal ? times.join() === "100" : times.length > 10, `${status}, ${nextAction}: ${times}`);
    }
  });

  test("of two requests at once the newer one counts, whichever is answered first, and one goes on", async () => {
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const waiting = [];
      const statuses = ["incomplete", "pending"];
      const respond = () => {
        if (waiting.length === 2) return PENDING();
        const status = statuses[waiting.length];
        return new Promise((resolve) => waiting.push(() => resolve(reply(200, { status, nextAction: "wait" })())));
      };
      const each = (now) => {
        if (now === 1_000) show();
        if (now === 1_100 || now === 1_200) waiting[order[(now - 1_100) / 100]]();
      };
      const { seen, times } = await watch(respond, 15_000, { each });
      assert.deepEqual([seen, times.length], [["pending"], 5], `${times}`);
    }
  });

  test("a page that is hidden is not updated, and one that is shown begins to wait anew", async () => {
    page.hidden = true;
    const each = (now) => {
      if (now === 5_000 || now === 50_000) page.hidden = false;
      if (now === 20_000) page.hidden = true;
      if ([5_000, 20_000, 50_000].includes(now)) show();
    };
    const { times } = await watch(PENDING, 60_000, { each });
    assert.deepEqual(times, [5_100, 7_100, 10_300, 15_500, 50_100, 52_100, 55_300]);
  });

  test("asks no earlier than a header says, also if the page becomes visible, and then as before", async () => {
    for (const [header, times] of [
      ["0", [100, 2_100, 5_300]],
      ["1", [100, 2_100, 5_300]],
      ["4", [100, 4_100, 8_100]],
      ["8", [100, 8_100]],
      ["60", [100]],
      ["99999999999999", [100]],
    ])
      for (const status of [429, 503]) {
        const each = (now) => Number(header) > 0 && now === 1_000 && show();
        assert.deepEqual((await watch(held(status, header), 10_000, { each })).times, times, `${status} ${header}`);
      }
    let isDown = true;
    const each = (now) => {
      isDown = now < 1_000;
      if (now === 3_000 || now === 7_000) show();
    };
    const { times } = await watch(() => (isDown ? held(503, "6") : PENDING)(), 8_000, { each });
    assert.deepEqual(times, [100, 6_100, 7_100]);
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
    [201, { provider: "grid", token: "t-1", id: "1" }, { kind: "token", provider: "grid", token: "t-1", id: "1" }],
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
      // What another function would resolve to is no response to this one.
      const next = ["verify_contact", "accept_terms", "approved", "problem"];
      for (const [result, kinds] of [
        [await client.start(PERSON), ["link", ...next]],
        [await client.renew(), ["link", ...next]],
        [await client.token(), ["token", ...next]],
        [await client.confirmCode("email", "1"), ["verify_contact", "ready", "problem"]],
        [await client.sendCode("email"), ["sent", "verify_contact", "ready", "problem"]],
      ])
        assert.deepEqual(result, kinds.includes(expected.kind) ? expected : UNEXPECTED(status));
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
  const failures = unhandledIn(t);
  const seen = [];
  const { presentWith } = await internal("service/page/present.js");
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
