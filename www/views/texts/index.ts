/** The languages of the page. */

import { arXB } from "./ar-xb.ts";
import { en, type Texts } from "./en.ts";

export type { Texts } from "./en.ts";

const LANGUAGES: Record<string, Texts> = { en, "ar-XB": arXB };

/** The first of the languages that a person prefers and the page has. `accepted` is a list of tags, as Accept-Language is. */
export function textsFor(accepted: string): Texts {
  const tags = accepted.split(",").map((part) => part.split(";")[0]!.trim().toLowerCase());
  const known = Object.entries(LANGUAGES).map(([tag, texts]) => [tag.toLowerCase(), texts] as const);
  for (const tag of tags) {
    const found = known.find(([own]) => tag === own || tag.startsWith(`${own}-`));
    if (found) return found[1];
  }
  return en;
}
