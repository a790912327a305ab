// Finds the code of a state or province that a person has written as a name.

/** Words that say what a place is: people write them before or behind its name, or leave them out. */
const TYPES = new Set(
  `state states estado etat stato province provincia provincie provinz provinsi propinsi prefecture region regione regiao regioni district distrito
  departamento departement department dept emirate emirat governorate muhafazah mohafazah oblast oblasti kray krai republic republica respublika
  republika canton kanton cantone county counties co contae land bundesland freistaat voivodeship wojewodztwo municipality municipio parish
  autonomous autonoma comunidad community metropolis okrug zupanija judet judetul megye lan fylke kommune tinh changwat wilaya wilayah negeri
  territory union commonwealth`.split(/\s+/),
);
/** The same in one country, where elsewhere they are names or parts of names. */
const OWN_TYPES = {
  JP: "to fu ken do city",
  KR: "do si city metropolitan special",
  TR: "il ili",
  CN: "sheng shi zizhiqu city",
  TW: "city shi xian",
  VN: "tp city",
  TH: "city",
};
/** Words between a type and a name: "State of New York", "Provincia de Buenos Aires". */
const LINKS = new Set("of de del da do di du des d the".split(" "));
/** Letters that no decomposition turns into others. */
const LETTERS = { ß: "ss", ø: "o", đ: "d", ð: "d", ł: "l", æ: "ae", œ: "oe", ı: "i", þ: "th", "&": " and " };

/** Lower-case words without diacritics and punctuation. */
function words(text) {
  const folded = text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "");
  return folded
    .replace(/[ßøđðłæœıþ&]/g, (letter) => LETTERS[letter])
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim()
    .split(" ");
}

/** The words without those at either end that say what the place is. */
function withoutTypes(all, country) {
  const own = OWN_TYPES[country]?.split(" ") ?? [];
  const is = (word) => TYPES.has(word) || own.includes(word);
  let [start, end] = [0, all.length];
  while (end - start > 1 && (is(all[start]) || LINKS.has(all[start]))) start++;
  while (end - start > 1 && is(all[end - 1])) end--;
  return all.slice(start, end);
}

/**
 * A function that finds codes. By alpha-2 code: `names` in the order of the codes, `codes` with the alpha-3 code before
 * them, `usual` and `local` names as `code=name`. Everything is divided by `|`.
 */
export function finder(names, codes, usual, local) {
  const countries = new Map();
  const tables = new Map();
  const table = (country) => {
    if (!tables.has(country)) tables.set(country, read(country));
    return tables.get(country);
  };

  function read(country) {
    const [, ...all] = codes[country].split("|");
    const pairs = (list) => (list ? list.split("|").map((pair) => pair.split("=")) : []);
    const sources = [names[country].split("|").map((name, at) => [all[at], name]), pairs(usual[country]), pairs(local[country])];
    const exact = new Map();
    const loose = new Map();
    for (const source of sources) {
      const found = new Map();
      for (const [code, name] of source) {
        const whole = words(name);
        const bare = withoutTypes(whole, country);
        add(found, whole.join(""), code);
        add(loose, bare.join(""), code, bare.length < whole.length);
      }
      // A name that two have is nobody's; what is said first counts: the English name before what the standard calls another.
      for (const [name, entries] of found) if (!exact.has(name)) exact.set(name, single([...entries.keys()]));
    }
    return { codes: new Set(all), exact, loose };
  }

  return function subdivisionCode(country, text) {
    if (typeof country !== "string" || typeof text !== "string" || text.length > 200) return undefined;
    if (countries.size === 0) {
      for (const [alpha2, list] of Object.entries(codes)) countries.set(alpha2, alpha2).set(list.slice(0, 3), alpha2);
    }
    const alpha2 = countries.get(country.trim().toUpperCase());
    if (!alpha2) return undefined;
    const { codes: known, exact, loose } = table(alpha2);
    const upper = text.trim().toUpperCase();
    const code = upper.startsWith(`${alpha2}-`) ? upper.slice(3) : upper;
    if (known.has(code)) return code;
    const whole = words(text);
    const name = whole.join("");
    if (exact.has(name)) return exact.get(name);
    // "N.Y."
    if (known.has(name.toUpperCase())) return name.toUpperCase();
    const bare = withoutTypes(whole, alpha2);
    const entries = loose.get(bare.join(""));
    if (!entries) return undefined;
    // "Provincia de Buenos Aires" is the province and not the city of that name.
    const typed = [...entries].filter(([, isTyped]) => isTyped).map(([code]) => code);
    return single([...entries.keys()]) ?? (bare.length < whole.length ? single(typed) : undefined);
  };
}

function add(map, key, code, isTyped = false) {
  if (!map.has(key)) map.set(key, new Map());
  const entries = map.get(key);
  entries.set(code, isTyped || entries.get(code) === true);
}

function single(list) {
  return list.length === 1 ? list[0] : undefined;
}
