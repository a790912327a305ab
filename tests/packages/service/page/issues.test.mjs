/**
 * Issues in the page's views: at which control each one is, and in which words. Texts are replaced with their names.
 */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { find, idsWith, inside, render, SITE } from "../../helpers/page/views.mjs";

/** The ids of the controls that say that they are wrong. */
const wrongIn = (page) => page.filter(({ attributes }) => attributes["aria-invalid"] === "true").map(({ attributes }) => attributes.id);

const { message, messagesByControl } = await inside("views/issues.js");

describe("issues", () => {
  const issueOf = (path, code = "required") => ({ code, path, message: "m", params: {} });

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
    const ownFields = ["text", "checkbox"].map((kind) => ({ name: `own.${kind}`, label: kind, kind }));
    for (const operation of ["spherepay.onboard", "grid.onboard", "bridge.onboard"]) {
      for (const country of ["US", "JP", undefined]) {
        const site = { ...SITE, operation, ownFields, country: country === "US" ? SITE.country : undefined };
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
          assert.deepEqual([idsWith(alone, "autofocus"), wrongIn(alone)], [[name], [name]], operation);
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
});
