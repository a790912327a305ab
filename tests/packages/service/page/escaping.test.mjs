/**
 * Escaping in the page: every view, and every text that comes from outside. The same page is rendered twice, with a
 * mark after each such text and with a hostile text behind each mark. A parser must find the same elements and
 * attributes in both.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, mock, test } from "node:test";
import { fieldsOf, newKey, ORIGIN, PERSON, setUp } from "../../helpers/edge/harness.mjs";
import { file, internal, subpath } from "../../helpers/install/index.mjs";
import { dangersOf, elementsOf } from "../../helpers/page/dom.mjs";
import { VIEWS } from "../../helpers/page/views.mjs";

// Pages say how many minutes ago a link was made.
mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-03-01T10:00:00Z") });

const { html, onboardingPage, views } = await subpath("page");
const inside = (path) => internal(`service/page/${path}`);
const { document } = await inside("views/document.js");
const { attributes, Markup } = await inside("views/html.js");

const NAVIGATION = { accept: "text/html", "sec-fetch-mode": "navigate" };
const MARK = "\ue000";
const HOSTILE = {
  "a script": `"><script>alert(1)</script>`,
  "single quotes": `' onfocus='alert(1)' x='`,
  "double quotes": `" onfocus="alert(1)" autofocus="`,
  "closing tags": `</title></textarea></select></noscript></p></form></main><img src=x onerror=alert(1)>`,
  comments: `<!--<svg/onload=alert(1)>--!><a href=javascript:alert(1)>`,
  entities: "&quot;&lt;b&gt;&#60;i&#62;&amp;",
  escapes: `\`$${"{alert(1)}"}\`$&$1$\`$'\\u003cb>\\x3cb>`,
  sections: "]]><![CDATA[<b>\u2028\u2029\ufeff\u202e",
};

/** Appends a text to every string of a value, however deep. */
function marked(value, suffix) {
  if (typeof value === "string") return value + suffix;
  if (Array.isArray(value)) return value.map((each) => marked(each, suffix));
  if (typeof value !== "object" || value === null || value instanceof Markup) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, marked(inner, suffix)]));
}

/** Returns the site of a page, as its document gets it. */
async function siteOf(country, options, headers) {
  let site;
  const keep = (view, given) => {
    site = given;
    return html`${views.content(view, given)}`;
  };
  const { handler } = setUp({ page: onboardingPage({ document: keep, logo: { src: "/logo.svg", alt: "Logo" }, ...options }) });
  const body = new URLSearchParams({ type: "individual", "address.country": country });
  await handler(new Request(`${ORIGIN}/kyc/links`, { method: "POST", body, headers: { ...NAVIGATION, origin: ORIGIN, ...headers } }));
  return site;
}

/** The site with that text behind each of its own. What chooses the rules, and what the rules compute with, stays. */
function hostileSite({ rules, operation, ...site }, suffix) {
  const few = rules.countries().filter(({ alpha2 }) => ["DE", "US", "HK"].includes(alpha2));
  const countries = () => few.map(({ alpha2, name }) => ({ alpha2, name: name + suffix }));
  const all = marked(site, suffix);
  const texts = { ...all.texts, locale: site.texts.locale };
  return { ...all, texts, rules: { ...rules, countries }, operation };
}

/** What decides which view it is, which texts it has and whose controls: it stays in one of each view's two copies. */
const WORDS = ["kind", "status", "nextAction", "next", "channel", "path", "who", "can", "type", "code", "address.country"];
/** Numbers and markup of ours, times of the clock, and the name of a state, which is hostile in forms of their own. */
const OURS = ["kind", "channels", "address.state", "svg", "madeAt", "givenUpAt", "dueBy"];

function markedView(value, suffix, kept) {
  if (typeof value !== "object" || value === null) return marked(value, suffix);
  if (Array.isArray(value)) return value.map((each) => markedView(each, suffix, kept));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, kept.includes(name) ? inner : markedView(inner, suffix, kept)]),
  );
}

/** Everything that a form may be sent back with, beside what the views have: a name that no control has, too. */
function valuesOf(suffix) {
  const names = [...fieldsOf(PERSON).map(([name]) => name), "business.legalName", "business.taxId", `no${suffix}`];
  return Object.fromEntries(names.map((name) => [name, `${name}${suffix}`]));
}

/** An issue of each code of the texts, at one control after the other, with hostile params. */
function issuesOf(site, suffix) {
  const names = ["type", "email", "phone", "address.country", "address.line1", "address.city", "address.state", `elsewhere${suffix}`, ""];
  const codes = Object.entries({ required: "", unheard_of: "", ...site.texts.issues.messages });
  return codes.map(([code, text], at) => {
    const places = [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name, name === "allowed" ? [suffix, suffix] : `p${suffix}`]);
    const path = names[at % names.length].split(".").filter(Boolean);
    return { code, message: `message${suffix}`, path, params: Object.fromEntries(places) };
  });
}

const NEVER = "2026-03-01T10:00:00Z";
const AGREEMENTS = {
  agreements: [{ type: "T", title: "t", version: "v", url: "https://a.example/1" }],
  issues: [{ code: "required", message: "m", path: ["agreements", "T"] }],
  values: { "agreements.T": "v" },
};
/** Members that no view of the transcript has together. */
const MORE = {
  "form, agreements": { kind: "form", ...AGREEMENTS },
  "agreements, everything": { kind: "agreements", ...AGREEMENTS },
  "status, agreements": { kind: "status", status: "incomplete", nextAction: "accept_terms", agreementsUrl: "https://a.example/1" },
  "status, everything": {
    ...{ kind: "status", status: "rejected", nextAction: "try_again", reasons: ["r"], otherDevice: true, handedOver: true, expiresAt: "e" },
    ...{ kycUrl: "https://kyc.example/1", termsUrl: "https://terms.example/1", type: "t", presentation: undefined, requirements: [] },
  },
  "handoff, everything": {
    ...{ kind: "handoff", url: "https://a.example/1", svg: "<svg></svg>", compare: 42, madeAt: NEVER, browser: "b", givenUpAt: NEVER },
  },
  "error, everything": { kind: "error", problem: { status: 409, code: "c" }, values: { email: "x" } },
  "contact, everything": {
    kind: "verify_contact",
    channels: ["email"],
    contacts: { email: "c" },
    attemptsLeft: 4,
    next: "confirm",
    values: { channel: "x" },
    issues: [],
    notice: "n",
  },
};

/** Returns every view by name, with that text behind each text from outside. */
function viewsOf(site, suffix) {
  const all = {};
  for (const [name, view] of [...Object.entries(VIEWS).map(([name, [view]]) => [name, view]), ...Object.entries(MORE)]) {
    all[name] = markedView(view, suffix, [...WORDS, ...OURS]);
    all[`${name}, in other words`] = markedView(view, suffix, OURS);
  }
  for (const country of ["US", "DE", "HK", `US${suffix}`])
    for (const type of ["individual", "business"])
      all[`form, ${country}, ${type}`] = {
        kind: "form",
        values: { ...valuesOf(suffix), "address.country": country, type },
        isPrefilled: true,
      };
  // One issue each, because a control shows the first of its issues. Texts are the same in every country.
  for (const issue of issuesOf(site, suffix).slice(0, site.country?.states ? undefined : 3)) {
    all[`form, ${issue.code}`] = { kind: "form", issues: [issue], values: { ...valuesOf(suffix), "address.country": "US" } };
    all[`contact, ${issue.code}`] = { kind: "verify_contact", values: { channel: "email" }, issues: [{ ...issue, path: ["code"] }] };
  }
  return all;
}

/**
 * What must be the same for a page with a hostile text, which is left out, and without; and how often that text is
 * there.
 */
function structureOf(page, hostile = MARK) {
  let count = 0;
  const strip = (text) => {
    const parts = text.split(hostile);
    count += parts.length - 1;
    return hostile === MARK ? text : parts.join("");
  };
  const elements = elementsOf(page);
  // Only noscript is read in another way by a browser that runs scripts.
  const withScripts = page.includes("<noscript") ? elementsOf(page, true) : elements;
  assert.deepEqual([...dangersOf(elements), ...dangersOf(withScripts)], []);
  const outline = withScripts.map(({ name, attributes }) => [name, ...Object.keys(attributes)].join(" "));
  const values = (attributes) => Object.entries(attributes).map(([name, value]) => `${name}=${strip(value)}`);
  const whole = elements.map(({ name, attributes, text }) => [name, ...values(attributes), strip(text)].join("\n"));
  return { outline, whole, count };
}

const SITES = {
  "a country with states": ["US"],
  "a country without a list of states": ["DE", {}, { "user-agent": "Mozilla/5.0 (iPhone) Instagram" }],
  "no country, Arabic, a theme and files elsewhere": [
    "",
    { locale: "ar", theme: { accent: "#0b6e4f", background: "#000000" }, assets: "https://static.example.com/" },
  ],
};

// Before any page is rendered, which may take longer than a handler waits on a busy machine.
const sites = [];
for (const [what, given] of Object.entries(SITES)) sites.push([what, given[0], await siteOf(...given)]);

for (const [what, country, site] of sites) {
  describe(`every view, with ${what}`, () => {
    const plain = hostileSite(site, MARK);
    const pages = Object.entries(viewsOf(site, MARK)).map(([name, view]) => {
      return { name, structure: structureOf(String(document(view, plain))) };
    });

    test("names every member of every view", () => {
      const declared = readFileSync(file("dist/types/page.d.ts"), "utf8");
      const [, union] = /export type PageView =(.*?);\n\n/s.exec(declared);
      const all = Object.values(viewsOf(site, MARK));
      for (const part of union.split("\n  | {").slice(1)) {
        const [, kind] = /kind: "(\w+)"/.exec(part);
        const given = new Set(all.filter((view) => view.kind === kind).flatMap((view) => Object.keys(view)));
        const members = [...part.matchAll(/^ {6}(\w+)\??:/gm)].map(([, name]) => name);
        assert.deepEqual([...given].sort(), members.sort(), kind);
      }
    });

    // Every text in one country; elsewhere, what leads out of an attribute and what leads out of an element.
    const kinds = country === "US" ? Object.keys(HOSTILE) : ["double quotes", "closing tags"];
    for (const kind of kinds) {
      const hostile = HOSTILE[kind];
      test(`${kind}: no other element and no other attribute, and the text arrives unchanged`, () => {
        const evil = hostileSite(site, MARK + hostile);
        const all = Object.values(viewsOf(site, MARK + hostile));
        for (const [at, { name, structure }] of pages.entries()) {
          const attacked = structureOf(String(document(all[at], evil)), hostile);
          assert.deepEqual(attacked, structure, name);
        }
      });
    }
  });
}

describe("html", () => {
  test("escapes each of the five characters, wherever it is, and nothing else", () => {
    const named = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
    for (let code = 0; code < 0x3000; code++) {
      const char = String.fromCharCode(code);
      const escaped = named[char] ?? char;
      assert.equal(html`<p>${char}${char}x${char}</p>`.text, `<p>${escaped}${escaped}x${escaped}</p>`);
    }
    for (const [char, escaped] of Object.entries(named)) assert.equal(String(html`${`${char}${char}`}`), escaped + escaped);
  });

  test("leaves markup, joins lists of any depth, and omits undefined and false", () => {
    const bold = html`<b>${"<"}</b>`;
    assert.equal(html`${bold}${[bold, "<", [bold, ["&"]]]}`.text, "<b>&lt;</b><b>&lt;</b>&lt;<b>&lt;</b>&amp;");
    assert.equal(html`${undefined}${false}${[undefined, false]}${0}${""}${true}${[]}`.text, "0true");
    assert.equal(html`a\n${"b"}`.text, "a\nb");
    // What only looks like markup is not.
    const forged = { text: "<b>", toString: () => "<i>" };
    assert.equal(html`${forged}${{ ...bold }}${Object.create({ text: "<b>" })}`.text.includes("<"), false);
  });

  test("attributes: with a value, without, and omitted", () => {
    const made = html`<p${attributes({ a: '"<', b: true, c: false, d: undefined, e: 0, f: "" })}>`;
    assert.equal(made.text, '<p a="&quot;&lt;" b e="0" f="">');
  });
});

describe("a request", () => {
  /** Sends a request for a page, and returns its elements. */
  async function read(handler, path, init = {}) {
    const url = `${ORIGIN}/kyc${path}`;
    const response = await handler(new Request(url, { ...init, headers: { ...NAVIGATION, origin: ORIGIN, ...init.headers } }));
    const text = await response.text();
    assert.match(response.headers.get("content-type"), /^text\/html/, text);
    const elements = elementsOf(text);
    assert.deepEqual(dangersOf(elements), []);
    for (const { name, attributes } of elements) {
      if (name === "script") assert.match(attributes.src, /^\/kyc\/assets\/[\w.-]+\.js$/);
      const leads = [attributes.href, attributes.action].filter((url) => url !== undefined);
      for (const lead of leads) assert.match(lead, /^(#[\w.]+|\/kyc|\/kyc\/[\w/.-]*)$/);
    }
    return { elements, text };
  }

  test("with hostile fields: each control has what was sent, and nothing else is in the page", async () => {
    const { handler } = setUp({ page: onboardingPage() });
    for (const hostile of Object.values(HOSTILE)) {
      const fields = { type: "individual", email: hostile, phone: hostile };
      for (const name of ["line1", "line2", "city", "state", "postalCode"]) fields[`address.${name}`] = hostile;
      for (const country of ["", "US", hostile]) {
        const body = new URLSearchParams({ ...fields, "address.country": country, [hostile]: hostile });
        const { elements } = await read(handler, "/links", { method: "POST", body });
        const controls = elements.filter(({ name, attributes }) => name === "input" && attributes.name in fields);
        const shown = controls.filter(({ attributes: { type } }) => type !== "radio");
        assert.ok(shown.length >= 6, `${country}: ${shown.length}`);
        for (const { attributes } of shown) assert.equal(attributes.value, hostile, attributes.name);
      }
    }
  });

  test("with a hostile key or channel, or hostile JSON: a page without it", async () => {
    const { handler } = setUp({ page: onboardingPage() });
    for (const hostile of Object.values(HOSTILE)) {
      for (const fields of [{ idempotencyKey: hostile }, { channel: hostile }, { idempotencyKey: newKey(), channel: hostile }])
        assert.ok(!(await read(handler, "/links", { method: "POST", body: new URLSearchParams(fields) })).text.includes(hostile));
      const headers = { "content-type": "application/json", "idempotency-key": newKey() };
      await read(handler, "/links", { method: "POST", headers, body: JSON.stringify({ [hostile]: hostile, email: hostile }) });
    }
  });

  test("with a hostile path, query, cookie, language or browser: nothing of it is in the page", async () => {
    const { handler } = setUp({ page: onboardingPage() });
    const hostile = `"'><script>alert(4711)</script>`;
    const encoded = encodeURIComponent(hostile);
    for (const path of ["", "/status", "/new", "/nothing", `/${encoded}`, `/assets/${encoded}`, `/contact/${encoded}`]) {
      const headers = { cookie: `x=${encoded}`, "accept-language": hostile, "user-agent": hostile, referer: hostile };
      const { text } = await read(handler, `${path}?${encoded}=${encoded}&token=${encoded}`, { headers });
      assert.ok(!text.includes("4711"), path);
    }
  });

  test("with hostile texts in every language: the page and its module have them unchanged", async () => {
    const texts = (suffix) => ({
      en: { form: { title: suffix, lead: suffix, documentTitle: suffix, sending: suffix }, messages: { required: suffix } },
    });
    for (const hostile of [...Object.values(HOSTILE), "\u2028*/ // \\", "</script>"]) {
      const { handler } = setUp({ page: onboardingPage({ texts: texts(hostile), logo: { src: "/a.svg", alt: hostile } }) });
      const { elements } = await read(handler, "", { headers: { "accept-language": "en" } });
      const text = (name) => elements.find((element) => element.name === name).text;
      assert.deepEqual([text("h1"), text("title")], [hostile, hostile]);
      assert.equal(elements.find(({ name }) => name === "img").attributes.alt, hostile);
      const url = elements.find(({ attributes }) => attributes.rel === "modulepreload").attributes.href;
      const code = await (await handler(new Request(ORIGIN + url))).text();
      const { default: loaded } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
      assert.deepEqual([loaded.form.sending, loaded.messages.required], [hostile, hostile]);
    }
  });
});
