/** Hand-over to another device: the button, the code with the link, and the page to which the link leads. */

import { html, Markup } from "./html.js";
import type { HandoffView, Site } from "./view.js";

/** A button for people at a computer: an identity check may need the camera of a phone. */
export function handoffButton({ base, texts }: Site): Markup {
  return html`<form class="handoff" method="post" action="${base}/handoff" data-enhance="handoff">
<p class="notice" role="alert" data-notice hidden></p>
<button class="second">${texts.handoff.offer}</button>
</form>`;
}

export function handoff({ url, svg }: HandoffView, site: Site): Markup {
  const { base, texts } = site;
  if (url !== undefined && svg !== undefined) {
    return html`<div class="card"><h1>${texts.handoff.offer}</h1>
${handoffCode({ url, svg }, site)}
<p><a href="${base}/status">${texts.actions.look}</a></p></div>`;
  }
  const { confirmTitle, confirmText, confirm } = texts.handoff;
  // Without an action, the form is sent to the URL that leads here.
  return html`<div class="card"><h1>${confirmTitle}</h1>
<p class="lead">${confirmText}</p>
<form method="post"><button>${confirm}</button></form></div>`;
}

/** The link as a QR code, and as text for those who cannot scan it. */
export function handoffCode({ url, svg }: { url: string; svg: string }, { texts }: Site): Markup {
  const { scan, code, link } = texts.handoff;
  return html`<p>${scan}</p>
<div class="qr" role="img" aria-label="${code}">${new Markup(svg)}</div>
<p><a href="${url}">${link}</a></p>`;
}
