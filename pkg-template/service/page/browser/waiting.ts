// Shows that something happens, where the handler takes long.

import { elementIn } from "./markup.ts";
import type { Page } from "./page.js";

/** How long people wait without a sign. */
const UNSEEN_MS = 2_000;

/** Does this, and shows meanwhile on the form's button that it takes a while. */
export async function whileWaiting<Result>(form: HTMLFormElement, page: Page, work: () => Promise<Result>): Promise<Result> {
  const button = elementIn<HTMLButtonElement>(form, "button:not([type=button])");
  const label = button.innerHTML;
  const timer = setTimeout(() => {
    button.classList.add("waiting");
    button.textContent = page.texts.form.sending;
    page.announce(page.texts.form.sending);
  }, UNSEEN_MS);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    // Otherwise another part of the page has given it a new label.
    if (button.classList.contains("waiting")) {
      button.classList.remove("waiting");
      button.innerHTML = label;
      page.announce("");
    }
  }
}
