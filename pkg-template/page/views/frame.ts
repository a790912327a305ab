/** A hosted page in a frame of the page. It needs no script. */

import type { PresentationFrame } from "../../types/core.js";
import { attributes, html, type Markup } from "./html.js";
import type { Site } from "./view.js";

/** The frame, a link to a new tab beside it, because no page can tell whether a frame stays empty, and the way on. */
export function hostedFrame(
  { url, allow, sandbox }: PresentationFrame,
  { title, link }: { title: string; link: string | undefined },
  { base, texts }: Site,
): Markup {
  const { help, open, done } = texts.frame;
  return html`<iframe class="hosted" src="${url}" title="${title}" allow="${allow}"${attributes({ sandbox })}></iframe>
<p class="notice" role="alert" data-notice hidden></p>
<p class="quiet">${help} <a href="${link}" target="_blank" rel="noopener noreferrer">${open}</a></p>
<p><a class="button second" href="${base}/status">${done}</a></p>`;
}
