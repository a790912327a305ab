/** The whole web page. A document of your own may use its parts, too. */

import { ownOptions } from "../../lib/options/options.js";
import { toJson } from "../../lib/to-json.js";
import { form } from "./form.js";
import { attributes, html, type Markup } from "./html.js";
import { content } from "./page.js";
import type { FormSite, View } from "./view.js";

/** The files of a page, as URLs. */
export interface Files {
  icon: string;
  script: string;
  styles: readonly { href: string; media?: string }[];
  /** A module with the texts. */
  texts: string;
  /** The beginning of the URLs of the countries' data. */
  countries: string;
  logo?: { src: string; alt: string } | undefined;
}

/** Everything that a document is rendered from. */
export interface DocumentSite extends FormSite {
  files: Files;
  /** The idempotency key of a form that has none yet. */
  newKey: string;
}

export function document(view: View, site: DocumentSite): Markup {
  return html`<!doctype html>
<html${root(site)}>
<head>
${head(view, site)}${styles(site)}${script(site)}</head>
<body>
${site.files.logo && html`<header>${logo(site)}</header>`}
<main>
${inside(view, site)}
</main>
</body>
</html>
`;
}

/** The attributes of `<html>`: language, direction, and what the script needs to know. */
export function root({ base, operation, policy, partner, newTab, frames, inApp, decisions, texts, files }: DocumentSite): Markup {
  const all = {
    lang: texts.locale,
    dir: texts.locale === "ar" ? "rtl" : "ltr",
    "data-base": base,
    "data-operation": operation,
    "data-policy": policy,
    "data-partner": partner,
    "data-new-tab": newTab,
    "data-frames": frames,
    "data-in-app": inApp,
    "data-decisions": toJson(decisions),
    "data-texts": files.texts,
    "data-countries": files.countries,
  };
  return html`${attributes(all)}`;
}

/** Encoding, viewport, title and icon. */
export function head(view: View, site: DocumentSite): Markup {
  return html`<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${view.kind === "form" ? site.texts.form.documentTitle : content(view, site).title}</title>
<link rel="icon" href="${site.files.icon}" type="image/svg+xml">
`;
}

export function styles({ files }: DocumentSite): Markup {
  return html`${files.styles.map((style) => ownOptions(style)).map(({ href, media }) => html`<link rel="stylesheet"${attributes({ href, media })}>\n`)}`;
}

export function script({ files }: DocumentSite): Markup {
  return html`<link rel="modulepreload" href="${files.texts}">
<script type="module" src="${files.script}"></script>
`;
}

export function logo({ files: { logo } }: DocumentSite): Markup {
  return html`${logo && html`<img class="logo" src="${logo.src}" alt="${logo.alt}">`}`;
}

/** What `<main>` contains. */
export function inside(view: View, site: DocumentSite): Markup {
  return view.kind === "form" ? form(view, site, site.newKey) : content(view, site).main;
}
