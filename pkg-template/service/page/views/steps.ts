// The steps of the form. Without a script, they stand below each other on one page.

import type { Markup } from "./html.ts";
import { attributes, html } from "./html.ts";
import type { FormSite } from "./view.js";

/** What a person is asked at a time. */
export interface Step {
  /** The names of its controls, or the beginnings of such names. */
  names: readonly string[];
  body: Markup;
}

/**
 * Returns the steps, then what stands above the button in the last one. The first one with an error is marked as open,
 * the last one if the form can be sent as it is, and otherwise the first one: the others are not shown while the script
 * that shows one at a time is on its way.
 *
 * @param wrong the name of the first control with an error
 * @param isReady whether the form only has to be sent again
 */
export function stepSections(steps: readonly Step[], last: Markup, { wrong, isReady }: { wrong: string | undefined; isReady: boolean }) {
  const found = steps.findIndex(({ names }) => names.some((name) => `${wrong}.`.startsWith(`${name}.`)));
  const open = wrong === undefined && !isReady ? 0 : found < 0 ? steps.length - 1 : found;
  const openIf = (is: boolean) => attributes({ "data-open": is });
  return html`${steps.map(({ body }, at) => html`<div data-step${openIf(at === open)}>\n${body}\n</div>\n`)}<div data-last${openIf(open === steps.length - 1)}>\n${last}\n</div>`;
}

/** The line above a step: the way back, and which step it is. The script fills it in. */
export function progress({ texts }: FormSite) {
  return html`<p data-progress><button type="button" class="back" data-back hidden>${texts.form.back}</button> <span id="progress"></span></p>`;
}
