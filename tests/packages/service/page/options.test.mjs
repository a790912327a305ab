/** What the page makes of its options and of the handler's: which are refused, and what the views are rendered from. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ORIGIN, setUp } from "../../helpers/edge/harness.mjs";
import { internal, subpath } from "../../helpers/install/index.mjs";

const inside = (name) => internal(`service/page/server/${name}`);
const { check } = await inside("options.js");
const { add } = await inside("files.js");
const { html, onboardingPage } = await subpath("page");

/** An assertion that these options are refused with a message. */
function refuses(options, message) {
  assert.throws(
    () => check(options),
    (error) => error.code === "invalid_config" && message.test(error.message),
    JSON.stringify(options),
  );
}

test("no option takes a value of another kind, also if it is one of those that count as false", () => {
  for (const [name, message] of Object.entries({
    locale: "locale must be one of en, ar, de, es, fr, ja, pt, or a function of the request.",
    present: "present must be one of redirect, tab, frame.",
    document: "document must be a function of a view and a site.",
    prefill: "prefill must be a function of the request.",
    assets: "assets must be an https URL (http on loopback only), without credentials, query or fragment.",
    logo: 'logo must be { src, alt }: alt says what the image shows, or is "".',
  }))
    for (const value of [null, "", 0, false])
      assert.throws(() => check({ [name]: value }), { code: "invalid_config", message }, `${name}: ${JSON.stringify(value)}`);
});

test("an option that does not exist is named, also in the theme", () => {
  refuses({ colour: "red" }, /no option "colour"/);
  refuses({ theme: { color: "red" } }, /no option "color"/);
  refuses({ locale: "xx" }, /^locale must be one of en, ar, de/);
  refuses({ assets: "http://static.example.com" }, /^assets must be/);
});

describe("URLs", () => {
  test("are https, or http on this machine, and have a slash at the end where files are below them", () => {
    for (const [assets, href] of [
      ["handler", undefined],
      [undefined, undefined],
      ["https://static.example.com", "https://static.example.com/"],
      ["https://static.example.com/kyc", "https://static.example.com/kyc/"],
      ["https://static.example.com/kyc/", "https://static.example.com/kyc/"],
      ["http://localhost:4010/x", "http://localhost:4010/x/"],
      ["http://127.0.0.1/", "http://127.0.0.1/"],
      ["http://[::1]:8080/", "http://[::1]:8080/"],
    ])
      assert.equal(check({ assets }).assets?.href, href);
  });

  test("of a name and a privacy policy: a path, or an https URL", () => {
    assert.deepEqual([check({}).name, check({}).privacyUrl], [undefined, undefined]);
    assert.equal(check({ name: "Example" }).name, "Example");
    for (const name of ["", " ", 1, null, {}]) refuses({ name }, /^name must be a string/);
    for (const privacyUrl of ["/privacy", "/privacy?a=b#c", "https://example.com/privacy"])
      assert.equal(check({ privacyUrl }).privacyUrl, privacyUrl);
    for (const privacyUrl of ["//example.com", "/\\example.com", "javascript:alert(1)", "http://example.com/", "privacy", "", 1, null])
      refuses({ privacyUrl }, /^privacyUrl must be an https URL/);
  });

  test("of a logo: a path is our own, two slashes are another host", () => {
    assert.equal(check({ logo: { src: "/logo.svg", alt: "" } }).logoOrigin, undefined);
    assert.equal(check({ logo: { src: "https://img.example.com/a.svg?", alt: "" } }).logoOrigin, "https://img.example.com");
    for (const src of ["javascript:alert(1)", "//img.example.com/a.svg", "/\\evil", "/\t/evil", "/\n\\evil", "\\evil"])
      refuses({ logo: { src, alt: "" } }, /^logo\.src must be/);
    for (const logo of [{}, { src: "/a.svg" }, { src: 1, alt: "" }, { src: "/a.svg", alt: 1 }])
      refuses({ logo }, /^logo must be \{ src, alt \}/);
  });
});

describe("texts", () => {
  test("replace strings with strings and leave out what is undefined", () => {
    const own = check({}).texts.en;
    assert.deepEqual(check({ texts: { en: undefined } }).texts.en, own);
    const { en, de } = check({ texts: { en: { form: { title: "Hello", lead: undefined } } } }).texts;
    assert.deepEqual(en, { ...own, form: { ...own.form, title: "Hello" } });
    assert.deepEqual(de, check({}).texts.de);
    const messages = check({ texts: { en: { messages: { any_code: "Wrong" } } } }).texts.en.messages;
    assert.equal(messages.any_code, "Wrong");
  });

  test("that are not an object are refused", () => {
    for (const given of [5, "x", true, [], null, () => {}]) {
      refuses({ texts: { en: given } }, /^texts\.en must be an object with texts\.$/);
      if (given !== null) refuses({ texts: given }, /^texts must be an object with texts\.$/);
    }
  });

  test("that have another place or kind are refused with the place", () => {
    refuses({ texts: { xx: {} } }, /^texts has no language "xx": it has en, ar, de, es, fr, ja, pt\.$/);
    for (const [given, place] of [
      [{ form: "x" }, "form"],
      [{ form: null }, "form"],
      [{ form: { title: {} } }, "form.title"],
      [{ form: { title: null } }, "form.title"],
      [{ form: { heading: "x" } }, "form.heading"],
      [{ form: { toString: "x" } }, "form.toString"],
      [{ heading: {} }, "heading"],
      [{ heading: null }, "heading"],
      [{ messages: { required: {} } }, "messages.required"],
    ])
      refuses({ texts: { en: given } }, new RegExp(`^texts\\.en\\.${place.replace(".", "\\.")} is no text`));
  });
});

describe("what the views are rendered from", () => {
  const redirectUri = `${ORIGIN}/kyc/status`;

  for (const [name, config, expected] of [
    ["a provider that sends people back", { provider: "grid", redirectUri }, ["grid.onboard", "Lightspark Grid", false]],
    ["a provider that sends nobody back", { provider: "spherepay", redirectUri }, ["spherepay.onboard", "SpherePay", true]],
    ["the only one of a hook", { provider: () => "grid", spherepay: undefined, redirectUri }, ["grid.onboard", "Lightspark Grid", false]],
    ["the first one of a hook", { provider: () => "grid", redirectUri }, ["spherepay.onboard", "SpherePay", true]],
  ])
    test(`${name}: ${expected.join(", ")}`, async () => {
      const seen = [];
      const document = (_, { operation, partner, newTab }) => {
        seen.push([operation, partner, newTab]);
        return html`<main>`;
      };
      const { handler } = setUp({ page: onboardingPage({ document }), ...config });
      await handler(new Request(`${ORIGIN}/kyc`));
      assert.deepEqual(seen, [expected]);
    });
});

test("the hash in a file's name always has 16 digits", async () => {
  const made = new Map();
  for (let at = 0; at < 20; at++) {
    const name = await add(made, "texts", "js", `${at}`);
    assert.match(name, /^texts-[\da-f]{16}\.js$/);
    assert.equal(made.get(name), `${at}`);
  }
});
