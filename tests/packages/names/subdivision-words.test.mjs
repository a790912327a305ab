/** `subdivisionCode` with each word for the type of a place, as people write it before or after the name, and with links. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { file, subpath } from "../helpers/install/index.mjs";

const { subdivisionCode } = await subpath("names/en");
const { words } = await import(pathToFileURL(file("dist/names/find.js")));

/** Texts by the country and the code that they have. */
const FOUND = {
  "AE-DU": ["Emirate of Dubai", "Emirat Dubai"],
  "AR-H": ["Provincia del Chaco", "Province of Chaco"],
  "AR-A": ["Municipio Salta"],
  "AT-7": ["Bundesland Tirol", "Land Tirol"],
  "BA-SRP": ["Republika Srpska", "Srpska"],
  "BR-BA": ["Estado da Bahia", "República Bahia"],
  "BR-PA": ["Estado do Pará"],
  "CA-YT": ["Yukon Territory"],
  "CH-TI": ["Cantone Ticino"],
  "CH-VD": ["Canton de Vaud"],
  "CH-ZH": ["Kanton Zürich"],
  "CN-BJ": ["Beijing Shi", "Beijing City"],
  "CN-GD": ["Guangdong Sheng"],
  "CN-GX": ["Guangxi Zizhiqu"],
  "CO-ANT": ["Dept. of Antioquia", "Department of Antioquia", "Departamento de Antioquia"],
  "DE-BY": ["Land Bayern", "Freistaat Bayern"],
  "DZ-31": ["Wilaya d'Oran"],
  "EG-GZ": ["Giza Governorate"],
  "ES-AN": ["Comunidad Autónoma de Andalucía", "Autonomous Community of Andalusia"],
  "ES-M": ["Madrid Province"],
  "FR-35": ["Département d'Ille-et-Vilaine"],
  "FR-40": ["Département des Landes"],
  "FR-59": ["Département du Nord"],
  "HR-13": ["Zadarska županija", "Zadar županija"],
  "HU-PE": ["Pest megye", "Pest County"],
  "ID-BA": ["Provinsi Bali", "Propinsi Bali"],
  "IE-CO": ["Contae Cork", "Counties Cork", "Co. of Cork"],
  "IN-LA": ["Union Territory of Ladakh"],
  "IT-52": ["Regione Toscana", "Regioni Toscana", "Stato Toscana"],
  "IT-BZ": ["Provinz Bozen"],
  "IT-FI": ["Provincia di Firenze"],
  "JM-01": ["Kingston Parish"],
  "JO-IR": ["Muhafazah Irbid", "Mohafazah Irbid"],
  "JP-01": ["Hokkai-do"],
  "JP-13": ["Ｔｏｋｙｏ", "Tokyo City"],
  "JP-27": ["Osaka-fu", "Osaka Prefecture"],
  "KR-11": ["Seoul Special City", "Seoul-teukbyeolsi"],
  "KR-26": ["Busan-si", "Busan Metropolitan City", "Busan-gwangyeoksi"],
  "KR-49": ["Jeju-do", "Jeju-teukbyeoljachido"],
  "MH-ALK": ["Ailuk Atoll"],
  "MX-JAL": ["Estado Jalisco", "State of Jalisco"],
  "MY-01": ["Negeri Johor"],
  "MY-16": ["Wilayah Putrajaya"],
  "NL-UT": ["Provincie Utrecht"],
  "NO-03": ["Oslo fylke", "Oslo kommune"],
  "PE-CUS": ["Region Cusco"],
  "PL-06": ["Lublin Voivodeship", "Województwo lubelskie"],
  "PT-13": ["Distrito do Porto", "Porto District"],
  "PT-30": ["Região Autónoma da Madeira"],
  "PT-20": ["Região dos Açores"],
  "RO-CJ": ["Județul Cluj", "Judet Cluj"],
  "RU-KHM": ["Khanty-Mansi Autonomous Okrug"],
  "RU-PER": ["Perm Kray", "Perm Krai"],
  "RU-TA": ["Republic of Tatarstan", "Respublika Tatarstan"],
  "SE-M": ["Skåne län"],
  "SI-061": ["Municipality of Ljubljana"],
  "TH-10": ["Bangkok Metropolis"],
  "TH-83": ["Changwat Phuket", "Phuket City"],
  "TR-35": ["İzmir il", "İzmir ili"],
  "TW-HUA": ["Hualien Xian"],
  "TW-TPE": ["Taipei Shi", "Taipei City"],
  "UA-46": ["Lviv Oblasti", "Lviv Oblast"],
  "US-IL": [" us-il ", "The State of Illinois", "States Illinois"],
  "US-NY": ["Etat de New York"],
  "US-VA": ["Commonwealth of Virginia"],
  "VN-30": ["Tỉnh Gia Lai"],
  "VN-DN": ["Da Nang City"],
  "VN-SG": ["TP Hồ Chí Minh"],
};

for (const [whole, texts] of Object.entries(FOUND)) {
  const [country, code] = whole.split("-");
  test(`subdivisionCode: ${texts.map((text) => JSON.stringify(text)).join(", ")}`, () => {
    for (const text of texts) assert.equal(subdivisionCode(country, text), code, text);
  });
}

test("half a name is none, and a type of another country is part of a name", () => {
  for (const [country, text] of [
    ["BR", "Mato Grosso do"],
    ["MX", "Coahuila de"],
    ["US", "Illinois City"],
    ["DE", "Bayern Shi"],
    ["FR", "Nord Atoll"],
  ])
    assert.equal(subdivisionCode(country, text), undefined, text);
});

test("a text of more than 200 characters is no name, whatever is in it", () => {
  assert.equal(subdivisionCode("US", "Illinois".padEnd(200)), "IL");
  assert.equal(subdivisionCode("US", "Illinois".padEnd(201)), undefined);
});

test("every letter that Unicode does not decompose has others", () => {
  assert.deepEqual(words("Straße Øre Đak Ærø Œuvre Łódź Iğdır Þing Seðla & Æ"), [
    ...["strasse", "ore", "dak", "aero", "oeuvre", "lodz", "igdir", "thing", "sedla", "and", "ae"],
  ]);
});
