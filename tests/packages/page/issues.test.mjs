/**
 * Issues in the page's views: at which control each one is, and in which words. Texts are replaced with their names.
 */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { byId, find, idsWith, inside, render, SITE } from "../helpers/page/views.mjs";

const { message, messagesByControl } = await inside("views/issues.js");

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
    assert.equal(idsWith(both, "autofocus").join(), "email");
    assert.equal(idsWith(both, "aria-invalid").join(), "email,address.city");
    const summary = byId(render({ kind: "form" }), "summary").attributes;
    assert.ok("hidden" in summary);
    assert.deepEqual([summary.role, summary.tabindex], ["alert", "-1"]);
  });

  test("of the type, of a group and of nothing", () => {
    const page = render({
      kind: "form",
      values: { "address.country": "US" },
      issues: [issueOf(["type"]), issueOf(["address"]), issueOf(["elsewhere"])],
    });
    assert.ok(byId(page, "type-error").text !== "");
    assert.ok(byId(page, "address.country-error").text !== "");
    const summary = page.slice(
      0,
      page.findIndex(({ name }) => name === "form"),
    );
    const items = summary.flatMap(({ name, text }, at) => (name === "li" ? [text || page[at + 1].attributes.href] : []));
    assert.deepEqual(items.slice(1), ["#address.country", "#type"]);
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

  test("the summary lists them in the order in which a person meets their controls, at each provider", () => {
    const own = ["text", "checkbox"].map((kind) => ({ name: `own.${kind}`, label: kind, kind }));
    for (const operation of ["spherepay.onboard", "grid.onboard", "bridge.onboard"]) {
      for (const country of ["US", "JP", undefined]) {
        const site = { ...SITE, operation, own, country: country === "US" ? SITE.country : undefined };
        const view = { kind: "form", values: { "address.country": country } };
        const ids = render(view, {}, site).flatMap(({ name, attributes }) => (name === "div" ? (attributes["data-field"] ?? []) : []));
        // The type has no frame of its own: it stands after the country.
        const names = [ids[0], "type", ...ids.slice(1)];
        assert.ok(names.includes("own.checkbox") && names.length > 10);
        const page = render({ ...view, issues: names.toReversed().map((name) => issueOf(name.split("."))) }, {}, site);
        const links = find(page, "a").flatMap(({ attributes: { href } }) => (href.startsWith("#") ? href.slice(1) : []));
        assert.deepEqual(links, names, `${operation} ${country}`);
        assert.deepEqual(idsWith(page, "autofocus"), ["address.country"]);
        for (const name of names) {
          const alone = render({ ...view, issues: [issueOf(name.split("."))] }, {}, site);
          assert.deepEqual([idsWith(alone, "autofocus"), idsWith(alone, "aria-invalid")], [[name], [name]], operation);
        }
      }
    }
  });

  test("in the person's words: those of the page, those of the language, those of the issue", () => {
    const texts = { ...SITE.texts, messages: { email_format: "own {x}" } };
    assert.equal(message({ code: "email_format", path: ["email"], params: { x: 1 }, message: "m" }, texts), "own 1");
    assert.equal(message({ code: "email_format", path: ["email"], params: {}, message: "m" }, texts), "own {x}");
    const odd = { ...texts, messages: { email_format: "{toString} {x} {y}" } };
    assert.equal(message({ code: "email_format", path: ["email"], params: { x: 0, y: "" }, message: "m" }, odd), "{toString} 0 ");
    assert.equal(message({ code: "phone_format", path: ["phone"], params: {}, message: "m" }, texts), texts.issues.messages.phone_format);
    assert.equal(message({ code: "unheard_of", path: ["phone"], params: {}, message: "m" }, texts), "m");
    const long = { code: "too_long", path: ["email"], message: "m" };
    assert.equal(message({ ...long, params: { max: 3, actual: 5 } }, texts), "Shorten your email address to at most 3 characters (now 5).");
    assert.equal(message({ ...long, code: "required", params: {} }, texts), "Enter your email address.");
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
        assert.equal(idsWith(page, "aria-invalid").join(), id);
        assert.equal(idsWith(page, "autofocus").join(), id);
        assert.ok(byId(page, id).attributes["aria-describedby"].split(" ").includes(`${id}-error`));
        const error = byId(page, `${id}-error`);
        assert.ok(!("hidden" in error.attributes));
        assert.equal(error.text, name === "code" ? "⟦contact.wrong⟧" : SITE.texts.issues.messages.email_format);
        assert.equal(page.filter(({ name, attributes }) => name === "details" && "open" in attributes).length, name === "value" ? 1 : 0);
      }
      for (const page of [show(["elsewhere"]), show([]), show(["value"], "fax")]) assert.deepEqual(idsWith(page, "aria-invalid"), []);
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
