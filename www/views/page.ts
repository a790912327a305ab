/** Renders a view as a whole page, or as its title and `<main>` only. */

import { contact } from "./contact.ts";
import { error } from "./error.ts";
import { form } from "./form.ts";
import { html, type Markup } from "./html.ts";
import { status } from "./status.ts";
import type { ContactView, ErrorView, FormSite, Site, StatusView, View } from "./view.ts";

/** Renders any view except the form, which needs the rules of `FormSite`. */
export function content(view: ContactView | StatusView | ErrorView, site: Site): { title: string; main: Markup } {
  switch (view.kind) {
    case "verify_contact":
      return { title: site.texts.contact.title, main: contact(view, site) };
    case "status":
      return { title: (site.texts.status[view.status] ?? site.texts.status.unknown!).title, main: status(view, site) };
    case "error":
      return { title: site.texts.errors.title, main: error(view, site) };
  }
}

export function page(view: View, site: FormSite, newKey: string): string {
  const shown = settled(view, site);
  const { title, main } =
    shown.kind === "form" ? { title: site.texts.form.documentTitle, main: form(shown, site, newKey) } : content(shown, site);
  return String(html`<!doctype html>
<html lang="${site.texts.locale}" dir="${site.texts.dir}" data-operation="${site.operation}" data-partner="${site.partner}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/page.css">
<script type="module" src="/assets/main.js"></script>
</head>
<body>
<main>
${main}
</main>
<p id="announcer" class="unseen" role="status"></p>
</body>
</html>
`);
}

/**
 * Chooses the view to show. Issues of a contact-code form are shown on the contact page. An onboarding form that could
 * not be sent is shown again with the values typed. Without a session, the status page says so.
 */
function settled(view: View, { texts }: Site): View {
  if (view.kind === "error" && view.problem?.status === 401) return { kind: "status", status: "none" };
  const { values } = view as { values?: Readonly<Record<string, string>> };
  const issues = view.kind === "form" ? view.issues : undefined;
  const { channel } = values ?? {};
  if (view.kind === "form" && (channel === "email" || channel === "phone"))
    return { kind: "verify_contact", channels: [channel], values: values!, ...(issues && { issues }) };
  if (view.kind === "form" && issues?.length === 0) return { ...view, notice: texts.faults.refused };
  const mayBeSentAgain = view.kind === "error" && [409, 502, 503, 504].includes(view.problem?.status ?? 0);
  return mayBeSentAgain && values?.idempotencyKey ? { kind: "form", values, notice: texts.faults.away } : view;
}
