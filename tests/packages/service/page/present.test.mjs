/** `present` in Chromium: where a link is shown, what a frame and an SDK have, and what is told about the status. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { APP, FRAME, frameOf, KYC, LINK, open as openIn, says, show, TABS, TEXTS, WITH_SDK } from "../../helpers/page/presenting.mjs";
import { launch } from "../../runtimes/chromium.mjs";

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

describe("a frame", () => {
  test("has what its presentation prescribes, beside a link and a place for notes", async (t) => {
    const page = await open(t);
    await frameOf(page, { texts: { openTab: "In a tab" } });
    const shown = await page.evaluate(() => {
      const frame = document.querySelector("iframe");
      const { href, target, rel, textContent } = app.container.querySelector("a");
      const attributes = ["src", "allow", "title", "sandbox"].map((name) => frame.getAttribute(name));
      return [attributes, [href, target, rel, textContent], [frame.style.width, frame.style.borderWidth], app.note()];
    });
    assert.deepEqual(shown, [
      [FRAME, "camera", "Identity check", "allow-scripts allow-same-origin"],
      [KYC, "_blank", "noopener noreferrer", "In a tab"],
      ["100%", "0px"],
      "",
    ]);
    await page.evaluate(() => app.shown.stop());
    const { sandbox, ...frame } = LINK.presentation.frame;
    await show(page, { ...LINK, presentation: { ...LINK.presentation, frame } });
    assert.equal(await page.locator("iframe").getAttribute("sandbox"), null);
    await page.evaluate(() => app.shown.stop());
    await show(page, { ...LINK, presentation: { ...LINK.presentation, frame: { ...frame, sandbox: "" } } });
    assert.equal(await page.locator("iframe").getAttribute("sandbox"), "", "an empty one allows the least");
  });

  test("is heard only from its own window and origin", async (t) => {
    const page = await open(t);
    await frameOf(page);
    const left = await page.evaluate(() => {
      const frame = document.querySelector("iframe");
      const { origin } = new URL(frame.src);
      const other = document.body.appendChild(document.createElement("iframe"));
      const send = (source, origin) => dispatchEvent(new MessageEvent("message", { data: { name: "complete" }, origin, source }));
      for (const from of [`${origin}.evil.example`, `${origin}:8443`, "https://evil.example", "null", ""]) send(frame.contentWindow, from);
      for (const source of [other.contentWindow, window, null]) send(source, origin);
      const { isConnected } = frame;
      frame.remove();
      send(null, origin);
      return [isConnected, app.looks];
    });
    assert.deepEqual(left, [true, 0]);
  });

  test("is not made of a URL that is a script or not encrypted", async (t) => {
    const page = await open(t);
    for (const url of ["javascript:alert(1)", "data:text/html,x", "http://frame.example/widget"]) {
      const frame = { ...LINK.presentation.frame, url };
      assert.equal(await show(page, { ...LINK, presentation: { ...LINK.presentation, frame } }), "tab", url);
      assert.equal(await page.locator("#container iframe").count(), 0);
      await page.evaluate(() => app.shown.stop());
    }
  });

  test("has texts and no markup beside it", async (t) => {
    const page = await open(t);
    const text = "<b>No</b><img src=x>";
    const frame = await frameOf(page, { texts: { openTab: text, failed: text } });
    await says(page, frame, { name: "error" });
    const shown = await page.evaluate(() => [app.note(), app.container.querySelector("a").textContent]);
    assert.deepEqual([shown, await page.locator("#container :is(b, img)").count()], [[text, text], 0]);
  });

  test("is not made where the signal has ended it before it was known whether it may be", async (t) => {
    const page = await open(t);
    const { presentation, ...link } = LINK;
    const outcome = await page.evaluate(async (link) => {
      const controller = new AbortController();
      const outcome = app.present(link, { signal: controller.signal }).then(
        ({ way }) => way,
        ({ name }) => name,
      );
      // The link is there, and what decides about it is still being loaded.
      while (app.container.childElementCount === 0) await null;
      controller.abort();
      return [await outcome, app.container.childElementCount, app.watchers.size];
    }, link);
    assert.deepEqual(outcome, ["AbortError", 0, 0]);
  });

  test("that stays silent is explained after 20 seconds, unless it has said anything or has gone", async (t) => {
    const page = await open(t);
    const note = () => page.evaluate(() => app.note());
    await page.clock.pauseAt(new Date(await page.evaluate(() => Date.now() + 1000)));
    const late = async (frame) => {
      await page.clock.runFor(19_000);
      const before = await note();
      await page.clock.runFor(1_100);
      return [before, await note(), frame && "a frame"];
    };
    assert.deepEqual(await late(await frameOf(page, { texts: { openTab: "In a tab" } })), ["", TEXTS.slow, "a frame"]);
    await page.evaluate(() => app.shown.stop());
    const frame = await frameOf(page, { texts: { slow: "Slow." } });
    await says(page, frame, { name: "anything" });
    assert.deepEqual(await late(), ["", "", undefined]);
    await page.evaluate(() => app.shown.stop());
    await frameOf(page, { texts: { slow: "Slow." } });
    assert.equal((await late())[1], "Slow.");
  });

  const CAMERA = "camera-permissions-check-result";
  /** A message, the note that it leaves after another one, whether the frame is still there, and the status requested. */
  for (const [data, note, remains, looks] of [
    [{ name: "load-camera-failed" }, TEXTS.camera, true, 0],
    [{ name: CAMERA, metadata: { hasCameraPermission: false } }, TEXTS.camera, true, 0],
    [{ name: CAMERA, metadata: { hasCameraPermission: true } }, "before", true, 0],
    [{ name: CAMERA }, "before", true, 0],
    [{ name: "error" }, TEXTS.failed, true, 0],
    [{ name: "ready" }, "", true, 0],
    [{ name: "start" }, "before", true, 0],
    [{}, "before", true, 0],
    [{ name: "fail" }, "before", true, 1],
    [{ name: "complete" }, "", false, 1],
    [{ name: "exit" }, "", false, 1],
    [{ signedAgreementId: "x" }, "", false, 1],
    [{ signedAgreementId: 1 }, "before", true, 0],
  ])
    test(`that says ${JSON.stringify(data)}`, async (t) => {
      const page = await open(t);
      const frame = await frameOf(page);
      await page.evaluate(() => (app.container.querySelector("[role=status]").textContent = "before"));
      await says(page, frame, data);
      const now = await page.evaluate(() => [app.note(), document.querySelector("iframe") !== null, app.looks]);
      assert.deepEqual(now, [note, remains, looks]);
    });

  test("is made anew, and the status requested, where Back has restored the page, and only there", async (t) => {
    const page = await open(t);
    await frameOf(page);
    const loads = [];
    page.on("request", (request) => request.url() === FRAME && loads.push(FRAME));
    const comes = (persisted) => page.evaluate((persisted) => dispatchEvent(new PageTransitionEvent("pageshow", { persisted })), persisted);
    await comes(false);
    assert.equal(await page.evaluate(() => app.looks), 0);
    await comes(true);
    while (loads.length === 0) await page.waitForTimeout(10);
    assert.deepEqual([loads.length, await page.evaluate(() => app.looks)], [1, 1]);
    await page.evaluate(() => app.shown.stop());
    await comes(true);
    assert.equal(await page.evaluate(() => app.looks), 1);
  });
});

describe("an SDK", () => {
  /** Starts one that the test controls. */
  const start = (page, link, renewed) =>
    page.evaluate(
      async ([link, renewed]) => {
        app.controller = new AbortController();
        const renew = renewed === undefined ? undefined : async () => renewed;
        const launch = (given) => (app.sdk = given);
        const { way } = await app.present(link, { way: "sdk", sdk: { launch, renew }, signal: app.controller.signal });
        return [way, app.sdk?.token, app.note()];
      },
      [link, renewed],
    );
  const renewed = (page) => page.evaluate(() => app.sdk.renewToken().catch(({ code }) => code));

  test("gets the token and a place, and its messages lead to a request until the end", async (t) => {
    const page = await open(t);
    assert.deepEqual(await start(page, WITH_SDK), ["sdk", "the-token", ""]);
    const notes = await page.evaluate(() => {
      const notes = [];
      for (const name of ["idCheck.onReady", "idCheck.onError"]) {
        app.sdk.onMessage(name);
        notes.push(app.note());
      }
      const isInside = app.container.contains(app.sdk.container);
      app.controller.abort();
      return [...notes, isInside, app.sdk.signal.aborted, app.looks];
    });
    assert.deepEqual(notes, ["", TEXTS.failed, true, true, 1]);
    await page.waitForTimeout(20);
    const before = await page.evaluate(() => app.looks);
    await page.evaluate(() => app.sdk.onMessage("idCheck.onReady"));
    assert.equal(await page.evaluate(() => app.looks), before);
  });

  test("gets only a renewed token that may be used there", async (t) => {
    const page = await open(t);
    for (const [next, outcome] of [
      [{ ...WITH_SDK, token: "another" }, "another"],
      [undefined, "invalid_config"],
      [{ ...WITH_SDK, token: undefined }, "invalid_config"],
      [{ ...LINK, token: "another" }, "invalid_config"],
    ]) {
      await start(page, WITH_SDK, next);
      assert.equal(await renewed(page), outcome);
      await page.evaluate(() => app.controller.abort());
    }
  });

  test("that fails is in the console, but neither the link nor the token", async (t) => {
    const page = await open(t);
    const logged = await page.evaluate(async (link) => {
      const logged = [];
      for (const name of ["debug", "info", "log", "warn", "error"])
        console[name] = (...given) => logged.push(JSON.stringify(given.map((one) => (one instanceof Error ? one.message : one))));
      const launch = async () => Promise.reject(new Error("blocked"));
      await app.present(link, { way: "sdk", sdk: { launch } });
      return logged;
    }, WITH_SDK);
    assert.deepEqual(logged, ['["kyclink","blocked"]']);
  });

  test("is not started where the link allows none", async (t) => {
    const page = await open(t);
    assert.deepEqual(await start(page, LINK), ["tab", undefined, TEXTS.failed]);
    assert.equal(await page.locator("#container a").getAttribute("href"), KYC);
  });
});
