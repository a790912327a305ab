/**
 * Every view in every language, light, dark and with a theme: axe finds nothing, no sentence is in another language,
 * nothing scrolls or moves.
 */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { internal, subpath } from "../packages/helpers/install/index.mjs";
import { VIEWS as ALL } from "../packages/helpers/page/views.mjs";
import { violations } from "./axe.mjs";
import { IS_RELEASE, inEachBrowser, WITH_WEBKIT } from "./browsers.mjs";

const { serve } = await internal("kit/testing/http.js");

const { createHandler, memoryStore } = await subpath("edge");
const { LOCALES, onboardingPage } = await subpath("page");

const values = { type: "business", email: "ada", phone: "12", "address.country": "US", "address.line1": "233 S Wacker Dr" };
const issue = (code, ...path) => ({ code, path, message: "In English." });
/** Each view that the handler shows, by what it is about: those of the transcripts, and a form with issues of each kind. */
const VIEWS = {
  "form with issues": {
    kind: "form",
    values,
    issues: [
      issue("email_format", "email"),
      issue("phone_format", "phone"),
      issue("date_format", "business", "incorporatedOn"),
      issue("unknown_value", "type"),
      issue("state_not_code", "address", "state"),
      issue("required", "address", "city"),
    ],
  },
  "form to send again": { kind: "error", problem: { status: 503 }, values: { ...values, idempotencyKey: "0123456789abcdefghijkl" } },
  ...Object.fromEntries(
    [
      ...["form", "contacts, next undefined", "contacts, next confirm", "contacts, next link", "contacts, a wrong code"],
      ...["contacts, a wrong address", "none", "the link to open, without a base", "the link in a new tab, in the browser of another app"],
      ...["contacts to confirm", "pending", "approved", "rejected", "to try again", "an approval that has run out", "on hold", "unknown"],
      ...["missing: each kind", "missing: whose turn it is", "missing: the earliest date first", "rejected for good"],
      ...["rejected, for reasons", "on hold, for a reason that nobody tells", "incomplete, the provider's turn"],
      ...[400, 403, 404, 410, 429, 500, 503].map((status) => `error ${status}`),
      ...["the page on another device", "error, reused"],
    ].map((name) => [name, ALL[name][0]]),
  ),
  "the code for another device": { ...ALL["the code for another device"][0], svg: '<svg viewBox="0 0 1 1"></svg>' },
};
const THEME = { accent: "#0b6e4f", background: "#fffaf0", text: "#222222", font: "serif", radius: "0" };
const APP = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/21F79";

const config = {
  grid: { clientId: "id", clientSecret: "secret", environment: "sandbox" },
  provider: "grid",
  allowedOrigins: ["https://app.example.com"],
  cookieSecret: crypto.randomUUID(),
  store: memoryStore(),
  rateLimit: "none",
};
const sites = Object.fromEntries(
  [undefined, THEME].map((theme) => {
    // All of the form at once: its steps have a test of their own.
    const page = onboardingPage({ theme, steps: false });
    return [theme === THEME, { hooks: page({ ...config, basePath: "/kyc" }), handler: createHandler({ ...config, page }) }];
  }),
);

/**
 * Responds with the view that the path names, without its script, which would ask for the status, or live: with it and
 * with the headers of the page; and with files of the page.
 */
async function respond(request) {
  const { pathname } = new URL(request.url);
  const [, isThemed, name] = /^\/look\/(true|false|live)\/(.+)$/.exec(pathname) ?? [];
  if (isThemed === "live") {
    const { headers } = await sites.false.handler(new Request(new URL("/kyc", request.url), { headers: { "sec-fetch-mode": "navigate" } }));
    return new Response(await sites.false.hooks.render(VIEWS[decodeURIComponent(name)], request), { headers });
  }
  if (name === undefined)
    return (await sites.false.handler(request.clone())).ok ? sites.false.handler(request) : sites.true.handler(request);
  const html = await sites[isThemed].hooks.render(VIEWS[decodeURIComponent(name)], request);
  return new Response(html.replace(/<script.*<\/script>/, ""), { headers: { "content-type": "text/html; charset=utf-8" } });
}

/** Shows a view as a new document of the window, which keeps axe: to start it anew takes longer than what it does. */
async function show(page, isThemed, name) {
  await page.evaluate(
    async (path) => {
      const html = await (await fetch(path)).text();
      document.open();
      document.write(html);
      document.close();
      if (document.readyState !== "complete") await new Promise((resolve) => addEventListener("load", resolve, { once: true }));
      // A browser does this only in a document that it has opened.
      document.querySelector("[autofocus]")?.focus();
    },
    `/look/${isThemed}/${encodeURIComponent(name)}`,
  );
}

let server;
before(async () => (server = await serve(0, respond)));
after(() => server?.close());

/**
 * In all languages before a release; otherwise in one from left to right, one from right to left, and one without
 * spaces.
 */
const SHOWN = LOCALES.filter((locale) => IS_RELEASE || ["en", "ar", "ja"].includes(locale));

/** Chromium's own line for a field that it was about to give the focus to. */
const OWN_LINE = /^Autofocus processing was blocked/;

inEachBrowser(
  (browser, engine) => {
    for (const locale of SHOWN) {
      describe(locale, () => {
        const pages = {};
        async function open(colorScheme, more) {
          const options = { viewport: { width: 320, height: 640 }, reducedMotion: "reduce", locale, userAgent: APP, colorScheme, ...more };
          const page = await (await browser().newContext(options)).newPage();
          await page.goto(`http://127.0.0.1:${server.port}/look/false/form`);
          return page;
        }
        before(async () => {
          for (const colorScheme of ["light", "dark"]) pages[colorScheme] = await open(colorScheme);
        });
        after(() => Promise.all(Object.values(pages).map((page) => page.context().close())));

        for (const name of Object.keys(VIEWS)) {
          test(name, async () => {
            const { light: page, dark } = pages;
            await show(page, false, name);
            assert.equal(await page.evaluate(() => document.documentElement.lang), locale);
            assert.deepEqual(await violations(page), []);
            await show(dark, false, name);
            assert.ok(await dark.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches));
            assert.deepEqual(await violations(dark, ["color-contrast"]), [], "dark");
            assert.equal(await page.evaluate(() => document.getAnimations().length), 0, "nothing moves");
            assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "it scrolls sideways");
            const texts = await page.evaluate(() => document.querySelector("main").innerText);
            assert.doesNotMatch(texts, /In English|undefined|\[object|\{\w+\}/);
            if (locale === "en" || locale === "ar") {
              await show(page, true, name);
              assert.deepEqual(await violations(page), [], "with a theme");
            }
          });
        }
        if (locale !== "en") return;

        test("the icon is animated only without prefers-reduced-motion", async () => {
          const page = await open("light", { reducedMotion: "no-preference" });
          await show(page, false, "pending");
          assert.equal(await page.evaluate(() => document.getAnimations().length), 1);
          await page.context().close();
        });

        // WebKit has no forced colors.
        if (engine !== "Chromium") return;

        test("with forced colors, no information depends on color", async () => {
          const page = pages.light;
          await page.emulateMedia({ forcedColors: "active" });
          await show(page, false, "form with issues");
          assert.deepEqual(await violations(page), []);
          const { wrong, right, focus, button, choices, unmarked } = await page.evaluate(() => {
            const styleOf = (selector) => getComputedStyle(document.querySelector(selector));
            const all = [...document.querySelectorAll("form .field :is(input, select)[name]")];
            return {
              wrong: styleOf(".field input[aria-invalid=true]").borderTopWidth,
              right: styleOf(".field input:not([aria-invalid])").borderTopWidth,
              focus: [styleOf(":focus").outlineStyle, parseFloat(styleOf(":focus").outlineWidth)],
              button: [styleOf("form > button").borderTopColor, styleOf("form > button").backgroundColor],
              choices: [...document.querySelectorAll("[type=radio]")].map((radio) => getComputedStyle(radio).appearance),
              unmarked: all
                // An address in the US has a state, although no provider of this page refuses one without.
                .filter((control) => control.name !== "address.state")
                .filter((control) => !control.required && !control.labels[0].querySelector(".optional")?.textContent)
                .map(({ name }) => name),
            };
          });
          assert.ok(parseFloat(wrong) > parseFloat(right), "what is wrong has a thicker border");
          assert.deepEqual(focus, ["solid", 3]);
          assert.notEqual(...button, "a button has a border");
          assert.deepEqual(new Set(choices), new Set(["auto"]), "a chosen radio button is drawn by the platform");
          assert.deepEqual(unmarked, [], "what may be left out says so in words");
        });
      });
    }

    describe("with its script, no view has an error or a warning in the console, and no request fails", { concurrency: true }, () => {
      for (const locale of engine === "Chromium" ? LOCALES : SHOWN)
        test(locale, async () => {
          const context = await browser().newContext({ locale, reducedMotion: "reduce" });
          const page = await context.newPage();
          const problems = [];
          page.on("pageerror", ({ message }) => problems.push(message));
          page.on(
            "console",
            (line) => ["error", "warning"].includes(line.type()) && !OWN_LINE.test(line.text()) && problems.push(line.text()),
          );
          page.on("requestfailed", (request) => problems.push(`${request.url()} fails`));
          page.on("response", (response) => response.status() >= 400 && problems.push(`${response.url()}: ${response.status()}`));
          for (const name of Object.keys(VIEWS)) {
            await page.goto(`http://127.0.0.1:${server.port}/look/live/${encodeURIComponent(name)}`, { waitUntil: "networkidle" });
            assert.equal(await page.evaluate(() => document.documentElement.lang), locale);
            assert.deepEqual(problems.splice(0), [], name);
          }
          await context.close();
        });
    });
  },
  { names: WITH_WEBKIT },
);
