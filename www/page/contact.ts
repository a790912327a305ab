/** Sends and confirms contact codes, and requests new links, without leaving the page. */

import type { Page } from "./main.ts";
import { mark, notify } from "./messages.ts";
import { send } from "./send.ts";

export function enhanceContact(main: HTMLElement, page: Page): void {
  for (const form of main.querySelectorAll<HTMLFormElement>(
    "form[data-enhance=send], form[data-enhance=confirm], form[data-enhance=renew]",
  )) {
    const { enhance } = form.dataset;
    let sending = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (sending) return;
      sending = true;
      await (enhance === "renew" ? renew(form, page) : post(form, page)).finally(() => (sending = false));
    });
  }
}

/** Requests a new link, and opens it or shows what is still needed first. */
export async function renew(place: ParentNode, page: Page): Promise<void> {
  notify(place, undefined);
  const outcome = await send(page, "links/renew", {});
  if (outcome.kind === "link") page.leave(outcome.url);
  else if (outcome.kind === "verify_contact") page.show(outcome);
  else if (outcome.kind === "approved") page.show({ kind: "status", status: "approved" });
  else if (outcome.kind === "gone") page.show({ kind: "status", status: "none" });
  else notify(place, outcome.kind === "fault" ? outcome.sentence : page.texts.faults.ours);
}

/** Requests a code, or submits one. */
async function post(form: HTMLFormElement, page: Page): Promise<void> {
  const { texts } = page;
  const main = form.closest("main")!;
  const { channel, value, code } = Object.fromEntries(new FormData(form)) as Record<string, string>;
  const isCode = form.dataset.enhance === "confirm";
  const control = document.getElementById(`${channel}.${isCode ? "code" : "value"}`)!;
  notify(main, undefined);
  mark(control, undefined);
  const outcome = isCode
    ? await send(page, `contact/${channel}/confirm`, { code })
    : await send(page, `contact/${channel}`, value ? { value } : {});
  const sent = main.querySelector<HTMLElement>("[data-sent]")!;
  sent.hidden = outcome.kind !== "done";
  switch (outcome.kind) {
    case "done": {
      const code = document.getElementById(`${channel}.code`) as HTMLInputElement;
      mark(code, undefined);
      code.value = "";
      return code.focus();
    }
    case "verify_contact":
      return page.show(outcome);
    case "gone":
      return page.show({ kind: "status", status: "none" });
    case "ready":
      return renew(main, page);
    case "issues":
      mark(control, isCode ? texts.contact.wrong : texts.word(outcome.issues[0]!));
      return control.focus();
    default:
      notify(main, outcome.kind === "fault" ? outcome.sentence : texts.faults.ours);
  }
}
