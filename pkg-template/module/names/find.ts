// Finds the code of a state or province that a person has written as a name.

/** a value per alpha-2 code */
type Table = Readonly<Record<string, string>>;

/**
 * The names of one level of a country: `exact` maps the whole name to its code, `loose` the name without the words for
 * its type to the codes that have it, and to whether they have it with such a word.
 */
type NameIndex = { exact: Map<string, string | undefined>; loose: Map<string, Map<string, boolean>> };

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
  "محافظة",
  "tinh", "changwat",
]);
/** Words for the type of a place in one country. In other countries, these words are names or parts of names. */
const OWN_TYPES: Readonly<Record<string, readonly string[]>> = {
  JP: ["to", "fu", "ken", "do", "city"],
  KR: ["do", "si", "city", "metropolitan", "special", "teukbyeolsi", "gwangyeoksi", "teukbyeoljachido"],
  TR: ["il", "ili"],
  CN: ["sheng", "shi", "zizhiqu", "city"],
  TW: ["city", "shi", "xian"],
  VN: ["tp", "city"],
  TH: ["city"],
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
  TW: /^(..+?)[縣市]$/,
};
/** Words between a type and a name: "State of New York", "Provincia de Buenos Aires". */
const LINKS = new Set(["of", "de", "del", "da", "do", "di", "du", "des", "d", "the"]);
/** Letters that Unicode does not decompose. */
const LETTERS: Table = { ß: "ss", ø: "o", đ: "d", ð: "d", ł: "l", æ: "ae", œ: "oe", ı: "i", þ: "th", "&": " and " };

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
    const { known, levels: all } = table;
    const upper = upperCase(text.trim());
    const code = upper.startsWith(`${alpha2}-`) ? upper.slice(3) : upper;
    if (known.has(code)) return code;
    const whole = words(text);
    const name = whole.join("");
    // The whole name of another level comes before a part of a name, but not before the same one.
    const named = all.find(({ exact }) => exact.has(name));
    if (named) return named.exact.get(name);
    // "N.Y." is a code with punctuation.
    if (known.has(upperCase(name))) return upperCase(name);
    const bare = withoutTypes(whole, alpha2).join("");
    const entries = all.find(({ loose }) => loose.has(bare))?.loose.get(bare);
    if (!entries) return undefined;
    // "Provincia de Buenos Aires" is the province, not the city of that name.
    const typed = [...entries].filter(([, isTyped]) => isTyped).map(([code]) => code);
    return single([...entries.keys()]) ?? (bare !== name ? single(typed) : undefined);
  };
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
      // A name that two subdivisions share finds neither of them. Of two sources, the first one decides: the names in
      // ISO 3166-2.
      for (const [name, entries] of found) if (!exact.has(name)) exact.set(name, single([...entries.keys()]));
    }
    return { exact, loose };
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
