// Hand-over to another device: the button, the code with the link, and the page to which the link leads.

import { fill } from "../../../module/fill.ts";
import { html, Markup } from "./html.ts";
import { endSession } from "./session.ts";
import type { HandoffView, Site, Texts } from "./view.js";

/** A button for people at a computer: an identity check may need the camera of a phone. */
export function handoffButton({ base, texts }: Site) {
  return html`<form class="handoff" method="post" action="${base}/handoff" data-enhance="handoff">
<p class="notice" role="alert" data-notice hidden></p>
<button class="link">${texts.handoff.offer}</button>
</form>`;
}

/** The code in place of that button, and a button for a new one: a link ends after ten minutes. */
export function renewableHandoff(made: { url: string; svg: string; compare?: number }, site: Site) {
  return html`${handoffCode(made, site)}
<p class="notice" role="alert" data-notice hidden></p>
<button class="link">${site.texts.handoff.again}</button>`;
}

export function handoff({ url, svg, compare, ...view }: HandoffView, site: Site) {
  const { base, texts } = site;
  if (url !== undefined && svg !== undefined) {
    return html`<div class="card"><h1>${texts.handoff.offer}</h1>
${handoffCode({ url, svg, compare: compare ?? undefined }, site)}
<p><a href="${base}/status">${texts.actions.look}</a></p></div>
${endSession(site)}`;
  }
  const { confirmTitle, confirmText, resumeText, compareThere, confirm } = texts.handoff;
  // No other device shows a number for a link of an operator.
  const isResumed = compare === null;
  // Without an action, the form is sent to the URL that leads here.
  return html`<div class="card"><h1>${confirmTitle}</h1>
<p class="lead">${isResumed ? resumeText : confirmText}</p>
${!isResumed && madeBy(view, texts)}
${typeof compare === "number" && html`<p>${fill(compareThere, { number: String(compare) })}</p>`}
<form method="post">${givingUp(view, texts)}<button>${confirm}</button></form></div>`;
}

/** Says which browser made the link, and when. */
function madeBy({ madeAt, browser }: HandoffView, { locale, handoff }: Texts): Markup | undefined {
  if (madeAt === undefined) return undefined;
  const minutes = Math.round((Date.parse(madeAt) - Date.now()) / 60_000);
  const time = new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(minutes, "minute");
  return html`<p>${fill(handoff.madeBy, { browser: browser ?? handoff.someBrowser, time })}</p>`;
}

/** Says what this browser gives up, and asks once more. */
function givingUp({ givenUpAt }: HandoffView, { locale, handoff }: Texts): Markup | undefined {
  if (givenUpAt === undefined || givenUpAt === null) return undefined;
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(new Date(givenUpAt));
  return html`<p class="notice" role="note">${fill(handoff.givesUp, { date })}</p>
<p><label class="check"><input type="checkbox" name="replace" value="1" required> ${handoff.giveUp}</label></p>
`;
}

/** The link as a QR code, and as text for those who cannot scan it. */
export function handoffCode({ url, svg, compare }: { url: string; svg: string; compare?: number | undefined }, { texts }: Site) {
  const { scan, code, link, compareHere } = texts.handoff;
  return html`<p>${scan}</p>
<div class="qr" role="img" aria-label="${code}">${new Markup(svg)}</div>
${compare !== undefined && html`<p>${fill(compareHere, { number: String(compare) })}</p>`}
<p><a href="${url}">${link}</a></p>`;
}
