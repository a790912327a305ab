// The whole web page. A document of your own may use its parts, too.

import { toJson } from "../../../module/to-json.ts";
import { agreementsPage } from "./agreements.ts";
import { form } from "./form.ts";
import { attributes, html } from "./html.ts";
import { content } from "./page.ts";
import type { DocumentSite, View } from "./view.js";

export function document(view: View, site: DocumentSite) {
  return html`<!doctype html>
<html${root(site)}>
<head>
${head(view, site)}${styles(site)}${script(site)}</head>
<body>
${header(site)}
<main>
${inside(view, site)}
</main>
</body>
</html>
`;
}

/** The attributes of `<html>`: language, direction, and what the script needs to know. */
export function root(site: DocumentSite) {
  const { base, operation, policy, personFields, partner, newTab, frames, inApp, codeDigits, decisions, texts, files } = site;
  const all = {
    lang: texts.locale,
    dir: texts.locale === "ar" ? "rtl" : "ltr",
    "data-base": base,
    "data-operation": typeof operation === "string" ? operation : toJson(operation),
    "data-policy": policy,
    "data-person-fields": personFields.length > 0 ? toJson(personFields) : undefined,
    "data-partner": partner,
    "data-new-tab": newTab,
    "data-frames": frames,
    "data-in-app": inApp,
    "data-code-digits": codeDigits,
    "data-decisions": toJson(decisions),
    "data-texts": files.texts,
    "data-countries": files.countries,
  };
  return html`${attributes(all)}`;
}

/** Encoding, viewport, title and icon. */
export function head(view: View, site: DocumentSite) {
  return html`<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${titleOf(view, site)}</title>
<link rel="icon" href="${site.files.icon}" type="image/svg+xml">
`;
}

function titleOf(view: View, site: DocumentSite) {
  if (view.kind === "agreements") return site.texts.agreements.title;
  return view.kind === "form" ? site.texts.form.documentTitle : content(view, site).title;
}

export function styles({ files }: DocumentSite) {
  return html`${files.styles.map(({ href, media }) => html`<link rel="stylesheet"${attributes({ href, media })}>\n`)}`;
}

/** The script. The style shows the whole form if a document does not have it. */
export function script({ files }: DocumentSite) {
  return html`<link rel="modulepreload" href="${files.texts}">
<script type="module" data-page src="${files.script}"></script>
`;
}

/** Whose page it is: the logo or the name, and the privacy policy. */
export function header({ files, name, privacyUrl, texts }: DocumentSite) {
  const mark = files.logo ? logo({ files }) : name !== undefined && html`<p class="name">${name}</p>`;
  const policy =
    privacyUrl !== undefined && html`<a class="privacy" href="${privacyUrl}" target="_blank" rel="noopener">${texts.privacy.policy}</a>`;
  return html`${(mark || policy) && html`<header>${mark}${policy}</header>`}`;
}

export function logo({ files: { logo } }: Pick<DocumentSite, "files">) {
  return html`${logo && html`<img class="logo" src="${logo.src}" alt="${logo.alt}">`}`;
}

/** What `<main>` contains. */
export function inside(view: View, site: DocumentSite) {
  if (view.kind === "agreements") return agreementsPage(view, site);
  return view.kind === "form" ? form(view, site, site.newKey) : content(view, site).main;
}
