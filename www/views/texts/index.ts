/** The languages of the page. */

import { arXB } from "./ar-xb.ts";
import { en, type Texts } from "./en.ts";

export type { Texts } from "./en.ts";

export const LANGUAGES: readonly Texts[] = [en, arXB];

/** Returns the texts in the first preferred language that the page has. `accepted` has the format of Accept-Language. */
export function textsFor(accepted: string): Texts {
  const tags = accepted.split(",").map((part) => part.split(";")[0]!.trim().toLowerCase());
  for (const tag of tags) {
    const found = LANGUAGES.find(({ locale }) => tag === locale.toLowerCase() || tag.startsWith(`${locale.toLowerCase()}-`));
    if (found) return found;
  }
  return en;
}
