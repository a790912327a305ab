// The parts of the page, for documents that users of the package compose.

import { contact } from "../views/contact.ts";
import { head, header, inside, logo, root, script, styles } from "../views/document.ts";
import { error } from "../views/error.ts";
import type { Html } from "../views/html.ts";
import type { PageSite, PageView } from "../views/page-view.ts";
import { status } from "../views/status.ts";

/** A {@link PageView} of one kind. */
type ViewOf<Kind extends PageView["kind"]> = Extract<PageView, Record<"kind", Kind>>;

/**
 * The parts of the page, for a document of your own.
 *
 * @example
 * const page = onboardingPage({
 *   document: (view, site) => html`<!doctype html>
 * <html${views.root(site)}>
 * <head>${views.head(view, site)}${views.styles(site)}${views.script(site)}</head>
 * <body><nav><a href="/">Home</a></nav><main>${views.content(view, site)}</main></body>
 * </html>`,
 * });
 */
// Only the page makes a `PageSite`, so that each one has everything that the parts need.
export const views = Object.freeze({
  ...{ root, head, styles, script, header, logo },
  ...{ content: inside, form: inside, contact, status, error },
}) as unknown as {
  /** The attributes of `<html>`: language, direction, and what the script needs. Begins with a space. */
  root(site: PageSite): Html;
  /** For `<head>`: encoding, viewport, title and icon. */
  head(view: PageView, site: PageSite): Html;
  /** For `<head>`: the style sheets, the one of the theme among them. Leave it out to write your own. */
  styles(site: PageSite): Html;
  /** For `<head>`: the script. Leave it out, and everything works without JavaScript. */
  script(site: PageSite): Html;
  /** The logo or the name, and the link to the privacy policy, if the page has any of these. */
  header(site: PageSite): Html;
  /** The logo, if the page has one. */
  logo(site: PageSite): Html;
  /** For `<main>`: the view, whatever its kind. */
  content(view: PageView, site: PageSite): Html;
  /** For `<main>`: the form. */
  form(view: ViewOf<"form">, site: PageSite): Html;
  /** For `<main>`: the contacts to confirm with codes. */
  contact(view: ViewOf<"verify_contact">, site: PageSite): Html;
  /** For `<main>`: the status, and what the person can do. */
  status(view: ViewOf<"status">, site: PageSite): Html;
  /** For `<main>`: an error. */
  error(view: ViewOf<"error">, site: PageSite): Html;
};
