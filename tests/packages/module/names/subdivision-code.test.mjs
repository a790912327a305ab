/** `subdivisionCode` of `kyclink/names/en`: finds the code of a state or province by its name. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { iso31662 } from "iso-3166";
import { internal, subpath } from "../../helpers/install/index.mjs";
import { rowsOf } from "../../helpers/names/tables.mjs";

const { subdivisionCode } = await subpath("names/en");
const { words } = await internal("module/names/find.js");
const { countries, subdivisions } = await subpath("form");
const names = (await subpath("names/en")).default;

/**
 * Texts as people write them: with each word for the type of a place, before or after the name, and with links. What ISO
 * 3166-2 and data/subdivision-usual-names.csv have is tested below.
 */
const FOUND = {
  "AE-DU": ["Emirate of Dubai", "Emirat Dubai"],
  "AE-RK": ["Ras Al Khaimah"],
  "AR-A": ["Municipio Salta"],
  "AR-B": ["Provincia de Buenos Aires", "Pcia. de Buenos Aires", "Prov. Buenos Aires"],
  "AR-X": ["Pcia. de Córdoba"],
  "AR-H": ["Provincia del Chaco", "Province of Chaco"],
  "AT-7": ["Bundesland Tirol", "Land Tirol"],
  "AU-NSW": ["NSW"],
  "BG-16": ["Пловдив", "обл. Пловдив"],
  "BG-22": ["гр. Sofia"],
  "AU-QLD": ["Qld"],
  "BA-SRP": ["Srpska"],
  "BR-BA": ["Estado da Bahia", "República Bahia"],
  "BR-PA": ["Estado do Pará"],
  "BR-SP": ["Estado de São Paulo", "sao paulo", "Est. de São Paulo"],
  "CA-QC": ["Québec"],
  "CH-TI": ["Cantone Ticino"],
  "CH-VD": ["Canton de Vaud"],
  "CH-ZH": ["Kanton Zürich", "Kt. Zürich"],
  "CN-BJ": ["Beijing City"],
  "CN-GD": ["Guangdong Province"],
  "CN-GS": ["甘肅", "甘肅省"],
  "CN-GX": ["Guangxi Zizhiqu", "廣西", "廣西壯族自治區"],
  "CN-SN": ["陝西省"],
  "CO-ANT": ["Dpto. de Antioquia", "Depto. Antioquia", "Dept. of Antioquia", "Department of Antioquia", "Departamento de Antioquia"],
  "DE-BY": ["Land Bayern"],
  "DZ-31": ["Wilaya d'Oran"],
  "EG-GZ": ["Giza Governorate"],
  "ES-AN": ["Comunidad Autónoma de Andalucía", "Autonomous Community of Andalusia"],
  "ES-GC": ["Palmas, Las", "Las Palmas"],
  "ES-LO": ["La Rioja", "Provincia de La Rioja", "Rioja, La"],
  "ES-MC": ["Región de Murcia"],
  "ES-MU": ["Murcia", "Provincia de Murcia", "Province of Murcia"],
  "ES-NA": ["Navarra", "Nafarroa", "Navarra / Nafarroa"],
  "ES-NC": ["Comunidad Foral de Navarra"],
  "ES-PM": ["Illes Balears", "Balears", "Islas Baleares", "Baleares"],
  "ES-S": ["Cantabria", "Provincia de Cantabria"],
  "ES-VI": ["Araba/Álava", "Álava", "Araba", "Provincia de Álava"],
  "FR-35": ["Département d'Ille-et-Vilaine"],
  "FR-40": ["Département des Landes"],
  "FR-59": ["Département du Nord"],
  "FR-IDF": ["ile de france"],
  "HR-13": ["Zadar županija"],
  "HU-PE": ["Pest megye", "Pest County"],
  "ID-BA": ["Provinsi Bali", "Propinsi Bali"],
  "ID-MA": ["Maluku", "Provinsi Maluku"],
  "ID-PA": ["Papua", "Provinsi Papua"],
  "ID-PE": ["Papua Pegunungan", "Papua Pengunungan"],
  "IE-CO": ["County Cork", "Co. Cork", "co cork", "Contae Cork", "Counties Cork", "Co. of Cork"],
  "IN-LA": ["Union Territory of Ladakh"],
  "IN-MH": ["महाराष्ट्र", "State of Maharashtra"],
  "IN-TN": ["தமிழ்நாடு", "तमिलनाडु"],
  "IQ-BA": ["البصرة", "محافظة البصرة"],
  "IQ-SU": ["سلێمانی", "السليمانية"],
  "IS-GAR": ["Gardabaer"],
  "IS-HUV": ["Hunathing vestra"],
  "IS-THG": ["Thingeyjarsveit"],
  "IT-52": ["Regione Toscana", "Regioni Toscana", "Stato Toscana"],
  "IT-BZ": ["Provinz Bozen"],
  "IT-FI": ["Provincia di Firenze", "Prov. di Firenze"],
  "IT-RC": ["Reggio di Calabria", "Reggio Calabria"],
  "IT-RE": ["Reggio nell'Emilia", "Provincia di Reggio nell’Emilia"],
  "IT-VB": ["Verbania", "Provincia di Verbania"],
  "JO-IR": ["Muhafazah Irbid", "Mohafazah Irbid"],
  "JP-01": ["Hokkai-do", "ほっかいどう", "ホッカイドウ"],
  "JP-10": ["ぐんま", "グンマケン"],
  "JP-13": ["Tōkyō", "Tokyo-to", "Ｔｏｋｙｏ", "Tokyo City"],
  "JP-15": ["にいがた"],
  "JP-26": ["きょうと", "キョウト", "きょうとふ"],
  "JP-27": ["Osaka Prefecture", "Osaka-fu", "おおさか", "オーサカ"],
  "JP-28": ["Hyogo-ken", "ひょうごけん"],
  "KR-11": ["서울시", "Seoul Special City"],
  "KR-26": ["부산시", "Busan-si", "Busan Metropolitan City"],
  "KZ-75": ["Алматы", "г. Алматы", "Almaty"],
  "KZ-79": ["Шымкент"],
  "MX-JAL": ["Estado Jalisco", "State of Jalisco", "Edo. de Jalisco"],
  "MX-NLE": ["Nuevo Leon"],
  "MY-01": ["Negeri Johor"],
  "MY-16": ["Wilayah Putrajaya"],
  "NL-UT": ["Provincie Utrecht"],
  "NO-03": ["Oslo fylke", "Oslo kommune"],
  "NO-15": ["More og Romsdal"],
  "NO-50": ["Trondelag"],
  "PE-CUS": ["Region Cusco"],
  "PL-06": ["Lublin Voivodeship", "Województwo lubelskie", "woj. lubelskie"],
  "PL-10": ["Lodz"],
  "PT-13": ["Distrito do Porto", "Porto District"],
  "PT-20": ["Região dos Açores"],
  "RO-CJ": ["Județul Cluj", "Judet Cluj", "jud. Cluj"],
  "RU-CHU": ["Чукотский автономный округ", "Чукотский АО"],
  "RU-KR": ["Карелия", "Респ. Карелия"],
  "RU-LIP": ["Липецкая обл."],
  "RU-MOS": ["Московская обл.", "МОСКОВСКАЯ ОБЛ"],
  "RU-MOW": ["г. Москва", "город Москва"],
  "RU-PER": ["Perm Kray", "Пермский край"],
  "RU-TA": ["Republic of Tatarstan", "Респ. Татарстан", "Татарстан Респ."],
  "RU-YEV": ["Еврейская АО"],
  "SI-061": ["Municipality of Ljubljana"],
  "TH-10": ["Bangkok Metropolis"],
  "TH-83": ["Changwat Phuket", "Phuket City"],
  "TR-35": ["İzmir ili", "İzmir il"],
  "TW-CYI": ["Chiayi County", "嘉义县"],
  "TW-CYQ": ["Chiayi", "Chiayi City", "嘉义市"],
  "TW-HSZ": ["Hsinchu"],
  "TW-HUA": ["Hualien Xian", "花莲县"],
  "TW-KHH": ["高雄"],
  "TW-TPE": ["臺北", "Taipei Shi", "Taipei City"],
  "UA-14": ["Donetsk Oblast"],
  "UA-18": ["Житомирська обл."],
  "UA-30": ["м. Київ"],
  "UA-46": ["Lviv Oblasti", "Lviv Oblast", "Львів", "Львівська обл."],
  "US-AE": ["AE"],
  "US-DC": ["D.C."],
  "US-IL": [" illinois ", "State of Illinois", "il", " us-il ", "The State of Illinois", "States Illinois"],
  "US-NY": ["New York State", "N.Y.", "Etat de New York"],
  "US-WA": ["Washington State"],
  "VN-30": ["Tỉnh Gia Lai"],
  "VN-33": ["Dak Lak"],
  "VN-39": ["Dong Nai"],
  "VE-M": ["Edo. Miranda"],
  "VN-26": ["Huế", "Hue", "TP. Huế", "Thành phố Huế"],
  "VN-DN": ["Da Nang City", "Thành phố Đà Nẵng"],
  "VN-SG": ["TP Hồ Chí Minh"],
};

for (const [whole, texts] of Object.entries(FOUND)) {
  const [country, code] = whole.split("-");
  test(`subdivisionCode: ${texts.map((text) => JSON.stringify(text)).join(", ")}`, () => {
    for (const text of texts) assert.equal(subdivisionCode(country, text), code, text);
  });
}

test("subdivisionCode: a country is written in any of its codes, whichever is asked for first", () => {
  for (const written of ["fra", "FRA", "fr", "FR"]) assert.equal(subdivisionCode(written, "ile de france"), "IDF", written);
});

test("subdivisionCode: unknown and ambiguous names, and texts of more than 200 characters, have no code", () => {
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
    ["US", "Illinois".padEnd(201)],
    // Half a name, and a type of another country, which is a part of the name.
    ["BR", "Mato Grosso do"],
    ["MX", "Coahuila de"],
    ["US", "Illinois City"],
    ["DE", "Bayern Shi"],
    ["FR", "Nord Atoll"],
    // Two have the name, and neither has it in English; the code MO is that of Mordovia, and МО stands for Moscow Oblast.
    ["UZ", "Toshkent"],
    ["RU", "МО"],
    ["JP", "あ"],
    ["JP", "けん"],
    ["RU", "обл."],
    ["TW", "嘉義"],
  ]) {
    assert.equal(subdivisionCode(country, text), undefined, `${country} ${text.slice(0, 20)}`);
  }
  assert.equal(subdivisionCode("US", "Illinois".padEnd(200)), "IL");
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
const levels = new Map(
  rowsOf("subdivision-levels").map(({ country, addresses, codes }) => [country, { addresses, upper: codes.split(" ") }]),
);
/** Whether addresses name the level of a place: all do where the country has one. */
const isNamed = ({ country, code }) => {
  const { addresses, upper } = levels.get(country) ?? {};
  return addresses === undefined || upper.includes(code) === (addresses === "upper");
};
/** What is called so, by the keys of all. */
function byName(all, keysOf) {
  const owners = new Map();
  for (const place of all) for (const key of keysOf(place)) owners.set(key, [...(owners.get(key) ?? []), place]);
  return owners;
}
const owners = byName(places, keysOf);
/**
 * The code of a name in ISO 3166-2: of the level that addresses name, if there are two. Of two places, it is that of the one
 * that has the name in English as well, in which lists show it; `undefined` if none or both have.
 */
function codeInIso(country, name) {
  const all = owners.get(`${country} ${folded(name)}`) ?? [];
  const named = all.filter(isNamed);
  const level = named.length > 0 ? named : all;
  const shown = level.filter(({ en }) => folded(en) === folded(name));
  const [place, ...others] = level.length > 1 ? shown : level;
  return others.length === 0 ? place?.code : undefined;
}

test("subdivisionCode: every code is found as it is listed", () => {
  const listed = countries().flatMap(({ alpha2 }) => subdivisions(alpha2, { names }).map(({ code, name }) => `${alpha2}-${code} ${name}`));
  assert.deepEqual(listed.sort(), places.map(({ country, code, en }) => `${country}-${code} ${en}`).sort());
  for (const { country, code } of places) assert.equal(subdivisionCode(country, `${country}-${code}`.toLowerCase()), code);
});

test("subdivisionCode: a name of ISO 3166-2 has its own code, or that of the level in addresses, or none where two share it", () => {
  const current = new Set(places.map(({ country, code }) => `${country}-${code}`));
  const standard = iso31662.filter(({ code }) => current.has(code)).map(({ code, name }) => [code.slice(0, 2), code.slice(3), name]);
  assert.ok(standard.length > 5000);
  for (const [country, code, name] of standard)
    assert.ok([undefined, code, codeInIso(country, name)].includes(subdivisionCode(country, name)), `${country}-${code} ${name}`);
  for (const place of places)
    for (const name of inIso(place))
      assert.equal(subdivisionCode(place.country, name), codeInIso(place.country, name), `${place.country}-${place.code} ${name}`);
  assert.deepEqual(
    ["Cantabria", "La Rioja", "Illes Balears"].map((name) => subdivisionCode("ES", name)),
    ["S", "LO", "PM"],
  );
});

test("subdivisionCode: every English and every usual name has its code, unless ISO 3166-2 calls two so", () => {
  const usual = rowsOf("subdivision-usual-names").map(({ code, name }) => ({ country: code.slice(0, 2), code: code.slice(3), en: name }));
  assert.ok(usual.length > 600);
  const all = [...places, ...usual];
  const named = byName(all.filter(isNamed), ({ country, en }) => [`${country} ${folded(en)}`]);
  for (const place of all) {
    const { country, code, en } = place;
    const key = `${country} ${folded(en)}`;
    // What addresses name comes first, by whatever name.
    const [first] = isNamed(place) ? [] : (named.get(key) ?? []);
    const expected = owners.has(key) ? codeInIso(country, en) : (first?.code ?? code);
    for (const text of [en, en.toUpperCase()]) assert.equal(subdivisionCode(country, text), expected, `${country}-${code} ${text}`);
  }
});

test("subdivisionCode: all apostrophes are alike", () => {
  const apostrophes = [..."'’‘`´ʻʼʾʿ′＇ꞌ"];
  const any = new RegExp(`[${apostrophes.join("")}]`, "g");
  const names = places.flatMap(({ country, iso, en }) => [en, ...iso.split("; ")].map((name) => [country, name]));
  const own = names.filter(([, name]) => name.search(any) >= 0);
  assert.ok(own.length > 100, String(own.length));
  for (const [country, name] of [...own, ["US", "Hawai'i"], ["DZ", "Wilaya d'Oran"]])
    for (const one of apostrophes)
      assert.equal(subdivisionCode(country, name.replace(any, one)), subdivisionCode(country, name), `${country} ${name} ${one}`);
  assert.deepEqual([subdivisionCode("US", "Hawai'i"), subdivisionCode("DZ", "Wilaya d'Oran")], ["HI", "31"]);
});

test("every letter that Unicode does not decompose has others", () => {
  assert.deepEqual(words("Straße Øre Đak Ærø Œuvre Łódź Iğdır Þing Seðla & Æ"), [
    ...["strasse", "ore", "dak", "aero", "oeuvre", "lodz", "igdir", "thing", "sedla", "and", "ae"],
  ]);
});
