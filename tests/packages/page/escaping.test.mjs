/**
 * Escaping in the page: every view, and every text that comes from outside. The same page is rendered twice, with a
 * mark after each such text and with a hostile text behind each mark. A parser must find the same elements and
 * attributes in both.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, mock, test } from "node:test";
import { pathToFileURL } from "node:url";
import { fieldsOf, newKey, ORIGIN, PERSON, setUp } from "../helpers/edge/harness.mjs";
import { file, subpath } from "../helpers/install/index.mjs";
import { dangersOf, elementsOf } from "../helpers/page/dom.mjs";

// Pages say how many minutes ago a link was made.
mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-03-01T10:00:00Z") });

const { html, onboardingPage, views } = await subpath("page");
const inside = (path) => import(pathToFileURL(file("dist/page", path)));
const { document } = await inside("views/document.js");
const { attributes, fill, Markup } = await inside("views/html.js");

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

const STATUSES = ["none", "incomplete", "pending", "approved", "rejected", "on_hold", "unknown", "of the future"];
const ACTIONS = ["wait", "open_link", "verify_contact", "try_again", "contact_support", "none", "of the future"];
const PROBLEMS = [400, 403, 404, 405, 408, 409, 410, 413, 415, 422, 429, 500, 502, 503, 504, undefined];

/** Everything that a form may be sent back with: a name that no control has, too. */
function valuesOf(suffix, more) {
  const names = [...fieldsOf(PERSON).map(([name]) => name), "business.legalName", "business.taxId", "idempotencyKey", `no${suffix}`];
  return { ...Object.fromEntries(names.map((name) => [name, `${name}${suffix}`])), ...more };
}

/**
 * An issue of each code of the texts, with a hostile message and hostile params; and issues that the page does not
 * know.
 */
function issuesOf(site, suffix, paths) {
  const codes = Object.entries({ required: "", unheard_of: "", ...site.texts.issues.messages });
  return codes.map(([code, text], at) => {
    const places = [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name, name === "allowed" ? [suffix, suffix] : `p${suffix}`]);
    const path = paths[at % paths.length];
    return { code, message: `message${suffix}`, path, params: Object.fromEntries(places) };
  });
}

const NEVER = "2026-03-01T10:00:00Z";
const CONTROLS = ["type", "email", "phone", "address.country", "address.line1", "address.city", "address.state", "address.postalCode"];

/** Returns every view by name, with that text behind each text from outside. */
function viewsOf(site, suffix) {
  const all = {
    form: { kind: "form" },
    "form, notice": { kind: "form", values: valuesOf(suffix), notice: `notice${suffix}` },
    "form, hostile country": { kind: "form", values: valuesOf(suffix, { "address.country": `US${suffix}` }) },
    "form, prefilled": { kind: "form", values: valuesOf(suffix), isPrefilled: true },
    agreements: { kind: "agreements" },
    "handoff, link": { kind: "handoff", url: `https://a.example/${suffix}`, svg: "<svg></svg>" },
    "handoff, page": { kind: "handoff" },
    "handoff, what it says": { kind: "handoff", compare: 42, madeAt: NEVER, browser: `b${suffix}`, givenUpAt: NEVER },
    "handoff, link and number": { kind: "handoff", url: `https://a.example/${suffix}`, svg: "<svg></svg>", compare: 42 },
  };
  for (const kind of ["form", "agreements"])
    for (const [type, path] of [
      ["T", ["agreements", "T"]],
      [`T${suffix}`, []],
    ]) {
      const agreements = [{ type, title: `t${suffix}`, version: `v${suffix}`, url: `https://a.example/${suffix}` }];
      const issues = [{ code: "required", message: `m${suffix}`, path }];
      all[`${kind}, ${type}`] = { kind, agreements, issues, values: { [`agreements.${type}`]: `v${suffix}` } };
    }
  for (const country of ["US", "DE", "HK"])
    all[`form, ${country}`] = { kind: "form", values: valuesOf(suffix, { "address.country": country, type: "business" }) };
  // One issue each, because a control shows the first of its issues.
  const paths = [...CONTROLS.map((name) => name.split(".")), ["address"], [`elsewhere${suffix}`], []];
  // Texts are the same in every country.
  const issues = issuesOf(site, suffix, paths).slice(0, site.country?.states ? undefined : 3);
  for (const issue of issues)
    all[`form, ${issue.code}`] = { kind: "form", issues: [issue], values: valuesOf(suffix, { "address.country": "US" }) };
  for (const path of paths)
    all[`form, issue of ${path}`] = { kind: "form", issues: [{ code: "x", message: `m${suffix}`, path }], values: valuesOf(suffix) };
  for (const next of [undefined, "confirm", "link", `next${suffix}`]) {
    for (const channels of [undefined, [], ["email"], ["phone"], ["email", "phone"]])
      all[`contact, ${channels}, ${next}`] = { kind: "verify_contact", channels, next, values: valuesOf(suffix) };
  }
  all["contact, notice"] = { kind: "verify_contact", notice: `n${suffix}` };
  for (const channel of ["email", "phone", `other${suffix}`]) {
    for (const issue of issuesOf(site, suffix, [["value"], ["code"], [`other${suffix}`], []]).slice(0, 8))
      all[`contact, ${channel}, ${issue.code}`] = { kind: "verify_contact", channels: [], values: { channel }, issues: [issue] };
  }
  for (const status of STATUSES) {
    for (const nextAction of ACTIONS) all[`${status}, ${nextAction}`] = { kind: "status", status, nextAction };
    all[`${status}, reasons`] = { kind: "status", status, nextAction: "wait", reasons: [`r${suffix}`, suffix], otherDevice: true };
    all[`${status}, requirements`] = {
      ...{ kind: "status", status, nextAction: "wait" },
      requirements: ["kind", "who", "can"].map((name) => ({ kind: "data", who: "person", can: "act", [name]: `x${suffix}` })),
    };
    all[`${status}, terms`] = {
      kind: "status",
      status,
      nextAction: "accept_terms",
      termsUrl: `https://terms.example/${suffix}`,
      handedOver: true,
    };
    all[`${status}, agreements`] = { kind: "status", status, nextAction: "accept_terms", agreementsUrl: `https://a.example/${suffix}` };
    for (const link of ["kycUrl", "termsUrl"])
      all[`${status}, ${link} in a frame`] = {
        kind: "status",
        status,
        nextAction: "open_link",
        [link]: `https://kyc.example/${suffix}`,
        presentation: { frame: { url: `https://kyc.example/${suffix}`, allow: `a${suffix}`, sandbox: `s${suffix}`, title: `t${suffix}` } },
      };
    all[`${status}, link`] = {
      kind: "status",
      status,
      nextAction: "open_link",
      kycUrl: `https://kyc.example/${suffix}`,
      expiresAt: `e${suffix}`,
      type: `t${suffix}`,
    };
  }
  all["hostile status"] = { kind: "status", status: `s${suffix}`, nextAction: `a${suffix}` };
  for (const status of PROBLEMS)
    all[`error, ${status}`] = { kind: "error", problem: { status, code: `c${suffix}` }, values: valuesOf(suffix) };
  all["error, reused"] = { kind: "error", problem: { status: 422, code: "idempotency_key_reused" } };
  all["error, nothing"] = { kind: "error" };
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

for (const [what, [country, options, headers]] of Object.entries(SITES)) {
  describe(`every view, with ${what}`, async () => {
    const site = await siteOf(country, options, headers);
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

  test("places are filled once, and only from own values", () => {
    assert.equal(fill("{a}{b}{toString}{a}", { a: "{b}$&", b: "{a}" }), "{b}$&{a}{toString}{b}$&");
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
    const texts = (suffix) => ({ en: { form: { title: suffix, lead: suffix, documentTitle: suffix }, messages: { required: suffix } } });
    for (const hostile of [...Object.values(HOSTILE), "\u2028*/ // \\", "</script>"]) {
      const { handler } = setUp({ page: onboardingPage({ texts: texts(hostile), logo: { src: "/a.svg", alt: hostile } }) });
      const { elements } = await read(handler, "", { headers: { "accept-language": "en" } });
      const text = (name) => elements.find((element) => element.name === name).text;
      assert.deepEqual([text("h1"), text("title")], [hostile, hostile]);
      assert.equal(elements.find(({ name }) => name === "img").attributes.alt, hostile);
      const url = elements.find(({ attributes }) => attributes.rel === "modulepreload").attributes.href;
      const code = await (await handler(new Request(ORIGIN + url))).text();
      const { default: loaded } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
      assert.deepEqual([loaded.form.title, loaded.messages.required], [hostile, hostile]);
    }
  });

  test("of a key that was sent: the form keeps it, so that it is sent with the same key again", async () => {
    const { handler } = setUp({ page: onboardingPage() });
    const idempotencyKey = newKey();
    const { elements } = await read(handler, "/links", { method: "POST", body: new URLSearchParams({ idempotencyKey }) });
    assert.equal(elements.find(({ attributes }) => attributes.name === "idempotencyKey").attributes.value, idempotencyKey);
  });
});

describe("the theme", () => {
  const CSS = [
    "red;} body{display:none",
    "red}",
    "red;",
    "red/*",
    "*/red",
    "url(//evil.example)",
    "expression(1)",
    "rgb(1 2 3);x:y(1)",
    "rgb(url(x) 1 2 3 4)",
    "rgb(0 0 0)}",
    "</style><script>",
    "red\n}",
    "\\72 ed",
    "@import 'x'",
    '"a',
    "'a",
    `"a', 'b"`.slice(0, 3),
    "a{b",
    "a;b",
    "a(b)",
    "#12",
    "#12345",
    "#1234567",
    "var(--x)",
    "4px;",
    "4",
    "-4px",
    "4px 4px",
    "calc(1px)",
    "4 px",
    "4pxx",
    "",
    " ",
    "a".repeat(201),
    `rgb(${"1".repeat(61)})`,
    "rgb()",
    1,
    null,
    {},
    ["red"],
  ];
  const properties = ["accent", "accentText", "background", "text", "font", "radius"];

  for (const name of properties) {
    test(`${name}: nothing that ends a value becomes CSS`, () => {
      for (const value of CSS) {
        let page;
        try {
          page = onboardingPage({ theme: { [name]: value } });
        } catch (error) {
          assert.equal(error.code, "invalid_config");
          assert.match(error.message, new RegExp(`theme\\.${name} must be`), String(value));
          continue;
        }
        // A list of font families may have any words.
        assert.ok(page && /^[\w #-]+$/.test(value), `theme.${name}: ${value}`);
        assert.ok(name === "font" || !CSS.slice(0, -4).includes(value), `theme.${name}: ${value}`);
      }
    });
  }

  test("each good value is one declaration, unchanged", async () => {
    const good = {
      accent: ["red", "#abc", "#AbCdEf", "rgb(1 2 3)", "rgba(1, 2, 3, 0.5)", "hsl(120deg 50% 50% / 20%)", "oklch(40% 0.2 120)"],
      background: ["white", "black", "#000", "#ffffff", "lab(50% 40 59.5)"],
      text: ["black", "white", "#123456"],
      font: ["Inter, sans-serif", '"Source Sans 3", Arial', "'A', serif", "ヒラギノ角ゴ"],
      radius: ["0", "4px", "0.5rem", "1.25em", "999px"],
    };
    const property = { accent: "--accent", background: "--ground", text: "--ink", font: "--font", radius: "--radius" };
    for (const [name, values] of Object.entries(good)) {
      for (const value of values) {
        const { handler } = setUp({ page: onboardingPage({ theme: { [name]: value } }) });
        const elements = elementsOf(await (await handler(new Request(`${ORIGIN}/kyc`, { headers: NAVIGATION }))).text());
        const url = elements.find(({ attributes }) => attributes.href?.includes("/theme-")).attributes.href;
        const css = await (await handler(new Request(ORIGIN + url))).text();
        const rule = /^:root \{\n((?: {2}[a-z-]+: [^;{}\n]+;\n)+)\}\n/.exec(css)?.[1];
        assert.ok(rule?.split("\n").includes(`  ${property[name]}: ${value};`), css);
      }
    }
  });
});
