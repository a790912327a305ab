// The status of a verification, and what a person can do about it.

import { hostedFrame } from "./frame.ts";
import { handoffButton } from "./handoff.ts";
import type { Markup } from "./html.ts";
import { attributes, html } from "./html.ts";
import { decisionTimes } from "./prepare.ts";
import { renewal } from "./renewal.ts";
import { missingOf } from "./requirements.ts";
import { endSession, takeBack } from "./session.ts";
import { turnMark } from "./turn.ts";
import type { Site, StatusView } from "./view.js";

/** Statuses that may change without the person doing anything. */
const OPEN = ["incomplete", "pending", "expired", "on_hold", "unknown"];
const RENEWING = ["open_link", "verify_contact", "accept_terms", "try_again"] as const;

export function status(view: StatusView, site: Site) {
  const { status, nextAction } = view;
  const { base, texts } = site;
  const { look, start, restart, new_check, updates } = texts.actions;
  const starts: Record<string, string> = { none: start, expired: new_check, rejected: restart };
  const words = wordsOf(view, site);
  const { title, text } = words;
  const missing = missingOf(view, texts);
  const renewing = RENEWING.find((action) => action === nextAction);
  const frame = view.presentation?.frame;
  // Without another link, a new check is a new start.
  const isNew = status === "none" || (status === "expired" && nextAction === "contact_support");
  const isOpen = OPEN.includes(status) || (status === "approved" && nextAction === "wait");
  return html`<div class="card" data-enhance="${frame ? "frame" : "status"}" data-status="${status}" data-action="${nextAction}"${attributes({ "data-open": isOpen, "data-device": view.otherDevice === true, "data-expires": view.expiresAt })}>
${turnMark(view, site)}
<h1>${title}</h1>
<p class="lead">${text}</p>
${words === texts.status.pending && isProvidersTurn(view) && decisionTimes(site, view.type)}
${(status === "rejected" || status === "incomplete") && view.reasons !== undefined && html`<ul>${view.reasons.map((reason) => html`<li dir="auto">${reason}</li>`)}</ul>`}
${
  missing.length > 0 &&
  html`<h2>${texts.requirements.title}</h2>
<ul data-missing>${missing.map((item) => html`<li>${item}</li>`)}</ul>`
}
${frame ? hostedFrame(frame, title, view, site) : next(view, renewing, site)}
${(view.kycUrl ?? renewing) !== undefined && view.handedOver !== true && handoffButton(site)}
${view.otherDevice === true && takeBack(site)}
${
  isOpen &&
  !frame &&
  // A page that reloads itself interrupts its reader (WCAG 2.2, F41); the script only updates what has changed.
  html`<p class="quiet" data-updates hidden>${updates}</p>
<noscript><p><a href="${base}/status">${look}</a></p></noscript>`
}
${(isNew || (status === "rejected" && nextAction !== "try_again" && !isFinal(view))) && html`<p><a${attributes({ class: isNew && "button" })} href="${base}/new">${starts[status]}</a></p>`}
</div>
${status !== "none" && endSession(site)}`;
}

/** The button for the next step: an existing link, or a form that requests one. */
function next(
  { status, kycUrl, termsUrl, agreementsUrl }: StatusView,
  renewing: (typeof RENEWING)[number] | undefined,
  site: Site,
): Markup | undefined {
  const { actions } = site.texts;
  if (agreementsUrl !== undefined) return html`<p><a class="button" href="${agreementsUrl}">${actions.accept_terms}</a></p>`;
  if (kycUrl !== undefined) return ready(kycUrl, site);
  if (termsUrl !== undefined) {
    return html`<p><a class="button" href="${termsUrl}" target="_blank" rel="noopener noreferrer">${actions.accept_terms}</a></p>`;
  }
  // The page with the terms does not send the person back.
  const newTab = site.newTab || renewing === "accept_terms";
  const action = status === "expired" && renewing === "open_link" ? "new_check" : renewing;
  return action && renewal({ ...site, newTab }, actions[action]);
}

/** Returns the words of a status, or of the next action where it says more. */
export function wordsOf(view: StatusView, { texts, frames, inApp }: Site): { title: string; text: string } {
  const { status, nextAction, type, kycUrl, termsUrl, agreementsUrl, presentation, requirements = [] } = view;
  if (agreementsUrl !== undefined) return { title: texts.agreements.title, text: texts.agreements.lead };
  const isFramed = presentation?.frame !== undefined;
  if (kycUrl !== undefined) return isFramed ? { title: texts.newTab.title, text: texts.frame.check } : texts.newTab;
  if (isFramed || (frames && !inApp && nextAction === "accept_terms" && termsUrl === undefined))
    return { title: texts.status.accept_terms.title, text: texts.frame.terms };
  if (nextAction === "verify_contact" || nextAction === "accept_terms" || nextAction === "try_again") return texts.status[nextAction];
  // Nothing is missing but the check, and the provider makes no other link to it.
  if (nextAction === "contact_support" && status === "incomplete" && requirements.length === 0) return texts.status.unfinished;
  if (nextAction === "contact_support" && status !== "rejected" && status !== "expired") return texts.status.contact_support;
  // What these say about the hosted page holds only where the page leads there.
  if (nextAction === "wait" && ["incomplete", "expired", "on_hold"].includes(status)) return texts.status.pending;
  if (status === "approved") {
    const { business, approved, open, due } = texts.status;
    const isDated = requirements.some(({ dueBy }) => dueBy !== undefined);
    const words = nextAction !== "none" ? open : isDated ? due : approved;
    if (type !== "business") return words;
    return words === approved ? business : { title: business.title, text: words.text };
  }
  if (isFinal(view)) return texts.status.final;
  const all: Partial<Record<string, { title: string; text: string }>> = texts.status;
  return all[status] ?? texts.status.unknown;
}

/** Whether a refusal stays one, whatever the person does. */
const isFinal = ({ status, requirements = [] }: StatusView) => status === "rejected" && requirements.some(({ can }) => can === "final");

/** Whether nothing but the provider's decision is missing. */
const isProvidersTurn = ({ nextAction, requirements = [] }: StatusView) =>
  nextAction === "wait" && requirements.every(({ can }) => can === "wait");

/**
 * A link for the person to press, because browsers block a tab that opens by itself, and a button for a new one, which
 * the script hides until this one may have been used.
 */
function ready(kycUrl: string, site: Site) {
  const { inApp, newTab } = site.texts;
  const { open, renew } = newTab;
  return html`<p><a class="button" href="${kycUrl}" target="_blank" rel="noopener noreferrer">${open}</a></p>
${site.inApp && html`<p class="notice note" role="note">${inApp.check}</p>`}
<div data-another>${renewal(site, renew, "link")}</div>`;
}
