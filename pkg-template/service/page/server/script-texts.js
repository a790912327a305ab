// The texts of a language that the script of the page needs: only the server renders the form.

/** @import { Texts } from "../views/view.js" */

/** @param {Texts} texts */
export function scriptTexts({ form, labels, ...texts }) {
  const { optional, ifCountryHas, choose, sending, again } = form;
  const { anyState } = labels;
  return { ...texts, form: { optional, ifCountryHas, choose, sending, again }, labels: { anyState } };
}
