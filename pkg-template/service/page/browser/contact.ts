// Sends and confirms contact codes and gets new links, without leaving the web page.

import type { Channel } from "../client-types.ts";
import { codeMessage } from "../views/contact.ts";
import { message } from "../views/issues.ts";
import { enhanceCode } from "./code.ts";
import { failureOf, turnsAway } from "./failure.ts";
import { elementIn } from "./markup.ts";
import { mark, notify } from "./messages.ts";
import type { Page } from "./page.js";
import { whileWaiting } from "./waiting.ts";

export function enhanceContact(main: HTMLElement, page: Page) {
  let last = Promise.resolve();
  /** How many requests run or wait. */
  let queued = 0;
  for (const form of main.querySelectorAll<HTMLFormElement>(
    "form[data-enhance=send], form[data-enhance=confirm], form[data-enhance=renew]",
  )) {
    const { enhance } = form.dataset;
    let waiting: string | undefined;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      // A double click sends one request. A correction is sent after the request that is running.
      const entered = JSON.stringify([...new FormData(form)]);
      if (waiting === entered) return;
      waiting = entered;
      queued += 1;
      const send = () => {
        if (!form.isConnected) return undefined;
        return whileWaiting(form, page, () => (enhance === "renew" ? renew(form, page) : post(form, page, () => queued > 1)));
      };
      last = last.then(send, send).finally(() => {
        queued -= 1;
        if (waiting === entered) waiting = undefined;
      });
    });
  }
  for (const shown of main.querySelectorAll<HTMLElement>("[data-enhance=contact]")) enhanceCode(shown, page);
}

/** Returns which contacts a section is about, and how it names them. */
function shownContacts(main: HTMLElement) {
  const { channels, email, phone } = elementIn(main, "[data-channels]").dataset;
  const contacts = { ...(email !== undefined && { email }), ...(phone !== undefined && { phone }) };
  return { channels: channels?.split(" ") as Channel[], contacts };
}

/** Keeps the contacts that were sent with a form, so that the page can name them. */
export function keepContacts(sent: FormData, page: Page) {
  for (const channel of ["email", "phone"] as const) {
    const typed = sent.get(channel)?.toString().trim();
    if (typed) page.contacts[channel] = typed;
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

/** Requests a code, or submits one. @param isFollowed whether the person has begun something else meanwhile */
async function post(form: HTMLFormElement, page: Page, isFollowed: () => boolean) {
  const { client, texts } = page;
  const main = form.closest("main") as HTMLElement;
  const { channel, value, code } = Object.fromEntries(new FormData(form)) as { channel: Channel; value?: string; code?: string };
  const isCode = form.dataset.enhance === "confirm";
  const control = elementIn<HTMLInputElement>(main, `[id="${channel}.${isCode ? "code" : "value"}"]`);
  notify(main, undefined);
  mark(control, undefined);
  // Without a value, the handler would send the code to the old contact.
  if (value?.trim() === "") {
    mark(control, message({ code: "required", path: [channel], params: {}, message: "" }, texts));
    return control.focus();
  }
  const outcome = isCode ? await client.confirmCode(channel, code ?? "") : await client.sendCode(channel, value);
  if (turnsAway(outcome)) return page.submitNatively(form);
  elementIn(main, "[data-sent]").hidden = true;
  if (isGone(outcome)) return showNothing(main, page);
  switch (outcome.kind) {
    case "sent": {
      if (value !== undefined) page.contacts[channel] = value.trim();
      page.sentAt = performance.now();
      if (isFollowed()) return undefined;
      page.show({ ...shownContacts(main), kind: "verify_contact", next: "confirm" });
      page.announce(texts.contact.sent);
      return document.getElementById(`${channel}.code`)?.focus();
    }
    case "verify_contact":
      return page.show(outcome);
    case "ready":
      return renew(main, page);
    case "issues": {
      // The button for the known contact has no control of its own.
      if (!form.contains(control)) return notify(main, texts.failures.refused);
      const [issue] = outcome.issues;
      mark(control, isCode ? codeMessage(issue, outcome.attemptsLeft, texts) : message(issue, texts));
      // What is typed next takes the place of a code that is wrong.
      if (isCode) control.select();
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
