/** `subdivisionCode` of `kyclink/names/en`: finds the code of a state or province by its name. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { subpath } from "../helpers/install/index.mjs";

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
  AR: { "Provincia de Buenos Aires": "B", CABA: "C", "Capital Federal": "C" },
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

test("subdivisionCode: every code and every English name has its code, except six ambiguous names", () => {
  let count = 0;
  const missed = new Set();
  for (const { alpha2, alpha3 } of countries()) {
    for (const { code, name } of subdivisions(alpha2, { names })) {
      assert.equal(subdivisionCode(alpha2, `${alpha2}-${code}`.toLowerCase()), code);
      const found = subdivisionCode(alpha3, name.toUpperCase());
      if (found === undefined) missed.add(`${alpha2} ${name.normalize("NFD").replace(/\p{M}/gu, "")}`);
      else assert.equal(found, code, `${alpha2} ${name}`);
      count++;
    }
  }
  assert.deepEqual([...missed].sort(), ["EE Rakvere", "EE Tartu", "EE Viljandi", "EE Voru", "IR Markazi", "UG Zombo"]);
  assert.equal(count, 5046);
});

test("subdivisionCode: every name of data/subdivision-usual-names.csv finds its code", () => {
  const table = readFileSync(new URL("../../../data/subdivision-usual-names.csv", import.meta.url), "utf8");
  const rows = table
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => /^(..)-([^,]+),("[^"]*"|[^,]*),./.exec(line));
  for (const [, country, code, name] of rows) assert.equal(subdivisionCode(country, name.replaceAll('"', "")), code, `${country} ${name}`);
  assert.ok(rows.length > 600, rows.length);
});
