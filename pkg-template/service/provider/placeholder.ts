// What is certainly not a secret, as src/value/secret.rs says it: a provider may be defined before the WebAssembly is
// there. tests/vectors/data/secrets.json has texts for both.

const PLACEHOLDERS = [
  /^(?:\$\{|\{\{|\[object )|^<.*>$/i,
  /^[a-z_-]*[_-]$/, // a prefix with nothing behind it
  /(?:^|[_-])[x*.]{3,}$/i,
  /^(?:[a-z_-]*[_-])?(?:undefined|null|nan|none|nil)$/,
  /^(?:undefined|null|nan|none|nil)(?:[^a-z0-9](?:undefined|null|nan|none|nil))*$/i,
];
/** What documents and templates have, without the characters between the words. */
const PHRASES = /change(?:me|this)|replace(?:me|this)|placeholder|your(?:apikey|secret|key|token|client|cookie|webhook)|keyhere/;

export function isPlaceholder(text: string) {
  return PLACEHOLDERS.some((form) => form.test(text)) || PHRASES.test(text.toLowerCase().replace(/[^a-z0-9]/g, ""));
}

/** The groups of three characters that a secret has at least, and the length below which it may be a repeated word. */
const [MIN_GROUPS, LONGEST_WORD] = [4, 16];

/** Whether somebody could guess a secret: it repeats a word, or has too few different groups of characters. */
export function isGuessable(text: string) {
  const secret = text.toLowerCase().replace(/^[a-z]*_/, "");
  const groups = new Set(Array.from(secret, (_, at) => secret.slice(at, at + 3)).filter((group) => group.length === 3));
  const repeats = Array.from({ length: LONGEST_WORD - 1 }, (_, at) => at + 1).some(
    (length) => 2 * length <= secret.length && secret.startsWith(secret.slice(length)),
  );
  return groups.size < MIN_GROUPS || repeats;
}
