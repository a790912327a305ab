/**
 * The views of the page: what all of them have in common, what each status leads to, and what depends on time. Texts are
 * replaced with their names. The transcript has each view word for word.
 */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { subpath } from "../../helpers/install/index.mjs";
import { find, idsWith, inside, render, SITE, textsOf, VIEWS } from "../../helpers/page/views.mjs";

const { views } = await subpath("page");
const { viewToShow } = await inside("views/page.js");

/** A rule of every view: gets its elements, the view and its site, and a function that renders it for another site. */
const everyView = (name, rule) =>
  test(`every view: ${name}`, () => {
    for (const [title, [view, more]] of Object.entries(VIEWS)) {
      const again = (other) => render(view, { ...more, ...other, newKey: "key" });
      rule(again({}), { view, site: { ...SITE, ...more }, again, title });
    }
  });

everyView("has a notice in each form that the script sends, or one for all of them", (elements, { view, title }) => {
  let form;
  const withNotice = new Set();
  for (const element of elements) {
    if (element.name === "form") form = element;
    if ("data-notice" in element.attributes && element.attributes.role === "alert") withNotice.add(form);
  }
  if (view.kind === "verify_contact" && withNotice.size > 0) return;
  for (const element of elements)
    if (element.name === "form" && "data-enhance" in element.attributes) assert.ok(withNotice.has(element), title);
});

everyView("lets the person end the session, once, where there is one", (elements, { view, site, title }) => {
  const isOfSession = { verify_contact: true, status: view.status !== "none", handoff: view.url !== undefined }[view.kind] ?? false;
  const action = `${site.base}/end`;
  const forms = find(elements, "form", "action", action).map(({ attributes }) => attributes);
  assert.deepEqual(forms, isOfSession ? [{ class: "end", method: "post", action }] : [], title);
  assert.equal(textsOf(elements).filter((text) => text === "session.end").length, forms.length);
});

everyView("opens what does not lead back in a new tab that cannot reach it, and nothing else", (elements, { view, site, again, title }) => {
  const renew = `${site.base}/links/renew`;
  const frames = site.frames ?? false;
  // The page with the terms does not send people back, and neither does a hosted page without a redirect.
  const isNew = (newTab) => !frames && (newTab || view.nextAction === "accept_terms");
  const leaves = ({ name, attributes }) =>
    name === "a" ? [view.kycUrl, view.termsUrl].includes(attributes.href) : attributes.action === renew && isNew(site.newTab);
  for (const element of [...find(elements, "a"), ...find(elements, "form")]) {
    const { target, rel } = element.attributes;
    assert.equal(target, leaves(element) ? "_blank" : undefined, title);
    if (target) assert.match(rel, /\bnoopener\b/);
  }
  for (const element of find(again({ newTab: !site.newTab }), "form", "action", renew))
    assert.equal(element.attributes.target, isNew(!site.newTab) ? "_blank" : undefined, title);
});

everyView(
  "is a whole page: one title, one heading, one main, unique ids, and references that lead somewhere",
  (elements, { view, title: name }) => {
    for (const tag of ["html", "head", "title", "body", "main", "h1"]) assert.equal(find(elements, tag).length, 1, `${name}: ${tag}`);
    const [title, heading] = [find(elements, "title")[0].text, find(elements, "h1")[0].text];
    assert.match(title, /^⟦.+⟧/);
    if (view.kind !== "form") assert.equal(title, heading);
    const ids = idsWith(elements, "id");
    assert.equal(new Set(ids).size, ids.length, name);
    assert.ok(!ids.includes(""));
    for (const { attributes } of elements) {
      const references = [attributes.for, ...["aria-describedby", "aria-labelledby"].flatMap((name) => attributes[name]?.split(" "))];
      for (const id of references) assert.ok(id === undefined || ids.includes(id), id);
    }
    const controls = elements.filter(({ name, attributes }) => /^(input|select)$/.test(name) && !/^(hidden|radio)$/.test(attributes.type));
    for (const { attributes } of controls)
      assert.ok(find(elements, "label", "for", attributes.id).length === 1, `${attributes.id} has a label`);
    for (const form of find(elements, "form")) assert.equal(form.attributes.method, "post");
  },
);

everyView("is the part of its kind, which a document of one's own can choose", (_, { view, site, title }) => {
  const parts = { form: views.form, verify_contact: views.contact, status: views.status, error: views.error };
  const given = { ...site, newKey: "key" };
  if (view.kind in parts) assert.equal(String(parts[view.kind](view, given)), String(views.content(view, given)), title);
});

describe("the document", () => {
  test("parts are frozen together", () => {
    assert.ok(Object.isFrozen(views));
    assert.equal(String(views.logo({ files: {} })), "");
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
});
