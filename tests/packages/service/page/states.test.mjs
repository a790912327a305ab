/**
 * A state that was typed before its country was chosen: the page reads it as the handler does (its table of states is made
 * by codegen), and as the option that the list shows.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, configOf, createHandler, createSandbox, newKey, ORIGIN } from "../../helpers/edge/harness.mjs";
import { internal, subpath } from "../../helpers/install/index.mjs";
import { rowsOf } from "../../helpers/names/tables.mjs";
import { inside } from "../../helpers/page/views.mjs";

const { countries, validate } = await subpath("form");
const { words } = await internal("module/names/find.js");
const { subdivisionCode } = await internal("service/edge/engine/states.js");
const { stateCode } = await inside("views/states.js");
const { siteOf } = await inside("server/site.js");
const { TEXTS } = await inside("texts/index.js");
const { onboardingPage } = await subpath("page");

const rows = [...rowsOf("subdivisions"), ...rowsOf("subdivision-usual-names").map(({ code, name }) => ({ code, iso: name }))];

/** Of the places with a name, the code of the one that has it in English, too. */
function labelled(country, name) {
  const folded = words(name).join("");
  const all = rowsOf("subdivisions").filter(({ code, en }) => code.startsWith(`${country}-`) && words(en).join("") === folded);
  return all.length === 1 ? all[0].code.slice(3) : undefined;
}

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
        assert.equal(found, isShared ? labelled(alpha2, name) : code, `${alpha2}-${code} ${name}`);
        const byHandler = subdivisionCode(alpha2, name);
        assert.ok(found === byHandler || byHandler === undefined || !listed.has(byHandler), `${alpha2}-${code} ${name}`);
        count++;
      }
    }
    assert.ok(count > 7000, String(count));
  });
}

/** An own name of two options, of which neither has it in English: a city and what surrounds it. */
const SHARED = ["UZ Toshkent"];

for (const locale of Object.keys(TEXTS)) {
  test(`${locale}: without script, the name and the label of every option are read as this option`, async () => {
    const page = siteOf({ provider: "spherepay" }, { texts: TEXTS });
    const isos = new Map(rowsOf("subdivisions").map(({ code, iso }) => [code, iso.split("; ").filter(Boolean)]));
    const found = new Set();
    for (const { alpha2 } of countries()) {
      const { states = [] } = (await page.countryData(locale, alpha2)) ?? {};
      for (const [code, label] of states) {
        for (const text of [label, ...isos.get(`${alpha2}-${code}`), code, `${alpha2}-${code}`]) {
          const byName = subdivisionCode(alpha2, text) ?? (await page.stateCode(locale, alpha2, text));
          if (byName === undefined) found.add(`${alpha2} ${text}`);
          else if (byName !== code) assert.equal(byName, labelled(alpha2, text), `${alpha2}-${code} ${text}`);
          // A name of three letters may be another state's code.
          const { value } = validate("spherepay.onboard", { address: { country: alpha2, state: text } }, { normalize: true });
          assert.ok([undefined, code].includes(value?.address.state), `${alpha2}-${code} ${text}`);
        }
      }
    }
    assert.deepEqual([...found].sort(), SHARED);
  });

  test(`${locale}: a form without script sends the option whose label was typed`, async () => {
    const sandbox = createSandbox();
    const sent = [];
    const fetch = (url, init) => {
      const { address } = JSON.parse(init?.body || "{}");
      if (address) sent.push(address.state);
      return sandbox.fetch(url, init);
    };
    const handler = createHandler(configOf(sandbox, { page: onboardingPage(), fetch }));
    const page = siteOf({ provider: "spherepay" }, { texts: TEXTS });
    const headers = { accept: "text/html", "sec-fetch-mode": "navigate", "accept-language": locale, origin: ORIGIN };
    for (const country of ["AR", "ES", "ID"]) {
      const { states } = await page.countryData(locale, country);
      for (const [code, label] of states) {
        const address = { line1: "Street 1", city: "City", state: label, postalCode: "28001", country };
        const fields = Object.fromEntries(Object.entries(address).map(([name, value]) => [`address.${name}`, value]));
        const email = `${country}.${code}@example.com`;
        const form = { idempotencyKey: newKey(), type: "individual", email, phone: "+14155550123", ...fields };
        const { status } = await browser(handler).form("links", form, headers);
        assert.equal(status, 303, `${country}-${code} ${label}`);
        assert.equal(sent.pop(), code, `${country}-${code} ${label}`);
      }
    }
  });
}
