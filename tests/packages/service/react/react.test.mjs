/** `kyclink/react` with React 18 and 19: from the form to the status, in front of a real handler, and rendered on a server. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { CONTACT_CODE, PERSON_AT_GRID } from "../../helpers/edge/harness.mjs";
import { require, scratch } from "../../helpers/install/index.mjs";
import { bundle, eachVersion } from "../../helpers/react/harness.mjs";

/** The page's handle: for the functions that run there. */
const { app } = globalThis;

eachVersion((site) => {
  const { holding, hook, noErrors, open, sent, settled, start, startBridge, submit } = site;

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

  test("under StrictMode: one request for the status, and one customer", async (t) => {
    const page = await open(t, undefined, { strict: true });
    assert.deepEqual(sent(true), ["GET status"]);
    assert.equal((await submit(page)).kind, "link");
    assert.deepEqual(sent(), ["POST links"]);
    await page.waitForFunction(() => app.hook.status.nextAction === "open_link");
    assert.equal(site.sandbox.customers().length, 1);
    await noErrors(page);
  });

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
    const { length } = site.requests;
    await page.clock.runFor(120_000);
    assert.equal(site.requests.length, length);
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
    const before = site.requests.length;
    await page.clock.runFor(5_000);
    while (site.requests.length === before) await sleep(20);
    await page.evaluate(() => app.unmount());
    const watched = await settled();
    await page.clock.runFor(120_000);
    assert.equal(site.requests.length, watched);
    await page.evaluate(() => app.mount());
    await page.clock.runFor(500);
    await page.waitForFunction(() => app.hook.status?.nextAction === "open_link");
    assert.equal((await hook(page)).state.kind, "form");
    await noErrors(page);
  });

  test("the terms come first where the provider wants them accepted", async (t) => {
    startBridge();
    const page = await open(t, { operation: "bridge.onboard" });
    const { kind, url } = await submit(page);
    const { state } = await hook(page);
    assert.deepEqual([kind, state.kind, state.url], ["accept_terms", "accept_terms", url]);
    await site.sandbox.finishLink(url, "approve");
    assert.equal((await page.evaluate(() => app.hook.renew())).kind, "link");
    assert.equal((await hook(page)).state.kind, "link");
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
    await bundle("server", site.version, { format: "cjs", platform: "node", outfile });
    const { html } = require(outfile);
    const message = 'There is no option "polcy": did you mean "policy"?';
    assert.throws(() => html({ polcy: "strict" }), { code: "invalid_config", message });
    const { fetch } = globalThis;
    globalThis.fetch = () => assert.fail("a request");
    try {
      for (const options of [undefined, {}, { base: "/kyc" }, { policy: "strict" }, { operation: "grid.onboard" }])
        site.rendered = html(options);
    } finally {
      globalThis.fetch = fetch;
    }
    t.after(() => (site.rendered = ""));
    assert.match(site.rendered, /^<main>form(<!-- -->)? ?(<!-- -->)?unknown<\/main>$/);
    const page = await open(t, undefined, { hydrate: true });
    assert.match(await page.textContent("main"), /^form none$/);
    await noErrors(page);
  });
});
