/**
 * What each view contains: the texts in their order, what a person can do there, and the attributes that the rules demand.
 * Texts are replaced with their names, so that a test sees which one is shown.
 */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { ORIGIN, setUp } from "./edge/harness.mjs";
import { file, subpath } from "./install/index.mjs";
import { elementsOf } from "./page/dom.mjs";

const { html, LOCALES, onboardingPage, views } = await subpath("page");
const inside = (path) => import(pathToFileURL(file("dist/page", path)));
const { document } = await inside("views/document.js");
const { settled } = await inside("views/page.js");
const { message, messagesByControl } = await inside("views/issues.js");
const { phoneSent } = await inside("views/form.js");
const { addressFieldsOf } = await inside("views/address.js");
const { states } = await inside("views/states.js");

/** Returns the site of a page, as its document gets it. */
async function siteOf(country, { provider = "spherepay", headers, ...options } = {}) {
  let site;
  const keep = (_, given) => {
    site = given;
    return html``;
  };
  const { handler } = setUp({ page: onboardingPage({ document: keep, ...options }), provider });
  const body = new URLSearchParams({ type: "individual", "address.country": country });
  await handler(new Request(`${ORIGIN}/kyc/links`, { method: "POST", body, headers: { accept: "text/html", origin: ORIGIN, ...headers } }));
  return site;
}

/** Replaces texts with their names. Places stay. */
function named(value, path = []) {
  if (typeof value === "string") return `⟦${path.join(".")}⟧${(value.match(/\{\w+\}/g) ?? []).join("")}`;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, named(inner, [...path, name])]));
}

function withNames({ texts: { locale, issues, addressLabels, messages, ...texts }, ...site }) {
  return { ...site, texts: { ...named(texts), locale, issues, messages: {}, addressLabels: named(addressLabels, ["address"]) } };
}

const SITE = withNames(await siteOf("US"));
const NOWHERE = withNames(await siteOf(""));
const GRID = withNames(await siteOf("DE", { provider: "grid" }));

const render = (view, more, site = SITE) => elementsOf(String(document(view, { ...site, ...more })));
const find = (elements, name, attribute, value) =>
  elements.filter(
    (element) => (name === "*" || element.name === name) && (attribute === undefined || element.attributes[attribute] === value),
  );
const byId = (elements, id) => find(elements, "*", "id", id)[0];

/** The names of the texts in a page, in their order. Names of options are left out. */
function textsOf(elements) {
  const shown = elements.filter(({ name }) => name !== "option").flatMap(({ attributes, text }) => [...Object.values(attributes), text]);
  return [...shown.join(" ").matchAll(/⟦([^⟧]+)⟧/g)].map(([, name]) => name);
}

/** What a person can send: each form with its controls and buttons, and each link. */
function actionsOf(elements) {
  const all = [];
  for (const { name, attributes, text } of elements) {
    if (name === "form") all.push([`${attributes.method} ${attributes.action ?? "here"} ${attributes["data-enhance"] ?? ""}`.trim()]);
    else if (["input", "select"].includes(name))
      all.at(-1).push(attributes.type === "hidden" ? `${attributes.name}=${attributes.value}` : attributes.name);
    else if (name === "button") all.at(-1).push(`[${/⟦([^⟧]+)⟧/.exec(text)?.[1]}]`);
    else if (name === "a" && !attributes.href.startsWith("#")) all.push([`${attributes.href}`]);
  }
  return all.map((parts) => parts.join(" "));
}

const RENEWAL = (text) => `post /kyc/links/renew renew [${text}]`;
const NEW_TAB = { kind: "status", status: "incomplete", nextAction: "open_link", kycUrl: "https://kyc.example/1" };
const contactTexts = (channel) => [
  ...["title", "send", "correct", "value"].map((name) => `contact.${channel}.${name}`),
  ...(channel === "phone" ? ["phone.anywhere"] : []),
  ...["sendThere", "code", "confirm"].map((name) => `contact.${channel}.${name}`),
];
const contactActions = (channel) => [
  `post /kyc/contact/${channel} send channel=${channel} [contact.${channel}.send] value [contact.${channel}.sendThere]`,
  `post /kyc/contact/${channel}/confirm confirm channel=${channel} code [contact.${channel}.confirm]`,
];
const contact = (given, channels, lead = ["contact.sent"]) => [
  { kind: "verify_contact", ...given },
  ["contact.title", "contact.title", "contact.lead", ...lead, ...channels.flatMap(contactTexts)],
  channels.flatMap(contactActions),
];
const ADDRESS = "address.line1 address.line2 address.city address.state address.postalCode";
const formActions = (button) => [
  `post /kyc/links form idempotencyKey=key type type email phone address.country ${ADDRESS} [form.${button}]`,
];
const FORM_TEXTS = [
  ..."form.documentTitle form.title form.lead form.summary form.who form.individual form.business form.contact".split(" "),
  ..."labels.email labels.phone phone.inCountry form.address form.addressHint labels.address.country address.line1".split(" "),
];
const ANY_ADDRESS = [
  "address.line2",
  "form.optional",
  "address.city",
  "labels.anyState",
  "form.ifCountryHas",
  "address.postalCode",
  "form.ifCountryHas",
];
const status = ([status, nextAction], words, actions = [], more = []) => [
  { kind: "status", status, nextAction },
  [`status.${words}.title`, `status.${words}.title`, `status.${words}.text`, ...more],
  actions,
];
const UPDATES = ["actions.updates", "actions.look"];
const LOOK = "/kyc/status";

/** A view, the texts it shows in their order, and what can be done. Texts and actions that no row names are not compared. */
const VIEWS = {
  form: [{ kind: "form" }, [...FORM_TEXTS, ...ANY_ADDRESS, "form.submit"], formActions("submit")],
  "form with a notice": [{ kind: "form", notice: "Sorry" }, [...FORM_TEXTS, ...ANY_ADDRESS, "form.again"], formActions("again")],
  "form of a country": [
    { kind: "form", values: { "address.country": "US" } },
    [...FORM_TEXTS, "address.line2", "form.optional", "address.city", "address.state", "address.zip", "form.submit"],
    formActions("submit"),
  ],
  "contacts, both": contact({ channels: ["email", "phone"] }, ["email", "phone"]),
  "contacts, a code was sent": contact({ channels: ["phone", "email"], next: "confirm" }, ["phone", "email"]),
  "contacts, email": contact({ channels: ["email"] }, ["email"]),
  "contacts, unknown": contact({ channels: [] }, ["email", "phone"]),
  "contacts, the one that was posted": contact({ values: { channel: "phone" } }, ["phone"]),
  "contacts, another name was posted": contact({ values: { channel: "fax" } }, ["email", "phone"]),
  "contacts, nothing": contact({}, ["email", "phone"]),
  "contacts, done": [
    { kind: "verify_contact", next: "link" },
    ["contact.title", "contact.title", "contact.done", "contact.continue"],
    [RENEWAL("contact.continue")],
  ],
  none: status(["none", "none"], "none", ["/kyc/new"], ["actions.start"]),
  rejected: status(["rejected", "contact_support"], "rejected", ["/kyc/new"], ["actions.restart"]),
  approved: status(["approved", "none"], "approved"),
  pending: status(["pending", "wait"], "pending", [LOOK], UPDATES),
  "on hold": status(["on_hold", "contact_support"], "on_hold", [LOOK], UPDATES),
  "a status of the future": [
    { kind: "status", status: "of the future", nextAction: "wait" },
    ["status.unknown.title", "status.unknown.title", "status.unknown.text"],
    [],
  ],
  unknown: status(["unknown", "wait"], "unknown", [LOOK], UPDATES),
  "the link to open": status(
    ["incomplete", "open_link"],
    "incomplete",
    [RENEWAL("actions.open_link"), "post /kyc/handoff handoff [handoff.offer]", LOOK],
    ["actions.open_link", "handoff.offer", ...UPDATES],
  ),
  "contacts to confirm": status(
    ["incomplete", "verify_contact"],
    "verify_contact",
    [RENEWAL("actions.verify_contact"), "post /kyc/handoff handoff [handoff.offer]", LOOK],
    ["actions.verify_contact", "handoff.offer", ...UPDATES],
  ),
  "to try again": status(
    ["rejected", "try_again"],
    "try_again",
    [RENEWAL("actions.try_again"), "post /kyc/handoff handoff [handoff.offer]", "/kyc/new"],
    ["actions.try_again", "handoff.offer", "actions.restart"],
  ),
  "the link in a new tab": [
    NEW_TAB,
    ["newTab.title", "newTab.title", "newTab.text", "newTab.open", "newTab.renew", "handoff.offer", ...UPDATES],
    ["https://kyc.example/1", RENEWAL("newTab.renew"), "post /kyc/handoff handoff [handoff.offer]", LOOK],
  ],
  "the code for another device": [
    { kind: "handoff", url: "https://app.example/1", svg: "<svg></svg>" },
    ["handoff.offer", "handoff.offer", "handoff.scan", "handoff.code", "handoff.link", "actions.look"],
    ["https://app.example/1", LOOK],
  ],
  "the page on another device": [
    { kind: "handoff" },
    ["handoff.confirmTitle", "handoff.confirmTitle", "handoff.confirmText", "handoff.confirm"],
    ["post here [handoff.confirm]"],
  ],
};
const PROBLEMS = {
  "errors.malformed": [400, 405, 408, 413, 415],
  "errors.forbidden": [403],
  "errors.missing": [404],
  "errors.expired": [410],
  "errors.reload": [409, 502, 503, 504],
  "failures.busy": [429],
  "failures.ours": [401, 422, 500, 501, undefined],
};
for (const [text, statuses] of Object.entries(PROBLEMS)) {
  for (const each of statuses)
    VIEWS[`error ${each}`] = [
      { kind: "error", problem: { status: each, code: "x" } },
      ["errors.title", "errors.title", text, "errors.back"],
      ["/kyc"],
    ];
}
VIEWS["error, reused"] = [
  { kind: "error", problem: { status: 422, code: "idempotency_key_reused" } },
  ["errors.title", "errors.title", "errors.reused", "errors.back"],
  ["/kyc/new"],
];
VIEWS["error without a problem"] = [{ kind: "error" }, ["errors.title", "errors.title", "failures.ours", "errors.back"], ["/kyc"]];

const KNOWN_TEXTS = new Set(Object.values(VIEWS).flatMap(([, texts]) => texts));
const KNOWN_ACTIONS = new Set(
  Object.values(VIEWS).flatMap(([, , actions]) => actions.map((action) => action.split(" ").slice(0, 2).join(" "))),
);

for (const [name, [view, texts, actions]] of Object.entries(VIEWS)) {
  describe(name, () => {
    const elements = render(view, { newKey: "key" });

    test("shows these texts, in this order", () => {
      assert.deepEqual(
        textsOf(elements).filter((text) => KNOWN_TEXTS.has(text)),
        texts,
      );
    });

    test("offers these actions, in this order", () => {
      assert.deepEqual(
        actionsOf(elements).filter((action) => KNOWN_ACTIONS.has(action.split(" ").slice(0, 2).join(" "))),
        actions,
      );
    });

    test("is a whole page: one title, one heading, one main, unique ids, and references that lead somewhere", () => {
      for (const tag of ["html", "head", "title", "body", "main", "h1"]) assert.equal(find(elements, tag).length, 1, tag);
      const [title, heading] = [find(elements, "title")[0].text, find(elements, "h1")[0].text];
      assert.match(title, /^⟦.+⟧/);
      if (view.kind !== "form") assert.equal(title, heading);
      const ids = elements.map(({ attributes }) => attributes.id).filter((id) => id !== undefined);
      assert.equal(new Set(ids).size, ids.length);
      assert.ok(!ids.includes(""));
      for (const { attributes } of elements) {
        const references = [attributes.for, ...["aria-describedby", "aria-labelledby"].flatMap((name) => attributes[name]?.split(" "))];
        for (const id of references) assert.ok(id === undefined || ids.includes(id), id);
      }
      for (const { attributes } of elements.filter(
        ({ name, attributes }) => ["input", "select"].includes(name) && attributes.type !== "hidden" && attributes.type !== "radio",
      ))
        assert.ok(find(elements, "label", "for", attributes.id).length === 1, `${attributes.id} has a label`);
      for (const form of find(elements, "form")) assert.equal(form.attributes.method, "post");
    });
  });
}

describe("the document", () => {
  test("says its language and direction, and what the script needs", () => {
    for (const locale of LOCALES) {
      const site = { ...SITE, texts: { ...SITE.texts, locale } };
      const { attributes } = find(render({ kind: "form" }, {}, site), "html")[0];
      assert.deepEqual([attributes.lang, attributes.dir], [locale, locale === "ar" ? "rtl" : "ltr"]);
    }
    const { attributes } = find(render({ kind: "form" }, { newTab: false, inApp: true }), "html")[0];
    const { base, operation, partner, files } = SITE;
    const { lang, dir, ...data } = attributes;
    assert.deepEqual([lang, dir], ["en", "ltr"]);
    const expected = { "data-base": base, "data-operation": operation, "data-partner": partner, "data-in-app": "" };
    assert.deepEqual(data, { ...expected, "data-texts": files.texts, "data-countries": files.countries });
    const other = find(render({ kind: "form" }, { newTab: true, inApp: false }), "html")[0].attributes;
    assert.deepEqual([other["data-new-tab"], "data-in-app" in other], ["", false]);
  });

  test("names its files: icon, styles with their media, texts and script", async () => {
    const files = {
      icon: "/icon.svg",
      script: "/main.js",
      styles: [{ href: "/a.css" }, { href: "/b.css", media: "(prefers-color-scheme: dark)" }],
      texts: "/texts.js",
      countries: "/country-",
      logo: { src: "/logo.svg", alt: "Shop" },
    };
    const elements = render({ kind: "form" }, { files });
    const named = elements.filter(({ name }) => ["meta", "link", "script", "img"].includes(name));
    assert.deepEqual(
      named.map(({ name, attributes }) => [name, attributes]),
      [
        ["meta", { charset: "utf-8" }],
        ["meta", { name: "viewport", content: "width=device-width, initial-scale=1" }],
        ["meta", { name: "color-scheme", content: "light dark" }],
        ["link", { rel: "icon", href: "/icon.svg", type: "image/svg+xml" }],
        ["link", { rel: "stylesheet", href: "/a.css" }],
        ["link", { rel: "stylesheet", href: "/b.css", media: "(prefers-color-scheme: dark)" }],
        ["link", { rel: "modulepreload", href: "/texts.js" }],
        ["script", { type: "module", src: "/main.js" }],
        ["img", { class: "logo", src: "/logo.svg", alt: "Shop" }],
      ],
    );
    assert.match(String(document({ kind: "form" }, SITE)), /^<!doctype html>\n<html/);
    assert.equal(find(render({ kind: "form" }, { files: { ...files, logo: undefined } }), "header").length, 0);
  });

  test("parts are functions of their own, frozen together", () => {
    assert.ok(Object.isFrozen(views));
    assert.equal(String(views.logo({ files: {} })), "");
  });
});

const CONTROLS = [
  "email",
  "phone",
  "address.country",
  "address.line1",
  "address.line2",
  "address.city",
  "address.state",
  "address.postalCode",
];

/** What the rules say of a control, as attributes. */
function demanded({ rules, operation }, name, country, isSelect) {
  const { autocomplete, inputMode, maxLength, required, type } = rules.fieldProps(operation, name, country && { country });
  const all = { autocomplete, required: required || undefined, ...(!isSelect && { type, inputmode: inputMode, maxlength: maxLength }) };
  return Object.fromEntries(
    Object.entries(all).flatMap(([key, value]) => (value === undefined ? [] : [[key, value === true ? "" : String(value)]])),
  );
}

describe("the controls of the form", () => {
  const sites = { US: SITE, "": NOWHERE, DE: GRID };

  test("have the attributes that the rules demand, a name, a label and places for messages", () => {
    for (const [country, site] of Object.entries(sites)) {
      const elements = render({ kind: "form", values: { "address.country": country } }, {}, site);
      for (const name of CONTROLS) {
        const control = byId(elements, name);
        if (!control) continue;
        assert.equal(control.attributes.name, name);
        const isSelect = control.name === "select";
        const expected = demanded(site, name, name.startsWith("address.") && name !== "address.country" ? country : undefined, isSelect);
        for (const [key, value] of Object.entries(expected)) assert.equal(control.attributes[key], value, `${country} ${name} ${key}`);
        for (const key of ["required", "maxlength", "inputmode"])
          if (!(key in expected)) assert.ok(!(key in control.attributes) || key === "inputmode", `${country} ${name} ${key}`);
        assert.equal(control.attributes.dir, expected.type === "text" ? "auto" : undefined, name);
        assert.ok(!("aria-invalid" in control.attributes) && !("autofocus" in control.attributes));
        assert.ok("hidden" in byId(elements, `${name}-error`).attributes);
        assert.ok("hidden" in byId(elements, `${name}-warning`).attributes);
        assert.equal(find(elements, "div", "data-field", name).length, 1);
        const label = find(elements, "label", "for", name)[0];
        assert.match(label.text, /^⟦(labels|address)\..+⟧/);
      }
      assert.equal(byId(elements, "phone").attributes["aria-describedby"], "phone-hint");
      assert.equal(byId(elements, "email").attributes["aria-describedby"], undefined);
      const { autocapitalize, spellcheck } = byId(elements, "email").attributes;
      assert.deepEqual([autocapitalize, spellcheck], ["none", "false"]);
      for (const name of ["address.state", "address.postalCode"]) {
        const given = byId(elements, name)?.attributes;
        if (given) assert.deepEqual([given.autocapitalize, given.spellcheck], ["characters", "false"], name);
      }
    }
  });

  test("are optional in words unless the country requires them", () => {
    for (const [country, site] of Object.entries(sites)) {
      const elements = render({ kind: "form", values: { "address.country": country } }, {}, site);
      const all = find(elements, "label").map(({ attributes }) => attributes.for);
      const spans = elements.flatMap(({ name, attributes, text }, at) =>
        name === "span" && attributes.class === "optional" ? [[elements[at - 1].attributes.for, text]] : [],
      );
      const optional = CONTROLS.filter((name) => byId(elements, name) && !("required" in byId(elements, name).attributes));
      assert.deepEqual(spans.map(([name]) => name).sort(), optional.sort(), `${country} of ${all}`);
      for (const [name, text] of spans) {
        const isKnown = country !== "" || name === "address.line2" || !name.startsWith("address.");
        assert.equal(text, `(⟦form.${isKnown ? "optional" : "ifCountryHas"}⟧)`, name);
      }
    }
  });

  test("lead from one to the next, and the last one sends", () => {
    for (const [country, site] of Object.entries(sites)) {
      const elements = render({ kind: "form", values: { "address.country": country } }, {}, site);
      const inputs = elements.filter(({ name, attributes }) => name === "input" && !["hidden", "radio"].includes(attributes.type));
      const hints = inputs.map(({ attributes }) => attributes.enterkeyhint);
      assert.deepEqual(hints, [...Array(hints.length - 1).fill("next"), "go"], country);
      for (const select of find(elements, "select")) assert.ok(!("enterkeyhint" in select.attributes));
    }
  });

  test("have what was typed; a choice is found by its code, its name and without regard to case", () => {
    const values = {
      email: "a@b.example",
      phone: "1",
      "address.country": "US",
      "address.line1": "x",
      "address.city": "y",
      "address.postalCode": "z",
    };
    const shown = (more) => render({ kind: "form", values: { ...values, ...more } });
    const elements = shown({ type: "business", "address.state": "IL" });
    for (const [name, value] of Object.entries(values))
      if (name !== "address.country") assert.equal(byId(elements, name).attributes.value, value);
    const chosen = (given, id) => {
      const at = given.indexOf(byId(given, id));
      const options = given.slice(at + 1);
      const end = options.findIndex(({ name }) => name !== "option");
      return options
        .slice(0, end)
        .filter(({ attributes }) => "selected" in attributes)
        .map(({ attributes }) => attributes.value);
    };
    assert.deepEqual(chosen(elements, "address.country"), ["US"]);
    for (const typed of ["IL", "il", " IL ", "Illinois", "ILLINOIS", "illinóis"])
      assert.deepEqual(chosen(shown({ "address.state": typed }), "address.state"), ["IL"], typed);
    for (const typed of [undefined, "", " "])
      assert.deepEqual(chosen(shown({ "address.state": typed }), "address.state"), [""], String(typed));
    for (const typed of ["XX", "Bavaria"]) assert.deepEqual(chosen(shown({ "address.state": typed }), "address.state"), [], typed);
    const radios = (given) =>
      find(given, "input", "type", "radio").map(({ attributes }) =>
        [attributes.id, attributes.value, attributes.name, "required" in attributes, "checked" in attributes].join(" "),
      );
    assert.deepEqual(radios(elements), ["type individual type true false", "type-business business type true true"]);
    assert.deepEqual(radios(shown({})), ["type individual type true true", "type-business business type true false"]);
    assert.deepEqual(
      radios(shown({ type: "other" })).map((radio) => radio.endsWith("true true")),
      [false, false],
    );
  });

  test("offer every country by its name, and every state of the country", () => {
    const elements = render({ kind: "form", values: { "address.country": "US" } });
    const options = find(elements, "option").map(({ attributes, text }) => [attributes.value, text]);
    const countries = SITE.rules.countries({ locale: "en" }).map(({ alpha2, name }) => [alpha2, name]);
    assert.deepEqual(options, [["", "⟦form.chooseCountry⟧"], ...countries, ["", "⟦form.choose⟧"], ...SITE.country.states]);
    const { attributes } = find(elements, "div", "data-address", "")[0];
    assert.equal(attributes["data-country"], "US");
    assert.equal(
      find(render({ kind: "form", values: { "address.country": "XX" } }), "div", "data-address", "")[0].attributes["data-country"],
      "",
    );
  });

  test("keep the key of a form that was sent, and have a new one otherwise", () => {
    const key = (values) => find(render({ kind: "form", values }, { newKey: "new" }), "input", "name", "idempotencyKey")[0].attributes;
    assert.deepEqual(
      [key({ idempotencyKey: "own" }).value, key({ idempotencyKey: "" }).value, key(undefined).value],
      ["own", "new", "new"],
    );
    assert.equal(key({}).type, "hidden");
  });

  test("say how a number is written in the country, or anywhere", () => {
    const hint = (country) => byId(render({ kind: "form" }, { country }), "phone-hint").text;
    const phone = { callingCode: "1", example: "(415) 555-0123" };
    assert.equal(hint({ phone }), "⟦phone.inCountry⟧\u2066+1\u2069\u2066(415) 555-0123\u2069");
    for (const country of [undefined, {}]) assert.equal(hint(country), "⟦phone.anywhere⟧");
    const elements = render({ kind: "form" });
    assert.equal(find(elements, "output", "for", "phone").length, 1);
    const sent = String(phoneSent("+1<", { phone: { international: "Before {number}." } }));
    assert.equal(sent, 'Before <bdi dir="ltr">+1&lt;</bdi>.');
  });

  test("note the browser of another app, on the form and beside the link, and only there", () => {
    const notes = (view, inApp) => find(render(view, { inApp }), "p", "role", "note").length;
    for (const view of [{ kind: "form" }, NEW_TAB]) assert.deepEqual([notes(view, true), notes(view, false)], [1, 0]);
    assert.deepEqual(
      textsOf(render({ kind: "form" }, { inApp: true })).filter((name) => name.startsWith("inApp")),
      ["inApp.text", "inApp.title"],
    );
    assert.deepEqual(
      textsOf(render(NEW_TAB, { inApp: true })).filter((name) => name.startsWith("inApp")),
      ["inApp.check"],
    );
  });

  test("a notice is shown or hidden", () => {
    const notice = (given) => find(render({ kind: "form", notice: given }), "p", "data-notice", "")[0];
    assert.deepEqual([notice("Sorry").text, "hidden" in notice("Sorry").attributes], ["Sorry", false]);
    assert.ok("hidden" in notice(undefined).attributes);
    assert.equal(notice("Sorry").attributes.role, "alert");
  });
});

describe("a form for a provider that takes what is required of a business", () => {
  const BUSINESS = ["business.legalName", "business.country", "business.taxId", "business.incorporatedOn"];

  test("asks for it, and requires it of businesses only", () => {
    for (const site of [SITE, GRID]) {
      const asks = BUSINESS.some((name) => site.rules.fieldProps(site.operation, name).required);
      // Whatever today's providers require: both forms.
      for (const required of [true, false]) {
        const fieldProps = (operation, path, options) => {
          const props = site.rules.fieldProps(operation, path, options);
          return BUSINESS.includes(path) ? { ...props, required } : props;
        };
        for (const type of ["individual", "business", undefined]) {
          const elements = render({ kind: "form", values: { type } }, { rules: { ...site.rules, fieldProps } }, site);
          const found = BUSINESS.filter((name) => byId(elements, name));
          assert.deepEqual(found, required ? BUSINESS : [], `${asks}`);
          for (const name of found) {
            const { attributes } = byId(elements, name);
            assert.equal("required" in attributes, type === "business");
            assert.equal(find(elements, "label", "for", name)[0].text, `⟦labels.${name}⟧`);
          }
          assert.equal(find(elements, "fieldset", "data-only", "business").length, required ? 1 : 0);
          assert.equal(textsOf(elements).includes("form.aboutBusiness"), required);
          if (required) assert.equal(byId(elements, "business.country").name, "select");
          assert.equal(
            find(elements, "span", "class", "optional").some((_, at) => at > 6),
            false,
          );
        }
      }
    }
  });
});

describe("the fields of an address", () => {
  /** The names of the address's controls in their order, without their common start. */
  const orderIn = (country, site) => addressFieldsOf(site, country).map(({ name }) => name.slice("address.".length));

  test("are those of the rules in the country's order; a city that a provider asks for stands beside the street", () => {
    for (const site of [SITE, GRID]) {
      for (const { alpha2 } of site.rules.countries()) {
        const asked = site.rules.addressFields(alpha2, site.operation).map(({ field }) => field);
        const own = site.rules.addressFields(alpha2).map(({ field }) => field);
        const shown = orderIn(alpha2, site);
        const left = asked.filter((field) => !shown.includes(field));
        assert.ok(left.length === 0 || left.join() === "state", `${alpha2}: ${left}`);
        if (left.length > 0) assert.equal(site.rules.subdivisions(alpha2).length, 0);
        assert.deepEqual([...shown].sort(), asked.filter((field) => !left.includes(field)).sort(), alpha2);
        const rest = (fields) => fields.filter((field) => field !== "city" || own.includes("city"));
        assert.deepEqual(
          rest(shown),
          rest(asked).filter((field) => !left.includes(field)),
          alpha2,
        );
        if (shown.includes("city") && !own.includes("city")) {
          const [street, city] = [shown.indexOf("line1"), shown.indexOf("city")];
          assert.equal(city, street === 0 ? 2 : street - 1, `${alpha2}: ${shown}`);
        }
      }
    }
  });

  test("before a country is chosen are all there can be, labelled for any country", () => {
    const elements = render({ kind: "form" }, {}, NOWHERE);
    const labels = ["line1", "line2", "city", "state", "postalCode"].map(
      (field) => find(elements, "label", "for", `address.${field}`)[0].text,
    );
    assert.deepEqual(
      labels.map((text) => text.trim()),
      ["⟦address.line1⟧", "⟦address.line2⟧", "⟦address.city⟧", "⟦labels.anyState⟧", "⟦address.postalCode⟧"],
    );
  });

  test("leave out a state that no address of the country has and the provider would not take", () => {
    for (const { alpha2 } of SITE.rules.countries()) {
      const asked = SITE.rules.addressFields(alpha2, SITE.operation).some(({ field }) => field === "state");
      const shown = orderIn(alpha2, SITE).includes("state");
      const verdict = SITE.rules.validate(SITE.operation, { address: { country: alpha2, state: "a name" } });
      const issues = [...(verdict.issues ?? []), ...verdict.warnings].map(({ code }) => code);
      const isUseless =
        SITE.rules.subdivisions(alpha2).length === 0 && issues.some((code) => ["state_not_code", "state_omitted"].includes(code));
      assert.equal(shown, asked && !isUseless, alpha2);
    }
  });
});

describe("issues", () => {
  const issueOf = (path, code = "required") => ({ code, path, message: "m", params: {} });

  test("each is at its control, in the summary, and the first control has the focus", () => {
    const values = { "address.country": "US" };
    for (const name of ["email", "phone", "address.city", "address.state"]) {
      const elements = render({ kind: "form", values, issues: [issueOf(name.split("."))] });
      const { attributes } = byId(elements, name);
      assert.equal(attributes["aria-invalid"], "true");
      assert.ok("autofocus" in attributes);
      assert.deepEqual(attributes["aria-describedby"].split(" "), [...(name === "phone" ? ["phone-hint"] : []), `${name}-error`]);
      const error = byId(elements, `${name}-error`);
      assert.ok(error.text !== "" && !("hidden" in error.attributes));
      const link = find(elements, "a", "href", `#${name}`)[0];
      assert.equal(link.text, error.text);
      assert.ok(!("hidden" in byId(elements, "summary").attributes));
      assert.equal(elements.filter(({ attributes }) => "aria-invalid" in attributes).length, 1);
      assert.equal(elements.filter(({ attributes }) => "autofocus" in attributes).length, 1);
    }
    const both = render({ kind: "form", values, issues: [issueOf(["address", "city"]), issueOf(["email"])] });
    assert.equal(elements(both, "autofocus").join(), "email");
    assert.equal(elements(both, "aria-invalid").join(), "email,address.city");
    const summary = byId(render({ kind: "form" }), "summary").attributes;
    assert.ok("hidden" in summary);
    assert.deepEqual([summary.role, summary.tabindex], ["alert", "-1"]);
  });

  const elements = (page, name) => page.filter(({ attributes }) => name in attributes).map(({ attributes }) => attributes.id);

  test("of the type, of a group and of nothing", () => {
    const page = render({
      kind: "form",
      values: { "address.country": "US" },
      issues: [issueOf(["type"]), issueOf(["address"]), issueOf(["elsewhere"])],
    });
    assert.ok(byId(page, "type-error").text !== "");
    assert.ok(byId(page, "address.country-error").text !== "");
    const items = page.flatMap(({ name, text }, at) => (name === "li" ? [text || page[at + 1].attributes.href] : []));
    assert.deepEqual(items.slice(1), ["#type", "#address.country"]);
    assert.ok(items[0] !== "" && !items[0].startsWith("#"), "no control to lead to");
  });

  test("one for each control: the first of its own, in the order of the controls", () => {
    const names = ["a", "b.x", "b.y", "bb"];
    const found = messagesByControl(
      [["bb"], ["b", "y"], ["b"], ["b", "x"], ["c"], [], ["b", "y", "z"], ["a"]].map((path, at) => ({ path, at })),
      names,
      ({ at }) => at,
    );
    assert.deepEqual(
      [...found],
      [
        ["", 4],
        ["a", 7],
        ["b.x", 2],
        ["b.y", 1],
        ["bb", 0],
      ],
    );
    assert.deepEqual([...messagesByControl([], names, () => "")], []);
  });

  test("in the person's words: those of the page, those of the language, those of the issue", () => {
    const texts = { ...SITE.texts, messages: { email_format: "own {x}" } };
    assert.equal(message({ code: "email_format", path: ["email"], params: { x: 1 }, message: "m" }, texts), "own 1");
    assert.equal(message({ code: "email_format", path: ["email"], message: "m" }, texts), "own {x}");
    assert.equal(message({ code: "phone_format", path: ["phone"], params: {}, message: "m" }, texts), texts.issues.messages.phone_format);
    assert.equal(message({ code: "unheard_of", path: ["phone"], params: {}, message: "m" }, texts), "m");
    const long = { code: "too_long", path: ["email"], message: "m" };
    assert.equal(message({ ...long, params: { max: 3, actual: 5 } }, texts), "Shorten your email address to at most 3 characters (now 5).");
    // The handler's JSON has no params: without them, the sentence would have holes.
    assert.equal(message(long, texts), "Check your email address: the provider did not accept this value.");
    for (const code of Object.keys(texts.issues.messages))
      assert.doesNotMatch(message({ code, path: ["email"], message: "m" }, SITE.texts), /undefined|[{}]/, code);
    assert.equal(message({ ...long, code: "required" }, texts), "Enter your email address.");
  });

  test("of a contact are at its control, open what was closed, and belong to the channel that was posted", () => {
    for (const channel of ["email", "phone"]) {
      const show = (path, posted = channel) =>
        render({
          kind: "verify_contact",
          channels: ["email", "phone"],
          values: { channel: posted },
          issues: [issueOf(path, "email_format")],
        });
      for (const [path, name] of [
        [["value"], "value"],
        [["code"], "code"],
      ]) {
        const page = show(path);
        const id = `${channel}.${name}`;
        assert.equal(elements(page, "aria-invalid").join(), id);
        assert.equal(elements(page, "autofocus").join(), id);
        assert.ok(byId(page, id).attributes["aria-describedby"].split(" ").includes(`${id}-error`));
        const error = byId(page, `${id}-error`);
        assert.ok(!("hidden" in error.attributes));
        assert.equal(error.text, name === "code" ? "⟦contact.wrong⟧" : SITE.texts.issues.messages.email_format);
        assert.equal(page.filter(({ name, attributes }) => name === "details" && "open" in attributes).length, name === "value" ? 1 : 0);
      }
      for (const page of [show(["elsewhere"]), show([]), show(["value"], "fax")]) assert.deepEqual(elements(page, "aria-invalid"), []);
    }
  });

  test("of no contact: the controls are as a person's device expects them", () => {
    const page = render({ kind: "verify_contact", channels: ["email", "phone"] });
    const given = (id) => {
      const { id: own, name, ...attributes } = byId(page, id).attributes;
      assert.deepEqual([own, id.split(".")[1]], [id, name]);
      return attributes;
    };
    assert.deepEqual(given("email.value"), { type: "email", autocomplete: "email" });
    assert.deepEqual(given("phone.value"), { type: "tel", autocomplete: "tel", "aria-describedby": "phone.value-hint" });
    const code = { type: "text", inputmode: "numeric", autocomplete: "one-time-code", maxlength: "10", required: "", enterkeyhint: "done" };
    for (const channel of ["email", "phone"]) {
      assert.deepEqual(given(`${channel}.code`), code);
      assert.equal(find(page, "section", "aria-labelledby", `${channel}-title`).length, 1);
      for (const name of ["value", "code"]) assert.ok("hidden" in byId(page, `${channel}.${name}-error`).attributes);
    }
    const sent = (next) =>
      "hidden" in page.find(() => true).attributes ||
      "hidden" in render({ kind: "verify_contact", next }).find(({ attributes }) => "data-sent" in attributes).attributes;
    assert.deepEqual([sent("confirm"), sent(undefined), sent("else")], [false, true, true]);
  });
});

describe("the status", () => {
  test("says what it is to scripts, styles and people", () => {
    const icons = { approved: "✓", rejected: "✕", on_hold: "!", none: "?", incomplete: "…", pending: "…", unknown: "…" };
    const open = ["incomplete", "pending", "on_hold", "unknown"];
    for (const [status, icon] of Object.entries(icons)) {
      const page = render({ kind: "status", status, nextAction: "wait" });
      const [{ attributes }] = find(page, "div", "data-enhance", "status");
      assert.deepEqual(
        [attributes["data-status"], attributes["data-action"], "data-open" in attributes],
        [status, "wait", open.includes(status)],
      );
      const mark = find(page, "p", "class", `mark ${status}`)[0];
      assert.deepEqual([mark.text, mark.attributes["aria-hidden"]], [icon, "true"]);
      const [updates] = page.filter(({ attributes }) => "data-updates" in attributes);
      assert.equal(updates !== undefined && "hidden" in updates.attributes, open.includes(status));
    }
  });

  test("opens the link in a new tab that cannot reach back", () => {
    const [link] = find(render(NEW_TAB), "a", "href", NEW_TAB.kycUrl);
    assert.deepEqual([link.attributes.target, link.attributes.rel, link.attributes.class], ["_blank", "noopener noreferrer", "button"]);
  });

  test("has one main action: another one is the second", () => {
    const second = (view) => render(view).filter(({ attributes }) => /(^| )second( |$)/.test(attributes.class ?? "")).length;
    assert.ok(second(NEW_TAB) >= 1);
    assert.equal(
      find(render({ kind: "status", status: "none", nextAction: "none" }), "a", "href", "/kyc/new")[0].attributes.class,
      "button",
    );
    assert.equal(
      find(render({ kind: "status", status: "rejected", nextAction: "none" }), "a", "href", "/kyc/new")[0].attributes.class,
      "button second",
    );
  });

  test("a handler without a base path leads to the root", () => {
    assert.equal(find(render({ kind: "error" }, { base: "" }), "a")[0].attributes.href, "/");
  });
});

test("the view that is shown in place of another", () => {
  const show = (view) => settled(view, SITE);
  const same = (view) => assert.equal(show(view), view);
  const problem = (status) => ({ kind: "error", problem: { status, code: "x" } });
  assert.deepEqual(show(problem(401)), { kind: "status", status: "none", nextAction: "none" });
  for (const status of [400, 403, 404, 409, 422, 429, 500, 502, 503, 504]) same(problem(status));
  const values = { idempotencyKey: "key", email: "x" };
  for (const status of [409, 502, 503, 504])
    assert.deepEqual(show({ ...problem(status), values }), { kind: "form", values, notice: "⟦failures.away⟧" }, `${status}`);
  for (const status of [400, 403, 404, 422, 429, 500]) same({ ...problem(status), values });
  for (const status of [409, 503]) same({ ...problem(status), values: { email: "x" } });
  for (const channel of ["email", "phone"]) {
    const issues = [{ code: "x", path: ["value"], message: "m" }];
    const form = { kind: "form", values: { channel } };
    assert.deepEqual(show({ ...form, issues }), { kind: "verify_contact", channels: [channel], values: { channel }, issues });
    assert.deepEqual(show(form), { kind: "verify_contact", channels: [channel], values: { channel } });
  }
  same({ kind: "form", values: { channel: "fax" } });
  same({ kind: "form" });
  same({ kind: "form", issues: [{ code: "x", path: [], message: "m" }] });
  assert.deepEqual(show({ kind: "form", issues: [] }), { kind: "form", issues: [], notice: "⟦failures.refused⟧" });
  same({ kind: "status", status: "approved", nextAction: "none" });
  same({ kind: "error" });
});

describe("what today's countries and providers do not show", () => {
  const optionsOf = (elements, id) => {
    const rest = elements.slice(elements.indexOf(byId(elements, id)) + 1);
    return rest.slice(
      0,
      rest.findIndex(({ name }) => name !== "option"),
    );
  };
  const chosenIn = (elements, id) =>
    optionsOf(elements, id)
      .filter(({ attributes }) => "selected" in attributes)
      .map(({ attributes }) => attributes.value);

  test("a country that was typed: by its code or name, without regard to case and diacritics", () => {
    const chosen = (typed) => chosenIn(render({ kind: "form", values: { "address.country": typed } }), "address.country");
    for (const typed of ["DE", "de", "Germany", " germany ", "GERMANY", "Gérmany"]) assert.deepEqual(chosen(typed), ["DE"], typed);
    for (const typed of ["German", "XX", "Germany!"]) assert.deepEqual(chosen(typed), [], typed);
  });

  test("an exact code is preferred to a similar one, and a code or a name is enough", () => {
    const country = {
      states: [
        ["a", "First"],
        ["A", "Second"],
        ["b", "a"],
      ],
    };
    const chosen = (typed) =>
      chosenIn(
        render({ kind: "form", values: { "address.country": "US", "address.state": typed } }, { country, stateCode: undefined }),
        "address.state",
      );
    assert.deepEqual(["A", "a", "á", "second", "SECOND", "B"].map(chosen), [["A"], ["a"], ["a"], ["A"], ["A"], ["b"]]);
  });

  test("only a state is looked up by what was typed, and only in a country", () => {
    const asked = [];
    const stateCode = (...given) => {
      asked.push(given);
      return "IL";
    };
    const values = { "address.country": "US", "address.state": "Illinois", "address.city": "Chicago", email: "a@b.example" };
    const page = render({ kind: "form", values }, { stateCode });
    assert.deepEqual([...new Set(asked.map((given) => given.join()))], ["US,Illinois"]);
    assert.deepEqual(chosenIn(page, "address.state"), ["IL"]);
    assert.deepEqual([byId(page, "address.city").attributes.value, byId(page, "email").attributes.value], ["Chicago", "a@b.example"]);
    asked.length = 0;
    render({ kind: "form", values: { "address.country": "US" } }, { stateCode });
    assert.deepEqual(asked, [["US", ""]]);
    asked.length = 0;
    const nowhere = render({ kind: "form", values: { ...values, "address.country": "XX" } }, { stateCode }, NOWHERE);
    assert.deepEqual([asked, byId(nowhere, "address.state").attributes.value], [[], "Illinois"]);
  });

  test("one required field of a business is enough to ask for all, and only the country is chosen from a list", () => {
    const fieldProps = (operation, path, options) => ({
      ...SITE.rules.fieldProps(operation, path, options),
      ...(path.startsWith("business.") && { required: path === "business.taxId" }),
    });
    const page = render({ kind: "form" }, { rules: { ...SITE.rules, fieldProps } });
    const tags = ["legalName", "country", "taxId", "incorporatedOn"].map((name) => byId(page, `business.${name}`)?.name);
    assert.deepEqual(tags, ["input", "select", "input", "input"]);
  });

  /** The fields of an address by rules of these: the country's own fields, and those that the provider asks for. */
  const fieldsBy = (own, asked, codes = []) => {
    const of = (names) => names.map((field) => ({ field, label: field }));
    const rules = {
      ...SITE.rules,
      addressFields: (_, operation) => of(operation ? asked : own),
      subdivisions: () => [],
      validate: () => ({
        ok: false,
        issues: codes.slice(0, 1).map((code) => ({ code })),
        warnings: codes.slice(1).map((code) => ({ code })),
      }),
    };
    return addressFieldsOf({ ...SITE, rules, country: undefined }, "XX").map(({ name }) => name.slice("address.".length));
  };

  test("a city that only the provider asks for: after the street's two lines, or before a street that comes last", () => {
    assert.deepEqual(fieldsBy(["line1", "line2"], ["line1", "line2", "postalCode", "city"]), ["line1", "line2", "city", "postalCode"]);
    assert.deepEqual(fieldsBy(["postalCode", "line1"], ["postalCode", "line1", "line2", "city"]), ["postalCode", "city", "line1", "line2"]);
    assert.deepEqual(fieldsBy(["x", "line2", "line1"], ["x", "line2", "line1", "city"]), ["x", "line2", "city", "line1"]);
    assert.deepEqual(fieldsBy(["city", "line1"], ["city", "line1"]), ["city", "line1"], "of the country's own");
    assert.deepEqual(fieldsBy(["line1"], ["line1"]), ["line1"], "nobody asks");
    assert.deepEqual(fieldsBy(["line1"], ["city", "line1", "line2"]), ["line1", "line2", "city"]);
  });

  test("a state is left out only where the provider wants a code or omits it", () => {
    const fields = ["line1", "state"];
    for (const codes of [["state_not_code"], ["state_omitted"], ["required", "state_not_code"], ["required", "state_omitted"]])
      assert.deepEqual(fieldsBy(fields, fields, codes), ["line1"], String(codes));
    for (const codes of [[], ["required"], ["required", "postal_code_missing"]])
      assert.deepEqual(fieldsBy(fields, fields, codes), fields, String(codes));
  });

  test("the states of a country are those that the rules list, by code and name; many countries have none", () => {
    const listed = SITE.rules.countries().filter(({ alpha2 }) => {
      const options = SITE.rules.addressFields(alpha2, SITE.operation).find(({ field }) => field === "state")?.options;
      const expected = options?.map(({ code, name }) => [code, name ?? code]);
      assert.deepEqual(states(SITE, alpha2, {}), expected, alpha2);
      return expected !== undefined;
    });
    assert.ok(listed.length > 10 && listed.length < 200);
    const rules = { ...SITE.rules, addressFields: () => [{ field: "state" }] };
    assert.equal(states({ ...SITE, rules }, "XX", {}), undefined);
  });

  test("a link without its picture, or a picture without its link, is the page that confirms", () => {
    for (const view of [{ url: "https://a.example" }, { svg: "<svg></svg>" }, {}])
      assert.ok(textsOf(render({ kind: "handoff", ...view })).includes("handoff.confirm"), JSON.stringify(view));
  });

  test("a message without params is the code's own if it only names the field", () => {
    const given = (code) => message({ code, path: ["email"], message: "m" }, SITE.texts);
    assert.equal(given("control_character"), "Check your email address: remove line breaks, tabs and other invisible characters.");
    assert.equal(given("unheard_of"), "m");
  });

  test("only an error, or a form, is shown in another way", () => {
    const values = { idempotencyKey: "key", channel: "email" };
    for (const view of [
      { kind: "status", status: "pending", nextAction: "wait", problem: { status: 401 } },
      { kind: "status", status: "pending", nextAction: "wait", problem: { status: 503 }, values },
      { kind: "verify_contact", values, issues: [] },
      { kind: "form", problem: { status: 401, code: "x" } },
      { kind: "form", problem: { status: 503, code: "x" }, values: { idempotencyKey: "key" } },
      { kind: "error", problem: { status: 400, code: "x" }, values, issues: [] },
    ])
      assert.equal(settled(view, SITE), view, JSON.stringify(view));
  });

  test("the provider is named, and words belong where they are", () => {
    for (const view of [{ kind: "form" }, { kind: "verify_contact", channels: ["email"] }])
      assert.match(find(render(view), "p", "class", "lead")[0].text, new RegExp(`⟧${SITE.partner}$`));
    const page = render({ kind: "form", values: { "address.country": "US" } });
    assert.equal(byId(page, "email-hint"), undefined);
    for (const name of ["address.line1", "address.city", "phone"]) assert.ok(!("autocapitalize" in byId(page, name).attributes), name);
    const wrong = render({
      kind: "verify_contact",
      values: { channel: "email" },
      issues: [{ code: "email_format", path: ["value"], message: "m" }],
    });
    assert.equal(byId(wrong, "email.value").attributes["aria-invalid"], "true");
    const buttons = (view) => find(render(view), "button").map(({ attributes, text }) => [/⟦(.*)⟧/.exec(text)[1], attributes.class]);
    assert.deepEqual(
      buttons(NEW_TAB).find(([text]) => text === "newTab.renew"),
      ["newTab.renew", "second"],
    );
    assert.deepEqual(buttons({ kind: "verify_contact", next: "link" })[0], ["contact.continue", undefined]);
  });
});
