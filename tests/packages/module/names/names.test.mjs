/** `kyclink/names/<locale>`: what subdivisions and the parts of an address are called in each language. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { NAMES, subpath } from "../../helpers/install/index.mjs";

const { addressFields, countries, LABELS, operations, subdivisions } = await subpath("form");
const modules = new Map();
for (const locale of NAMES) modules.set(locale, await subpath(`names/${locale}`));
const english = modules.get("en");

const FOUND = {
  en: { "US-IL": "Illinois", "JP-13": "Tokyo", "DE-BY": "Bavaria", "US-PR": "Puerto Rico" },
  de: { "US-CA": "Kalifornien", "CH-GE": "Genf", "DE-BY": "Bayern", "IT-BZ": "Südtirol", "RU-MOW": "Moskau" },
  es: { "US-NY": "Nueva York", "MX-CMX": "Ciudad de México", "DE-HE": "Hesse", "ES-M": "Provincia de Madrid" },
  fr: { "CA-QC": "Québec", "CH-VD": "Canton de Vaud", "US-PR": "Porto Rico", "BE-WLG": "Liège" },
  pt: { "BR-SP": "São Paulo", "US-NJ": "Nova Jersey", "DE-SN": "Saxônia", "US-DC": "Distrito de Colúmbia" },
  ar: { "AE-DU": "امارة دبي", "EG-ALX": "الإسكندرية", "US-TX": "تكساس" },
  ja: { "JP-13": "東京都", "JP-27": "大阪府", "DE-NW": "ノルトライン＝ヴェストファーレン州", "US-CA": "カリフォルニア州" },
  zh: { "CN-GD": "广东省", "US-CA": "加利福尼亚州", "US-AZ": "亚利桑那州", "IT-RM": "罗马省" },
};

for (const [locale, { default: names, labels }] of modules) {
  test(`${locale}: every subdivision has a name, and no name belongs to two that English tells apart`, () => {
    assert.deepEqual(Object.keys(names), Object.keys(english.default));
    let own = 0;
    for (const { alpha2 } of countries()) {
      const originals = subdivisions(alpha2, { names: english.default });
      const seen = new Map();
      for (const [at, { code, name }] of subdivisions(alpha2, { names }).entries()) {
        assert.ok(name && !/[²†\u0640|]/.test(name), `${alpha2}-${code} ${name}`);
        assert.equal(name, name.trim());
        assert.equal(seen.get(name) ?? originals[at].name, originals[at].name, `${alpha2}-${code} ${name}`);
        seen.set(name, originals[at].name);
        if (name !== originals[at].name) own++;
      }
    }
    assert.equal(own > 1500, locale !== "en", String(own));
  });

  test(`${locale}: only what is a country is called like the country with the code of its end`, () => {
    const [nameIn, nameInEnglish] = [locale, "en"].map((language) => new Intl.DisplayNames(language, { type: "region" }));
    for (const { alpha2 } of countries()) {
      const originals = subdivisions(alpha2, { names: english.default });
      for (const [at, { code, name }] of subdivisions(alpha2, { names }).entries()) {
        if (!/^[A-Z]{2}$/.test(code) || originals[at].name === nameInEnglish.of(code) || code === alpha2) continue;
        assert.notEqual(name, nameIn.of(code), `${alpha2}-${code}`);
      }
    }
  });

  test(`${locale}: names go with their codes`, () => {
    for (const [whole, expected] of Object.entries(FOUND[locale])) {
      const [country, code] = whole.split("-");
      assert.equal(subdivisions(country, { names }).find((entry) => entry.code === code)?.name, expected, whole);
    }
  });

  test(`${locale}: every field of an address and every label has a text, and no text is left over`, () => {
    const words = new Set();
    for (const { alpha2 } of countries())
      for (const operation of [undefined, ...operations().filter((name) => !name.includes("KycLink"))])
        for (const { field, label } of addressFields(alpha2, operation)) words.add(field).add(label);
    assert.deepEqual(Object.keys(labels).sort(), [...words].sort());
    assert.ok(Object.isFrozen(LABELS) && LABELS.every((label) => words.has(label)));
    for (const text of Object.values(labels)) assert.ok(text.length > 0 && text === text.trim());
    if (locale !== "en") assert.notDeepEqual(labels, english.labels);
  });
}

test("the postal code of each country is that of data/postal-codes.csv, in every language", () => {
  const table = readFileSync(new URL("../../../../data/postal-codes.csv", import.meta.url), "utf8");
  const rows = table
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => /^([A-Z]{2}),(?:"[^"]*"|[^",]*),([^",]*),/.exec(line));
  const listed = Object.fromEntries(rows.flatMap(([, country, example]) => (example ? [[country, example]] : [])));
  assert.ok(Object.keys(listed).length > 170);
  for (const [locale, { default: names }] of modules) assert.deepEqual(names.examples, listed, locale);
});
