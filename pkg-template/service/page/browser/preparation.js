// What to have at hand, once the country is chosen.

import { preparationLists } from "../views/prepare.js";

/**
 * Shows what to have at hand in the country. What is not known is not shown: it may be wrong there.
 *
 * @param {HTMLElement} place
 * @param {import("../views/view.js").Preparations | undefined} all
 * @param {Pick<import("./page.js").Page, "texts" | "announce">} page
 */
export function showPreparation(place, all, { texts, announce }) {
  const before = place.textContent;
  place.hidden = !all;
  if (!all) return;
  place.innerHTML = String(preparationLists(all, texts));
  if (place.textContent !== before) announce(texts.prepare.changed);
}
