/** `kyclink/page` in Node: its routes, headers, files and options, and the flow without JavaScript. */

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { browser, createHandler, fieldsOf, newKey, ORIGIN, PERSON, setUp } from "../../helpers/edge/harness.mjs";
import { internal, scratch, subpath } from "../../helpers/install/index.mjs";
import { SITE } from "../../helpers/page/views.mjs";

const { assets, html, LOCALES, onboardingPage, views } = await subpath("page");
const NAVIGATION = { accept: "text/html", "sec-fetch-mode": "navigate" };
const ADDRESS = { ...PERSON.address, country: "US" };
const FORM = Object.fromEntries(fieldsOf({ ...PERSON, firstName: "Jane", lastName: "Smith", address: ADDRESS }));

/** A handler with the page. `get` is a browser without a cookie. */
function open(options, config) {
  const made = setUp({ page: onboardingPage(options), ...config });
  const request = (path, init) => made.handler(new Request(`${ORIGIN}${path}`, init));
  const get = (path, headers = {}, method = "GET") => request(path, { method, headers: { ...NAVIGATION, ...headers } });
  const person = made.browser();
  return { ...made, get, person, submit: (path, fields) => person.form(path, fields, NAVIGATION) };
}

const urlsIn = (html) => [...html.matchAll(/<(?:link|script)[^>]* (?:href|src)="([^"]+)"/g)].map(([, url]) => url);

describe("routes", () => {
  test("the page's script refuses what the handler refuses, by the same policy", async () => {
    const folder = scratch();
    for (const [name, text] of [...Object.entries(assets), ["package.json", '{"type":"module"}']]) writeFileSync(join(folder, name), text);
    const { checker } = await import(
      pathToFileURL(
        join(
          folder,
          Object.keys(assets).find((name) => name.startsWith("rules-")),
        ),
      )
    );
    const unusual = { ...PERSON, address: { ...ADDRESS, postalCode: "x" } };
    for (const [policy, codes] of [
      [undefined, []],
      ["strict", ["postal_code_format"]],
    ]) {
      const { get, browser } = open({}, { policy });
      const given = /<html[^>]* data-policy="(\w+)"/.exec(await (await get("/kyc")).text())?.[1];
      assert.equal(given, policy);
      const { issues } = checker({ operation: "spherepay.onboard", policy: given, texts: SITE.texts })(unusual);
      assert.deepEqual(
        issues.map(({ code }) => code),
        codes,
      );
      assert.equal((await browser().json("links", unusual)).status, codes.length > 0 ? 422 : 201);
    }
  });

  test("a base path of its own, and none", async () => {
    for (const [basePath, path] of [
      ["/a/b", "/a/b"],
      ["", "/"],
    ]) {
      const { get } = open({}, { basePath });
      const html = await (await get(path)).text();
      assert.ok(html.includes(`action="${basePath}/links"`));
      for (const url of urlsIn(html)) assert.equal((await get(url)).status, 200, url);
    }
  });
});

describe("files", () => {
  test("another process has the same files and texts, before it has rendered a page", async () => {
    for (const locale of ["de", "ja"]) {
      const options = { theme: { radius: "0" }, texts: { de: { form: { title: "Willkommen" } } } };
      const html = await (await open(options).get("/kyc", { "accept-language": locale })).text();
      const { get } = open(options);
      for (const url of urlsIn(html)) assert.equal((await get(url)).status, 200, url);
    }
  });

  test("a country's data: its states in the language, and how its numbers look", async () => {
    const { get } = open();
    const [, prefix] = /data-countries="([^"]+)"/.exec(await (await get("/kyc")).text());
    const data = async (name) => (await get(`${prefix}${name}.json`)).json();
    const italian = await data("de-IT");
    assert.ok(italian.states.some(([code, name]) => code === "RM" && name === "Provinz Rom"));
    assert.equal(italian.phone.callingCode, "39");
    assert.equal((await data("en-GB")).states, undefined);
    for (const name of ["en-XX", "xx-US", "en-us"]) assert.equal((await get(`${prefix}${name}.json`)).status, 404);
  });

  test("from a static host: scripts and styles, with its origin in the policy", async () => {
    const { get } = open({ assets: "https://static.example.com/kyc" });
    const page = await (await get("/kyc")).text();
    const external = urlsIn(page).filter((url) => url.startsWith("https:"));
    assert.equal(external.length, 3);
    for (const url of external) assert.ok(url.slice("https://static.example.com/kyc/".length) in assets, url);
    // A static host has what is the same for everybody: the rest has the words and the rules of this handler.
    const own = [...urlsIn(page).filter((url) => !external.includes(url)), `${/data-countries="([^"]+)"/.exec(page)[1]}en-US.json`];
    assert.equal(own.length, 3);
    for (const url of own) assert.equal((await get(url)).status, 200, url);
  });
});

describe("options", () => {
  test("the language: of the request, fixed, and chosen by a function", async () => {
    const languageOf = async (options, accepted) => {
      const response = await open(options).get("/kyc", accepted && { "accept-language": accepted });
      return /<html lang="(\w+)" dir="(\w+)"/
        .exec(await response.text())
        .slice(1)
        .join(" ");
    };
    assert.equal(await languageOf({}, "pl, ar-EG;q=0.8, de;q=0.5"), "ar rtl");
    assert.equal(await languageOf({ locale: "es" }, "de"), "es ltr");
    assert.equal(await languageOf({ locale: ({ headers }) => headers.get("accept-language") }, "fr"), "fr ltr");
    assert.equal(await languageOf({ locale: () => "xx" }, "de"), "de ltr");
  });

  test("a locale that throws is reported, and Accept-Language decides", async () => {
    for (const thrown of [new Error("locale"), "locale"]) {
      const { get, errors } = open({
        locale() {
          throw thrown;
        },
      });
      const response = await get("/kyc", { "accept-language": "de" });
      assert.equal(response.status, 200);
      assert.match(await response.text(), /<html lang="de"/);
      const [{ error, route }] = errors;
      assert.deepEqual([error.cause ?? error, route], [thrown, "page"]);
      if (error !== thrown) assert.equal(error.message, "locale threw a value that is not an Error.");
    }
  });

  test("{partner} is the provider's name in every text, in the script's too", async () => {
    const named = (texts) =>
      Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, typeof text === "string" ? `${text} {partner}` : named(text)]));
    const { en } = await internal("service/page/texts/en.js");
    const { get } = open({ texts: { en: named({ ...en, messages: { required: "For" } }) } });
    const html = await (await get("/kyc")).text();
    assert.match(html, /<h1>[^<]* SpherePay<\/h1>/);
    const script = await (await get(urlsIn(html).find((url) => url.includes("texts-")))).text();
    for (const text of [html, script]) assert.ok(!text.includes("{partner}"));
    assert.ok(script.split("SpherePay").length > 150);
  });

  test("page and render together are refused, and so is a page that is no function", () => {
    assert.throws(() => open({}, { render: () => "" }), { code: "invalid_config", message: /either page or render/ });
    assert.throws(() => setUp({ page: {} }), { code: "invalid_config" });
  });
});

describe("without JavaScript", () => {
  test("a number as it is dialled at home is read in the country of the address, from a form and as JSON", async () => {
    const { config, sandbox } = open();
    const phones = [];
    const fetch = (url, init) => {
      phones.push(JSON.parse(init.body).phone);
      return sandbox.fetch(url, init);
    };
    const person = browser(createHandler({ ...config, fetch }));
    await person.form("links", { ...FORM, phone: "(415) 555-0123", idempotencyKey: newKey() }, NAVIGATION);
    await person.json("links", { ...PERSON, email: "b@example.com", phone: "(415) 555-0124" });
    assert.deepEqual(phones, ["+14155550123", "+14155550124"]);
    const plain = setUp();
    assert.equal((await plain.browser().json("links", { ...PERSON, phone: "(415) 555-0123" })).status, 422);
  });

  test("a redirect of authorize stays a redirect, also as the Response of a framework", async () => {
    const init = { status: 303, headers: new Headers({ location: "https://login.example.com/" }) };
    const own = { ...init, arrayBuffer: async () => new ArrayBuffer(0), [Symbol.toStringTag]: "Response" };
    for (const login of [new Response(null, init), own]) {
      const { submit } = open({}, { authorize: () => login });
      const response = await submit("links", FORM);
      assert.deepEqual([response.status, response.headers.get("location")], [303, "https://login.example.com/"]);
    }
  });
});

describe("in the browser of another app", () => {
  // in-app.test.mjs has the user agents of apps and of browsers.
  const APP = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/21F79";

  test("the form says how to open it in the person's own browser, in every language, and only there", async () => {
    const { get } = open();
    const note = async (agent, locale) => {
      const page = await (await get("/kyc", { "user-agent": agent, "accept-language": locale })).text();
      assert.equal(/ data-in-app/.test(page), /role="note"/.test(page));
      return /role="note"><strong>([^<]+)<\/strong>/.exec(page)?.[1];
    };
    assert.deepEqual([await note(APP, "en"), await note("curl/8.5.0", "en")], ["Open this page in your browser", undefined]);
    const all = await Promise.all(LOCALES.map((locale) => note(APP, locale)));
    assert.equal(new Set(all).size, LOCALES.length);
    assert.ok(!all.includes(undefined));
  });

  test("an app is found by the first 2,048 characters of its User-Agent, so that nobody decides how much is read", async () => {
    for (const length of [2048, 2049]) {
      const page = await (await open().get("/kyc", { "user-agent": " Line/".padStart(length, "x") })).text();
      assert.equal(/ data-in-app/.test(page), length === 2048, String(length));
    }
  });
});

describe("a document of one's own", () => {
  const document = (view, site) => html`<!doctype html>
<html${views.root(site)}>
<head>${views.head(view, site)}${views.styles(site)}<link rel="stylesheet" href="/shop.css">${views.script(site)}</head>
<body class="${view.kind}"><header>${views.logo(site)}</header><nav><a href="/">${site.texts.errors.back}</a></nav>
<main>${view.kind === "error" ? html`<h1>${'<"lost">'}</h1>` : views.content(view, site)}</main></body>
</html>`;

  test("has the parts of the page's own", async () => {
    const options = { theme: { radius: "0" }, logo: { src: "/logo.svg", alt: "A & B" } };
    const headers = { "accept-language": "de" };
    const [own, composed] = await Promise.all(
      [options, { ...options, document }].map(async (given) => (await open(given).get("/kyc", headers)).text()),
    );
    const without = (page) => page.replace(/[\da-f]{8}-[\da-f-]{27}/, "");
    const between = (page, start, end) => page.slice(page.indexOf(start), page.indexOf(end) + end.length).replace(/\s*\n\s*/g, "");
    for (const [start, end] of [
      ["<html", ">"],
      ["<meta charset", 'type="image/svg+xml">'],
      ['<link rel="modulepreload"', "</script>"],
      ["<header>", "</header>"],
      ["<main>", "</main>"],
    ])
      assert.equal(between(without(composed), start, end), between(without(own), start, end), start);
    assert.deepEqual(
      urlsIn(composed).filter((url) => url !== "/shop.css"),
      urlsIn(own),
    );
    assert.match(composed, /<body class="form">.*<a href="\/">Zurück zum Anfang/);
  });

  test("must be markup, so that nothing is left unescaped by mistake", async () => {
    const { get, errors } = open({ document: () => "<!doctype html>" });
    assert.equal((await get("/kyc")).status, 500);
    assert.deepEqual([errors[0].error.code, errors[0].route], ["invalid_config", ""]);
    assert.match(errors[0].error.message, /html`…`/);
  });
});
