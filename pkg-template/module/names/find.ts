// Finds the code of a state or province that a person has written as a name.

import { otherSpellings } from "./scripts.ts";

/** a value per alpha-2 code */
type Table = Readonly<Record<string, string>>;

/**
 * The names of one level of a country: `exact` maps the whole name to its code, `loose` the name without the words for
 * its type to the codes that have it, and to whether they have it with such a word. `plain` are those whose English name
 * has none: a city, beside what surrounds it.
 */
type NameIndex = { exact: Map<string, string | undefined>; loose: Map<string, Map<string, boolean>>; plain: ReadonlySet<string> };

/** Words for the type of a place: people write them before or after its name, or omit them. */
// biome-ignore format: one language or region a line
const TYPES = new Set([
  "state", "states", "province", "prefecture", "region", "district", "department", "dept", "emirate", "governorate", "republic",
  "canton", "county", "counties", "co", "municipality", "parish", "territory", "union", "commonwealth", "autonomous", "community", "metropolis",
  "estado", "provincia", "regiao", "regioni", "regione", "distrito", "departamento", "republica", "municipio", "autonoma", "comunidad",
  "etat", "departement", "emirat",
  "stato", "cantone",
  "provinz", "land", "bundesland", "freistaat", "kanton",
  "provincie",
  "contae",
  "lan", "fylke", "kommune",
  "oblast", "oblasti", "kray", "krai", "okrug", "respublika", "republika",
  "voivodeship", "wojewodztwo", "zupanija", "judet", "judetul", "megye",
  "muhafazah", "mohafazah", "wilaya",
  "provinsi", "propinsi", "negeri", "wilayah",
  "محافظة", "إمارة",
  "tinh", "changwat", "จงหวด",
  // Abbreviations, in any of these languages: no place has such a name.
  "prov", "pcia", "dpto", "depto", "dtto", "kt", "woj", "jud", "resp", "obl",
  "область", "обл", "край", "республика", "республіка", "респ", "округ",
]);
/** Words for the type of a place in one country. In other countries, these words are names or parts of names. */
const OWN_TYPES: Readonly<Record<string, readonly string[]>> = {
  JP: ["to", "fu", "ken", "do", "city"],
  KR: ["do", "si", "city", "metropolitan", "special", "teukbyeolsi", "gwangyeoksi", "teukbyeoljachido"],
  TR: ["il", "ili"],
  CN: ["sheng", "shi", "zizhiqu", "city"],
  TW: ["city", "shi", "xian"],
  VN: ["tp", "thanh", "pho", "city"],
  TH: ["city", "จ"],
  MX: ["edo"],
  VE: ["edo"],
  BR: ["est"],
  ES: ["com"],
  CH: ["ct"],
  RO: ["mun"],
  RU: ["ao", "avtonomnyy", "avtonomnaya", "g", "gorod", "kr", "г", "город", "кр"],
  UA: ["m", "misto", "g", "gorod", "м", "місто", "г"],
  KZ: ["g", "gorod", "oblysy"],
  BG: ["gr", "grad"],
  MH: ["atoll"],
};
/**
 * Names of two characters or more, before an ending that stands for the type of the place, in scripts without spaces. Safari
 * before 16.4 does not know lookbehind.
 */
const ENDINGS: Readonly<Record<string, RegExp>> = {
  JP: /^(..+?)[都府県]$/,
  KR: /^(..+?)(?:특별자치|특별|광역)?[도시]$/,
  CN: /^(..+?)(?:特别行政区|.族自治区|自治区|[省市])$/,
  TW: /^(..+?)[县市]$/,
};
/** Those that stand for a city, which may have the name of what surrounds it. */
const CITIES = new Set("city cidade ciudad cd shi tp thanh pho g gr gorod grad г город гр m misto м місто".split(" "));
/** Words between a type and a name: "State of New York", "Provincia de Buenos Aires". */
const LINKS = new Set(["of", "de", "del", "da", "do", "di", "du", "des", "d", "the"]);
/** Letters that Unicode does not decompose. */
const LETTERS: Table = { ß: "ss", ø: "o", đ: "d", ð: "d", ł: "l", æ: "ae", œ: "oe", ı: "i", þ: "th", "&": " and " };
/** Traditional characters in names of provinces, each before its simplified form. */
const CHARACTERS = "廣广東东內内維维爾尔陝陕慶庆蘇苏龍龙雲云貴贵遼辽寧宁肅肃壯壮區区縣县臺台灣湾義义蘭兰門门連连蓮莲別别";
const TRADITIONAL = /[廣東內維爾陝慶蘇龍雲貴遼寧肅壯區縣臺灣義蘭門連蓮別]/g;

/** Returns the words in lower case, without diacritics and punctuation. Korean and Japanese syllables stay whole. */
export function words(text: string) {
  // The marks of kana make other syllables.
  const folded = text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/(?![\u3099\u309a])\p{M}/gu, "")
    .normalize("NFC");
  return (
    folded
      .replace(/[ßøđðłæœıþ&]/g, (letter) => LETTERS[letter])
      .replace(TRADITIONAL, (character) => CHARACTERS[CHARACTERS.indexOf(character) + 1])
      // Modifier letters and the saltillo are apostrophes: U+02BB is the one of Hawaiʻi.
      .replace(/[^\p{L}\p{N}]+|[\u02b0-\u02ff\ua78b\ua78c]/gu, " ")
      .trim()
      .split(/ +/)
  );
}

/** Returns the words without those for the type of the place at either end. */
export function withoutTypes(all: string[], country: string) {
  const own = Object.hasOwn(OWN_TYPES, country) ? OWN_TYPES[country] : [];
  const isType = (word: string) => TYPES.has(word) || own.includes(word);
  let [start, end] = [0, all.length];
  while (end - start > 1 && (isType(all[start]) || LINKS.has(all[start]))) start++;
  while (end - start > 1 && isType(all[end - 1])) end--;
  const ending = Object.hasOwn(ENDINGS, country) ? ENDINGS[country] : undefined;
  return all.slice(start, end).map((word) => ending?.exec(word)?.[1] ?? word);
}

/**
 * Returns the alpha-2 code of a country and a function for its subdivision codes, given its alpha-2 or alpha-3 code.
 */
export type Lookup = (country: string) => { alpha2: string; codes: () => readonly string[] } | undefined;

/** Returns a lookup in a table: by alpha-2 code, the alpha-3 code and the subdivision codes, separated by `|`. */
export function lookup(table: Table): Lookup {
  const countries: Map<string, string> = new Map();
  return (country) => {
    if (countries.size === 0) {
      for (const [alpha2, list] of Object.entries(table)) countries.set(alpha2, alpha2).set(list.slice(0, 3), alpha2);
    }
    const alpha2 = countries.get(country);
    return alpha2 === undefined ? undefined : { alpha2, codes: () => table[alpha2].split("|").slice(1) };
  };
}

/**
 * Returns a function that finds codes. The tables are by alpha-2 code: `names` has the names in the order of the codes,
 * `usual` and `local` have `code=name`. Lists are separated by `|`. `otherLevel` has the codes, separated by spaces, of
 * what addresses do not name: another subdivision that is called the same comes first.
 */
export function finder(lookup: Lookup, tables: { names: Table; usual: Table; local: Table; otherLevel?: Table }) {
  const read: Map<string, { known: Set<string>; levels: NameIndex[] }> = new Map();
  const levels = levelReader(tables);

  /**
   * Finds the code of a state or province by its name.
   *
   * The text may be the English or the local name, with or without a word such as Prefecture, County or State of;
   * a common abbreviation; or the code itself. Case and diacritics do not matter.
   *
   * @param country ISO 3166-1 code, alpha-2 or alpha-3, in any case.
   * @param text The text that the person entered.
   * @returns The code as `subdivisions(country)` lists it; `undefined` if no subdivision matches, or more than one.
   * @example
   * subdivisionCode("US", "Illinois");       // "IL"
   * subdivisionCode("JPN", "Tōkyō");         // "13"
   * subdivisionCode("MX", "CDMX");           // "CMX"
   * subdivisionCode("IE", "Co. Cork");       // "CO"
   * subdivisionCode("GB", "Middle-earth");   // undefined
   */
  return function subdivisionCode(country: string, text: string): string | undefined {
    if (typeof country !== "string" || typeof text !== "string" || text.length > 200) return undefined;
    const found = lookup(upperCase(country.trim()));
    if (!found || !Object.hasOwn(tables.names, found.alpha2)) return undefined;
    const { alpha2, codes } = found;
    const table = read.get(alpha2) ?? levels(alpha2, codes());
    read.set(alpha2, table);
    const { known } = table;
    const upper = upperCase(text.trim());
    const code = upper.startsWith(`${alpha2}-`) ? upper.slice(3) : upper;
    if (known.has(code)) return code;
    const spellings = [text, ...otherSpellings(text, alpha2)];
    for (const spelling of spellings) {
      const found = named(spelling, alpha2, table, spelling === text);
      if (found) return found;
    }
    return undefined;
  };
}

/** Returns the code of a subdivision with this name; `undefined` if there is none, or more than one. */
function named(text: string, alpha2: string, { known, levels: all }: { known: Set<string>; levels: NameIndex[] }, mayBeCode: boolean) {
  const whole = words(text);
  const name = whole.join("");
  // The whole name of another level comes before a part of a name, but not before the same one.
  const level = all.find(({ exact }) => exact.has(name));
  if (level) return level.exact.get(name);
  // "N.Y." is a code with punctuation.
  if (mayBeCode && known.has(upperCase(name))) return upperCase(name);
  const bare = withoutTypes(whole, alpha2).join("");
  const { loose, plain } = all.find(({ loose }) => loose.has(bare)) ?? {};
  const entries = loose?.get(bare);
  if (!entries || !plain) return undefined;
  const only = single([...entries.keys()]);
  if (only !== undefined) return only;
  // "Provincia de Buenos Aires" is the province, not the city of that name; "г. Алматы" is the city.
  const typed = [...entries].filter(([, isTyped]) => isTyped).map(([code]) => code);
  if (bare === name) return undefined;
  return single(whole.some((word) => CITIES.has(word)) ? [...entries.keys()].filter((code) => plain.has(code)) : typed);
}

/** Returns a function that reads the names of a country's subdivisions. */
function levelReader({ names, usual, local, otherLevel = {} }: Parameters<typeof finder>[1]) {
  function levels(country: string, all: readonly string[]) {
    const others = new Set(Object.hasOwn(otherLevel, country) ? otherLevel[country].split(" ") : []);
    const lists = others.size > 0 ? [all.filter((code) => !others.has(code)), [...others]] : [all];
    return { known: new Set(all), levels: lists.map((list) => level(country, all, new Set(list))) };
  }

  /** @param wanted the codes of the level */
  function level(country: string, all: readonly string[], wanted: ReadonlySet<string>): NameIndex {
    const pairs = (list: string | undefined) => (list ? list.split("|").map((pair) => pair.split("=")) : []);
    const own = (lists: Readonly<Record<string, string>>) => (Object.hasOwn(lists, country) ? lists[country] : undefined);
    const english = names[country].split("|").map((name, at) => [all[at], name]);
    const others = pairs(own(local));
    const isOther = new Set(others.map(([code]) => code));
    const inIso = [...english.filter(([code]) => !isOther.has(code)), ...others];
    const sources = [inIso, english, pairs(own(usual))].map((source) => source.filter(([code]) => wanted.has(code)));
    const isPlain = (name: string) => withoutTypes(words(name), country).length === words(name).length;
    const plain = new Set(english.filter(([, name]) => isPlain(name)).map(([code]) => code));
    const inEnglish = new Map(english.map(([code, name]) => [code, words(name).join("")]));
    const exact: NameIndex["exact"] = new Map();
    const loose: NameIndex["loose"] = new Map();
    for (const source of sources) {
      const found: Map<string, Map<string, boolean>> = new Map();
      for (const [code, name] of source) {
        const whole = words(name);
        const bare = withoutTypes(whole, country).join("");
        add(found, whole.join(""), code);
        add(loose, bare, code, bare !== whole.join(""));
      }
      // A name that two subdivisions share finds neither of them, unless one has it in English: "Chiayi" is the city, beside
      // Chiayi County. Of two sources, the first one decides: the names in ISO 3166-2.
      for (const [name, entries] of found) {
        if (!exact.has(name))
          exact.set(name, single([...entries.keys()]) ?? single([...entries.keys()].filter((code) => inEnglish.get(code) === name)));
      }
    }
    return { exact, loose, plain };
  }

  return levels;
}

/** Returns a code in upper case. Only ASCII letters change: "ß" is not South Sudan, whose code is "SS". */
function upperCase(text: string) {
  return text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
}

/** @param isTyped whether this subdivision has the name with a word for its type */
function add(map: NameIndex["loose"], key: string, code: string, isTyped = false) {
  const entries: Map<string, boolean> = map.get(key) ?? new Map();
  map.set(key, entries);
  entries.set(code, isTyped || entries.get(code) === true);
}

function single(list: string[]) {
  return list.length === 1 ? list[0] : undefined;
}
