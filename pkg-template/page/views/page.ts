/** Renders a view as a whole web page, or only the part of it that changes. */

import { contact } from "./contact.js";
import { error } from "./error.js";
import { form } from "./form.js";
import { handoff } from "./handoff.js";
import { attributes, html, type Markup } from "./html.js";
import { status, wordsOf } from "./status.js";
import type { ContactView, ErrorView, FormSite, HandoffView, Site, StatusView, View } from "./view.js";

/** The files of a page, as URLs. */
export interface Head {
  icon: string;
  script: string;
  styles: readonly { href: string; media?: string }[];
  /** A module with the texts. */
  texts: string;
  /** The beginning of the URLs of the countries' data. */
  countries: string;
  logo?: { src: string; alt: string } | undefined;
}

/** Renders every view except the form, which needs a `FormSite`. */
export function content(view: ContactView | StatusView | HandoffView | ErrorView, site: Site): { title: string; main: Markup } {
  switch (view.kind) {
    case "verify_contact":
      return { title: site.texts.contact.title, main: contact(view, site) };
    case "status":
      return { title: wordsOf(view, site.texts).title, main: status(view, site) };
    case "handoff":
      return { title: view.url ? site.texts.handoff.offer : site.texts.handoff.confirmTitle, main: handoff(view, site) };
    case "error":
      return { title: site.texts.errors.title, main: error(view, site) };
  }
}

export function page(view: View, site: FormSite, head: Head, newKey: string): string {
  const shown = settled(view, site);
  const { base, operation, partner, newTab, texts } = site;
  const { title, main } =
    shown.kind === "form" ? { title: texts.form.documentTitle, main: form(shown, site, newKey) } : content(shown, site);
  const data = {
    "data-base": base,
    "data-operation": operation,
    "data-partner": partner,
    "data-new-tab": newTab,
    "data-texts": head.texts,
    "data-countries": head.countries,
  };
  return String(html`<!doctype html>
<html lang="${texts.locale}" dir="${texts.locale === "ar" ? "rtl" : "ltr"}"${attributes(data)}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="${head.icon}" type="image/svg+xml">
${head.styles.map(({ href, media }) => html`<link rel="stylesheet"${attributes({ href, media })}>\n`)}
<link rel="modulepreload" href="${head.texts}">
<script type="module" src="${head.script}"></script>
</head>
<body>
${head.logo && html`<header><img class="logo" src="${head.logo.src}" alt="${head.logo.alt}"></header>`}
<main>
${main}
</main>
<p id="announcer" class="unseen" role="status"></p>
</body>
</html>
`);
}

/**
 * Chooses the view to show: the contact page for an error of a contact code, the form with what was typed if it can be sent
 * again, and the status if there is no onboarding.
 */
function settled(view: View, { texts }: Site): View {
  if (view.kind === "error" && view.problem?.status === 401) return { kind: "status", status: "none", nextAction: "none" };
  const { values } = view as { values?: Readonly<Record<string, string>> };
  const issues = view.kind === "form" ? view.issues : undefined;
  const { channel } = values ?? {};
  if (view.kind === "form" && (channel === "email" || channel === "phone"))
    return { kind: "verify_contact", channels: [channel], values: values!, ...(issues && { issues }) };
  if (view.kind === "form" && issues?.length === 0) return { ...view, notice: texts.failures.refused };
  const mayBeSentAgain = view.kind === "error" && [409, 502, 503, 504].includes(view.problem?.status ?? 0);
  return mayBeSentAgain && values?.idempotencyKey ? { kind: "form", values, notice: texts.failures.away } : view;
}
