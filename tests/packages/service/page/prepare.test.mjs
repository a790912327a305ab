/**
 * What to have at hand: every word of `preparation` has a text in every language, the form shows the list of its
 * provider, country and type of customer. The transcript has the list of each provider in each of its forms.
 */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { ORIGIN, setUp } from "../../helpers/edge/harness.mjs";
import { esm, subpath } from "../../helpers/install/index.mjs";
import { inside } from "../../helpers/page/views.mjs";

const { LOCALES, onboardingPage } = await subpath("page");
const { preparation } = await esm();
const { decisionTimes, preparationLists } = await inside("views/prepare.js");
const { TEXTS } = await inside("texts/index.js");

const FOLDER = fileURLToPath(new URL("../../../vectors/preparation/", import.meta.url));
const VECTORS = readdirSync(FOLDER).flatMap((name) => {
  const { provider, cases } = JSON.parse(readFileSync(FOLDER + name, "utf8"));
  return cases.map((one) => ({ provider, ...one }));
});
/** Words that are never text for people: those of the lists, and names of variables. */
const WORD = /[a-z]_[a-z]|undefined|\{\w+\}|\[object/;

const textsIn = (locale) => ({ ...TEXTS[locale], locale });
const wordsOf = (html) =>
  String(html)
    .replace(/<[^>]*>/g, " ")
    .replace(/&#39;/g, "'");

describe("words", () => {
  test("the vectors have every kind of the declarations", () => {
    const declared = readFileSync(fileURLToPath(new URL("../../../../src/client/preparation.rs", import.meta.url)), "utf8");
    const kinds = [...declared.matchAll(/^ {8}\w+ = "(\w+)",$/gm)].map(([, word]) => word);
    const inVectors = new Set(VECTORS.flatMap(({ result }) => result.items.map(({ kind }) => kind)));
    assert.deepEqual([...inVectors].sort(), kinds.sort());
  });

  for (const locale of LOCALES) {
    test(`${locale}: each has a text, and none is shown itself`, () => {
      const texts = textsIn(locale);
      for (const { provider, name, result } of VECTORS) {
        for (const { kind, accepts = [] } of result.items) {
          const list = kind === "tax_number" ? texts.numbers : texts.documents;
          for (const [word, words] of [[kind, texts.items], ...accepts.map((word) => [word, list])])
            assert.ok(Object.hasOwn(words, word), `${provider}, ${name}: ${word}`);
        }
        const shown = wordsOf(preparationLists({ individual: result, business: result }, texts));
        assert.doesNotMatch(shown, WORD, `${provider}, ${name}`);
        for (const { kind } of result.items) assert.ok(shown.includes(texts.items[kind]), `${provider}, ${name}: ${kind}`);
      }
    });
  }

  test("a word that the page does not know is left out, and a list of nothing, too", () => {
    const items = [
      { kind: "blood_sample", required: true },
      { kind: "photo_id", required: false, accepts: ["library_card", "passport"] },
      { kind: "proof_of_address", required: false, accepts: ["postcard"] },
    ];
    const shown = wordsOf(preparationLists({ individual: { items }, business: { items: [] } }, textsIn("en")));
    assert.deepEqual(
      shown.split("\n").join(" ").replace(/\s+/g, " ").trim(),
      [...["What to have at hand", "Our partner may ask for:", "Photo ID: passport", "Proof of address"]].join(" "),
    );
  });
});

describe("how long a decision takes", () => {
  const sentence = (locale, type, decisionDays) => {
    const shown = wordsOf(preparationLists({ [type]: { items: [], ...(decisionDays && { decisionDays }) } }, textsIn(locale)));
    return shown.replace(TEXTS[locale].prepare.title, "").replace(/\s+/g, " ").trim();
  };
  for (const [locale, type, min, max, expected] of [
    ["en", "individual", 0, 0, "Usually decided within one working day."],
    ["en", "individual", 0, 1, "Usually decided within one working day."],
    ["en", "individual", 0, 2, "Usually decided within 2 working days."],
    ["en", "business", 2, 7, "For a business: usually decided within 7 working days."],
    ["de", "individual", 0, 1, "Meist fällt die Entscheidung innerhalb eines Werktags."],
    ["fr", "business", 2, 7, "Pour une entreprise, la décision est généralement prise sous 7 jours ouvrés."],
    ["ar", "individual", 0, 2, "يصدر القرار عادةً خلال يومي عمل."],
    ["ar", "individual", 0, 3, "يصدر القرار عادةً خلال 3 أيام عمل."],
    ["ar", "individual", 0, 11, "يصدر القرار عادةً خلال 11 يوم عمل."],
    ["ja", "individual", 0, 1, "通常、1営業日以内に結果が出ます。"],
  ])
    test(`${locale}, ${type}, ${min} to ${max} business days`, () => assert.equal(sentence(locale, type, { min, max }), expected));

  for (const [type, expected] of [
    ["individual", ["Usually decided within 2 working days."]],
    ["business", ["For a business: usually decided within 7 working days."]],
    [undefined, ["Usually decided within 2 working days.", "For a business: usually decided within 7 working days."]],
  ])
    test(`the status says it of ${type ?? "both types"}`, () => {
      const site = { texts: textsIn("en"), decisions: { individual: { min: 0, max: 2 }, business: { min: 2, max: 7 } } };
      assert.deepEqual(
        decisionTimes(site, type).map((text) => wordsOf(text).trim()),
        expected,
      );
    });

  test("is not said where the provider does not say it", () => assert.equal(sentence("en", "individual", undefined), ""));
});

describe("the form", () => {
  test("says nothing where the handler chooses the provider: it may be another one", async () => {
    const { handler } = setUp({ page: onboardingPage(), provider: () => "bridge" });
    const html = await (await handler(new Request(`${ORIGIN}/kyc`))).text();
    assert.match(html, /<section class="card" data-prepare aria-labelledby="prepare" hidden><\/section>/);
    assert.doesNotMatch(html, /Photo ID/);
  });

  test("a country's file has both lists, and nothing of them where the handler chooses the provider", async () => {
    for (const [provider, hasLists] of [
      ["grid", true],
      [() => "grid", false],
    ]) {
      const { handler } = setUp({ page: onboardingPage(), provider });
      const form = await (await handler(new Request(`${ORIGIN}/kyc`))).text();
      const [, prefix] = /data-countries="([^"]+)"/.exec(form);
      const { prepare } = await (await handler(new Request(`${ORIGIN}${prefix}en-US.json`))).json();
      if (!hasLists) assert.equal(prepare, undefined);
      else assert.deepEqual(prepare.individual, preparation("grid", { type: "individual", address: { country: "US" } }));
    }
  });
});
