/** The frame of all pages, and those that are only a few words. */

import { html } from "./html.js";

/** @param {string} title @param {unknown} content */
export function page(title, content) {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/page.css">
</head>
<body>
<main>
${content}
</main>
</body>
</html>
`;
}

/** @param {string} title @param {string} text @param {string} [again] what a person can do next: the text of a link to the form */
export function message(title, text, again) {
  return page(
    title,
    html`<h1>${title}</h1>
<p class="lead">${text}</p>
${again !== undefined && html`<p><a href="/">${again}</a></p>`}`,
  );
}
