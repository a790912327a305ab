// Sends and confirms contact codes and gets new links, without leaving the web page.

import type { Channel } from "../client-types.ts";
import { message } from "../views/issues.ts";
import { failureOf, turnsAway } from "./failure.ts";
import { elementIn } from "./markup.ts";
import { mark, notify } from "./messages.ts";
import type { Page } from "./page.js";

export function enhanceContact(main: HTMLElement, page: Page) {
  let last = Promise.resolve();
  for (const form of main.querySelectorAll<HTMLFormElement>(
    "form[data-enhance=send], form[data-enhance=confirm], form[data-enhance=renew]",
  )) {
    const { enhance } = form.dataset;
    let waiting: string | undefined;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      // A double click sends one request. A correction is sent after the request that is running.
      const entered = new URLSearchParams(new FormData(form) as unknown as URLSearchParams).toString();
      if (waiting === entered) return;
      waiting = entered;
      const send = () => (form.isConnected ? (enhance === "renew" ? renew(form, page) : post(form, page)) : undefined);
      last = last.then(send, send).finally(() => {
        if (waiting === entered) waiting = undefined;
      });
    });
  }
}

/** Requests a new link and opens it, or shows what has to be done first. */
export async function renew(place: ParentNode, page: Page) {
  if (page.frames) return page.postRenewal();
  notify(place, undefined);
  const outcome = await page.client.renew();
  if (outcome.kind === "link") page.follow(outcome);
  else if (outcome.kind === "verify_contact") page.show(outcome);
  else if (outcome.kind === "accept_terms") page.accept(outcome.url);
  else if (outcome.kind === "approved") page.show({ kind: "status", status: "approved", nextAction: "none" });
  else if (outcome.kind === "status") page.show(outcome);
  else if (turnsAway(outcome)) page.postRenewal();
  else if (isGone(outcome)) showNothing(place, page);
  else notify(place, outcome.kind === "problem" ? failureOf(outcome, page.texts) : page.texts.failures.ours);
}

/** Requests a code, or submits one. */
async function post(form: HTMLFormElement, page: Page) {
  const { client, texts } = page;
  const main = form.closest("main") as HTMLElement;
  const { channel, value, code } = Object.fromEntries(new FormData(form)) as { channel: Channel; value?: string; code?: string };
  const isCode = form.dataset.enhance === "confirm";
  const control = elementIn(main, `[id="${channel}.${isCode ? "code" : "value"}"]`);
  notify(main, undefined);
  mark(control, undefined);
  // Without a value, the handler would send the code to the old contact.
  if (value?.trim() === "") {
    mark(control, message({ code: "required", path: [channel], params: {}, message: "" }, texts));
    return control.focus();
  }
  const outcome = isCode ? await client.confirmCode(channel, code ?? "") : await client.sendCode(channel, value);
  if (turnsAway(outcome)) return page.submitNatively(form);
  elementIn(main, "[data-sent]").hidden = outcome.kind !== "sent";
  if (isGone(outcome)) return showNothing(main, page);
  switch (outcome.kind) {
    case "sent": {
      const code = elementIn<HTMLInputElement>(main, `[id="${channel}.code"]`);
      mark(code, undefined);
      code.value = "";
      return code.focus();
    }
    case "verify_contact":
      return page.show(outcome);
    case "ready":
      return renew(main, page);
    case "issues": {
      // The button for the known contact has no control of its own.
      if (!form.contains(control)) return notify(main, texts.failures.refused);
      mark(control, isCode ? texts.contact.wrong : message(outcome.issues[0], texts));
      return control.focus();
    }
    case "problem":
      notify(main, failureOf(outcome, texts));
  }
}

/** Shows that there is no onboarding in this browser, or why the request failed if the browser keeps no cookies. */
export function showNothing(place: ParentNode, page: Page) {
  const hasLink = document.querySelector("main a.button[target=_blank]") !== null;
  // Without the link, the person would start again, and get no further, as often as they try.
  if (hasLink && !page.isKnown) notify(place, page.texts.failures.cookies);
  else page.show({ kind: "status", status: "none", nextAction: "none" });
}

/** Returns whether there is no onboarding in this browser. */
function isGone(outcome: { kind: string; code?: unknown }) {
  return outcome.kind === "problem" && outcome.code === "no_session";
}
