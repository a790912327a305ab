// The page that confirms a person's contacts with codes, before a link can be created.

import { copyOptions } from "../../../module/copy-options.ts";
import { errorOf } from "./field.ts";
import { attributes, html } from "./html.ts";
import { message } from "./issues.ts";
import { endSession } from "./session.ts";
import type { Channel, ContactView, FieldIssue, Site } from "./view.js";

const CHANNELS: readonly Channel[] = ["email", "phone"];
const CONTROLS = {
  email: { type: "email", autocomplete: "email" },
  phone: { type: "tel", autocomplete: "tel", "aria-describedby": "phone.value-hint" },
};
const CODE = { type: "text", inputmode: "numeric", autocomplete: "one-time-code", maxlength: 10, required: true, enterkeyhint: "done" };

export function contact(view: ContactView, site: Site) {
  const { channels = [], next, values = {}, issues = [], notice } = view;
  const { texts } = site;
  const words = texts.contact;
  if (next === "link") {
    return html`<h1>${words.title}</h1>
<p class="lead" role="status">${words.done}</p>
${renewal(site, words.continue)}
${endSession(site)}`;
  }
  const chosen = CHANNELS.find((channel) => channel === copyOptions(values).channel);
  const open = channels.length > 0 ? channels : chosen ? [chosen] : CHANNELS;
  return html`<h1>${words.title}</h1>
<p class="lead">${words.lead}</p>
<p class="notice good" role="status" data-sent${attributes({ hidden: next !== "confirm" })}>${words.sent}</p>
<p class="notice" role="alert" data-notice${attributes({ hidden: notice === undefined })}>${notice}</p>
${open.map((channel) => section(channel, site, channel === chosen ? issues : []))}
${endSession(site)}`;
}

function section(channel: Channel, { base, texts }: Site, issues: readonly FieldIssue[]) {
  const { contact } = texts;
  const text = contact[channel];
  const value = issues.find(({ path }) => path[0] === "value");
  const wrong = {
    value: value && message(value, texts),
    code: issues.some(({ path }) => path[0] === "code") ? contact.wrong : undefined,
  };
  const hidden = html`<input type="hidden" name="channel" value="${channel}">`;
  // A form of its own: the button for the contact that is known must not send another one.
  const send = html`<form method="post" action="${base}/contact/${channel}" data-enhance="send" novalidate>${hidden}`;
  return html`<section class="card" aria-labelledby="${channel}-title">
<h2 id="${channel}-title">${text.title}</h2>
${send}
<button class="second">${text.send}</button>
</form>
<details${attributes({ open: wrong.value !== undefined })}><summary>${text.correct}</summary>
${send}
<label for="${channel}.value">${text.value}</label>
${channel === "phone" && html`<p class="hint" id="phone.value-hint">${texts.phone.anywhere}</p>`}
${control(channel, "value", CONTROLS[channel], wrong.value)}
<button class="second">${text.sendThere}</button>
</form>
</details>
<form method="post" action="${base}/contact/${channel}/confirm" data-enhance="confirm" novalidate>${hidden}
<label for="${channel}.code">${text.code}</label>
<div class="code">${control(channel, "code", CODE, wrong.code)}</div>
<button>${text.confirm}</button>
</form>
</section>`;
}

function control(channel: Channel, name: string, props: Record<string, string | number | boolean>, message: string | undefined) {
  const id = `${channel}.${name}`;
  const state = message === undefined ? {} : { "aria-invalid": "true", autofocus: true };
  const described = [props["aria-describedby"], message !== undefined && `${id}-error`].filter(Boolean).join(" ");
  return html`<input${attributes({ id, name, ...props, "aria-describedby": described || undefined, ...state })}>
${errorOf(id, message)}`;
}

/**
 * A button that requests a new link and opens it: in a new tab if the hosted page does not send the person back. The
 * page with a frame is the response to the form, with and without the script: only its policy allows that frame.
 */
export function renewal({ base, newTab, frames }: Site, label: string, look?: "second") {
  const opening = frames ? {} : { "data-enhance": "renew", ...(newTab && { target: "_blank", rel: "noopener" }) };
  return html`<form method="post" action="${base}/links/renew"${attributes(opening)}>
<p class="notice" role="alert" data-notice hidden></p>
<button${attributes({ class: look })}>${label}</button>
</form>`;
}
