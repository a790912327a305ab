// Whether a setting is as it was copied.

/** What nobody sees, and a chat or a web page adds to what is copied. Emoji in a name have joiners and selectors. */
const UNSEEN = /[\p{Cc}\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/u;

/** Returns whether quotes stand around a text: some programs that read `.env` files keep them. */
export function isQuoted(text: string) {
  return text.length > 1 && [`"`, "'"].some((quote) => text.startsWith(quote) && text.endsWith(quote));
}

/** Returns whether a text has blanks around it, or characters that nobody sees. */
export function hasUnseen(text: string) {
  return text.trim() !== text || UNSEEN.test(text);
}

/** Returns whether a value is a text as it was copied: not empty, and without quotes, blanks or invisible characters. */
export function isAsCopied(value: unknown): value is string {
  return typeof value === "string" && value !== "" && !isQuoted(value) && !hasUnseen(value);
}
