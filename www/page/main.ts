/** Adds scripted behaviour to a page. Without this script, each form is posted and each response is a new page. */

import { content } from "../views/page.ts";
import { type Texts, textsFor } from "../views/texts/index.ts";
import type { ContactView, Site, StatusView } from "../views/view.ts";
import { enhanceContact } from "./contact.ts";
import { enhanceForm } from "./form.ts";
import { showRegions } from "./regions.ts";
import { enhanceStatus } from "./status.ts";

/** What every part of the page uses. */
export interface Page extends Site {
  /**
   * Replaces the current view, and sets the URL at which a reload shows it again. A view that the person asked for gets
   * the focus; an unasked one is only announced to screen readers.
   */
  show(view: ContactView | StatusView, how?: "asked" | "unasked"): void;
  /** Goes to the hosted page; the browser's Back button leads to the status. */
  leave(url: string): void;
}

const { operation, partner } = document.documentElement.dataset as { operation: Site["operation"]; partner: string };
const texts: Texts = textsFor(document.documentElement.lang);
const main = document.querySelector("main")!;
const STATUS_URL = "/kyc/status";
let shownAt = location.pathname;

const page: Page = {
  operation,
  partner,
  texts,

  show(view, how = "asked") {
    const { title, main: markup } = content(view, page);
    document.title = title;
    if (location.pathname !== STATUS_URL) history.pushState(null, "", STATUS_URL);
    shownAt = STATUS_URL;
    main.innerHTML = String(markup);
    enhance();
    const heading = main.querySelector("h1")!;
    if (how === "unasked") {
      document.getElementById("announcer")!.textContent = heading.textContent;
    } else {
      heading.tabIndex = -1;
      heading.focus();
    }
  },

  leave(url) {
    history.replaceState(null, "", STATUS_URL);
    location.assign(url);
  },
};

function enhance() {
  for (const form of main.querySelectorAll<HTMLFormElement>("form[data-enhance=form]")) {
    showRegions(form, texts);
    enhanceForm(form, page);
  }
  enhanceContact(main, page);
  for (const shown of main.querySelectorAll<HTMLElement>("[data-enhance=status]")) enhanceStatus(shown, page);
}

// Back and Forward may restore a document whose content does not match its URL. A summary link changes only the fragment.
for (const event of ["popstate", "pageshow"]) window.addEventListener(event, () => location.pathname !== shownAt && location.reload());
enhance();
