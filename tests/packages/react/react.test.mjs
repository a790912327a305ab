/** `kyclink/react` with React 18 and 19: in Chromium, in front of a real handler, and rendered on a server. */

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { blocks } from "../helpers/docs/markdown.mjs";
import { CONTACT_CODE, configOf, createHandler, createSandbox, PERSON, PERSON_AT_GRID } from "../helpers/edge/harness.mjs";
import { esm, project, require, scratch } from "../helpers/install/index.mjs";
import { launch } from "../runtimes/chromium.mjs";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const program = (name) => fileURLToPath(new URL(`../helpers/react/${name}.mjs`, import.meta.url));
/** Where each version is in node_modules. */
const VERSIONS = { 18: { react: "react-18", "react-dom": "react-dom-18" }, 19: { react: "react", "react-dom": "react-dom" } };

/** Bundles a program with a version of React, as it is in development. */
const bundle = (name, version, options) =>
  build({
    entryPoints: [program(name)],
    bundle: true,
    target: "es2022",
    alias: Object.fromEntries(Object.entries(VERSIONS[version]).map(([name, folder]) => [name, join(ROOT, "node_modules", folder)])),
    nodePaths: [join(project, "node_modules")],
    define: { "process.env.NODE_ENV": '"development"' },
    logLevel: "error",
    ...options,
  });

/** The page's handle: for the functions that run there. */
const { app } = globalThis;

const { presentation } = await esm();

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

for (const version of Object.keys(VERSIONS)) {
  describe(`React ${version}`, () => {
    let files, server, origin, handler, sandbox, requests, hold;
    /** What the server has rendered. */
    let rendered = "";

    before(async () => {
      const { outputFiles } = await bundle("page", version, { format: "esm", splitting: true, outdir: "/", write: false });
      files = new Map(outputFiles.map(({ path, text }) => [path, text]));
      server = createServer(async (request, response) => {
        const path = new URL(request.url, origin).pathname;
        if (path === "/")
          return response
            .setHeader("content-type", "text/html")
            .end(`<div id="root">${rendered}</div><script type="module" src="/page.js"></script>`);
        if (path === "/favicon.ico") return response.writeHead(404).end();
        if (path === "/widget") return response.setHeader("content-type", "text/html").end("<title>Check</title>");
        if (files.has(path)) return response.setHeader("content-type", "text/javascript").end(files.get(path));
        const chunks = await request.toArray();
        const entry = { method: request.method, path, key: request.headers["idempotency-key"] };
        requests.push(entry);
        const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined;
        const { method, headers } = request;
        const reply = await handler(new Request(origin + request.url, { method, headers, body }));
        await hold;
        response.writeHead(reply.status, Object.fromEntries(reply.headers)).end(await reply.text());
      });
      await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
      origin = `http://localhost:${server.address().port}`;
    });
    after(() => {
      server.closeAllConnections();
      server.close();
    });

    /** The requests of the page, as `POST links`, without those of the status unless they are asked for. */
    const sent = (all = false) =>
      requests.map(({ method, path }) => `${method} ${path.replace("/kyc/", "")}`).filter((one) => all || one !== "GET status");

    beforeEach(() => start("spherepay"));

    function start(provider, more) {
      sandbox = createSandbox();
      handler = createHandler(configOf(sandbox, { provider, allowedOrigins: [origin], ...more?.(sandbox) }));
      [requests, hold] = [[], undefined];
    }

    /** A page with the component. */
    async function open(t, options, how = {}) {
      const context = await browser.newContext();
      t.after(() => context.close());
      const page = await context.newPage();
      page.setDefaultTimeout(10_000);
      if (how.clock) await page.clock.install();
      if (how.before) await page.addInitScript(how.before);
      await page.goto(origin);
      await page.waitForFunction(() => globalThis.app);
      assert.equal((await page.evaluate(() => app.version)).split(".")[0], version);
      await page.evaluate(
        ([options, how]) => app.mount(options, how),
        [options, { strict: how.strict, hydrate: how.hydrate, presents: how.presents }],
      );
      if (how.presents) await page.waitForSelector("#container", { state: "attached" });
      else if (!how.clock) await page.waitForFunction(() => app.hook?.status);
      return page;
    }

    const submit = (page, applicant = PERSON) => page.evaluate((applicant) => app.hook.submit(applicant), applicant);
    const hook = (page) => page.evaluate(() => JSON.parse(JSON.stringify(app.hook)));
    /** Holds the responses until the returned function is called. */
    function holding() {
      let release;
      hold = new Promise((resolve) => (release = resolve));
      return release;
    }
    const startBridge = () => start("bridge", ({ baseUrls }) => ({ bridge: { apiKey: "key", baseUrl: baseUrls.bridge } }));
    const linkThatMayBeFramed = () => {
      const link = { provider: "bridge", kycUrl: `${origin}/verify?reference-id=x` };
      return { ...link, presentation: presentation(link, { origin, allowLoopback: true }) };
    };
    /** Until no request is on its way any more; returns how many there were. */
    async function settled() {
      let count;
      do {
        count = requests.length;
        await sleep(200);
      } while (requests.length > count);
      return count;
    }
    const noErrors = async (page) => assert.deepEqual(await page.evaluate(() => app.errors), []);

    test("from the form to the link, and to the status", async (t) => {
      const page = await open(t);
      assert.deepEqual(await hook(page), {
        state: { kind: "form", isBusy: false },
        issues: {},
        status: { status: "none", nextAction: "none" },
      });
      const link = await submit(page);
      assert.deepEqual([link.kind, link.provider], ["link", "spherepay"]);
      await page.waitForFunction(() => app.hook.status.nextAction === "open_link");
      const { state, issues, status } = await hook(page);
      assert.deepEqual(state, { ...link, isBusy: false });
      assert.deepEqual([issues, status.status, status.kind], [{}, "incomplete", undefined]);
      assert.match(await page.textContent("main"), /^link incomplete$/);
      const renewed = await page.evaluate(() => app.hook.renew());
      assert.equal(renewed.kind, "link");
      assert.equal(await page.evaluate(() => app.functions.size), 1, "the functions stay the same");
      await noErrors(page);
    });

    test("usePresentation: a frame in the component, the server's status, and an end with the component", async (t) => {
      for (const strict of [false, true]) {
        const page = await open(t, undefined, { presents: true, strict });
        const link = linkThatMayBeFramed();
        assert.ok(!sent(true).includes("GET status"), "nothing before a link is open");
        // StrictMode renders a component twice before it is there.
        await page.evaluate(() => app.functions.clear());
        assert.equal(await page.evaluate((link) => app.hook.open(link).then(({ way }) => way), link), "frame");
        const element = await page.waitForSelector("#container iframe");
        // The element is there before its page is.
        const frame = await element.contentFrame();
        await frame.waitForURL(link.presentation.frame.url);
        await page.waitForFunction(() => app.hook.status?.kind === "status");
        const before = requests.length;
        await frame.evaluate(() => parent.postMessage({ name: "complete", status: "approved" }, "*"));
        await page.waitForFunction(() => document.querySelector("iframe") === null);
        while (requests.length === before) await page.waitForTimeout(20);
        assert.deepEqual(await page.evaluate(() => [app.hook.status.status, document.querySelector("main").textContent.endsWith("none")]), [
          "none",
          true,
        ]);
        for (let again = 0; again < 2; again++) await page.evaluate((link) => app.hook.open(link).then(() => {}), link);
        assert.equal(await page.locator("iframe").count(), 1, "the second link replaces the first");
        assert.equal(await page.evaluate(() => app.functions.size), 1, "the functions stay the same");
        const container = await page.evaluateHandle(() => document.getElementById("container"));
        await page.evaluate(() => app.unmount());
        assert.equal(await container.evaluate((element) => element.childElementCount), 0);
        const after = await settled();
        await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
        await page.waitForTimeout(200);
        assert.equal(requests.length, after, "nothing is requested any more");
        await noErrors(page);
        requests = [];
      }
    });

    test("usePresentation: the options are those of the last render, each link has its way, and close takes it away", async (t) => {
      const page = await open(t, { base: "/other", texts: { openTab: "Neuer Tab" } }, { presents: true });
      const link = linkThatMayBeFramed();
      const openLink = (...more) => page.evaluate((given) => app.hook.open(...given).then(({ way }) => way), [link, ...more]);
      for (const [base, openTab] of [
        ["/other", "Neuer Tab"],
        ["/kyc", "Nueva pestaña"],
      ]) {
        await page.evaluate((options) => app.setOptions(options), { base, texts: { openTab } });
        await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 50)));
        assert.equal(await openLink(), "frame");
        assert.equal(await page.textContent("#container a"), openTab);
        while (!requests.some(({ path }) => path === `${base}/status`)) await page.waitForTimeout(20);
      }
      await page.evaluate(() => app.hook.close());
      assert.equal(await page.evaluate(() => document.getElementById("container").childElementCount), 0);
      await noErrors(page);
      void openLink("redirect").catch(() => {});
      await page.waitForURL(link.kycUrl);
    });

    test("under StrictMode: one request for the status, and one customer", async (t) => {
      const page = await open(t, undefined, { strict: true });
      assert.deepEqual(sent(true), ["GET status"]);
      assert.equal((await submit(page)).kind, "link");
      assert.deepEqual(sent(), ["POST links"]);
      await page.waitForFunction(() => app.hook.status.nextAction === "open_link");
      assert.equal(sandbox.customers().length, 1);
      await noErrors(page);
    });

    test("a double submit sends one request, and both get its result; while it runs, the hook is busy", async (t) => {
      const page = await open(t);
      const release = holding();
      const both = page.evaluate((applicant) => Promise.all([app.hook.submit(applicant), app.hook.submit(applicant)]), PERSON);
      await page.waitForFunction(() => app.hook.state.isBusy);
      release();
      const [first, second] = await both;
      assert.deepEqual(first, second);
      assert.equal(first.kind, "link");
      assert.deepEqual(sent(), ["POST links"]);
      assert.equal((await hook(page)).state.isBusy, false);
    });

    /** The keys of the submits, in their order, as numbers: the same key has the same number. */
    function keys() {
      const all = requests.flatMap(({ key }) => key ?? []);
      return all.map((key) => all.indexOf(key));
    }

    const JOHN = { ...PERSON, email: "john@example.com" };

    test("one key until an applicant is accepted, and another one for the next", async (t) => {
      const page = await open(t);
      assert.equal((await submit(page, { ...PERSON, email: "jane" })).kind, "issues");
      await page.route(/links/, (route) => route.abort(), { times: 1 });
      assert.equal((await submit(page)).kind, "problem");
      const first = await submit(page);
      const second = await submit(page, JOHN);
      assert.deepEqual([first.kind, second.kind, first.kycUrl === second.kycUrl], ["link", "link", false]);
      await page.evaluate(() => app.unmount());
      await page.evaluate(() => app.mount());
      await submit(page, { ...PERSON, email: "ann@example.com" });
      assert.deepEqual(keys(), [0, 0, 2, 3]);
      assert.equal(sandbox.customers().length, 3);
    });

    test("a key is dropped after each way to be accepted", async (t) => {
      for (const [begin, expected] of [
        [() => start("grid"), "verify_contact"],
        [startBridge, "accept_terms"],
      ]) {
        begin();
        const page = await open(t);
        const kinds = [];
        for (const email of [PERSON.email, JOHN.email]) kinds.push((await submit(page, { ...PERSON_AT_GRID, email })).kind);
        assert.deepEqual([...kinds, ...keys()], [expected, expected, 0, 1]);
      }
    });

    /**
     * What is pressed again after an applicant was accepted: which applicant, and what the handler is asked for. The
     * link has expired in the second case.
     */
    const AGAIN = {
      "the same applicant": [PERSON, [], 1],
      "the same applicant, whose link has expired": [PERSON, ["POST links/renew"], 1, -1_000],
      "the same applicant, whose link has not expired": [PERSON, [], 1, 60_000],
      "another applicant": [JOHN, ["POST links"], 2],
    };
    for (const [name, [again, routes, customers, expiresIn]] of Object.entries(AGAIN)) {
      test(`after a link: ${name}`, async (t) => {
        const page = await open(t);
        if (expiresIn !== undefined)
          await page.route(
            /links$/,
            async (route) => {
              const response = await route.fetch();
              const json = { ...(await response.json()), expiresAt: new Date(Date.now() + expiresIn).toISOString() };
              await route.fulfill({ response, json });
            },
            { times: 1 },
          );
        const link = await submit(page);
        requests.length = 0;
        const second = await submit(page, again);
        assert.deepEqual([link.kind, second.kind, sent(), sandbox.customers().length], ["link", "link", routes, customers]);
        assert.deepEqual((await hook(page)).state, { ...second, isBusy: false });
        if (routes.length === 0) assert.deepEqual(second, link);
      });
    }

    test("the same applicant again: the step at which the person is", async (t) => {
      start("grid");
      const page = await open(t);
      const again = async () => {
        requests.length = 0;
        const { kind, channels } = await submit(page, PERSON_AT_GRID);
        return [kind, channels, sent()];
      };
      await submit(page, PERSON_AT_GRID);
      assert.deepEqual(await again(), ["verify_contact", ["email", "phone"], []]);
      for (const channel of ["email", "phone"]) {
        await page.evaluate((channel) => app.hook.sendCode(channel), channel);
        await page.evaluate((given) => app.hook.confirmCode(...given), [channel, CONTACT_CODE]);
        const expected = channel === "email" ? ["verify_contact", ["phone"], []] : ["link", undefined, ["POST links/renew"]];
        assert.deepEqual(await again(), expected);
      }
      assert.equal(sandbox.customers().length, 1);
    });

    test("without a session, the same applicant gets the same customer back", async (t) => {
      const page = await open(t);
      for (let round = 0; round < 3; round++) {
        assert.equal((await submit(page)).kind, "link");
        await page.context().clearCookies();
        assert.equal((await page.evaluate(() => app.hook.renew())).code, "no_session");
      }
      assert.deepEqual([keys(), sandbox.customers().length], [[0, 0, 0], 1]);
      assert.equal((await submit(page, JOHN)).kind, "link");
      assert.deepEqual([keys(), sandbox.customers().length], [[0, 0, 0, 3], 2]);
    });

    test("without a session, a request that fails does not bring it back", async (t) => {
      const page = await open(t);
      await submit(page);
      await page.context().clearCookies();
      assert.equal((await page.evaluate(() => app.hook.renew())).code, "no_session");
      await page.route(/links/, (route) => route.abort(), { times: 1 });
      assert.equal((await submit(page)).code, "network");
      requests.length = 0;
      assert.equal((await submit(page)).kind, "link");
      assert.deepEqual([sent(), sandbox.customers().length], [["POST links"], 1]);
    });

    test("an applicant that is changed while its outcome is unknown is sent again as it was", async (t) => {
      const page = await open(t);
      await page.route(/links/, LOST.response, { times: 1 });
      const kinds = await page.evaluate(
        async ([jane, email]) => {
          const first = await app.hook.submit(jane);
          jane.email = email;
          return [first.kind, (await app.hook.submit(jane)).kind];
        },
        [PERSON, JOHN.email],
      );
      assert.deepEqual([kinds, sandbox.customers().length], [["problem", "link"], 1]);
    });

    const ANN = { ...PERSON, email: "ann@example.com" };
    /** A response that is lost on its way to the page, and a request that is lost on its way to the handler. */
    const LOST = {
      response: async (route) => {
        await route.fetch();
        await route.abort();
      },
      request: (route) => route.abort(),
    };
    /** What is lost of each submit and its applicant; in the end the keys, and the applicant who was accepted. */
    const PEOPLE = { jane: PERSON, john: JOHN, ann: ANN, wrong: { ...PERSON, email: "jane" } };
    const CORRECTED = {
      "its response": ["response jane, nothing john", [0, 0, 0], PERSON],
      "its request": ["request jane, nothing john", [0], JOHN],
      "its response, and the request with the correction": ["response jane, request john, nothing ann", [0, 0, 0, 0, 0], PERSON],
      "its request, and the response to the correction": ["request jane, response john, nothing ann", [0, 0, 0], JOHN],
      "a response to what is refused": ["response wrong, nothing john", [0, 0], JOHN],
    };
    for (const [name, [submits, expected, accepted]] of Object.entries(CORRECTED)) {
      test(`a correction creates no second customer after a submit that lost ${name}`, async (t) => {
        const page = await open(t);
        const steps = submits.split(", ").map((step) => step.split(" "));
        for (const [lost, who] of steps) {
          if (lost !== "nothing") await page.route(/links/, LOST[lost], { times: 1 });
          assert.equal((await submit(page, PEOPLE[who])).kind, lost === "nothing" ? "link" : "problem");
        }
        assert.deepEqual(keys(), expected);
        assert.equal(sandbox.customers().length, 1);
        // Neither the correction nor what it corrects is another onboarding afterwards.
        requests.length = 0;
        await submit(page, PEOPLE[steps.at(-1)[1]]);
        await submit(page, accepted);
        assert.deepEqual(sent(), []);
      });
    }

    /** How the handler responds to each request with an applicant, what the submits become, and the keys of the requests. */
    const REUSED = {
      "an earlier applicant that is refused gives its key to the correction": ["issues link", "link", "0000"],
      "an earlier applicant whose outcome is unknown keeps its key": ["outcome_unknown reused link", "problem link", "00000"],
      "the key of another page, or of yesterday": ["reused reused link", "link", "00001"],
      "an earlier applicant in conflict leaves the correction to a new key": ["conflict reused link", "link", "00001"],
      "an earlier applicant whose outcome stays unknown does not stop the correction for ever": [
        "outcome_unknown reused outcome_unknown reused link",
        "problem link",
        "0000001",
      ],
      "a key that stays taken although its applicant was refused": ["issues reused link", "link", "00001"],
    };
    for (const [name, [later, kinds, sentKeys]] of Object.entries(REUSED)) {
      test(`a key that is taken: ${name}`, async (t) => {
        const page = await open(t);
        const replies = ["lost", "reused", ...later.split(" ")];
        const seen = [];
        const numbers = new Map();
        await page.route(/links$/, (route) => {
          const key = route.request().headers()["idempotency-key"];
          if (!numbers.has(key)) numbers.set(key, numbers.size);
          seen.push(`${numbers.get(key)} ${route.request().postDataJSON().email.split("@")[0]}`);
          const reply = replies[seen.length - 1];
          if (reply === "lost") return route.abort();
          if (reply === "link") return route.fulfill({ json: { kycUrl: "https://example.com/kyc", provider: "spherepay" } });
          if (reply === "issues")
            return route.fulfill({ status: 422, json: { errors: [{ code: "pattern", pointer: "/email", detail: "No." }] } });
          return route.fulfill({ status: 422, json: { code: reply === "reused" ? "idempotency_key_reused" : reply } });
        });
        const jane = { ...PERSON, email: "jane@example.com" };
        assert.equal((await submit(page, jane)).code, "network");
        for (const kind of kinds.split(" ")) assert.equal((await submit(page, JOHN)).kind, kind);
        // Jane, whose outcome is unknown, and John, who corrects her, by turns; a new key is only John's.
        const people = [...sentKeys].map((key, at) => `${key} ${key === "0" && at % 2 === 0 ? "jane" : "john"}`);
        assert.deepEqual(seen, people);
      });
    }

    test("end: the form, another key, and nothing of the person before", async (t) => {
      const page = await open(t);
      await submit(page);
      await page.waitForFunction(() => app.hook.status.nextAction === "open_link");
      assert.deepEqual(await page.evaluate(() => app.hook.end()), { kind: "ended" });
      await page.waitForFunction(() => app.hook.status?.status === "none");
      assert.deepEqual(await hook(page), {
        state: { kind: "form", isBusy: false },
        issues: {},
        status: { status: "none", nextAction: "none" },
      });
      assert.equal((await page.evaluate(() => app.hook.renew())).code, "no_session");
      await submit(page);
      assert.deepEqual(keys(), [0, 1]);
      await noErrors(page);
    });

    test("end: whatever was shown is gone at once, before any status", async (t) => {
      const shown = { issues: { ...PERSON, email: "jane" }, link: PERSON, problem: JOHN };
      for (const [kind, applicant] of Object.entries(shown)) {
        const page = await open(t);
        if (kind === "problem") await page.route(/links/, LOST.response, { times: 1 });
        assert.equal((await submit(page, applicant)).kind, kind);
        await page.waitForFunction((nextAction) => app.hook.status?.nextAction === nextAction, kind === "link" ? "open_link" : "none");
        // No later status hides what is left.
        await page.route(/status$/, () => {});
        assert.deepEqual(await page.evaluate(() => app.hook.end()), { kind: "ended" });
        assert.deepEqual(await hook(page), { state: { kind: "form", isBusy: false }, issues: {} }, kind);
        // The next person corrects nothing of the one before.
        requests.length = 0;
        assert.equal((await submit(page, ANN)).kind, "link");
        assert.deepEqual(keys(), [0]);
      }
    });

    test("an end that fails is a problem, and changes nothing else", async (t) => {
      const page = await open(t);
      const { kycUrl } = await submit(page);
      await page.waitForFunction(() => app.hook.status.nextAction === "open_link");
      await page.route(/end$/, (route) => route.abort());
      assert.equal((await page.evaluate(() => app.hook.end())).kind, "problem");
      const { state, status } = await hook(page);
      assert.deepEqual([state.kind, state.kycUrl, state.problem.code, status.nextAction], ["link", kycUrl, "network", "open_link"]);
    });

    /**
     * Calls that are made while one is running: what is called, the requests that are sent, the kinds of the results,
     * and the state in the end.
     */
    const MEANWHILE = {
      "the same applicant": [["submit", PERSON], ["submit", PERSON], "links", "link link", "link"],
      "a correction of what is accepted": [["submit", PERSON], ["submit", JOHN], "links", "link link", "link"],
      "a correction of what is refused": [["submit", PEOPLE.wrong], ["submit", PERSON], "links links", "issues link", "link"],
      "the end": [["submit", PERSON], ["end"], "links end", "link ended", "form"],
      "another person's submit after the end": [["end"], ["submit", JOHN], "end links", "ended link", "link"],
      "the same code": [["sendCode", "email"], ["sendCode", "email"], "contact/email", "sent sent", "verify_contact"],
      "a corrected address": [
        ["sendCode", "email"],
        ["sendCode", "email", JOHN.email],
        "contact/email contact/email",
        "sent sent",
        "verify_contact",
      ],
      "a corrected code": [
        ["confirmCode", "email", "000000"],
        ["confirmCode", "email", CONTACT_CODE],
        "contact/email/confirm contact/email/confirm",
        "issues verify_contact",
        "verify_contact",
      ],
      "another contact": [["sendCode", "email"], ["sendCode", "phone"], "contact/email contact/phone", "sent sent", "verify_contact"],
    };
    for (const [name, [first, second, routes, kinds, kind]] of Object.entries(MEANWHILE)) {
      test(`while a request runs: ${name}`, async (t) => {
        const ofContact = /Code$/.test(first[0]);
        start(ofContact ? "grid" : "spherepay");
        const page = await open(t);
        if (ofContact) await submit(page, PERSON_AT_GRID);
        if (first[0] === "confirmCode") await page.evaluate(() => app.hook.sendCode("email"));
        requests.length = 0;
        const release = holding();
        const both = page.evaluate((calls) => Promise.all(calls.map(([call, ...given]) => app.hook[call](...given))), [first, second]);
        await page.waitForFunction(() => app.hook.state.isBusy);
        release();
        const results = await both;
        assert.equal(results.map(({ kind }) => kind).join(" "), kinds);
        const posted = routes.split(" ").map((route) => `POST ${route}`);
        assert.deepEqual(sent(), posted);
        const { state } = await hook(page);
        assert.deepEqual([state.kind, state.isBusy], [kind, false]);
      });
    }

    test("an older status does not replace a newer one", async (t) => {
      const page = await open(t);
      const held = [];
      await page.route(/status$/, (route) => (held.length === 0 ? held.push(route) : route.continue()));
      await submit(page);
      while (held.length === 0) await page.waitForTimeout(10);
      await page.evaluate(() => app.hook.renew());
      await page.waitForFunction(() => app.hook.status.nextAction === "open_link");
      await held[0].fulfill({ json: { status: "pending", nextAction: "wait" } });
      await page.evaluate(() => fetch("/kyc/status"));
      assert.equal((await hook(page)).status.nextAction, "open_link");
    });

    test("taken away during a submit: its promise has the result, and nothing is sent afterwards", async (t) => {
      const page = await open(t, undefined, { clock: true });
      await page.clock.runFor(1_000);
      await page.waitForFunction(() => app.hook.status);
      const release = holding();
      const submitted = submit(page);
      await page.waitForFunction(() => app.hook.state.isBusy);
      await page.evaluate(() => app.unmount());
      release();
      assert.equal((await submitted).kind, "link");
      const { length } = requests;
      await page.clock.runFor(120_000);
      assert.equal(requests.length, length);
      await noErrors(page);
    });

    test("the status is watched while the component is there, and again when it comes back", async (t) => {
      const page = await open(t, undefined, { clock: true });
      await page.clock.runFor(1_000);
      await page.waitForFunction(() => app.hook.status);
      await page.clock.runFor(60_000);
      assert.deepEqual(sent(true), ["GET status"], "nothing can change before a submit");
      await submit(page);
      await page.clock.runFor(500);
      await page.waitForFunction(() => app.hook.status.nextAction === "open_link");
      const before = requests.length;
      await page.clock.runFor(5_000);
      while (requests.length === before) await sleep(20);
      await page.evaluate(() => app.unmount());
      const watched = await settled();
      await page.clock.runFor(120_000);
      assert.equal(requests.length, watched);
      await page.evaluate(() => app.mount());
      await page.clock.runFor(500);
      await page.waitForFunction(() => app.hook.status?.nextAction === "open_link");
      assert.equal((await hook(page)).state.kind, "form");
      await noErrors(page);
    });

    test("issues are listed by field, all and in their order, and go with the next result", async (t) => {
      const page = await open(t);
      const issue = (code, pointer) => ({ code, pointer, detail: code });
      const errors = [issue("a", "/email"), issue("b", "/address/city"), issue("c", "/email"), issue("d", "/a~1b~0c/0")];
      await page.route(/links/, (route) => route.fulfill({ status: 422, json: { code: "invalid_request", errors } }));
      await submit(page);
      const codes = Object.entries((await hook(page)).issues).map(([field, issues]) => [field, issues.map(({ code }) => code)]);
      assert.deepEqual(codes, [
        ["email", ["a", "c"]],
        ["address.city", ["b"]],
        ["a/b~c.0", ["d"]],
      ]);
      assert.equal(await page.evaluate(() => app.hook.issues.constructor), undefined);
      await page.unroute(/links/);
      assert.equal((await submit(page, { ...PERSON, email: "jane", address: { ...PERSON.address, city: "" } })).kind, "issues");
      assert.deepEqual(Object.keys((await hook(page)).issues).sort(), ["address.city", "email"]);
      await submit(page);
      assert.deepEqual((await hook(page)).issues, {});
    });

    test("with an operation the page validates, sends nothing that is wrong, and sends what is right as the provider wants it", async (t) => {
      const page = await open(t, { operation: "spherepay.onboard" });
      const wrong = { ...PERSON, email: "jane", address: { ...PERSON.address, city: "" } };
      assert.equal((await submit(page, wrong)).kind, "issues");
      assert.deepEqual(Object.keys((await hook(page)).issues).sort(), ["address.city", "email"]);
      assert.deepEqual(sent(), []);
      assert.equal(
        (await submit(page, { ...PERSON, phone: "(415) 555-0123", address: { ...PERSON.address, country: "us" } })).kind,
        "link",
      );
      assert.deepEqual(sent(), ["POST links"]);
      assert.equal(sandbox.customers().length, 1);
    });

    test("own fields are sent beside the applicant, also where the page validates", async (t) => {
      const created = [];
      const ownFields = { consent: { label: "I agree", kind: "checkbox", required: true } };
      start("spherepay", () => ({ ownFields, onCreated: ({ own }) => created.push(own) }));
      for (const options of [{}, { operation: "spherepay.onboard" }]) {
        const page = await open(t, options);
        assert.equal((await submit(page)).kind, "issues");
        assert.deepEqual(Object.keys((await hook(page)).issues), ["own.consent"]);
        assert.equal((await submit(page, { ...PERSON, own: { consent: true } })).kind, "link");
        await page.close();
      }
      assert.deepEqual(created, [{ consent: true }, { consent: true }]);
    });

    test("the page refuses what the handler refuses, if it has the handler's policy", async (t) => {
      start("spherepay", () => ({ policy: "strict" }));
      const posted = () => sent().filter((one) => one.startsWith("POST"));
      const unusual = { ...PERSON, address: { ...PERSON.address, postalCode: "x" } };
      const page = await open(t, { operation: "spherepay.onboard" });
      assert.equal((await submit(page, unusual)).kind, "issues");
      assert.deepEqual(posted(), ["POST links"]);
      await page.evaluate(() => app.setOptions({ operation: "spherepay.onboard", policy: "strict" }));
      await page.waitForFunction(() => app.functions.size === 2);
      assert.equal((await submit(page, unusual)).kind, "issues");
      assert.deepEqual([Object.keys((await hook(page)).issues), posted().length], [["address.postalCode"], 1]);
    });

    test("the page requires what the platform requires", async (t) => {
      start("grid", () => ({}));
      const page = await open(t, { operation: "grid.onboard", personFields: ["firstName", "birthDate"] });
      assert.equal((await submit(page)).kind, "issues");
      assert.deepEqual([Object.keys((await hook(page)).issues).sort(), sent()], [["birthDate", "firstName"], []]);
    });

    test("the terms come first where the provider wants them accepted", async (t) => {
      startBridge();
      const page = await open(t, { operation: "bridge.onboard" });
      const { kind, url } = await submit(page);
      const { state } = await hook(page);
      assert.deepEqual([kind, state.kind, state.url], ["accept_terms", "accept_terms", url]);
      await sandbox.finishLink(url, "approve");
      assert.equal((await page.evaluate(() => app.hook.renew())).kind, "link");
      assert.equal((await hook(page)).state.kind, "link");
    });

    test("the rules are loaded when they are needed; if they cannot be, the handler alone validates", async (t) => {
      const page = await open(t, { operation: "spherepay.onboard" });
      const loaded = () => page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname));
      // The other large one is the whole of kyclink, which only a frame without a presentation loads.
      const large = [...files.keys()].filter((path) => /^\/inline-/.test(path) && files.get(path).length > 30_000);
      const [rules] = large.sort((a, b) => files.get(a).length - files.get(b).length);
      assert.ok(files.get(rules).length > 100_000);
      assert.ok(!(await loaded()).includes(rules));
      await page.route(`**${rules}`, (route) => route.abort());
      assert.equal((await submit(page, { ...PERSON, email: "jane" })).kind, "issues");
      assert.ok((await loaded()).includes(rules));
      assert.deepEqual(sent(), ["POST links"]);
    });

    test("where there is no WebAssembly, the handler alone validates", async (t) => {
      const page = await open(t, { operation: "spherepay.onboard" }, { before: () => delete globalThis.WebAssembly });
      assert.equal(await page.evaluate(() => "WebAssembly" in globalThis), false);
      assert.equal((await submit(page, { ...PERSON, email: "jane" })).kind, "issues");
      assert.deepEqual(Object.keys((await hook(page)).issues), ["email"]);
      assert.equal((await submit(page)).kind, "link");
      assert.deepEqual(sent(), ["POST links", "POST links"]);
      assert.deepEqual((await hook(page)).state.problem, undefined);
    });

    test("an operation or a policy that does not exist rejects, and the hook is not busy any more", async (t) => {
      for (const options of [{ operation: "grid.unknown" }, { operation: "spherepay.onboard", policy: "lenient" }]) {
        const page = await open(t, options);
        const code = await page.evaluate((applicant) => app.hook.submit(applicant).catch(({ code }) => code), PERSON);
        assert.equal(code, "invalid_config");
        assert.deepEqual([(await hook(page)).state, sent()], [{ kind: "form", isBusy: false }, []]);
      }
    });

    test("what is not JSON rejects, and throws nothing", async (t) => {
      const page = await open(t);
      const outcomes = await page.evaluate(() => {
        const cyclic = {};
        cyclic.cyclic = cyclic;
        const calls = [cyclic, { email: 1n }].flatMap((value) => [
          () => app.hook.submit(value),
          () => app.hook.sendCode("email", value),
          () => app.hook.confirmCode("email", value),
        ]);
        return Promise.all(calls.map((call) => call().then(String, ({ name }) => name)));
      });
      assert.deepEqual(outcomes, Array(6).fill("TypeError"));
      assert.deepEqual((await hook(page)).state, { kind: "form", isBusy: false });
      assert.deepEqual(sent(), []);
    });

    test("over the codes of both contacts", async (t) => {
      start("grid");
      const page = await open(t, { operation: "grid.onboard" });
      assert.deepEqual(await submit(page, PERSON_AT_GRID), { kind: "verify_contact", channels: ["email", "phone"] });
      for (const channel of ["email", "phone"]) {
        assert.equal((await page.evaluate((channel) => app.hook.sendCode(channel), channel)).kind, "sent");
        assert.equal((await hook(page)).state.kind, "verify_contact", "a code that was sent changes nothing");
        const confirm = (code) => page.evaluate((given) => app.hook.confirmCode(...given), [channel, code]);
        assert.equal((await confirm("000000")).kind, "issues");
        assert.ok((await hook(page)).issues.code[0].message);
        await confirm(CONTACT_CODE);
        assert.deepEqual((await hook(page)).issues, {});
        if (channel === "email") assert.deepEqual((await hook(page)).state.channels, ["phone"]);
      }
      assert.equal((await hook(page)).state.kind, "ready");
      assert.equal((await page.evaluate(() => app.hook.renew())).kind, "link");
      assert.equal((await hook(page)).state.kind, "link");
    });

    test("a problem is shown until the next result, and nothing else is lost", async (t) => {
      const page = await open(t);
      await page.route(/links/, (route) => route.abort());
      assert.equal((await submit(page)).kind, "problem");
      const { state, status } = await hook(page);
      assert.deepEqual([state.kind, state.problem.code, state.isBusy, status.status], ["form", "network", false, "none"]);
      await page.unroute(/links/);
      await submit(page);
      assert.deepEqual([(await hook(page)).state.kind, (await hook(page)).state.problem], ["link", undefined]);
    });

    test("two components on a page send and wait each for itself", async (t) => {
      const page = await open(t);
      await page.evaluate(() => app.mountBeside());
      await page.waitForFunction(() => app.beside?.status);
      const release = holding();
      const first = submit(page);
      await page.waitForFunction(() => app.hook.state.isBusy);
      assert.equal(await page.evaluate(() => app.beside.state.isBusy), false);
      const second = page.evaluate((applicant) => app.beside.submit(applicant), PERSON);
      await page.waitForFunction(() => app.beside.state.isBusy);
      release();
      assert.deepEqual([(await first).kind, (await second).kind], ["link", "link"]);
      assert.deepEqual(keys(), [0, 1]);
      assert.equal(await page.evaluate(() => app.beside.state.kind), "link");
    });

    test("another base is another onboarding", async (t) => {
      const page = await open(t);
      await submit(page);
      await page.evaluate(() => app.setOptions({ base: "/other" }));
      await page.waitForFunction(() => app.hook.state.kind === "form" && app.hook.status === undefined);
      await page.evaluate(() => app.setOptions({ base: "/kyc/", operation: "spherepay.onboard" }));
      await page.waitForFunction(() => app.hook.status?.nextAction === "open_link");
    });

    test("options are own members only", async (t) => {
      const page = await open(t, {}, { before: () => (Object.prototype.base = "https://evil.example/kyc") });
      assert.equal((await submit(page)).kind, "link");
    });

    test("on a server it renders the form and sends nothing, and the page takes that over", async (t) => {
      const outfile = join(scratch(), "server.cjs");
      await bundle("server", version, { format: "cjs", platform: "node", outfile });
      const { html } = require(outfile);
      const message = 'There is no option "polcy": did you mean "policy"?';
      assert.throws(() => html({ polcy: "strict" }), { code: "invalid_config", message });
      const { fetch } = globalThis;
      globalThis.fetch = () => assert.fail("a request");
      try {
        for (const options of [undefined, {}, { base: "/kyc" }, { policy: "strict" }, { operation: "grid.onboard" }])
          rendered = html(options);
      } finally {
        globalThis.fetch = fetch;
      }
      t.after(() => (rendered = ""));
      assert.match(rendered, /^<main>form(<!-- -->)? ?(<!-- -->)?unknown<\/main>$/);
      const page = await open(t, undefined, { hydrate: true });
      assert.match(await page.textContent("main"), /^form none$/);
      await noErrors(page);
    });
  });
}

/** Opens a page with the component that docs/forms.md has in a language. `reply` responds to the handler's routes. */
async function openComponent(t, language, reply) {
  const { code } = blocks("docs/forms.md").find((block) => block.language === language);
  const mount = `import { createRoot } from "react-dom/client";
import { createElement } from "react";
createRoot(document.body.appendChild(document.createElement("div"))).render(createElement(Onboarding));`;
  const entry = join(scratch(), `onboarding.${language}`);
  writeFileSync(entry, `${code}\n${mount}`);
  const nodePaths = [join(project, "node_modules"), join(ROOT, "node_modules")];
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, format: "esm", jsx: "automatic", nodePaths, write: false });
  const page = await browser.newPage();
  t.after(() => page.close());
  await page.route("https://app.example.com/", (route) =>
    route.fulfill({ contentType: "text/html", body: "<body><script type=module src=/page.js></script>" }),
  );
  await page.route("**/page.js", (route) => route.fulfill({ contentType: "text/javascript", body: outputFiles[0].text }));
  await page.route("**/kyc/*", (route) => route.fulfill({ contentType: "application/json", body: JSON.stringify(reply(route.request())) }));
  await page.goto("https://app.example.com/");
  return page;
}

test("the component of docs/forms.md shows what is wrong, and later how to continue", async (t) => {
  let status = { status: "none", nextAction: "none" };
  const page = await openComponent(t, "jsx", () => status);
  await page.locator("[name=email]").fill("jane");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByText("email").waitFor();
  assert.equal(await page.locator("[name=email]").getAttribute("aria-invalid"), "true");
  status = { status: "incomplete", provider: "spherepay", nextAction: "open_link", updatedAt: "2026-01-01T00:00:00Z" };
  await page.reload();
  await page.locator("form").waitFor({ state: "detached" });
  assert.equal(await page.getByRole("button", { name: "Continue" }).count(), 1);
});

test("the page that asks for the country first reads a number as one of that country", async (t) => {
  let applicant;
  const page = await openComponent(t, "tsx", (request) => {
    if (request.method() === "GET") return { status: "none", nextAction: "none" };
    applicant = request.postDataJSON();
    return { status: "none", nextAction: "none" };
  });
  await page.getByLabel("Country").selectOption("DE");
  assert.equal(await page.getByLabel("Phone").getAttribute("placeholder"), "015123456789");
  await page.getByLabel("Phone").fill("0171 1234567");
  await page.getByLabel("E-mail").fill("jane.smith@example.com");
  await page.locator("[name='address.line1']").fill("Hauptstraße 1");
  await page.locator("[name='address.city']").fill("Berlin");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByText("postal code").waitFor();
  assert.equal(applicant, undefined);
  await page.locator("[name='address.postalCode']").fill("10115");
  await Promise.all([page.waitForResponse("**/kyc/links"), page.getByRole("button", { name: "Continue" }).click()]);
  assert.equal(applicant.phone, "+491711234567");
  assert.equal(applicant.address.city, "Berlin");
});
