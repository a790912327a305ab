/** `subdivisionCode` of `kyclink/names/en`: finds the code of a state or province by its name. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { iso31662 } from "iso-3166";
import { subpath } from "../helpers/install/index.mjs";
import { rowsOf } from "../helpers/names/tables.mjs";

const { subdivisionCode } = await subpath("names/en");
const { countries, subdivisions } = await subpath("form");
const names = (await subpath("names/en")).default;

const FOUND = {
  US: {
    Illinois: "IL",
    ILLINOIS: "IL",
    " illinois ": "IL",
    "New York State": "NY",
    "State of Illinois": "IL",
    "Ill.": "IL",
    "N.Y.": "NY",
    "D.C.": "DC",
    "District of Columbia": "DC",
    "Washington State": "WA",
    "us-il": "IL",
    il: "IL",
    // What the post office has and ISO has not.
    AE: "AE",
    "Armed Forces Pacific": "AP",
    Palau: "PW",
  },
  MX: { CDMX: "CMX", "Ciudad de México": "CMX", "Mexico City": "CMX", "Estado de México": "MEX", Edomex: "MEX", "Nuevo Leon": "NLE" },
  AU: { "Western Australia": "WA", NSW: "NSW", Qld: "QLD" },
  CA: { Québec: "QC", PEI: "PE", "British Columbia": "BC" },
  JP: {
    Tokyo: "13",
    Tōkyō: "13",
    "Tokyo-to": "13",
    "Osaka Prefecture": "27",
    "Hyogo-ken": "28",
    東京都: "13",
    東京: "13",
    大阪府: "27",
    神奈川県: "14",
    神奈川: "14",
    京都: "26",
    北海道: "01",
    "JP-13": "13",
  },
  AE: { Dubai: "DU", "Emirate of Dubai": "DU", دبي: "DU", "Ras Al Khaimah": "RK", "Abu Dhabi": "AZ" },
  FR: { "Île-de-France": "IDF", "ile de france": "IDF", Bretagne: "BRE" },
  IE: { "County Cork": "CO", "Co. Cork": "CO", "co cork": "CO", Dublin: "D" },
  AR: { "Provincia de Buenos Aires": "B", "Buenos Aires": "B", CABA: "C", "Capital Federal": "C" },
  BR: { "Estado de São Paulo": "SP", "sao paulo": "SP" },
  ES: { Madrid: "M", "Comunidad de Madrid": "MD", Cataluña: "CT", Guipúzcoa: "SS" },
  IN: { Orissa: "OD", "Tamil Nadu": "TN", "NCT of Delhi": "DL" },
  CN: {
    "Guangdong Province": "GD",
    广东省: "GD",
    四川省: "SC",
    北京市: "BJ",
    北京: "BJ",
    广西壮族自治区: "GX",
    内蒙古自治区: "NM",
    新疆维吾尔自治区: "XJ",
    西藏自治区: "XZ",
    香港特别行政区: "HK",
  },
  KR: {
    Seoul: "11",
    "Gyeonggi-do": "41",
    서울특별시: "11",
    서울시: "11",
    경기도: "41",
    강원특별자치도: "42",
    "Busan-gwangyeoksi": "26",
    부산광역시: "26",
    부산시: "26",
    세종특별자치시: "50",
  },
  TW: {
    "Chiayi City": "CYQ",
    "Chiayi County": "CYI",
    Taipei: "TPE",
    嘉義市: "CYQ",
    嘉義縣: "CYI",
    臺北: "TPE",
    高雄: "KHH",
    臺北市: "TPE",
    台北市: "TPE",
    高雄市: "KHH",
    臺中市: "TXG",
    新竹縣: "HSQ",
    新竹市: "HSZ",
    金門縣: "KIN",
  },
  MH: { Ailuk: "ALK", "Ailuk Atoll": "ALK" },
  UA: { "Donetsk Oblast": "14", "Kyiv Oblast": "32", Kyiv: "30" },
  RU: { "Moscow Oblast": "MOS", Moscow: "MOW", "St. Petersburg": "SPE" },
  TR: { İstanbul: "34", ISTANBUL: "34", "İzmir ili": "35" },
  CO: { "Bogotá D.C.": "DC" },
  IT: { "Valle d'Aosta": "23", Firenze: "FI", Bozen: "BZ" },
  DE: { Bayern: "BY", "Freistaat Bayern": "BY", NRW: "NW" },
  // Letters that Unicode does not decompose, as people without them type them.
  IS: { Gardabaer: "GAR", "Hunathing vestra": "HUV", Thingeyjarsveit: "THG" },
  NO: { "More og Romsdal": "15", Trondelag: "50" },
  PL: { Lodz: "10" },
  VN: { "Dak Lak": "33", "Dong Nai": "39" },
  GB: { Scotland: "SCT", "Northern Ireland": "NIR" },
};

for (const [country, texts] of Object.entries(FOUND)) {
  test(`subdivisionCode: ${country}`, () => {
    const { alpha3 } = countries().find(({ alpha2 }) => alpha2 === country);
    const listed = new Set(subdivisions(country).map(({ code }) => code));
    for (const [text, code] of Object.entries(texts)) {
      // A table is read when its country is first asked for, whatever the code is written like then.
      for (const written of [alpha3.toLowerCase(), alpha3, country.toLowerCase(), country])
        assert.equal(subdivisionCode(written, text), code, `${written} ${text}`);
      assert.ok(listed.has(code), code);
    }
  });
}

test("subdivisionCode: unknown and ambiguous names have no code", () => {
  for (const [country, text] of [
    ["GB", "Lanarkshire"],
    ["GB", "Middle-earth"],
    ["US", "Kansas City"],
    ["US", "CA-ON"],
    ["US", ""],
    ["US", " "],
    ["US", "State"],
    ["HK", "Kowloon"],
    ["XK", "Pristina"],
    ["", "Illinois"],
    ["EE", "Tartu"],
    // In upper case, these would be "SS" and "IT", and "CA" with a long s.
    ["\u00df", "Jonglei"],
    ["\u0131t", "Milano"],
    ["U\u017f", "Illinois"],
    ["US", "x".repeat(1e6)],
  ]) {
    assert.equal(subdivisionCode(country, text), undefined, `${country} ${text.slice(0, 20)}`);
  }
  for (const value of [undefined, null, 1, {}, []])
    assert.equal(subdivisionCode("US", value) ?? subdivisionCode(value, "Illinois"), undefined);
});

const places = rowsOf("subdivisions").map(({ code, ...row }) => ({ ...row, country: code.slice(0, 2), code: code.slice(3) }));
const inIso = ({ iso }) => iso.split("; ").filter(Boolean);
const folded = (name) =>
  name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");
const keysOf = (place) => new Set(inIso(place).map((name) => `${place.country} ${folded(name)}`));
const [once, shared] = [new Set(), new Set()];
for (const key of places.flatMap((place) => [...keysOf(place)])) (once.has(key) ? shared : once).add(key);
/** Whether ISO 3166-2 calls two places of the country so. */
const isShared = (country, name) => shared.has(`${country} ${folded(name)}`);

test("subdivisionCode: every code is found as it is listed", () => {
  const listed = countries().flatMap(({ alpha2 }) => subdivisions(alpha2, { names }).map(({ code, name }) => `${alpha2}-${code} ${name}`));
  assert.deepEqual(listed.sort(), places.map(({ country, code, en }) => `${country}-${code} ${en}`).sort());
  for (const { country, code } of places) assert.equal(subdivisionCode(country, `${country}-${code}`.toLowerCase()), code);
});

test("subdivisionCode: a name of ISO 3166-2 has its own code, or none where two share it", () => {
  const current = new Set(places.map(({ country, code }) => `${country}-${code}`));
  const standard = iso31662.filter(({ code }) => current.has(code)).map(({ code, name }) => [code.slice(0, 2), code.slice(3), name]);
  assert.ok(standard.length > 5000);
  for (const [country, code, name] of standard)
    assert.ok([undefined, code].includes(subdivisionCode(country, name)), `${country}-${code} ${name}`);
  for (const place of places)
    for (const name of inIso(place)) {
      const expected = isShared(place.country, name) ? undefined : place.code;
      assert.equal(subdivisionCode(place.country, name), expected, `${place.country}-${place.code} ${name}`);
    }
});

test("subdivisionCode: every English and every usual name has its code, unless ISO 3166-2 calls two so", () => {
  const usual = rowsOf("subdivision-usual-names").map(({ code, name }) => ({ country: code.slice(0, 2), code: code.slice(3), en: name }));
  assert.ok(usual.length > 600);
  for (const { country, code, en } of [...places, ...usual]) {
    const expected = isShared(country, en) ? undefined : code;
    for (const text of [en, en.toUpperCase()]) assert.equal(subdivisionCode(country, text), expected, `${country}-${code} ${text}`);
  }
});

test("subdivisionCode: all apostrophes are alike", () => {
  const apostrophes = [..."'’‘`´ʻʼʾʿ′＇ꞌ"];
  let count = 0;
  for (const { country, iso, en } of places)
    for (const name of [en, ...iso.split("; ")].filter((name) => apostrophes.some((one) => name.includes(one)))) {
      const found = subdivisionCode(country, name);
      for (const one of apostrophes)
        assert.equal(
          subdivisionCode(country, name.replace(new RegExp(`[${apostrophes.join("")}]`, "g"), one)),
          found,
          `${country} ${name} ${one}`,
        );
      count++;
    }
  assert.ok(count > 100, String(count));
  for (const one of apostrophes) assert.equal(subdivisionCode("US", `Hawai${one}i`), "HI", one);
  for (const one of apostrophes) assert.equal(subdivisionCode("DZ", `Wilaya d${one}Oran`), "31", one);
});
