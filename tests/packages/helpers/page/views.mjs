/** The page's views with texts that are replaced with their names, and what a parser finds in them. */

import { ORIGIN, setUp } from "../edge/harness.mjs";
import { internal, subpath } from "../install/index.mjs";
import { elementsOf } from "./dom.mjs";

const { html, onboardingPage } = await subpath("page");

/** Imports a file of the page, as it is shipped. */
export const inside = (path) => internal(`service/page/${path}`);
const { document } = await inside("views/document.js");

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

export const SITE = withNames(await siteOf("US"));
export const NOWHERE = withNames(await siteOf(""));
export const GRID = withNames(await siteOf("DE", { provider: "grid" }));

export const render = (view, more, site = SITE) => elementsOf(String(document(view, { ...site, ...more })));
export const find = (elements, name, attribute, value) =>
  elements.filter(
    (element) => (name === "*" || element.name === name) && (attribute === undefined || element.attributes[attribute] === value),
  );
export const byId = (elements, id) => find(elements, "*", "id", id)[0];

/** The names of the texts in a page, in their order. Names of options are left out. */
export function textsOf(elements) {
  const shown = elements.filter(({ name }) => name !== "option").flatMap(({ attributes, text }) => [...Object.values(attributes), text]);
  return [...shown.join(" ").matchAll(/⟦([^⟧]+)⟧/g)].map(([, name]) => name);
}

const NEW_TAB = { kind: "status", status: "incomplete", nextAction: "open_link", kycUrl: "https://kyc.example/1" };

/** Returns the ids of the elements that have this attribute. */
export const idsWith = (page, name) => page.filter(({ attributes }) => name in attributes).map(({ attributes }) => attributes.id);

const FRAME = { url: "https://kyc.example/widget", allow: "camera", sandbox: "allow-scripts", title: "Identity check" };
const framed = (view) => ({ ...view, presentation: { ways: ["tab", "frame"], frame: FRAME } });
const status = (status, nextAction, more) => ({ kind: "status", status, nextAction, ...more });
const TERMS = status("incomplete", "accept_terms", { termsUrl: "https://terms.example/1" });
const one = (kind, more) => ({ kind, who: "person", can: "act", nextAction: "open_link", ...more });
const REVIEW = one("review", { who: "provider", can: "wait", nextAction: "wait" });
const FINAL = one("other", { can: "final", nextAction: "contact_support" });
const UNKNOWN = one("other", { can: "unknown", nextAction: "contact_support" });
const DUE = one("document", { dueBy: "2027-01-31" });
const US = { "address.country": "US" };
const issueOf = (path, code = "required") => ({ code, path: path.split(".").filter(Boolean), message: "m", params: {} });
const wrong = (...paths) => ({ kind: "form", values: US, issues: paths.map((path) => issueOf(path)) });
const contact = (more) => ({ kind: "verify_contact", channels: ["email", "phone"], ...more });
const wrongContact = (channel, path) => contact({ values: { channel }, issues: [issueOf(path, "email_format")] });

/** What is missing, by what a page says of it. */
const MISSING = {
  "each kind": ["terms", "contact", "data", "document", "questionnaire", "owner", "other"].map((kind) => one(kind)),
  "each once, whoever has to do it": [one("data"), one("data", { who: "business" }), one("document")],
  "whose turn it is": [one("document", { who: "owner" }), one("data"), REVIEW],
  "what cannot be mended": [one("document"), FINAL, UNKNOWN],
  "a kind of the future": [one("data"), one("of the future")],
  "the earliest date first": [one("data", { dueBy: "2027-02-01" }), one("terms"), DUE, one("contact", { dueBy: "2027-03-01" })],
  "what only waits is a review, whatever its kind": [one("document", { can: "wait" }), one("data")],
  "a date says more than the text above": [{ ...UNKNOWN, dueBy: "2027-01-31" }],
  "what the text above says, beside a date": [REVIEW, DUE],
  "only what the text above says": [REVIEW],
  "only what cannot be mended": [FINAL, FINAL],
  "only what nobody tells": [UNKNOWN],
  "only a document that cannot be mended": [one("document", { can: "final" })],
  "only a document that is looked at": [one("document", { can: "wait" })],
  "only what an owner has to do at the hosted page": [one("other", { who: "owner" })],
  "only what the hosted page says": [one("other")],
  "a word that no list has": [{ ...UNKNOWN, nextAction: "open_link" }],
};

/** Views by what they are about, with what is special of their site. The transcript has each of them whole. */
export const VIEWS = {
  form: [{ kind: "form" }],
  "form with a notice, in the browser of another app": [{ kind: "form", notice: "Sorry" }, { inApp: true }],
  "form of a country, with the key of a post": [{ kind: "form", values: { ...US, idempotencyKey: "own" } }],
  "form before a country is chosen": [{ kind: "form", values: { "address.country": "XX", idempotencyKey: "" } }, NOWHERE],
  "form at Grid": [{ kind: "form", values: { type: "business" } }, GRID],
  "form with what was typed": [
    {
      kind: "form",
      values: { ...US, type: "business", email: "a@b.example", phone: "1", "address.line1": "x", "address.state": "illinóis" },
    },
  ],
  "form with a state that the list lacks": [{ kind: "form", values: { ...US, "address.state": " Bavaria " } }],
  "form of a country whose numbers are not known": [{ kind: "form", isPrefilled: true }, { country: {} }],
  "form with wrong controls": [wrong("address.city", "email", "address.state")],
  "form with a wrong type, a wrong group and something wrong elsewhere": [wrong("type", "address", "elsewhere")],
  "form with a wrong phone": [wrong("phone")],
  ...Object.fromEntries(["confirm", "link", "else", undefined].map((next) => [`contacts, next ${next}`, [contact({ next })]])),
  "contacts, email": [contact({ channels: ["email"] })],
  "contacts, unknown": [contact({ channels: [] })],
  "contacts, the one that was posted": [{ kind: "verify_contact", values: { channel: "phone" } }],
  "contacts, another name was posted": [{ kind: "verify_contact", values: { channel: "fax" } }],
  "contacts, a wrong address": [wrongContact("email", "value")],
  "contacts, a wrong code": [wrongContact("phone", "code")],
  "contacts, something wrong elsewhere": [wrongContact("email", "elsewhere")],
  "contacts, something wrong of none": [wrongContact("fax", "value")],
  none: [status("none", "none")],
  "incomplete, for reasons": [status("incomplete", "open_link", { reasons: ["blurred"] })],
  rejected: [status("rejected", "contact_support")],
  "rejected, for reasons": [status("rejected", "try_again", { reasons: ["<b>blurred</b>", "expired"] })],
  "rejected for good": [status("rejected", "contact_support", { requirements: [FINAL, one("document")] })],
  "rejected, nobody tells why": [status("rejected", "contact_support", { requirements: [UNKNOWN] })],
  approved: [status("approved", "none", { reasons: ["of nothing"] })],
  "approved, a document is due": [status("approved", "none", { requirements: [DUE] })],
  "approved, a document is open": [status("approved", "open_link", { requirements: [one("document")] })],
  "approved business": [status("approved", "none", { type: "business" })],
  "approved business, a document is open": [status("approved", "open_link", { type: "business", requirements: [one("document")] })],
  "approved business, a document is due": [status("approved", "none", { type: "business", requirements: [DUE] })],
  pending: [status("pending", "wait", { otherDevice: true })],
  "pending, and no other device": [status("pending", "wait", { otherDevice: "true" })],
  "pending, the provider's turn": [
    status("pending", "wait", { requirements: [REVIEW] }),
    { decisions: { individual: { min: 0, max: 1 } } },
  ],
  "pending, an owner's turn, too": [
    status("pending", "wait", { requirements: [REVIEW, one("owner", { who: "owner", nextAction: "wait" })] }),
  ],
  "incomplete, the provider's turn": [status("incomplete", "wait", { requirements: [REVIEW] }), { decisions: {} }],
  "incomplete, and no other link": [status("incomplete", "contact_support")],
  "an approval that has run out": [status("expired", "open_link")],
  "an approval that has run out, and no other link": [status("expired", "contact_support")],
  "on hold": [status("on_hold", "open_link")],
  "on hold, for a reason that nobody tells": [status("on_hold", "contact_support")],
  "a status of the future": [status("of the future", "wait")],
  unknown: [status("unknown", "wait")],
  "the link to open, without a base": [status("incomplete", "open_link"), { base: "", newTab: false }],
  "contacts to confirm": [status("incomplete", "verify_contact")],
  "terms to accept": [status("incomplete", "accept_terms")],
  "terms to accept in a frame": [status("incomplete", "accept_terms"), { frames: true }],
  "terms to accept in a frame, in the browser of another app": [status("incomplete", "accept_terms"), { frames: true, inApp: true }],
  "the terms as a link": [TERMS],
  // Not a new start, which would be another customer.
  "to try again": [status("rejected", "try_again")],
  "the link in a new tab, in the browser of another app": [NEW_TAB, { inApp: true }],
  "the check in a frame": [framed(NEW_TAB), { frames: true }],
  "the terms in a frame": [framed(TERMS), { frames: true }],
  "the link to open, where the page frames": [status("incomplete", "open_link"), { frames: true }],
  "a frame without a sandbox": [{ ...TERMS, presentation: { frame: { ...FRAME, allow: "", sandbox: undefined } } }, { frames: true }],
  "the code for another device": [{ kind: "handoff", url: "https://app.example/1", svg: "<svg></svg>", compare: 42 }],
  "the page on another device": [{ kind: "handoff" }],
  "the page of an operator's link": [{ kind: "handoff", compare: null, madeAt: "2026-11-24T00:00:00Z", browser: null }],
  ...Object.fromEntries(
    Object.entries(MISSING).map(([name, all]) => [`missing: ${name}`, [status("incomplete", "open_link", { requirements: all })]]),
  ),
  "missing: what a link that was just made leads to": [{ ...NEW_TAB, requirements: [one("data")] }],
  ...Object.fromEntries(
    [400, 403, 404, 405, 408, 409, 410, 413, 415, 422, 429, 500, 501, 502, 503, 504, undefined].map((code) => [
      `error ${code}`,
      [{ kind: "error", problem: { status: code, code: "x" } }],
    ]),
  ),
  "error, reused": [{ kind: "error", problem: { status: 422, code: "idempotency_key_reused" } }],
  "error, an email address that is taken": [{ kind: "error", problem: { status: 409, code: "conflict" } }],
  "error, a contact that is locked": [{ kind: "error", problem: { status: 429, code: "contact_locked" } }],
  "error without a problem": [{ kind: "error" }, { base: "" }],
};
