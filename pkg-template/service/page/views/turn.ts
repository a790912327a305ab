// Whose turn it is: the icon of a status, and its words.

import type { Markup } from "./html.ts";
import { html } from "./html.ts";
import type { Site, StatusView } from "./view.js";

/** The person's, the provider's, nobody's any more, or that of the people behind the page. */
export type Turn = "yours" | "theirs" | "done" | "contact";

/** What the person does next. */
const ACTIONS = ["open_link", "verify_contact", "accept_terms", "try_again"];

/** Drawings of 24 by 24 in the color of the text: an arrow to what comes next, an hourglass, a check mark, a balloon. */
const DRAWINGS: Record<Turn, Markup> = {
  yours: html`<path d="M4 12h15M13 6l6 6-6 6"/>`,
  theirs: html`<path d="M6 3h12M6 21h12M7.500 3v3.500L12 12l4.500-5.500V3M7.500 21v-3.500L12 12l4.500 5.500V21"/>`,
  done: html`<path d="M4.500 12.500l5 5 10-11"/>`,
  contact: html`<path d="M4 4.500h16v11.500h-8.500L7 20v-4H4z"/>`,
};

export function turnOf({ status, nextAction, kycUrl, termsUrl, agreementsUrl }: StatusView): Turn {
  if ((kycUrl ?? termsUrl ?? agreementsUrl) !== undefined || ACTIONS.includes(nextAction)) return "yours";
  // Without another link, a new check is a new start.
  if (status === "none" || status === "expired") return "yours";
  if (status === "rejected" || nextAction === "contact_support") return "contact";
  return status === "approved" && nextAction === "none" ? "done" : "theirs";
}

export function turnMark(view: StatusView, { texts }: Site) {
  const turn = turnOf(view);
  return html`<p class="mark ${turn}"><svg viewBox="0 0 24 24" aria-hidden="true">${DRAWINGS[turn]}</svg> ${texts.turn[turn]}</p>`;
}
