// A hosted page in a frame of the page. It needs no script.

import type { PresentationFrame } from "../../../types/core.js";
import { attributes, html } from "./html.ts";
import { renewal } from "./renewal.ts";
import type { Site, StatusView } from "./view.js";

/**
 * The frame, a link to a new tab beside it, because no page can tell whether a frame stays empty, and the way on: from
 * the terms to the check, if the provider knows that they are accepted, and from the check to the status.
 */
export function hostedFrame({ url, allow, sandbox }: PresentationFrame, title: string, { kycUrl, termsUrl }: StatusView, site: Site) {
  const { base, texts } = site;
  const { help, open, done } = texts.frame;
  return html`<iframe class="hosted" src="${url}" title="${title}" allow="${allow}"${attributes({ sandbox })}></iframe>
<p class="notice" role="alert" data-notice hidden></p>
<p class="quiet">${help} <a href="${kycUrl ?? termsUrl}" target="_blank" rel="noopener noreferrer">${open}</a></p>
${kycUrl === undefined ? renewal(site, texts.actions.open_link) : html`<p><a class="button second" href="${base}/status">${done}</a></p>`}`;
}
