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
const { preparationLists } = await inside("views/prepare.js");
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
