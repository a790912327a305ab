// What a person can do about the session of this browser.

import { html } from "./html.ts";
import type { Site } from "./view.js";

/** A button that ends the session: the next person at a shared computer must not find it. */
export function endSession({ base, texts }: Site) {
  return html`<form class="end" method="post" action="${base}/end">
<p class="quiet">${texts.session.hint}</p>
<button class="link">${texts.session.end}</button>
</form>`;
}

/** A button that takes the session back from the device to which it was handed over. */
export function takeBack({ base, texts }: Site) {
  return html`<form class="end" method="post" action="${base}/handoff/end">
<p class="quiet">${texts.handoff.elsewhere}</p>
<button class="link">${texts.handoff.takeBack}</button>
</form>`;
}
