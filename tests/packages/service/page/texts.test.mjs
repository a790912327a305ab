/** The texts of the page: complete in every language, and all of them are used. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { internal, MESSAGES } from "../../helpers/install/index.mjs";

const { LOCALES, TEXTS } = await internal("service/page/texts/index.js");

/** The texts with their paths. */
function* entries(texts, path = []) {
  for (const [name, value] of Object.entries(texts)) {
    if (typeof value === "string") yield [[...path, name], value];
    else yield* entries(value, [...path, name]);
  }
}

const english = new Map([...entries(TEXTS.en)].map(([path, text]) => [path.join("/"), text]));
const placesOf = (text) => (text.match(/\{\w+\}/g) ?? []).sort();
/** Texts with a plural form for each kind of number: which ones a language has is its own. */
const PLURALS = ["prepare/individual", "prepare/business"];
const PLURAL = new RegExp(`^(${PLURALS.join("|")})/`);
const ofAll = (paths) => [...paths].filter((path) => !PLURAL.test(path)).sort();

test("the languages are those of the messages", () => assert.deepEqual([...LOCALES].sort(), [...MESSAGES].sort()));

for (const locale of LOCALES) {
  test(`${locale}: every text, with the same places`, () => {
    const texts = new Map([...entries(TEXTS[locale])].map(([path, text]) => [path.join("/"), text]));
    assert.deepEqual(ofAll(texts.keys()), ofAll(english.keys()));
    for (const [path, text] of texts) {
      if (!PLURAL.test(path)) assert.deepEqual(placesOf(text), placesOf(english.get(path)), path);
      assert.equal(text, text.trim());
      assert.notEqual(text, "");
      if (locale !== "en" && text.length > 20) assert.notEqual(text, english.get(path), `${path} is not translated`);
      const words = text.replace(/\{\w+\}/g, "");
      if (["ar", "ja"].includes(locale) && /\p{L}/u.test(words))
        assert.match(words, locale === "ar" ? /\p{Script=Arabic}/u : /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u, path);
    }
  });
}

/** As many days as a decision may take: beyond them no language of the page has another form. */
const DAYS = Array.from({ length: 200 }, (_, at) => at + 1);
for (const locale of LOCALES) {
  test(`${locale}: each number of days has a sentence with it, or with its word`, () => {
    const rules = new Intl.PluralRules(locale);
    const used = new Set([...DAYS.map((days) => rules.select(days)), "other"]);
    for (const path of PLURALS) {
      const [, name] = path.split("/");
      const forms = TEXTS[locale].prepare[name];
      assert.deepEqual(Object.keys(forms).sort(), [...used].sort());
      for (const [form, text] of Object.entries(forms)) {
        const isOneNumber = DAYS.filter((days) => rules.select(days) === form).length === 1;
        assert.deepEqual(placesOf(text), isOneNumber ? [] : ["{max}"], `${path} ${form}`);
      }
    }
  });
}

/** How a language speaks to the person, and how it writes a word: what its texts do not contain. */
const words = (all) => new RegExp(`(?<!\\p{L})(${all})(?!\\p{L})`, "iu");
const NOT = {
  es: words("tú|tu|tus|te|ti|cierra|continúas|continúes|termines|puedes|quieres|tienes"),
  fr: words("tu|ton|ta|tes|toi"),
  de: words("du|deine?[mnrs]?|dir|dich"),
  ja: /ブラウザ(?!ー)/,
};
for (const [locale, other] of Object.entries(NOT))
  test(`${locale}: one way to speak to the person, and to write a word`, () => {
    for (const [path, text] of entries(TEXTS[locale])) assert.doesNotMatch(text, other, path.join("/"));
  });

test("a date by which something is due is the last day, and not the day after", () => {
  for (const { requirements, status } of Object.values(TEXTS))
    for (const text of [requirements.until, status.due.text]) assert.doesNotMatch(text, words("before|antes|avant|vor"));
});

test("each refusal says whom to ask, also where the check may be done again", () => {
  for (const [locale, { status }] of Object.entries(TEXTS)) {
    const ask = status.rejected.text.split(/(?<=[.。])\s*/u).findLast(Boolean);
    for (const name of ["try_again", "final"]) assert.ok(status[name].text.endsWith(ask), `${locale} ${name}: ${status[name].text}`);
  }
});

test("every text is used", () => {
  const source = new URL("../../../../pkg-template/service/page/", import.meta.url);
  const code = ["views", "browser"]
    .flatMap((folder) => readdirSync(new URL(folder, source)).map((name) => readFileSync(new URL(`${folder}/${name}`, source), "utf8")))
    .join("\n");
  // Looked up by a name that comes from elsewhere: of a control, a channel, a status, a requirement, an item to have at
  // hand, a plural form or an issue.
  const byName =
    /^(labels|messages|status|requirements|items|numbers|documents)\/|^contact\/(email|phone)\/|^prepare\/(individual|business)\//;
  for (const path of english.keys()) {
    const name = path.split("/").at(-1);
    if (!byName.test(path)) assert.match(code, new RegExp(`\\b${name}\\b`), path);
  }
});
