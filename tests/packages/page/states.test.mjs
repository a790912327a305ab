/** What a page reads a state as that was typed before its country was chosen: as the handler, and as its list shows it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { file, subpath } from "../helpers/install/index.mjs";
import { rowsOf } from "../helpers/names/tables.mjs";
import { inside } from "../helpers/page/views.mjs";

const { countries } = await subpath("form");
const { words } = await import(pathToFileURL(file("dist/names/find.js")));
const { subdivisionCode } = await import(pathToFileURL(file("dist/lib/edge/states.js")));
const { stateCode } = await inside("views/states.js");
const { siteOf } = await inside("server/site.js");
const { TEXTS } = await inside("texts/index.js");

const rows = [...rowsOf("subdivisions"), ...rowsOf("subdivision-usual-names").map(({ code, name }) => ({ code, iso: name }))];

for (const locale of Object.keys(TEXTS)) {
  test(`${locale}: every name of a listed state is read as its code, unless two are called so`, async () => {
    const page = siteOf({ provider: "spherepay" }, { texts: TEXTS });
    let count = 0;
    for (const { alpha2 } of countries()) {
      const site = { ...(await page.inLanguage(locale)), country: await page.countryData(locale, alpha2) };
      const listed = new Set(site.country.states?.map(([code]) => code));
      const own = rows.filter(({ code }) => code.startsWith(`${alpha2}-`) && listed.has(code.slice(3)));
      const written = own.flatMap(({ code, iso, en, [locale]: shown }) =>
        [code, ...iso.split("; "), en, shown].filter(Boolean).map((name) => ({ code: code.slice(3), name, folded: words(name).join("") })),
      );
      for (const { code, name, folded } of written) {
        const found = stateCode(site, alpha2, name);
        const isShared = written.some((other) => other.folded === folded && other.code !== code);
        assert.equal(found, isShared ? undefined : code, `${alpha2}-${code} ${name}`);
        const byHandler = subdivisionCode(alpha2, name);
        assert.ok(found === byHandler || byHandler === undefined || !listed.has(byHandler), `${alpha2}-${code} ${name}`);
        count++;
      }
    }
    assert.ok(count > 7000, String(count));
  });
}
