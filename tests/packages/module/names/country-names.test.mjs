/** `countries({ names })`: the names and the order of the package's own tables, whatever the platform has. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { NAMES, subpath } from "../../helpers/install/index.mjs";

const { countries } = await subpath("form");
const tables = new Map();
for (const locale of NAMES) tables.set(locale, (await subpath(`names/${locale}`)).default);

const FIRST_AND_LAST = {
  en: ["Afghanistan", "Zimbabwe"],
  de: ["Afghanistan", "Zypern"],
  es: ["Afganistán", "Zimbabue"],
  fr: ["Afghanistan", "Zimbabwe"],
  pt: ["Afeganistão", "Zimbábue"],
  ar: ["آيسلندا", "هونغ كونغ الصينية (منطقة إدارية خاصة)"],
  ja: ["アイスランド", "北朝鮮"],
  zh: ["阿尔巴尼亚", "中国香港特别行政区"],
};

for (const [locale, names] of tables) {
  describe(locale, () => {
    const all = countries({ names });

    test("every country has a name, and no two have the same", () => {
      const codes = ({ alpha2, alpha3, callingCode }) => [alpha2, alpha3, callingCode].join();
      assert.deepEqual(all.map(codes).sort(), countries().map(codes).sort());
      assert.equal(new Set(all.map(({ name }) => name)).size, 249);
      for (const { name } of all) assert.ok(name.length > 1 && name === name.trim() && !/[|=]/.test(name), name);
    });

    test("the names are those of the language, and sorted as it sorts", () => {
      const sorted = all.map(({ name }) => name);
      assert.deepEqual([sorted[0], sorted.at(-1)], FIRST_AND_LAST[locale]);
      assert.deepEqual(sorted, sorted.toSorted(new Intl.Collator(locale).compare));
    });

    test("the list is the same where the platform has other names and sorts otherwise", (t) => {
      t.mock.method(Intl, "DisplayNames", () => assert.fail("no name of the platform"));
      t.mock.method(Intl, "Collator", () => assert.fail("no order of the platform"));
      assert.deepEqual(countries({ names }), all);
    });
  });
}
