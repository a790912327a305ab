// What to have at hand, once the country is chosen.

import { preparationLists } from "../views/prepare.ts";
import type { Preparations } from "../views/view.js";
import type { Page } from "./page.js";

/** Shows what to have at hand in the country. What is not known is not shown: it may be wrong there. */
export function showPreparation(place: HTMLElement, all: Preparations | undefined, { texts, announce }: Pick<Page, "texts" | "announce">) {
  const before = place.textContent;
  place.hidden = !all;
  if (!all) return;
  place.innerHTML = String(preparationLists(all, texts));
  if (place.textContent !== before) announce(texts.prepare.changed);
}
