/** The status of a verification, and what a person can do next. */

import { renewal } from "./contact.ts";
import { attributes, html, type Markup } from "./html.ts";
import type { Site, StatusView } from "./view.ts";

/** The statuses that may still change, so the page polls. */
const OPEN = ["incomplete", "pending", "on_hold", "unknown"];
const RENEWABLE = ["incomplete", "on_hold", "unknown"];
const ICONS: Record<string, string> = { approved: "✓", rejected: "✕", on_hold: "!", none: "?" };

export function status({ status }: StatusView, { texts }: Site): Markup {
  const { title, text } = texts.status[status] ?? texts.status.unknown!;
  const { look, renew, start, restart, updates } = texts.statusActions;
  return html`<div class="card" data-enhance="status" data-status="${status}"${attributes({ "data-open": OPEN.includes(status) })}>
<p class="mark ${status}" aria-hidden="true">${ICONS[status] ?? "…"}</p>
<h1>${title}</h1>
<p class="lead">${text}</p>
${RENEWABLE.includes(status) && renewal(renew)}
${
  OPEN.includes(status) &&
  // A page that reloads by itself interrupts its reader (WCAG 2.2, F41); the script updates only what has changed.
  html`<p class="quiet" data-updates hidden>${updates}</p>
<noscript><p><a href="/kyc/status">${look}</a></p></noscript>`
}
${(status === "none" || status === "rejected") && html`<p><a class="button${status === "rejected" ? " second" : ""}" href="/new">${status === "none" ? start : restart}</a></p>`}
</div>`;
}
