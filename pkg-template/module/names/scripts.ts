// Names of places in scripts for which the tables have no names, in one for which they have some.

/** Russian, as ISO 3166-2 has it (BGN/PCGN 1947). Other languages have more letters, and some that are read otherwise. */
const CYRILLIC: Readonly<Record<string, string>> = {
  ...{ а: "a", б: "b", в: "v", г: "g", д: "d", е: "e", ё: "yo", ж: "zh", з: "z", и: "i", й: "y", к: "k", л: "l", м: "m", н: "n", о: "o" },
  ...{ п: "p", р: "r", с: "s", т: "t", у: "u", ф: "f", х: "kh", ц: "ts", ч: "ch", ш: "sh", щ: "shch", ъ: "", ы: "y", ь: "", э: "e" },
  ...{ ю: "yu", я: "ya", і: "i", ї: "i", є: "ie", ґ: "g" },
};
/** Ukrainian (resolution 55 of its Cabinet of Ministers, 2010). */
const UKRAINIAN: Readonly<Record<string, string>> = { ...CYRILLIC, г: "h", и: "y", й: "i", ю: "iu", я: "ia" };

/** The kana of each row of the syllabary, with its consonant (Hepburn). */
const ROWS =
  "aあいうえお kかきくけこ gがぎぐげご sさしすせそ zざじずぜぞ tたちつてと dだぢづでど nなにぬねの hはひふへほ bばびぶべぼ pぱぴぷぺぽ mまみむめも rらりるれろ";
const SYLLABLES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ROWS.split(" ").flatMap(([consonant, ...kana]) =>
      kana.map((syllable, at) => [syllable, (consonant === "a" ? "" : consonant) + "aiueo"[at]] as const),
    ),
  ),
  ...{ し: "shi", じ: "ji", ち: "chi", ぢ: "ji", つ: "tsu", づ: "zu", ふ: "fu", や: "ya", ゆ: "yu", よ: "yo", わ: "wa", を: "o", ん: "n" },
};

const letters = (text: string, table: Readonly<Record<string, string>>) => [...text].map((letter) => table[letter] ?? letter).join("");

/** Returns Japanese that is written in kana in Latin letters, without marks for long vowels. */
function fromKana(text: string) {
  const hiragana = text.replace(/[ァ-ヶ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));
  return letters(hiragana.replaceAll("ー", ""), SYLLABLES)
    .replace(/(sh|ch|j)i([ゃゅょ])/g, (_, start, small) => start + "auo"["ゃゅょ".indexOf(small)])
    .replace(/i([ゃゅょ])/g, (_, small) => `y${"auo"["ゃゅょ".indexOf(small)]}`)
    .replace(/っ(.)/g, "$1$1")
    .replace(/o[ou]/g, "o")
    .replace(/uu/g, "u");
}

/**
 * Returns other spellings of a name that may be in the tables: in Latin letters, if it is in Cyrillic or kana, and without
 * the word for its type behind it, which has no space before it in kana.
 */
export function otherSpellings(text: string, country: string): string[] {
  const lower = text.normalize("NFKC").toLowerCase();
  if (/[а-яёіїєґ]/.test(lower)) {
    const all = [
      ...(country === "UA" ? [letters(lower, UKRAINIAN)] : []),
      letters(lower.replace(/(^|[^а-яё]|[аеёиоуыэюяйъь])е/g, "$1yе"), CYRILLIC),
    ];
    return all.flatMap((latin) => [latin, latin.replace(/iya\b/g, "ia")]);
  }
  if (country !== "JP" || !/^[ぁ-ゖァ-ヶー]+$/.test(lower)) return [];
  const bare = /^(.{2,})(?:けん|ケン|[とトふフ])$/.exec(lower)?.[1];
  return [lower, bare].flatMap((kana) => (kana === undefined ? [] : [fromKana(kana)]));
}
