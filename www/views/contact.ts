/** Codes that confirm a person's contacts, before there can be a link. */

import { errorOf } from "./field.ts";
import { attributes, html, type Markup } from "./html.ts";
import type { Channel, ContactView, Site } from "./view.ts";

const CHANNELS: readonly Channel[] = ["email", "phone"];
const CONTROLS = { email: { type: "email", autocomplete: "email" }, phone: { type: "tel", autocomplete: "tel" } };

export function contact({ channels = [], next, values = {}, issues = [] }: ContactView, { texts, partner }: Site): Markup {
  const words = texts.contact;
  if (next === "link") {
    return html`<h1>${words.title}</h1>
<p class="lead" role="status">${words.done}</p>
${renewal(words.continue)}`;
  }
  const asked = CHANNELS.find((channel) => channel === values.channel);
  const open = channels.length > 0 ? channels : asked ? [asked] : CHANNELS;
  return html`<h1>${words.title}</h1>
<p class="lead">${words.lead(partner)}</p>
<p class="notice good" role="status" data-sent${attributes({ hidden: next !== "confirm" })}>${words.sent}</p>
<p class="notice" role="alert" data-notice hidden></p>
${open.map((channel) => {
  const text = words[channel];
  const said = (field: string) => (asked === channel && issues.some(({ path }) => path[0] === field) ? (field === "code" ? words.wrong : texts.word(issues[0]!)) : undefined);
  const id = (field: string) => `${channel}.${field}`;
  const control = (field: string, more: Record<string, string>) =>
    html`<input${attributes({ id: id(field), name: field, ...more, "aria-describedby": said(field) && `${id(field)}-error`, "aria-invalid": said(field) && "true", autofocus: said(field) !== undefined })}>
${errorOf(id(field), said(field))}`;
  const hidden = html`<input type="hidden" name="channel" value="${channel}">`;
  return html`<section class="card" aria-labelledby="${channel}-title">
<h2 id="${channel}-title">${text.title}</h2>
<form method="post" action="/kyc/contact/${channel}" data-enhance="send" novalidate>${hidden}
<button class="second">${text.send}</button>
<details${attributes({ open: said("value") !== undefined })}><summary>${text.correct}</summary>
<label for="${id("value")}">${text.value}</label>
${control("value", { ...CONTROLS[channel] })}
<button class="second">${text.sendThere}</button>
</details>
</form>
<form method="post" action="/kyc/contact/${channel}/confirm" data-enhance="confirm" novalidate>${hidden}
<label for="${id("code")}">${text.code}</label>
<div class="code">${control("code", { type: "text", inputmode: "numeric", autocomplete: "one-time-code", maxlength: "10", required: "required", enterkeyhint: "done" })}</div>
<button>${text.confirm}</button>
</form>
</section>`;
})}`;
}

/** One click to a new link. */
export function renewal(label: string): Markup {
  return html`<form method="post" action="/kyc/links/renew" data-enhance="renew">
<p class="notice" role="alert" data-notice hidden></p>
<button>${label}</button>
</form>`;
}
