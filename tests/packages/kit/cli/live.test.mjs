/**
 * `kyclink doctor --live`, in front of the sandbox and the models of the ready providers: what it finds, what it could not
 * try, and that it creates nothing and shows no key and no person.
 */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { PERSONAL, respond, WORLDS } from "../../helpers/cli/live.mjs";
import { inside, run } from "../../helpers/cli/run.mjs";
import { json } from "../../helpers/providers/model.mjs";

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
  for (const secret of [...secrets, ...PERSONAL, "token=of-ours"]) assert.ok(!out.includes(secret), out);
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

const WEBHOOK = ["webhook key", "webhook URL", "webhook events"];
/** What is fine in a good run, and what is never tried. */
const GOOD = {
  spherepay: [
    ["authentication", "clock", ...WEBHOOK],
    ["mode", "profiles", "link hosts"],
  ],
  grid: [
    ["authentication", "clock", "webhook URL"],
    ["mode", "webhook key", "link hosts"],
  ],
  bridge: [
    ["authentication", "clock", ...WEBHOOK, "link hosts"],
    ["mode", "endorsements"],
  ],
  sumsub: [["authentication", "mode", "clock", "level", "link", "applicant", ...WEBHOOK, "webhook algorithm", "link hosts"], []],
  due: [["authentication", "mode", "clock", ...WEBHOOK, "link hosts"], []],
  didit: [["authentication", "clock", "workflow", ...WEBHOOK, "link hosts"], ["mode"]],
  "stripe-identity": [
    ["authentication", "mode", "clock", "webhook URL", "webhook events"],
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
      assert.deepEqual(Object.keys(found.by), ["authentication", "mode", "clock", "everything else"]);
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

    test("a missing right is not a wrong key, unless the provider responds to both with 403", async (t) => {
      const { by } = await doctor(t, makeWorld(), { answer: () => json({}, 403) });
      const isKnown = ["bridge", "sumsub", "stripe-identity"].includes(provider);
      assert.match(
        by.authentication.message,
        isKnown ? /^the credentials lack (?:a|the) \w.*\(status 403\)$/ : /refuses .* or they lack a right$/,
      );
    });

    test("a webhook that leads elsewhere than to ORIGIN, or does not get what is needed", async (t) => {
      const world = makeWorld();
      const registered = world.webhook ?? world.config ?? world.endpoint;
      const before = { ...registered };
      for (const [ORIGIN, reason] of [
        ["http://localhost:8787", /^ORIGIN is on this machine/],
        ["not an origin", /^ORIGIN is missing or wrong$/],
      ]) {
        const { by } = await doctor(t, world, { env: { ORIGIN } });
        assert.equal(by["webhook URL"].result, "not tried");
        assert.match(by["webhook URL"].message, reason);
      }
      const [name] = Object.keys(world.elsewhere);
      for (const url of [world.elsewhere[name], before[name].replace(/[^/]+$/, "x"), before[name].replace("https", "http")]) {
        Object.assign(registered, { [name]: url });
        isWrong(
          await doctor(t, world),
          provider,
          "webhook URL",
          /^events go to https?:\/\/(?:old|app)\.example\.com: your handler takes them at ORIGIN/,
        );
      }
      Object.assign(registered, before, { [name]: undefined });
      const { by } = await doctor(t, world);
      assert.notEqual(by["webhook URL"].result, "ok");
      if (!world.fewer) return;
      const [fewer, missing] = world.fewer;
      Object.assign(registered, before, fewer);
      isWrong(await doctor(t, world), provider, "webhook events", new RegExp(`^the webhook does not get ${missing}$`));
    });

    if (makeWorld().webhook) {
      test("a webhook key that is another, is disabled, is not registered, or cannot be read", async (t) => {
        const world = makeWorld();
        isWrong(await doctor(t, world, { env: world.wrongKey }), provider, "webhook key", /^no webhook .* has this key$/);
        Object.assign(world.webhook, world.disabled);
        isWrong(await doctor(t, world), provider, "webhook key", /is disabled$/);
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
        for (const check of [...WEBHOOK, "workflow"])
          if (check !== "webhook URL" || provider !== "grid") assert.notEqual(by[check]?.result, "ok", `${check} ${JSON.stringify(odd)}`);
        const { by: all } = await doctor(t, world, { answer: () => json(odd) });
        for (const check of [...WEBHOOK, "level", "workflow", "link hosts"]) assert.notEqual(all[check]?.result, "ok", JSON.stringify(odd));
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
  const env = { SUMSUB_LEVEL_NAME: "none-of-ours" };
  const unknown = await doctor(t, world, { env });
  isWrong(unknown, "sumsub", "level", /^there is no level with this name$/);
  assert.ok(unknown.requests.every(({ line }) => line.startsWith("GET ")));
  const unlisted = (path) => (path.endsWith("/levels") ? json({}, 403) : undefined);
  isWrong(await doctor(t, world, { env, answer: unlisted }), "sumsub", "link", /for this level \(status 40\d\)/);
  const posted = (response) => (path) => (path.endsWith("websdkLink") ? response() : undefined);
  isWrong(await doctor(t, world, { answer: posted(() => json({}, 403)) }), "sumsub", "link", /may not create applicants/);
  isWrong(await doctor(t, world, { answer: posted(() => json({}, 500)) }), "sumsub", "link", /made no link \(status 500\)/);
  const afterwards = (response) => {
    let count = 0;
    return (path) => (path.endsWith("/one") && ++count === 2 ? response : undefined);
  };
  isWrong(await doctor(t, world, { answer: afterwards(json({ id: "64f0" })) }), "sumsub", "applicant", /delete kyclink-doctor-[\w-]+ in/);
  assert.equal((await doctor(t, world, { answer: afterwards(json({}, 500)) })).by.applicant.result, "not tried");
});

test("Sumsub: a clock that is off is found beside the refusal that it causes", async (t) => {
  const { by } = await doctor(t, WORLDS.sumsub(), { skewMs: 120_000, answer: () => json({ code: 401, errorCode: 4003 }, 401) });
  assert.deepEqual([by.authentication.result, by.clock.result], ["wrong", "wrong"]);
});

test("Sumsub: in production no link is made", async (t) => {
  const answer = (path) => (path.endsWith("/one") ? json({ code: 404 }, 404) : undefined);
  const { by, requests } = await doctor(t, WORLDS.sumsub(), { answer, env: { SUMSUB_APP_TOKEN: "prd:token-of-ours" } });
  assert.deepEqual([by.mode.message, by.level.result, by["link hosts"].result], ["live", "ok", "not tried"]);
  assert.ok(requests.every(({ line }) => line.startsWith("GET ")));
});

test("Sumsub: a webhook for businesses only, or with another algorithm", async (t) => {
  const world = WORLDS.sumsub();
  for (const [change, check, reason] of [
    [{ signatureAlgorithm: "HMAC_SHA1_HEX" }, "webhook algorithm", /another algorithm than HMAC_SHA256_HEX/],
    [{ signatureAlgorithm: undefined }, "webhook algorithm", /another algorithm/],
    [{ applicantType: "company" }, "webhook events", /^the webhook does not get applicantPending, /],
  ])
    isWrong(await doctor(t, { ...world, webhook: { ...world.webhook, ...change } }), "sumsub", check, reason);
  const { by } = await doctor(t, { ...world, webhook: { ...world.webhook, signatureAlgorithm: "HMAC_SHA512_HEX" } });
  assert.deepEqual(by["webhook algorithm"], { result: "ok", message: 'your code needs webhookAlgorithm: "HMAC_SHA512_HEX"' });
});

test("of several webhooks, the one that is enabled, has the key and leads to the handler counts", async (t) => {
  const stripe = WORLDS["stripe-identity"]();
  const [few] = stripe.fewer;
  const atStripe = async (...data) => {
    const lists = Object.fromEntries(Object.keys(stripe.lists).map((url) => [url, () => ({ data })]));
    return doctor(t, { ...stripe, lists });
  };
  isWrong(await atStripe({ ...stripe.endpoint, status: "disabled" }), "stripe-identity", "webhook URL", /^no webhook is registered/);
  const elsewhere = { ...stripe.endpoint, ...stripe.elsewhere };
  isWrong(await atStripe(elsewhere, { ...stripe.endpoint, ...few }), "stripe-identity", "webhook events", /redacted$/);

  const sumsub = WORLDS.sumsub();
  const url = Object.keys(sumsub.lists).find((one) => one.endsWith("clientWebhooks"));
  const atSumsub = async (...items) => doctor(t, { ...sumsub, lists: { ...sumsub.lists, [url]: () => ({ list: { items } }) } });
  const [ours, weak] = [sumsub.webhook, { ...sumsub.webhook, signatureAlgorithm: "HMAC_SHA1_HEX" }];
  isWrong(await atSumsub(weak, { ...ours, secretKey: "of-another" }), "sumsub", "webhook algorithm", /another algorithm/);
  isWrong(await atSumsub({ ...ours, disabled: true }, { ...ours, ...sumsub.elsewhere }), "sumsub", "webhook URL", /^events go to/);

  const didit = WORLDS.didit();
  Object.assign(didit.webhook, { subscribed_events: undefined });
  isWrong(await doctor(t, didit), "didit", "webhook events", /does not get status\.updated$/);
});

test("whether credentials are those of a sandbox is said where anything tells it", async (t) => {
  for (const [provider, env, mode] of [
    ["sumsub", {}, "test"],
    ["due", {}, "test"],
    ["due", { DUE_ENVIRONMENT: "production" }, "live"],
    ["stripe-identity", {}, "test"],
    ["stripe-identity", { STRIPE_IDENTITY_SECRET_KEY: "rk_live_0123456789" }, "live"],
  ]) {
    const answer = () => json({ error: {} }, 404);
    assert.deepEqual((await doctor(t, WORLDS[provider](), { answer, env })).by.mode, { result: "ok", message: mode }, provider);
  }
  for (const [environment, mode] of [
    ["sandbox", "test"],
    ["live", "live"],
    ["other", undefined],
  ]) {
    const world = WORLDS.didit();
    const lists = {
      [`https://verification.didit.me/v3/sessions/?workflow_id=${world.env.DIDIT_WORKFLOW_ID}&session_kind=user&limit=1`]: () => ({
        results: [{ environment }],
      }),
    };
    const { by } = await doctor(t, { ...world, lists: { ...world.lists, ...lists } });
    assert.equal(by.mode.result === "ok" ? by.mode.message : undefined, mode);
  }
});

test("each ready provider is asked at the base URL of its variable", async (t) => {
  for (const [provider, prefix] of [
    ["sumsub", "SUMSUB"],
    ["due", "DUE"],
    ["didit", "DIDIT"],
    ["stripe-identity", "STRIPE_IDENTITY"],
  ]) {
    const asked = [];
    const fetch = async (url) => asked.push(url) && json({ detail: "x" }, 404);
    const world = { ...WORLDS[provider](), lists: {}, fetch };
    const { by } = await doctor(t, world, { env: { [`${prefix}_BASE_URL`]: "http://127.0.0.1:4011" } });
    assert.ok(asked.length > 0 && asked.every((url) => url.startsWith("http://127.0.0.1:4011/")), provider);
    if (by.mode) assert.deepEqual(by.mode, { result: "not tried", message: "a base URL is set" });
  }
});

test("Due: an error about the key may have the status 400, and one about the made-up id is none", async (t) => {
  for (const [word, result] of [
    ["err_signin_jwt_required", "wrong"],
    ["err_token_invalid", "wrong"],
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
  // A later version has an id of its own, with which each create would make a session of another workflow.
  const later = { ...row, uuid: other.uuid };
  for (const results of [[{ ...later, status: "draft" }, row], [later]]) {
    Object.assign(world.workflows, { results });
    assert.equal((await doctor(t, world)).by.workflow.result, "ok");
  }
  Object.assign(world.workflows, { results: [{ ...row, workflow_id: other.uuid }] });
  isWrong(await doctor(t, world), "didit", "workflow", new RegExp(`^this is the id of a version: that of the workflow is ${other.uuid}$`));
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
  assert.deepEqual(out.split("\n").slice(0, 14), [
    "tried at bridge:",
    "  authentication  ok",
    "  mode            not tried  a base URL is set",
    "  clock           ok",
    "  webhook key     ok",
    "  webhook URL     ok",
    "  webhook events  ok",
    "  endorsements    not tried  Bridge has no list of the endorsements that your account may ask for",
    "  link hosts      not tried  there is no link yet",
    "tried at didit:",
    "  authentication   wrong      the provider refuses the credentials (status 403), or they lack a right",
    "  mode             not tried  nothing says whether these are the credentials of a sandbox",
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
