/** `onboardingPage({ present: "frame" })` in browsers: Bridge from the form to approved, and what goes wrong on the way. */

import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { subpath } from "../packages/helpers/install/index.mjs";
import { inEachBrowser, WITH_WEBKIT } from "./browsers.mjs";
import { PERSON } from "./people.mjs";
import { frameOf, openFilledForm, press, submit } from "./person.mjs";
import { startHandler } from "./running-handler.mjs";

const { onboardingPage } = await subpath("page");

let app, sandbox, origin;
/** The requests for pages. */
let requests = [];
/** What happens before a script is told the status. When it has been told, `told` emits `status`. */
let beforeStatus = () => {};
/** What happens before a new link is requested. */
let beforeRenewal = () => {};
const told = new EventEmitter();

before(async () => {
  app = await startHandler(
    () => ({ provider: "bridge", page: onboardingPage({ present: "frame", locale: "en" }) }),
    async (request, response) => {
      if (!request.url.includes("/assets/")) requests.push(`${request.method} ${request.url}`);
      if (request.url === "/kyc/status" && request.headers["sec-fetch-mode"] !== "navigate") {
        await beforeStatus();
        response.once("finish", () => told.emit("status"));
      }
      if (request.url === "/kyc/links/renew") await beforeRenewal();
    },
  );
  // The hosted pages are on localhost, which is another site.
  ({ origin, sandbox } = app);
});
after(() => app?.stop());

inEachBrowser(
  (browser, name) => {
    async function open(t, options) {
      requests = [];
      beforeStatus = beforeRenewal = () => {};
      const context = await browser().newContext(options);
      t.after(() => context.close());
      return context.newPage();
    }

    /** Waits for a heading. If it does not come, the requests say why. */
    async function heading(page, name) {
      const asked = (cause) => Promise.reject(new Error(`${cause.message}\n${requests.join("\n")}`, { cause }));
      await page.getByRole("heading", { name }).waitFor().catch(asked);
    }

    /** Sends the form with an address of its own. */
    async function sendForm(page, hasScript) {
      const person = { ...PERSON, email: `${crypto.randomUUID()}@example.com` };
      await openFilledForm(page, `${origin}/kyc`, { hasScript, person });
      await submit(page);
    }

    async function begin(page) {
      await sendForm(page);
      await heading(page, "The terms come first");
      await page.locator("iframe").waitFor();
    }

    /** Until the frame has taken the decision. */
    async function isDone(page, path) {
      for (;;) {
        const frame = await frameOf(page, path);
        if (await frame.evaluate("document.body.textContent.includes('You are done')").catch(() => false)) return;
        await sleep(50);
      }
    }

    /** Until the page shows the check, and its script has run: before, it is the response to a form, which a reload sends again. */
    async function checkIsReady(page) {
      await heading(page, "Your identity check is ready");
      await page.waitForURL(`${origin}/kyc/status`);
    }

    /** Accepts the terms, which leads to the check. */
    async function acceptTerms(page) {
      await press(page, "/accept-terms-of-service", "Accept the terms");
      await checkIsReady(page);
    }

    /** Does everything that a check needs, elsewhere. */
    async function finish() {
      const { links } = sandbox.customers().at(-1);
      for (const kind of ["tos", "kyc"]) await sandbox.finishLink(links.find((link) => link.kind === kind).url, "approve");
    }

    async function openCheck(page) {
      await page.getByRole("button", { name: "Continue the check" }).click();
      await checkIsReady(page);
      await page.locator("iframe").waitFor();
    }

    test("from the form to approved: the terms in a frame, the check in a frame", async (t) => {
      const page = await open(t);
      await begin(page);
      assert.equal(await page.url(), `${origin}/kyc/status`);
      assert.equal(await page.getByRole("link", { name: "Open in a new tab" }).getAttribute("rel"), "noopener noreferrer");
      await acceptTerms(page);
      assert.equal(await page.locator("iframe").getAttribute("allow"), "camera");
      requests = [];
      await press(page, "/widget", "Approve");
      await heading(page, "You are verified");
      assert.equal(await page.locator("iframe").count(), 0);
      assert.deepEqual(
        requests.filter((line) => line.startsWith("POST")),
        [],
        "after the check comes its status, and not another check",
      );
    });

    test("a status that is older than the frame, and the one after it, do not end the check", async (t) => {
      const page = await open(t);
      await begin(page);
      let asked = 0;
      let isOver = false;
      await page.route("**/kyc/status", async (route) => {
        if (isOver || route.request().isNavigationRequest()) return route.continue();
        const action = await page.evaluate(() => document.querySelector("[data-enhance=frame]")?.dataset.action);
        if (action === "open_link") asked += 1;
        // As from a provider that repeats for a moment that the terms come first.
        return route.fulfill({ json: { provider: "bridge", status: "incomplete", nextAction: asked > 1 ? "open_link" : "accept_terms" } });
      });
      await acceptTerms(page);
      do {
        await sleep(500);
        assert.equal(await page.locator("iframe").count(), 1);
      } while (asked < 3);
      isOver = true;
      await press(page, "/widget", "Approve");
      await heading(page, "You are verified");
    });

    const TERMS = { status: 200, json: { provider: "bridge", status: "incomplete", nextAction: "accept_terms" } };
    const UNKNOWN = { status: 200, json: { provider: "bridge", status: "unknown", nextAction: "contact_support" } };
    const FAILURE = { status: 500, json: { type: "urn:kyclink:internal", code: "internal" } };
    for (const [what, ...responses] of [
      ["a status that the provider does not explain", UNKNOWN, UNKNOWN],
      ["a status that cannot be had", TERMS, FAILURE],
    ])
      test(`${what} leaves the frame there`, async (t) => {
        const page = await open(t);
        let asked = 0;
        await page.route("**/kyc/status", (route) => {
          if (route.request().isNavigationRequest()) return route.continue();
          return route.fulfill(responses[Math.min(asked++, 1)]);
        });
        await begin(page);
        while (asked < 2) await sleep(50);
        await sleep(500);
        assert.equal(await page.locator("iframe").count(), 1);
      });

    // While a form is sent, WebKit lets every request of the page fail: no status comes.
    const testLeaving = name === "WebKit" ? () => {} : test;
    testLeaving("a status that comes while the check is requested does not cancel that", async (t) => {
      const page = await open(t);
      await begin(page);
      let nextAction = "accept_terms";
      let isTold;
      await page.route("**/kyc/status", (route) => {
        if (route.request().isNavigationRequest()) return route.continue();
        if (nextAction === "open_link") isTold = true;
        return route.fulfill({ status: 200, json: { provider: "bridge", status: "incomplete", nextAction } });
      });
      beforeRenewal = async () => {
        nextAction = "open_link";
        while (!isTold) await sleep(50);
        await sleep(500);
      };
      await press(page, "/accept-terms-of-service", "Accept the terms");
      await checkIsReady(page);
    });

    test("reload and Back: nothing is sent twice, and the way goes on", async (t) => {
      const page = await open(t);
      await begin(page);
      await acceptTerms(page);
      requests = [];
      await page.evaluate(() => location.reload());
      await heading(page, "You are almost there");
      assert.deepEqual(
        requests.filter((line) => line.startsWith("POST")),
        [],
      );
      await openCheck(page);
      await page.goBack();
      await page.getByRole("button", { name: "Continue the check" }).waitFor();
      await openCheck(page);
      await press(page, "/widget", "Reject");
      await heading(page, "We could not verify you");
    });

    test("however often the hosted page says that it is done, one new link is requested", async (t) => {
      const page = await open(t);
      await begin(page);
      const hosted = await frameOf(page, "/accept-terms-of-service");
      beforeRenewal = () => sleep(500);
      await hosted.evaluate(() => {
        for (const wait of [0, 100, 200]) setTimeout(() => top.postMessage({ signedAgreementId: "x" }, "*"), wait);
      });
      const renewals = () => requests.filter((line) => line === "POST /kyc/links/renew").length;
      while (renewals() < 2) await sleep(50);
      await sleep(1_000);
      assert.equal(renewals(), 2);
    });

    test("no message decides: one from within the hosted page changes nothing, and its own leads to the server's word", async (t) => {
      const page = await open(t);
      await begin(page);
      // From a frame in the hosted page, which has its origin.
      const hosted = await frameOf(page, "/accept-terms-of-service");
      await hosted.evaluate(() => document.body.append(document.createElement("iframe")));
      // The driver of WebKit does not tell the frames in a frame.
      const [nested] = name === "WebKit" ? [] : hosted.childFrames();
      await nested?.evaluate((data) => top.postMessage(data, "*"), { signedAgreementId: "x" });
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)));
      const renewals = () => requests.filter((line) => line === "POST /kyc/links/renew").length;
      assert.equal(renewals(), 1);
      // From the hosted page itself: the server knows that nothing was accepted.
      await hosted.evaluate((data) => top.postMessage(data, "*"), { signedAgreementId: "x" });
      await heading(page, "The terms come first");
      while (renewals() < 2) await sleep(50);
    });

    test("a refused camera is explained, where the person is", async (t) => {
      const page = await open(t);
      await begin(page);
      await acceptTerms(page);
      await press(page, "/widget", "Try the camera");
      await page.getByText("may not use your camera").waitFor();
      assert.equal(await page.locator("iframe").count(), 1);
      const notice = page.locator("[data-notice]").first();
      const camera = await notice.textContent();
      const frame = await frameOf(page, "/widget");
      // The page's own listener was added before this one, so it has run when a message is noted here.
      await page.evaluate(() => addEventListener("message", ({ data }) => (document.body.dataset.heard = data.name)));
      for (const [name, text] of [
        ["start", camera],
        ["ready", ""],
        ["error", "If nothing appears here or something does not work, open the page in a new tab."],
      ]) {
        await frame.evaluate((data) => top.postMessage(data, "*"), { name });
        await page.waitForFunction((sent) => document.body.dataset.heard === sent, name);
        assert.equal(await notice.textContent(), text, name);
      }
    });

    test("a status that changes elsewhere replaces the frame without a message", async (t) => {
      const page = await open(t);
      const first = once(told, "status");
      await begin(page);
      await first;
      await finish();
      await heading(page, "You are verified");
    });

    test("a status that has changed before the script asks for the first one replaces the frame, too", async (t) => {
      const page = await open(t);
      const begun = begin(page);
      let finished;
      beforeStatus = () => (finished ??= begun.then(finish));
      await begun;
      await heading(page, "You are verified");
    });

    test("without JavaScript: the same frames, and a link to the result", async (t) => {
      const page = await open(t, { javaScriptEnabled: false });
      await sendForm(page, false);
      await page.getByRole("button", { name: "Read and accept the terms" }).click();
      await press(page, "/accept-terms-of-service", "Accept the terms");
      await isDone(page, "/accept-terms-of-service");
      await page.getByRole("button", { name: "Continue the check" }).click();
      await press(page, "/widget", "Approve");
      await isDone(page, "/widget");
      await page.getByRole("link", { name: "I am done: show the result" }).click();
      for (;;) {
        // The handler asks the provider once in a few seconds.
        if (await page.getByRole("heading", { name: "You are verified" }).isVisible()) return;
        await sleep(1_000);
        await page.goto(`${origin}/kyc/status`);
      }
    });
  },
  { names: WITH_WEBKIT },
);
