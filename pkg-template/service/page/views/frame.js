// A hosted page in a frame of the page. It needs no script.

import { renewal } from "./contact.js";
import { attributes, html } from "./html.js";

/**
 * @import { PresentationFrame } from "../../../types/core.js"
 * @import { Site, StatusView } from "./view.js"
 */

/**
 * The frame, a link to a new tab beside it, because no page can tell whether a frame stays empty, and the way on: from
 * the terms to the check, if the provider knows that they are accepted, and from the check to the status.
 *
 * @param {PresentationFrame} frame
 * @param {string} title
 * @param {StatusView} view
 * @param {Site} site
 */
export function hostedFrame({ url, allow, sandbox }, title, { kycUrl, termsUrl }, site) {
  const { base, texts } = site;
  const { help, open, done } = texts.frame;
  return html`<iframe class="hosted" src="${url}" title="${title}" allow="${allow}"${attributes({ sandbox })}></iframe>
<p class="notice" role="alert" data-notice hidden></p>
<p class="quiet">${help} <a href="${kycUrl ?? termsUrl}" target="_blank" rel="noopener noreferrer">${open}</a></p>
${kycUrl === undefined ? renewal(site, texts.actions.open_link, "second") : html`<p><a class="button second" href="${base}/status">${done}</a></p>`}`;
}
