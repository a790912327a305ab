/** Shows the code for another device beside the status, which goes on updating itself. */

import { handoffCode } from "../views/handoff.js";
import { NOTHING } from "./contact.js";
import { failureOf } from "./failure.js";
import { notify } from "./messages.js";
import type { Page } from "./page.js";

export function enhanceHandoff(form: HTMLFormElement, page: Page): void {
  let sending = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (sending) return;
    sending = true;
    const response = await fetch(form.action, { method: "POST" }).catch(() => undefined);
    sending = false;
    if (response?.status === 401) return page.show(NOTHING);
    if (response?.status !== 201) return notify(form, failureOf({ status: response?.status }, page.texts));
    form.innerHTML = String(handoffCode(await response.json(), page));
    const text = form.querySelector("p")!;
    text.tabIndex = -1;
    text.focus();
  });
}
