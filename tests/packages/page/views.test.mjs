/**
 * What each view contains: the texts in their order, and what a person can do there. Texts are replaced with their
 * names, so that a test sees which one is shown.
 */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { subpath } from "../helpers/install/index.mjs";
import { find, inside, NEW_TAB, render, SITE, textsOf } from "../helpers/page/views.mjs";

const { LOCALES, views } = await subpath("page");
const { document } = await inside("views/document.js");
const { viewToShow } = await inside("views/page.js");

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
const contactTexts = (channel) => [
  ...["title", "send", "correct", "value"].map((name) => `contact.${channel}.${name}`),
  ...(channel === "phone" ? ["phone.anywhere"] : []),
  ...["sendThere", "code", "confirm"].map((name) => `contact.${channel}.${name}`),
];
const contactActions = (channel) => [
  `post /kyc/contact/${channel} send channel=${channel} [contact.${channel}.send]`,
  `post /kyc/contact/${channel} send channel=${channel} value [contact.${channel}.sendThere]`,
  `post /kyc/contact/${channel}/confirm confirm channel=${channel} code [contact.${channel}.confirm]`,
];
const contact = (given, channels, lead = ["contact.sent"]) => [
  { kind: "verify_contact", ...given },
  ["contact.title", "contact.title", "contact.lead", ...lead, ...channels.flatMap(contactTexts)],
  channels.flatMap(contactActions),
];
const ADDRESS = "address.line1 address.line2 address.city address.state address.postalCode";
const formActions = (button) => [
  `post /kyc/links form idempotencyKey=key address.country type type email phone ${ADDRESS} [form.${button}]`,
];
const FORM_TEXTS = [
  ..."form.documentTitle form.title form.lead form.summary labels.address.country form.who form.individual form.business form.contact".split(
    " ",
  ),
  ..."labels.email labels.phone phone.inCountry form.address form.addressHint address.line1".split(" "),
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
const TERMS = { kind: "status", status: "incomplete", nextAction: "accept_terms", termsUrl: "https://terms.example/1" };
const FRAME = { url: "https://kyc.example/widget", allow: "camera", sandbox: "allow-scripts", title: "Identity check" };
const framed = (view) => ({ ...view, presentation: { ways: ["tab", "frame"], frame: FRAME } });
const UPDATES = ["actions.updates", "actions.look"];
const LOOK = "/kyc/status";

/**
 * A view, the texts it shows in their order, and what can be done. Texts and actions that no row names are not
 * compared.
 */
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
  "on hold": status(
    ["on_hold", "open_link"],
    "on_hold",
    [RENEWAL("actions.open_link"), "post /kyc/handoff handoff [handoff.offer]", LOOK],
    ["actions.open_link", "handoff.offer", ...UPDATES],
  ),
  "on hold, for a reason that nobody tells": status(["on_hold", "contact_support"], "contact_support", [LOOK], UPDATES),
  "incomplete, for a reason that nobody tells": status(["incomplete", "contact_support"], "contact_support", [LOOK], UPDATES),
  "incomplete, and the provider's turn": status(["incomplete", "wait"], "pending", [LOOK], UPDATES),
  "a status of the future": [
    { kind: "status", status: "of the future", nextAction: "wait" },
    ["status.unknown.title", "status.unknown.title", "status.unknown.text"],
    [],
  ],
  unknown: status(["unknown", "contact_support"], "contact_support", [LOOK], UPDATES),
  "unknown, and the provider's turn": status(["unknown", "wait"], "unknown", [LOOK], UPDATES),
  "pending, for a reason that nobody tells": status(["pending", "contact_support"], "contact_support", [LOOK], UPDATES),
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
  "terms to accept": status(
    ["incomplete", "accept_terms"],
    "accept_terms",
    [RENEWAL("actions.accept_terms"), "post /kyc/handoff handoff [handoff.offer]", LOOK],
    ["actions.accept_terms", "handoff.offer", ...UPDATES],
  ),
  "the terms as a link": [
    TERMS,
    [
      "status.accept_terms.title",
      "status.accept_terms.title",
      "status.accept_terms.text",
      "actions.accept_terms",
      "handoff.offer",
      ...UPDATES,
    ],
    ["https://terms.example/1", "post /kyc/handoff handoff [handoff.offer]", LOOK],
  ],
  "to try again": status(
    ["rejected", "try_again"],
    "try_again",
    // Not a new start, which would be another customer.
    [RENEWAL("actions.try_again"), "post /kyc/handoff handoff [handoff.offer]"],
    ["actions.try_again", "handoff.offer"],
  ),
  "the link in a new tab": [
    NEW_TAB,
    ["newTab.title", "newTab.title", "newTab.text", "newTab.open", "newTab.renew", "handoff.offer", ...UPDATES],
    ["https://kyc.example/1", RENEWAL("newTab.renew"), "post /kyc/handoff handoff [handoff.offer]", LOOK],
  ],
  "the check in a frame": [
    framed(NEW_TAB),
    ["newTab.title", "newTab.title", "frame.check", "newTab.title", "frame.help", "frame.open", "frame.done", "handoff.offer"],
    ["https://kyc.example/1", LOOK, "post /kyc/handoff handoff [handoff.offer]"],
  ],
  "the terms in a frame": [
    framed(TERMS),
    [
      ...["status.accept_terms.title", "status.accept_terms.title", "frame.terms", "status.accept_terms.title"],
      ...["frame.help", "frame.open", "actions.open_link", "handoff.offer"],
    ],
    ["https://terms.example/1", "post /kyc/links/renew [actions.open_link]", "post /kyc/handoff handoff [handoff.offer]"],
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
  "the page of an operator's link": [
    { kind: "handoff", compare: null, madeAt: "2026-11-24T00:00:00Z", browser: null },
    ["handoff.confirmTitle", "handoff.confirmTitle", "handoff.resumeText", "handoff.confirm"],
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
VIEWS["error, an email address that is taken"] = [
  { kind: "error", problem: { status: 409, code: "conflict" } },
  ["errors.title", "errors.title", "failures.taken", "errors.back"],
  ["/kyc"],
];
VIEWS["error without a problem"] = [{ kind: "error" }, ["errors.title", "errors.title", "failures.ours", "errors.back"], ["/kyc"]];

const KNOWN_TEXTS = new Set(Object.values(VIEWS).flatMap(([, texts]) => texts));
const KNOWN_ACTIONS = new Set(
  Object.values(VIEWS).flatMap(([, , actions]) => actions.map((action) => action.split(" ").slice(0, 2).join(" "))),
);

for (const [name, [view, texts, actions]] of Object.entries(VIEWS)) {
  describe(name, () => {
    const frames = view.presentation !== undefined;
    const elements = render(view, { newKey: "key", frames });

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

    test("has a notice in each form that the script sends, or one for all of them", () => {
      let form;
      const withNotice = new Set();
      for (const element of elements) {
        if (element.name === "form") form = element;
        if ("data-notice" in element.attributes && element.attributes.role === "alert") withNotice.add(form);
      }
      if (view.kind === "verify_contact" && withNotice.size > 0) return;
      for (const element of elements)
        if (element.name === "form" && "data-enhance" in element.attributes) assert.ok(withNotice.has(element), element.attributes.action);
    });

    const isOfSession = { verify_contact: true, status: view.status !== "none", handoff: view.url !== undefined }[view.kind] ?? false;
    test(isOfSession ? "lets the person end the session, once" : "has no session to end", () => {
      const forms = find(elements, "form", "action", "/kyc/end");
      assert.deepEqual(
        forms.map(({ attributes }) => attributes),
        isOfSession ? [{ class: "end", method: "post", action: "/kyc/end" }] : [],
      );
      assert.equal(textsOf(elements).filter((text) => text === "session.end").length, forms.length);
    });

    test("what does not lead back to this page opens in a new tab that cannot reach it, and nothing else does", () => {
      const leaves = ({ name, attributes }) => {
        if (name === "a") return [view.kycUrl, view.termsUrl].includes(attributes.href);
        // The page with the terms does not send people back, and neither does a hosted page without a redirect.
        return attributes.action === "/kyc/links/renew" && !frames && (SITE.newTab || view.nextAction === "accept_terms");
      };
      for (const element of [...find(elements, "a"), ...find(elements, "form")]) {
        const { target, rel } = element.attributes;
        assert.equal(target, leaves(element) ? "_blank" : undefined, JSON.stringify(element.attributes));
        if (target) assert.match(rel, /\bnoopener\b/);
      }
      for (const element of find(render(view, { newKey: "key", frames, newTab: !SITE.newTab }), "form", "action", "/kyc/links/renew"))
        assert.equal(element.attributes.target, !frames && (!SITE.newTab || view.nextAction === "accept_terms") ? "_blank" : undefined);
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
    const decisions = '{"individual":{"min":0,"max":2},"business":{"min":2,"max":7}}';
    assert.deepEqual(data, { ...expected, "data-decisions": decisions, "data-texts": files.texts, "data-countries": files.countries });
    const other = find(render({ kind: "form" }, { newTab: true, inApp: false, policy: "strict" }), "html")[0].attributes;
    assert.deepEqual([other["data-new-tab"], "data-in-app" in other, other["data-policy"]], ["", false, "strict"]);
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
describe("what is missing", () => {
  const one = (kind, more) => ({ kind, who: "person", can: "act", nextAction: "open_link", ...more });
  const REVIEW = one("review", { who: "provider", can: "wait", nextAction: "wait" });
  const FINAL = one("other", { can: "final", nextAction: "contact_support" });
  const UNKNOWN = one("other", { can: "unknown", nextAction: "contact_support" });
  const KINDS = ["terms", "contact", "data", "document", "questionnaire", "owner", "other"];
  /** What a page says about requirements, in its order. */
  const ROWS = {
    "each kind": [KINDS.map((kind) => one(kind)), KINDS],
    "each once, whoever has to do it": [
      [one("data"), one("data", { who: "business" }), one("document")],
      ["data", "document"],
    ],
    "whose turn it is": [
      [one("document", { who: "owner" }), one("data"), REVIEW],
      ["owner", "data", "review"],
    ],
    "what cannot be mended": [
      [one("document"), FINAL, UNKNOWN],
      ["document", "final", "unknown"],
    ],
    "a kind of the future": [
      [one("data"), one("of the future")],
      ["data", "other"],
    ],
    "the earliest date first": [
      [one("data"), one("terms", { dueBy: "2027-02-01" }), one("document", { dueBy: "2027-01-31" })],
      ["until", "document", "until", "terms", "data"],
    ],
    "three dates in their order": [
      [one("data", { dueBy: "2027-02-01" }), one("terms", { dueBy: "2027-01-31" }), one("document", { dueBy: "2027-03-01" })],
      ["until", "terms", "until", "data", "until", "document"],
    ],
    "what only waits is a review, whatever its kind": [
      [one("document", { can: "wait" }), one("data")],
      ["review", "data"],
    ],
    "a date says more than the text above": [[{ ...UNKNOWN, dueBy: "2027-01-31" }], ["until", "unknown"]],
    "what the text above says, beside a date": [
      [REVIEW, one("document", { dueBy: "2027-01-31" })],
      ["until", "document", "review"],
    ],
    "only what the text above says": [[REVIEW], []],
    "only what cannot be mended": [[FINAL, FINAL], []],
    "only what nobody tells": [[UNKNOWN], []],
    "only a document that cannot be mended": [[one("document", { can: "final" })], []],
    "only a document that is looked at": [[one("document", { can: "wait" })], []],
    "only what an owner has to do at the hosted page": [[one("other", { who: "owner" })], ["owner"]],
    "only what the hosted page says": [[one("other")], []],
    nothing: [[], []],
  };
  const view = (requirements, more) => ({ kind: "status", status: "incomplete", nextAction: "open_link", requirements, ...more });
  for (const [name, [requirements, expected]] of Object.entries(ROWS)) {
    test(name, () => {
      const page = render(view(requirements));
      const names = textsOf(page).flatMap((text) => /^requirements\.(.*)/.exec(text)?.[1] ?? []);
      assert.deepEqual(names, expected.length === 0 ? [] : ["title", ...expected]);
      assert.equal(page.filter(({ attributes }) => "data-missing" in attributes).length, names.length > 0 ? 1 : 0);
    });
  }

  test("a date is written as in the language", () => {
    const { texts } = SITE;
    for (const [locale, date] of Object.entries({ en: "January 31, 2027", de: "31. Januar 2027", ja: "2027年1月31日" })) {
      const page = render(view([one("document", { dueBy: "2027-01-31" })]), { texts: { ...texts, locale } });
      assert.ok(
        find(page, "li").some(({ text }) => text.includes(date)),
        locale,
      );
    }
  });

  test("a link that was just made leads to all of it", () => {
    assert.ok(!textsOf(render(view([one("data")], { kycUrl: NEW_TAB.kycUrl }))).some((text) => text.startsWith("requirements.")));
  });

  test("an approval that has a date says so, and a final refusal offers no second attempt", () => {
    const words = (page) => textsOf(page).filter((text) => text.startsWith("status."))[0];
    const due = view([one("document", { dueBy: "2027-01-31" })], { status: "approved", nextAction: "none" });
    assert.equal(words(render(due)), "status.due.title");
    for (const [requirements, more, expected] of [
      [[], {}, ["status.approved.title", "status.approved.text"]],
      [[], { type: "business" }, ["status.business.title", "status.business.text"]],
      [[one("document")], { nextAction: "open_link" }, ["status.open.title", "status.open.text"]],
      [[one("document")], { nextAction: "open_link", type: "business" }, ["status.business.title", "status.open.text"]],
      [[one("document", { dueBy: "2027-01-31" })], { type: "business" }, ["status.business.title", "status.due.text"]],
    ]) {
      const page = render(view(requirements, { status: "approved", nextAction: "none", ...more }));
      const said = textsOf(page).filter((text) => text.startsWith("status."));
      assert.deepEqual([...new Set(said)], expected);
    }
    // A word of the provider that no list has: the check may say what it means, and otherwise we do.
    for (const [nextAction, expected] of [
      ["open_link", ["requirements.unlisted"]],
      ["contact_support", []],
    ]) {
      const page = render(view([{ ...UNKNOWN, nextAction }], { status: "incomplete", nextAction }));
      assert.deepEqual(
        textsOf(page).filter((text) => text === "requirements.unlisted" || text === "requirements.unknown"),
        expected,
      );
    }
    for (const [requirements, title, links] of [
      [[FINAL], "status.final.title", 0],
      [[FINAL, one("document")], "status.final.title", 0],
      [[UNKNOWN], "status.rejected.title", 1],
      [[one("document")], "status.rejected.title", 1],
    ]) {
      const page = render(view(requirements, { status: "rejected", nextAction: "contact_support" }));
      assert.deepEqual([words(page), find(page, "a", "href", "/kyc/new").length], [title, links]);
    }
  });
});
describe("the frame", () => {
  test("has exactly what the provider allows, and the words of its page", () => {
    const frames = (view, site) => find(render(view, site), "iframe").map(({ attributes }) => attributes);
    const { url: src, allow, sandbox } = FRAME;
    assert.deepEqual(frames(framed(NEW_TAB)), [{ class: "hosted", src, title: "⟦newTab.title⟧", allow, sandbox }]);
    const terms = { ...TERMS, presentation: { frame: { ...FRAME, allow: "", sandbox: undefined } } };
    assert.deepEqual(frames(terms), [{ class: "hosted", src, title: "⟦status.accept_terms.title⟧", allow: "" }]);
    for (const presentation of [undefined, { ways: ["tab"] }]) assert.deepEqual(frames({ ...NEW_TAB, presentation }), []);
    for (const view of [NEW_TAB, terms, framed(NEW_TAB), framed(TERMS)]) {
      const script = find(render(view), "div", "class", "card").map(({ attributes }) => attributes["data-enhance"]);
      assert.deepEqual(script, [view.presentation ? "frame" : "status"], "what the script does there");
    }
  });

  test("before the terms are there, the words are those of the frame, unless another app's browser gets a tab", () => {
    const words = (site, view = { kind: "status", status: "incomplete", nextAction: "accept_terms" }) =>
      textsOf(render(view, site)).filter((name) => /^(frame\.terms|status\.accept_terms\.text)$/.test(name));
    assert.deepEqual(words({ frames: true }), ["frame.terms"]);
    assert.deepEqual(words({ frames: true, inApp: true }), ["status.accept_terms.text"]);
    assert.deepEqual(words({ frames: false }), ["status.accept_terms.text"]);
    assert.deepEqual(words({ frames: true }, TERMS), ["status.accept_terms.text"], "a link to a new tab");
  });

  test("where the page frames, buttons for a link are plain forms of this tab", () => {
    for (const newTab of [true, false]) {
      const page = render({ kind: "status", status: "incomplete", nextAction: "open_link" }, { frames: true, newTab });
      assert.deepEqual(
        find(page, "form", "action", "/kyc/links/renew").map(({ attributes }) => attributes),
        [{ method: "post", action: "/kyc/links/renew" }],
      );
    }
    assert.equal(find(render({ kind: "form" }, { frames: true }), "html")[0].attributes["data-frames"], "");
  });
});

describe("the status", () => {
  test("says what it is to scripts, styles and people", () => {
    const icons = { approved: "✓", rejected: "✕", on_hold: "!", none: "?", incomplete: "…", pending: "…", unknown: "…" };
    // An approved customer may wait for a product.
    const open = ["incomplete", "pending", "on_hold", "unknown", "approved"];
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

  test("lists the reasons of a rejection, and of nothing else, as text in its own direction", () => {
    const reasons = ["<b>blurred</b>", "expired"];
    for (const status of ["rejected", "incomplete", "pending", "on_hold", "approved", "unknown"]) {
      const listed = find(render({ kind: "status", status, nextAction: "try_again", reasons }), "li", "dir", "auto").map(
        ({ text }) => text,
      );
      assert.deepEqual(listed, status === "rejected" ? reasons : [], status);
    }
    assert.deepEqual(find(render({ kind: "status", status: "rejected", nextAction: "try_again" }), "li", "dir", "auto"), []);
  });

  test("speaks of the terms in a frame only where they are the next thing", () => {
    const words = (nextAction, more) => textsOf(render({ kind: "status", status: "incomplete", nextAction }, { frames: true, ...more }));
    assert.ok(words("accept_terms").includes("frame.terms"));
    assert.ok(!words("accept_terms", { inApp: true }).includes("frame.terms"));
    assert.ok(!words("accept_terms", { frames: false }).includes("frame.terms"));
    for (const other of ["open_link", "verify_contact", "try_again", "wait"]) assert.ok(!words(other).includes("frame.terms"), other);
  });

  test("says that another device has the session, and lets this one take it back", () => {
    for (const otherDevice of [true, false, undefined, "true"]) {
      const page = render({ kind: "status", status: "pending", nextAction: "wait", otherDevice });
      const [{ attributes }] = find(page, "div", "data-enhance", "status");
      const forms = page.filter(({ name, attributes }) => name === "form" && attributes.action === "/kyc/handoff/end");
      assert.deepEqual(["data-device" in attributes, forms.length], otherDevice === true ? [true, 1] : [false, 0], String(otherDevice));
    }
  });

  test("lets a person end the session, where there is one", () => {
    for (const [status, count] of Object.entries({ none: 0, pending: 1, approved: 1 })) {
      const page = render({ kind: "status", status, nextAction: "none" });
      const forms = page.filter(({ name, attributes }) => name === "form" && attributes.action === "/kyc/end");
      assert.equal(forms.length, count, status);
    }
  });

  test("an error says that a contact is locked", () => {
    assert.ok(textsOf(render({ kind: "error", problem: { status: 429, code: "contact_locked" } })).includes("errors.locked"));
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

  test("has no main action of its own beside a frame, and at most one elsewhere", () => {
    for (const [name, [view]] of Object.entries(VIEWS).filter(([, [{ kind }]]) => kind === "status")) {
      const all = render(view).filter(({ name, attributes }) => name === "button" || /(^| )button( |$)/.test(attributes.class ?? ""));
      const main = all.filter(({ attributes }) => !/(^| )second( |$)/.test(attributes.class ?? ""));
      if (view.presentation) assert.deepEqual(main, [], name);
      else assert.ok(main.length <= 1, name);
    }
  });

  test("that both contacts are confirmed is announced", () => {
    assert.deepEqual(textsOf(find(render({ kind: "verify_contact", next: "link" }), "p", "role", "status")), ["contact.done"]);
  });

  test("a handler without a base path leads to the root", () => {
    assert.equal(find(render({ kind: "error" }, { base: "" }), "a")[0].attributes.href, "/");
  });
});

test("the view that is shown in place of another", () => {
  const show = (view) => viewToShow(view, SITE);
  const same = (view) => assert.equal(show(view), view);
  const problem = (status) => ({ kind: "error", problem: { status, code: "x" } });
  assert.deepEqual(show(problem(401)), { kind: "status", status: "none", nextAction: "none" });
  for (const status of [400, 403, 404, 409, 422, 429, 500, 502, 503, 504]) same(problem(status));
  const values = { idempotencyKey: "key", email: "x" };
  for (const status of [409, 502, 503, 504])
    assert.deepEqual(show({ ...problem(status), values }), { kind: "form", values, notice: "⟦failures.away⟧" }, `${status}`);
  const taken = { kind: "error", problem: { status: 409, code: "conflict" }, values };
  assert.deepEqual(show(taken), { kind: "form", values, notice: "⟦failures.taken⟧" });
  for (const status of [400, 403, 404, 422, 429, 500]) same({ ...problem(status), values });
  for (const status of [409, 503]) same({ ...problem(status), values: { email: "x" } });
  for (const channel of ["email", "phone"]) {
    const issues = [{ code: "x", path: ["value"], message: "m" }];
    const form = { kind: "form", values: { channel } };
    assert.deepEqual(show({ ...form, issues }), { kind: "verify_contact", channels: [channel], values: { channel }, issues });
    assert.deepEqual(show(form), { kind: "verify_contact", channels: [channel], values: { channel } });
    for (const issues of [[], [{ code: "x", path: [], message: "m" }]]) {
      const view = show({ ...form, issues });
      assert.equal(view.notice, "⟦failures.refused⟧");
      assert.deepEqual(textsOf(find(render(view), "p", "role", "alert")), ["failures.refused"]);
    }
  }
  same({ kind: "form", values: { channel: "fax" } });
  same({ kind: "form" });
  same({ kind: "form", issues: [{ code: "x", path: [], message: "m" }] });
  assert.deepEqual(show({ kind: "form", issues: [] }), { kind: "form", issues: [], notice: "⟦failures.refused⟧" });
  same({ kind: "status", status: "approved", nextAction: "none" });
  same({ kind: "error" });
});

test("the advice of an error takes the place of every other text", () => {
  for (const problem of [undefined, 400, 404, 410, 403, 429, 409, 422, 502, 503, 500].map((status) => ({ status, code: "x" })))
    for (const code of ["x", "idempotency_key_reused", "contact_locked", "conflict"]) {
      const page = render({ kind: "error", problem: { ...problem, code, advice: "Set <profiles>." } });
      assert.deepEqual(
        find(page, "p", "class", "lead").map(({ text }) => text),
        ["Set <profiles>."],
        `${problem.status} ${code}`,
      );
    }
});

test("dates are those of the world's clock, in the person's language, wherever the server stands", (t) => {
  const { TZ } = process.env;
  t.after(() => {
    delete process.env.TZ;
    if (TZ !== undefined) process.env.TZ = TZ;
  });
  const requirements = [{ kind: "data", who: "person", can: "act", nextAction: "open_link", dueBy: "2027-01-31" }];
  for (const zone of ["Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"]) {
    process.env.TZ = zone;
    for (const [locale, due, begun] of [
      ["en", "January 31, 2027", "February 1, 2026"],
      ["de", "31. Januar 2027", "1. Februar 2026"],
    ]) {
      const site = { ...SITE, texts: { ...SITE.texts, locale } };
      const status = render({ kind: "status", status: "incomplete", nextAction: "open_link", requirements }, {}, site);
      assert.match(find(status, "li")[0].text, new RegExp(`^⟦requirements\\.until⟧${due}⟦requirements\\.data⟧$`), zone);
      for (const givenUpAt of ["2026-02-01T00:00:00Z", "2026-02-01T23:59:59Z"]) {
        const page = render({ kind: "handoff", givenUpAt }, {}, site);
        assert.equal(find(page, "p", "role", "note")[0].text, `⟦handoff.givesUp⟧${begun}`, zone);
        assert.deepEqual(find(page, "input", "name", "replace")[0].attributes, {
          type: "checkbox",
          name: "replace",
          value: "1",
          required: "",
        });
      }
    }
  }
  for (const givenUpAt of [undefined, null])
    assert.equal(find(render({ kind: "handoff", givenUpAt }), "p", "role", "note").length, 0, String(givenUpAt));
});

test("the page on another device says when and where its link was made", (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-11-22T12:00:00Z") });
  const { texts } = SITE;
  for (const [madeAt, locale, expected] of [
    ["2026-11-22T12:00:00Z", "en", "this minute"],
    ["2026-11-22T11:59:31Z", "en", "this minute"],
    ["2026-11-22T11:59:00Z", "en", "1 minute ago"],
    ["2026-11-22T11:57:31Z", "en", "2 minutes ago"],
    ["2026-11-22T11:51:00Z", "de", "vor 9 Minuten"],
  ])
    for (const [browser, name] of [
      ["Firefox, Windows", "Firefox, Windows"],
      [null, "⟦handoff.someBrowser⟧"],
      [undefined, "⟦handoff.someBrowser⟧"],
    ]) {
      const page = render({ kind: "handoff", compare: 42, madeAt, browser }, { texts: { ...texts, locale } });
      const shown = find(page, "p").map(({ text }) => text);
      assert.ok(shown.includes(`⟦handoff.madeBy⟧${name}${expected}`), `${shown}`);
      assert.ok(shown.includes("⟦handoff.compareThere⟧42"), `${shown}`);
    }
  for (const compare of [42, null, undefined]) {
    const made = find(render({ kind: "handoff", url: "https://app.example/1", svg: "<svg></svg>", compare }), "p").map(({ text }) => text);
    assert.deepEqual(
      made.filter((text) => text.startsWith("⟦handoff.compare")),
      compare === 42 ? ["⟦handoff.compareHere⟧42"] : [],
      String(compare),
    );
    const given = find(render({ kind: "handoff", compare }), "p").map(({ text }) => text);
    assert.equal(
      given.some((text) => text.includes("handoff.compareThere")),
      compare === 42,
    );
  }
});
