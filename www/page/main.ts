/** Enhances the web page. Without this script, forms are posted and every response is a new page. */

import { content } from "../views/page.ts";
import { type Texts, textsFor } from "../views/texts/index.ts";
import type { ContactView, Site, StatusView } from "../views/view.ts";
import { enhanceContact } from "./contact.ts";
import { enhanceForm } from "./form.ts";
import { showRegions } from "./regions.ts";
import { enhanceStatus } from "./status.ts";

/** What all parts of the web page share. */
export interface Page extends Site {
  /** Replaces the current view, and sets the URL to one that shows the new view again. An unasked view is announced without moving the focus. */
  show(view: ContactView | StatusView, how?: "asked" | "unasked"): void;
  /** Navigates to the hosted page; the Back button then leads to the status. */
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

// Back and Forward may restore a document under a URL that it does not show; links of the summary only change the fragment.
for (const event of ["popstate", "pageshow"]) window.addEventListener(event, () => location.pathname !== shownAt && location.reload());
enhance();
