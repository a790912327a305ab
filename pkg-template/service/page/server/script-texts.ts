// The texts of a language that the script of the page needs: only the server renders the form.

import type { Texts } from "../views/view.js";

export function scriptTexts({ form, labels, ...texts }: Texts) {
  const { optional, ifCountryHas, choose, fillIn, step, next, sending, again } = form;
  const { anyState } = labels;
  return { ...texts, form: { optional, ifCountryHas, choose, fillIn, step, next, sending, again }, labels: { anyState } };
}
