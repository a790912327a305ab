/** Names in Cyrillic and kana in Latin letters, and the words for the type of a place. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { internal, subpath } from "../../helpers/install/index.mjs";
import { rowsOf } from "../../helpers/names/tables.mjs";

const { otherSpellings } = await internal("module/names/scripts.js");
const { words } = await internal("module/names/find.js");
const { subdivisionCode } = await subpath("names/en");
const latin = (text, country) => otherSpellings(text, country).map((one) => words(one).join(" "));

test("Cyrillic is written as ISO 3166-2 has it, and Ukrainian by its own rule first", () => {
  for (const [text, country, expected] of [
    ["Челябинская", "RU", "chelyabinskaya"],
    ["Еврейская", "RU", "yevreyskaya"],
    ["Щёлково", "RU", "shchyolkovo"],
    ["Тульская", "RU", "tulskaya"],
    ["Львів", "UA", "lviv"],
    ["Харків", "UA", "kharkiv"],
    ["Гомель", "BY", "gomel"],
  ])
    assert.ok(latin(text, country).includes(expected), `${text}: ${latin(text, country)}`);
});

test("kana are written in Hepburn, without marks for long vowels", () => {
  for (const [text, expected] of [
    ["とうきょうと", ["tokyoto", "tokyo"]],
    ["ほっかいどう", ["hokkaido"]],
    ["にいがた", ["niigata"]],
    ["しゃちょう", ["shacho"]],
    ["ひゃくじゅう", ["hyakuju"]],
    ["グンマケン", ["gunmaken", "gunma"]],
    ["オーサカ", ["osaka"]],
  ])
    assert.deepEqual(latin(text, "JP"), expected, text);
  assert.deepEqual(otherSpellings("とうきょう", "US"), []);
  assert.deepEqual(otherSpellings("東京", "JP"), []);
  assert.deepEqual(otherSpellings("Tokyo", "JP"), []);
});

const KANA = {
  Osaka: "おおさか",
  Kyoto: "きょうと",
  Hyogo: "ひょうご",
  Fukushima: "ふくしま",
  Chiba: "ちば",
  Shizuoka: "しずおか",
  Gifu: "ぎふ",
  Ehime: "えひめ",
  Oita: "おおいた",
  Kochi: "こうち",
};

test("each prefecture is found by its kana, with and without the word for its type", () => {
  for (const [name, kana] of Object.entries(KANA))
    for (const text of [kana, `${kana}けん`, `${kana}ふ`]) assert.equal(subdivisionCode("JP", text), subdivisionCode("JP", name), text);
});

/** No place that is called by one of the words: it would be found by half of its name. */
test("no abbreviation of a type is the name of a place", () => {
  const places = [...rowsOf("subdivisions"), ...rowsOf("subdivision-usual-names").map(({ code, name }) => ({ code, en: name, iso: "" }))];
  const found = places.flatMap(({ code, en, iso }) =>
    [en, ...iso.split("; ")]
      .filter((name) => /^(pcia|dpto|depto|dtto|kt|jud)$/.test(words(name).join(" ")))
      .map((name) => `${code} ${name}`),
  );
  assert.deepEqual(found, []);
});
