// The button for a new link.

import { attributes, html } from "./html.ts";
import type { Site } from "./view.js";

/**
 * A button that requests a new link and opens it: in a new tab if the hosted page does not send the person back. The
 * page with a frame is the response to the form, with and without the script: only its policy allows that frame.
 */
export function renewal({ base, newTab, frames }: Site, label: string, look?: "link") {
  const opening = frames ? {} : { "data-enhance": "renew", ...(newTab && { target: "_blank", rel: "noopener" }) };
  return html`<form method="post" action="${base}/links/renew"${attributes(opening)}>
<p class="notice" role="alert" data-notice hidden></p>
<button${attributes({ class: look })}>${label}</button>
</form>`;
}
