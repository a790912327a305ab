/** Brings a page to life. Without this script every form of it is posted and every answer is a page of its own. */

import { content } from "../views/page.ts";
import { type Texts, textsFor } from "../views/texts/index.ts";
import type { ContactView, Site, StatusView } from "../views/view.ts";
import { enhanceContact } from "./contact.ts";
import { enhanceForm } from "./form.ts";
import { showRegions } from "./regions.ts";
import { enhanceStatus } from "./status.ts";

/** What every part of the page can use. */
export interface Page extends Site {
  /** Shows a view in place of the present one, at the address that shows it again. What comes by itself is announced and moves nobody. */
  show(view: ContactView | StatusView, how?: "asked" | "unasked"): void;
  /** Leaves for the hosted page; who comes back finds the status. */
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

// Back and Forward may bring back a document at an address that it does not show; a link of the summary stays in its own.
for (const event of ["popstate", "pageshow"]) window.addEventListener(event, () => location.pathname !== shownAt && location.reload());
enhance();
