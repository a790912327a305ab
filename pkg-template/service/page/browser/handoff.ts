// Shows the code for another device beside the status, which goes on updating itself.

import { addIfForeign } from "../foreign.ts";
import { renewableHandoff } from "../views/handoff.ts";
import { showNothing } from "./contact.ts";
import { failureOf, turnsAway } from "./failure.ts";
import { notify } from "./messages.ts";
import type { Page } from "./page.js";
import { whileWaiting } from "./waiting.ts";

/** As long as the client waits for the handler. */
const TIMEOUT_MS = 45_000;

export function enhanceHandoff(form: HTMLFormElement, page: Page) {
  let sending = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (sending) return;
    sending = true;
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), TIMEOUT_MS);
    const { begun, body } = await whileWaiting(form, page, () => post(form.action, late.signal));
    const response = late.signal.aborted ? undefined : begun;
    clearTimeout(timer);
    sending = false;
    if (response?.status !== 201) {
      const retryAfterMs = Number(response?.headers.get("retry-after")) * 1000 || undefined;
      const failed = { status: response?.status, code: body?.code, retryAfterMs };
      if (response) addIfForeign(failed, body);
      if (turnsAway(failed)) return page.submitNatively(form);
      if (failed.code === "no_session") return showNothing(form, page);
      return notify(form, failureOf(failed, page.texts));
    }
    form.innerHTML = String(renewableHandoff(body, page));
    const text = form.querySelector("p") as HTMLParagraphElement;
    text.tabIndex = -1;
    text.focus();
  });
}

async function post(url: string, signal: AbortSignal) {
  const begun = await fetch(url, { method: "POST", redirect: "manual", signal }).catch(() => undefined);
  return { begun, body: await begun?.json().catch(() => undefined) };
}
