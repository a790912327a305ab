/** `present` in Chromium: where a link is shown, and where not, and what is told about the status. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { APP, frameOf, KYC, LINK, open as openIn, says, show, TABS, TEXTS } from "../helpers/page/presenting.mjs";
import { launch } from "../runtimes/chromium.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());
const open = (t, origin) => openIn(browser, t, origin);

/** The page's handle: for the functions that run there. */
const { app, present } = globalThis;

describe("options", () => {
  for (const [name, options] of Object.entries({
    "no callback": { onChange: undefined },
    "a frame without a place": { way: "frame", container: undefined },
    "an SDK without a place": { way: "sdk", container: undefined, sdk: {} },
    "no SDK": { way: "sdk" },
    "a name that is misspelt": { Container: 1 },
  }))
    test(`${name}: nothing is opened`, async (t) => {
      const page = await open(t);
      const code = await page.evaluate(
        async ([link, options, names]) => {
          window.open = () => app.seen.push("a tab");
          for (const name of names) options[name] = undefined;
          return app.present(link, options).catch(({ code }) => code);
        },
        [LINK, options, Object.keys(options).filter((name) => options[name] === undefined)],
      );
      assert.deepEqual(
        [code, await page.evaluate(() => [app.seen, app.container.childElementCount, app.watchers.size])],
        ["invalid_config", [[], 0, 0]],
      );
    });

  test("with a container it is a frame, and without one this tab", async (t) => {
    const page = await open(t);
    assert.equal(await show(page, LINK, { base: "/onboarding" }), "frame");
    assert.deepEqual(await page.evaluate(() => app.bases), ["/onboarding"]);
    await page.evaluate((link) => void present(link, { onChange: app.onChange }), LINK);
    await page.waitForURL(KYC);
    await page.goBack();
    await page.waitForURL(`${APP}/`);
  });

  const HOSTS = [
    ["http://localhost:8080/x", true],
    ["http://hosted.localhost/x", true],
    ["http://127.0.0.1/x", true],
    ["http://127.1.22.133:8080/x", true],
    ["http://[::1]:8080/x", true],
    ["http://localhost.example/x", false],
    ["http://notlocalhost/x", false],
    ["http://127.0.0.1.example/x", false],
    ["http://10.0.0.1/x", false],
    ["http://[::2]/x", false],
  ];
  for (const [origin, isLocal] of [
    [APP, false],
    ["http://localhost:8787", true],
    ["http://127.0.0.1:8787", true],
  ])
    test(`from ${origin}, a link without encryption leads ${isLocal ? "only to this machine" : "nowhere"}`, async (t) => {
      const page = await open(t, origin);
      for (const [kycUrl, isLoopback] of [...HOSTS, [KYC, true]]) {
        const isOpened = (isLocal && isLoopback) || kycUrl === KYC;
        assert.equal(await show(page, { ...TABS, kycUrl }), isOpened ? "tab" : "invalid_config", kycUrl);
        assert.equal(await page.locator("#container a").count(), isOpened ? 1 : 0);
        if (isOpened) await page.evaluate(() => app.shown.stop());
      }
    });
});

describe("a tab", () => {
  /** Begins with a link that comes later: `app.give` and `app.refuse` decide. */
  const begin = (page, more) =>
    page.evaluate((more) => {
      app.controller = new AbortController();
      const given = new Promise((resolve, reject) => Object.assign(app, { give: resolve, refuse: reject }));
      const { open } = window;
      window.open = (...args) => (app.tab = open(...args));
      app.outcome = app.present(given, { way: "tab", signal: app.controller.signal, ...more }).then(
        ({ way }) => way,
        ({ name, message, code }) => (name === "Error" ? message : name === "AbortError" ? name : code),
      );
    }, more);

  test("is opened at once, and has neither a way back nor a page before", async (t) => {
    const page = await open(t);
    const [tab] = await Promise.all([page.context().waitForEvent("page"), begin(page)]);
    assert.equal(await page.evaluate(() => app.container.childElementCount), 0);
    await page.evaluate((link) => app.give(link), LINK);
    await tab.waitForURL(KYC);
    assert.deepEqual([await page.evaluate(() => app.outcome), page.url()], ["tab", `${APP}/`]);
    assert.deepEqual(await tab.evaluate(() => [opener, history.length]), [null, 1]);
  });

  for (const [name, end, outcome] of [
    ["there is no link", () => app.refuse(new Error("no link")), "no link"],
    ["the link is none", () => app.give({ provider: "bridge", kycUrl: "javascript:alert(1)" }), "invalid_config"],
    [
      "the signal ends it",
      () => {
        app.controller.abort();
        app.give({ provider: "bridge", kycUrl: "https://kyc.example/" });
      },
      "AbortError",
    ],
  ])
    test(`is closed if ${name}`, async (t) => {
      const page = await open(t);
      const [tab] = await Promise.all([page.context().waitForEvent("page"), begin(page)]);
      const closed = tab.waitForEvent("close");
      await page.evaluate(end);
      await closed;
      assert.equal(await page.evaluate(() => app.outcome), outcome);
      assert.equal(await page.evaluate(() => app.watchers.size), 0);
    });

  test("that the person has closed is replaced by this one", async (t) => {
    const page = await open(t);
    const [tab] = await Promise.all([page.context().waitForEvent("page"), begin(page)]);
    await tab.close();
    await page.waitForFunction(() => app.tab.closed);
    await page.evaluate((link) => app.give(link), LINK);
    await page.waitForURL(KYC);
  });
});

test("each change of the status is told once, and none after the end, also of a request that is under way", async (t) => {
  const page = await open(t);
  const frame = await frameOf(page);
  const seen = await page.evaluate(() => {
    const [tell] = app.watchers;
    const status = (status, more) => ({ kind: "status", status, nextAction: "wait", ...more });
    for (const one of [status("pending"), status("pending"), status("pending", { updatedAt: "2026-01-01T00:00:00Z" })]) tell(one);
    tell(status("pending", { updatedAt: "2026-01-02T00:00:00Z" }));
    tell(status("approved"));
    tell(status("pending"));
    return app.seen;
  });
  assert.deepEqual(seen, ["pending", "approved", "pending"]);
  await page.evaluate(() => {
    app.answer = () => new Promise((resolve) => (app.give = resolve));
  });
  await says(page, frame, { name: "fail" });
  await page.evaluate(async () => {
    const [tell] = app.watchers;
    app.shown.stop();
    app.give({ kind: "status", status: "approved", nextAction: "none" });
    await null;
    tell({ kind: "status", status: "approved", nextAction: "none" });
  });
  await page.waitForTimeout(50);
  assert.deepEqual(await page.evaluate(() => [app.seen, app.watchers.size, app.container.childElementCount]), [seen, 0, 0]);
});

test("members of Object.prototype are no presentation and no option", async (t) => {
  const page = await open(t);
  const shown = await page.evaluate(async (link) => {
    const polluted = { presentation: link.presentation, texts: { failed: "Not ours." }, way: "redirect" };
    const { presentation, ...own } = link;
    Object.assign(Object.prototype, polluted);
    const { way } = await app.present({ ...own, kycUrl: "https://elsewhere.example/x" }, {});
    for (const name of Object.keys(polluted)) delete Object.prototype[name];
    return [way, app.note(), document.querySelector("iframe")];
  }, LINK);
  assert.deepEqual(shown, ["tab", TEXTS.failed, null]);
});
