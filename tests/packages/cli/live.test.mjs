/**
 * `kyclink doctor --live`, in front of the sandbox and the models of the ready providers: what it finds, what it could not
 * try, and that it creates nothing and shows no key and no person.
 */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { PERSONAL, respond, WORLDS } from "../helpers/cli/live.mjs";
import { inside, run } from "../helpers/cli/run.mjs";
import { json } from "../helpers/providers/model.mjs";

const OTHERS = { ORIGIN: "https://app.example.com", COOKIE_SECRET: "0123456789abcdef0123456789abcdef" };
const NOBODY = /kyclink-doctor-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
/** Values of variables that are words of the messages. */
const WORDS = ["sandbox", "wrong"];

/**
 * Runs `doctor --live`. `answer` may take the place of what the world responds, and `skewMs` is how far the provider's clock
 * is ahead; null if no response tells its time.
 */
async function doctor(t, world, { env, args = ["--json"], answer, skewMs = 0 } = {}) {
  const requests = [];
  t.mock.method(globalThis, "fetch", async (url, init) => {
    const { method, redirect, body } = init;
    assert.equal(redirect, "manual");
    const { pathname, search } = new URL(url);
    requests.push({ line: `${method} ${pathname}${search}`.replace(NOBODY, "<nobody>"), body });
    const response = (await answer?.(pathname, init)) ?? (await respond(world, url, init));
    const headers = new Headers(response.headers);
    if (skewMs !== null) headers.set("date", new Date(Date.now() + skewMs).toUTCString());
    return new Response(response.body, { status: response.status, headers });
  });
  const variables = { ...OTHERS, ...world.env, ...env };
  const { code, out, err } = await run(t, ["doctor", "--live", ...args], variables);
  assert.equal(err, "");
  const secrets = Object.values({ ...world.env, ...env }).filter((value) => !WORDS.includes(value) && !value.startsWith("https:"));
  for (const secret of [...secrets, ...PERSONAL]) assert.ok(!out.includes(secret), out);
  if (!args.includes("--json")) return { code, out, requests };
  const { ok, findings, live } = JSON.parse(out);
  assert.deepEqual([ok, code], [findings.length === 0, ok ? 0 : 1]);
  const by = Object.fromEntries(live.map(({ check, result, message }) => [check, { result, message }]));
  return { code, out, findings, live, by, requests };
}

/** Asserts that one check is wrong, for that reason, and is a finding. */
function isWrong({ by, findings }, provider, check, reason) {
  const wrong = Object.keys(by).filter((name) => by[name].result === "wrong");
  assert.deepEqual(wrong, [check], JSON.stringify(by));
  assert.match(by[check].message, reason);
  assert.deepEqual(findings, [{ name: `${provider}: ${check}`, message: by[check].message }]);
}

/** What is fine in a good run, and what is never tried. */
const GOOD = {
  spherepay: [
    ["authentication", "clock", "webhook key"],
    ["profiles", "link hosts"],
  ],
  grid: [
    ["authentication", "clock"],
    ["webhook key", "link hosts"],
  ],
  bridge: [["authentication", "clock", "webhook key", "link hosts"], ["endorsements"]],
  sumsub: [["authentication", "clock", "level", "applicant", "link hosts"], ["webhook key"]],
  due: [["authentication", "clock", "webhook key", "link hosts"], []],
  didit: [["authentication", "clock", "workflow", "webhook key", "link hosts"], []],
  "stripe-identity": [
    ["authentication", "clock"],
    ["activation", "webhook key", "link hosts"],
  ],
};

test("every provider is tried", async () => {
  const [{ PROVIDERS }, { READY_NAMES }] = await Promise.all(["environment.js", "ready.js"].map(inside));
  assert.deepEqual(Object.keys(WORLDS).sort(), [...PROVIDERS, ...READY_NAMES].sort());
});

for (const [provider, makeWorld] of Object.entries(WORLDS)) {
  describe(provider, () => {
    const [good, never] = GOOD[provider];

    test("a good run finds nothing, says what it could not try and why, and creates nothing", async (t) => {
      const world = makeWorld();
      await world.begin?.();
      const customers = JSON.stringify([...(world.api?.accounts ?? []), ...(world.api?.sessions ?? [])]);
      const args = provider === "bridge" ? ["--json", "--provider", "bridge", "--link-hosts", `x.example,${world.host}`] : ["--json"];
      const { by, findings, requests } = await doctor(t, world, { args });
      assert.deepEqual(findings, []);
      const of = (wanted) => Object.keys(by).filter((name) => by[name].result === wanted);
      assert.deepEqual([of("ok").sort(), of("not tried").sort()], [[...good].sort(), [...never].sort()]);
      for (const name of never) assert.match(by[name].message, /^[\w ].{10,}/);
      assert.deepEqual(requests.map(({ line }) => line).sort(), [...world.requests].sort());
      const bodies = requests.flatMap(({ body }) => (body === undefined ? [] : Object.keys(JSON.parse(body))));
      assert.deepEqual(bodies, provider === "sumsub" ? ["levelName", "userId", "ttlInSecs"] : []);
      assert.equal(JSON.stringify([...(world.api?.accounts ?? []), ...(world.api?.sessions ?? [])]), customers);
    });

    test("wrong credentials", async (t) => {
      const world = makeWorld();
      const found = await doctor(t, world, { env: world.wrong });
      isWrong(found, provider, "authentication", /refuses the credentials \(status 40\d\)/);
      assert.deepEqual(Object.keys(found.by), ["authentication", "clock", "everything else"]);
      assert.equal(new Set(found.requests.map(({ line }) => line)).size, 1);
    });

    for (const [name, answer, reason] of [
      ["no connection", () => Promise.reject(new TypeError("fetch failed")), /^the provider does not respond$/],
      ["503", () => json({}, 503), /status 503: try again later/],
      ["429", () => json({}, 429), /status 429: try again later/],
      ["HTML", () => new Response("<!doctype html><h1>It works!</h1>"), /is not JSON \(status 200\)/],
      ["HTML with 404", () => new Response("<h1>No</h1>", { status: 404 }), /is not JSON \(status 404\)/],
      ["a redirect", () => new Response(null, { status: 302, headers: { location: "/" } }), /redirect/],
      ["2 MiB", () => new Response(`"${"x".repeat(2 << 20)}"`), /larger than 1 MiB/],
      ["418", () => json({}, 418), /status 418/],
    ])
      test(`a provider that responds with ${name}`, async (t) => {
        isWrong(await doctor(t, makeWorld(), { answer }), provider, "authentication", reason);
      });

    test("a clock that is off, or that nothing tells about", async (t) => {
      for (const [skewMs, reason] of [
        [-90_000, /(?:89|9\d) seconds ahead of/],
        [90_000, /(?:89|9\d) seconds behind/],
      ])
        isWrong(await doctor(t, makeWorld(), { skewMs }), provider, "clock", reason);
      for (const skewMs of [50_000, -50_000]) assert.equal((await doctor(t, makeWorld(), { skewMs })).by.clock.result, "ok");
      const { by } = await doctor(t, makeWorld(), { skewMs: null });
      assert.deepEqual(by.clock, { result: "not tried", message: "no response had a Date" });
    });

    test("variables that are missing or wrong are not tried", async (t) => {
      const world = makeWorld();
      const [name] = Object.keys(world.env);
      const { by, requests, code } = await doctor(t, world, { env: { [name]: "a\tb" } });
      assert.deepEqual(by, { authentication: { result: "not tried", message: "the variables are missing or wrong" } });
      assert.deepEqual([requests, code], [[], 1]);
    });

    if (makeWorld().webhook) {
      test("a webhook key that is another, is disabled, is not registered, or cannot be read", async (t) => {
        const world = makeWorld();
        isWrong(await doctor(t, world, { env: world.wrongKey }), provider, "webhook key", /^no webhook .* has this key$/);
        Object.assign(world.webhook, world.disabled);
        isWrong(await doctor(t, world), provider, "webhook key", /is disabled, or does not get/);
        isWrong(await doctor(t, { ...world, webhook: undefined }), provider, "webhook key", /^no webhook is registered/);
        const lists = Object.keys(world.lists).map((url) => new URL(url).pathname);
        for (const [response, reason] of [
          [() => json({}, 403), /\(status 403\)$/],
          [() => new Response("<h1>No</h1>"), /cannot be read$/],
          [() => Promise.reject(new TypeError("fetch failed")), /does not respond$/],
        ]) {
          const answer = (path) => (lists.includes(path) ? response() : undefined);
          const { by } = await doctor(t, world, { answer });
          assert.equal(by["webhook key"].result, "not tried");
          assert.match(by["webhook key"].message, reason);
        }
      });

      test("without a key, its webhooks are not read", async (t) => {
        const world = makeWorld();
        const { by } = await doctor(t, {
          ...world,
          env: Object.fromEntries(Object.entries(world.env).filter(([n]) => !/WEBHOOK/.test(n))),
        });
        assert.deepEqual(by["webhook key"], { result: "not tried", message: "no key is set" });
      });
    }

    test("lists of a shape that nobody expects are never fine, and end nothing", async (t) => {
      const world = makeWorld();
      const lists = Object.keys(world.lists).map((url) => new URL(url).pathname);
      for (const odd of [null, 1, "x", [], {}, [null], { data: [null] }, { data: null }, { results: [1] }, { data: { webhooks: {} } }]) {
        const { by } = await doctor(t, world, { answer: (path) => (lists.includes(path) ? json(odd) : undefined) });
        for (const check of ["webhook key", "workflow"]) assert.notEqual(by[check]?.result, "ok", JSON.stringify(odd));
        const { by: all } = await doctor(t, world, { answer: () => json(odd) });
        for (const check of ["webhook key", "workflow", "link hosts"]) assert.notEqual(all[check]?.result, "ok", JSON.stringify(odd));
      }
    });
  });
}

test("links on a host that the handler refuses are found, unless the list is passed", async (t) => {
  for (const provider of ["bridge", "sumsub", "due", "didit"]) {
    const world = WORLDS[provider]("elsewhere.example");
    await world.begin?.();
    world.move?.();
    const hosts = (list) => ["--json", "--provider", provider, "--link-hosts", list];
    const args = provider === "bridge" ? hosts("other.example") : ["--json"];
    isWrong(await doctor(t, world, { args }), provider, "link hosts", /^links are on (?:elsewhere|bridge\.hosted\.kyclink)\.example, /);
    for (const list of ["Elsewhere.example, bridge.hosted.kyclink.example", ".example"])
      assert.equal((await doctor(t, world, { args: hosts(list) })).by["link hosts"].result, "ok", `${provider}: ${list}`);
    isWrong(await doctor(t, world, { args: hosts(".elsewhere.example") }), provider, "link hosts", /^links are on /);
  }
  const bridge = WORLDS.bridge();
  await bridge.begin();
  assert.match((await doctor(t, bridge)).by["link hosts"].message, /^links are on bridge\.hosted\.kyclink\.example: pass the allowHosts/);
  for (const provider of ["due", "didit"])
    assert.deepEqual((await doctor(t, WORLDS[provider]())).by["link hosts"], { result: "not tried", message: "there is no link yet" });
});

test("Sumsub: a level that there is not, a token without the permission, an applicant that the link made", async (t) => {
  const world = WORLDS.sumsub();
  isWrong(await doctor(t, world, { env: { SUMSUB_LEVEL_NAME: "none-of-ours" } }), "sumsub", "level", /for this level \(status 40\d\)/);
  const posted = (response) => (path) => (path.endsWith("websdkLink") ? response() : undefined);
  isWrong(await doctor(t, world, { answer: posted(() => json({}, 403)) }), "sumsub", "level", /may not create applicants/);
  isWrong(await doctor(t, world, { answer: posted(() => json({}, 500)) }), "sumsub", "level", /made no link \(status 500\)/);
  const afterwards = (response) => {
    let count = 0;
    return (_, { method }) => (method === "GET" && ++count === 2 ? response : undefined);
  };
  isWrong(await doctor(t, world, { answer: afterwards(json({ id: "64f0" })) }), "sumsub", "applicant", /delete kyclink-doctor-[\w-]+ in/);
  assert.equal((await doctor(t, world, { answer: afterwards(json({}, 500)) })).by.applicant.result, "not tried");
});

test("Sumsub: a clock that is off is found beside the refusal that it causes", async (t) => {
  const { by } = await doctor(t, WORLDS.sumsub(), { skewMs: 120_000, answer: () => json({ code: 401, errorCode: 4003 }, 401) });
  assert.deepEqual([by.authentication.result, by.clock.result], ["wrong", "wrong"]);
});

test("Sumsub: in production no link is made", async (t) => {
  const answer = () => json({ code: 404 }, 404);
  const { by, requests } = await doctor(t, WORLDS.sumsub(), { answer, env: { SUMSUB_APP_TOKEN: "prd:token-of-ours" } });
  assert.deepEqual([by.authentication.result, by.level.result, by["link hosts"].result], ["ok", "not tried", "not tried"]);
  assert.deepEqual(
    requests.map(({ line }) => line),
    ["GET /resources/applicants/-;externalUserId=<nobody>/one"],
  );
});

test("Due: an error about the key may have the status 400, and one about the made-up id is none", async (t) => {
  for (const [word, result] of [
    ["err_signin_jwt_required", "wrong"],
    ["err_invalid_id", "ok"],
  ]) {
    const answer = (path) => (path.includes("kyclink-doctor-") ? json({ error_code: word }, 400) : undefined);
    assert.equal((await doctor(t, WORLDS.due(), { answer })).by.authentication.result, result);
  }
});

test("Due: an account that cannot be read, or that has no links", async (t) => {
  const world = WORLDS.due();
  await world.begin();
  for (const [response, reason] of [
    [() => json({}, 500), "an account of the list cannot be read (status 500)"],
    [() => json({ id: "acct_1", kyc: { link: null } }), "there is no link yet"],
  ]) {
    const { by } = await doctor(t, world, { answer: (path) => (path === "/v1/accounts/acct_1" ? response() : undefined) });
    assert.deepEqual(by["link hosts"], { result: "not tried", message: reason });
  }
});

test("Didit: a workflow that there is not, or with which nobody can begin", async (t) => {
  const world = WORLDS.didit();
  const [row] = world.workflows.results;
  const other = { ...row, uuid: "2b7a7a5c-5d3f-4e0b-9d66-4f0f2f1c2a12", workflow_id: "2b7a7a5c-5d3f-4e0b-9d66-4f0f2f1c2a12" };
  for (const [results, reason] of [
    [[], /^there is no workflow with this id$/],
    [[other], /^there is no workflow with this id$/],
    [[other, { ...row, is_archived: true }], /archived/],
    [[{ ...row, status: "draft" }], /no version that is published/],
    [[{ ...row, workflow_type: "kyb" }], /for businesses/],
  ]) {
    Object.assign(world.workflows, { results });
    isWrong(await doctor(t, world), "didit", "workflow", reason);
  }
  // A later version has an id of its own.
  for (const results of [[{ ...row, uuid: other.uuid, status: "draft" }, row], [{ ...row, workflow_id: other.uuid }]]) {
    Object.assign(world.workflows, { results });
    assert.equal((await doctor(t, world)).by.workflow.result, "ok");
  }
  Object.assign(world.workflows, { results: [other], next: "https://verification.didit.me/v3/workflows/?offset=100" });
  assert.equal((await doctor(t, world)).by.workflow.result, "not tried");
});

test("a wrong environment is not tried as the sandbox", async (t) => {
  const { SPHEREPAY_BASE_URL: _, ...env } = WORLDS.spherepay().env;
  const { by, requests } = await doctor(t, { ...WORLDS.spherepay(), env }, { env: { SPHEREPAY_ENVIRONMENT: "staging" } });
  assert.deepEqual([by.authentication.result, requests], ["not tried", []]);
});

test("a hanging provider is given up after ten seconds", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const answer = () => {
    t.mock.timers.tick(9_999);
    setImmediate(() => t.mock.timers.tick(1));
    return new Promise(() => {});
  };
  isWrong(await doctor(t, WORLDS.bridge(), { answer }), "bridge", "authentication", /does not respond within 10 seconds/);
});

test("several providers are tried, and people get a table of each", async (t) => {
  const worlds = [WORLDS.bridge(), WORLDS.didit()];
  const world = {
    env: { ...worlds[0].env, ...worlds[1].env, ...worlds[1].wrong },
    lists: { ...worlds[0].lists, ...worlds[1].lists },
    webhook: worlds[0].webhook,
    fetch: (url, init) => worlds[url.includes("didit") ? 1 : 0].fetch(url, init),
  };
  const { code, out } = await doctor(t, world, { args: [] });
  assert.equal(code, 1);
  assert.deepEqual(out.split("\n").slice(0, 10), [
    "tried at bridge:",
    "  authentication  ok",
    "  clock           ok",
    "  webhook key     ok",
    "  endorsements    not tried  Bridge has no list of the endorsements that your account may ask for",
    "  link hosts      not tried  there is no link yet",
    "tried at didit:",
    "  authentication   wrong      the provider refuses the credentials (status 403)",
    "  clock            ok",
    "  everything else  not tried  it needs authentication",
  ]);
  assert.ok(!out.includes("accepts the credentials"));
});

test("--link-hosts is about one provider", async (t) => {
  for (const args of [["--live"], ["--provider", "bridge"], []]) {
    const { code, err } = await run(t, ["doctor", ...args, "--link-hosts", "x.example"], {});
    assert.deepEqual([code, err], [2, "kyclink: --link-hosts needs --live and --provider\n"]);
  }
});
