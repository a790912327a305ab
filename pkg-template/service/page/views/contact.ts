// The page that confirms a person's contacts with codes, one after the other, before a link can be created.

import { copyOptions } from "../../../module/copy-options.ts";
import { fill } from "../../../module/fill.ts";
import { errorOf } from "./field.ts";
import type { Markup } from "./html.ts";
import { attributes, html } from "./html.ts";
import { message } from "./issues.ts";
import { renewal } from "./renewal.ts";
import { endSession } from "./session.ts";
import type { Channel, ContactView, FieldIssue, Site, Texts } from "./view.js";

type Props = Record<string, string | number | boolean | undefined>;

const CHANNELS: readonly Channel[] = ["email", "phone"];
const CONTROLS = {
  email: { type: "email", autocomplete: "email" },
  phone: { type: "tel", autocomplete: "tel", "aria-describedby": "phone.value-hint" },
};
/** It has no maximum length: browsers would cut a pasted message without a word. */
const CODE = {
  ...{ type: "text", inputmode: "numeric", autocomplete: "one-time-code", required: true, enterkeyhint: "done" },
  ...{ dir: "ltr", autocapitalize: "off", spellcheck: "false" },
};

/** One contact to confirm. */
interface Section {
  channel: Channel;
  /** the other contacts, which come next */
  others: readonly Channel[];
  isSent: boolean;
  /** what is wrong, by the name of its control */
  wrong: { value?: string | undefined; code?: string | undefined };
}

export function contact(view: ContactView, site: Site) {
  const { channels = [], next, values = {}, issues = [], notice, attemptsLeft } = view;
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
  const [channel, ...others] = open;
  const mine = channel === chosen ? issues : [];
  const value = mine.find(({ path }) => path[0] === "value");
  const code = mine.find(({ path }) => path[0] === "code");
  const wrong = { value: value && message(value, texts), code: code && codeMessage(code, attemptsLeft, texts) };
  return html`<h1>${words.title}</h1>
<p class="lead">${words.lead}</p>
<p class="notice" role="alert" data-notice${attributes({ hidden: notice === undefined })}>${notice}</p>
${section({ channel, others, isSent: next === "confirm" || code !== undefined, wrong }, view, site)}
${endSession(site)}`;
}

/** Returns what is wrong with a code: what is missing in it, or that the provider has refused it, whatever it says. */
export function codeMessage(issue: FieldIssue, attemptsLeft: number | undefined, texts: Texts) {
  if (issue.code === "code_incomplete" || issue.code === "required") return message(issue, texts);
  const { wrong, left, none } = texts.contact;
  if (attemptsLeft === undefined) return wrong;
  return attemptsLeft > 0 ? `${wrong} ${fill(left, { count: String(attemptsLeft) })}` : none;
}

function section({ channel, others, isSent, wrong }: Section, { contacts = {} }: ContactView, site: Site) {
  const { contact } = site.texts;
  const text = contact[channel];
  const destination = contacts[channel];
  // What the script needs to show the section again.
  const data = attributes({ "data-channels": [channel, ...others].join(" "), "data-email": contacts.email, "data-phone": contacts.phone });
  return html`<section class="card" aria-labelledby="${channel}-title" data-enhance="contact"${data}>
<h2 id="${channel}-title">${text.title}</h2>
<p class="notice good" role="status" data-sent${attributes({ hidden: !isSent || wrong.code !== undefined })}>${contact.sent}</p>
${destination !== undefined && html`<p>${around(contact.to, html`<bdi dir="ltr">${destination}</bdi>`)}</p>`}
${isSent ? confirm(channel, wrong.code, site) : sending(channel, text.send, site)}
${
  isSent
    ? html`${sending(channel, contact.again, site, "link")}
<p class="quiet" data-wait hidden></p>`
    : html`<details><summary>${contact.have}</summary>
${confirm(channel, undefined, site, "second")}
</details>`
}
${correction(channel, wrong.value, site)}
${others.map((other) => html`<p class="quiet">${fill(contact.upNext, { what: contact[other].title })}</p>`)}
</section>`;
}

/** The form that sends a code to the contact that is known. */
function sending(channel: Channel, label: string, site: Site, look?: "link") {
  return html`${sendForm(channel, site)}
<button${attributes({ class: look, "data-again": look !== undefined })}>${label}</button>
</form>`;
}

function confirm(channel: Channel, wrong: string | undefined, { base, codeDigits, texts }: Site, look?: "second") {
  const { contact } = texts;
  const hint = `${channel}.code-hint`;
  const props = { ...CODE, "data-digits": codeDigits, "aria-describedby": hint };
  return html`<form method="post" action="${base}/contact/${channel}/confirm" data-enhance="confirm" novalidate>${hidden(channel)}
<label for="${channel}.code">${contact[channel].code}</label>
<p class="hint" id="${hint}">${codeDigits !== undefined && fill(contact.hint, { digits: String(codeDigits) })} <span data-auto hidden>${contact.auto}</span></p>
<div class="code">${control(channel, "code", props, wrong)}</div>
<button${attributes({ class: look })}>${contact[channel].confirm}</button>
</form>`;
}

/** The form that corrects a contact, and sends a code there. */
function correction(channel: Channel, wrong: string | undefined, site: Site) {
  const { contact, phone } = site.texts;
  const text = contact[channel];
  return html`<details${attributes({ open: wrong !== undefined })}><summary>${text.correct}</summary>
${sendForm(channel, site)}
<label for="${channel}.value">${text.value}</label>
${channel === "phone" && html`<p class="hint" id="phone.value-hint">${phone.anywhere}</p>`}
${control(channel, "value", CONTROLS[channel], wrong)}
<button class="second">${text.sendThere}</button>
</form>
</details>`;
}

/** The beginning of a form of its own: the button for the contact that is known must not send another one. */
function sendForm(channel: Channel, { base }: Site) {
  return html`<form method="post" action="${base}/contact/${channel}" data-enhance="send" novalidate>${hidden(channel)}`;
}

const hidden = (channel: Channel) => html`<input type="hidden" name="channel" value="${channel}">`;

function control(channel: Channel, name: string, props: Props, message: string | undefined) {
  const id = `${channel}.${name}`;
  const state = message === undefined ? {} : { "aria-invalid": "true", autofocus: true };
  const described = [props["aria-describedby"], message !== undefined && `${id}-error`].filter(Boolean).join(" ");
  return html`<input${attributes({ id, name, ...props, "aria-describedby": described || undefined, ...state })}>
${errorOf(id, message)}`;
}

/** Returns a text with markup in its only place. */
function around(text: string, markup: Markup) {
  const [before, after] = text.split("{contact}");
  return html`${before}${markup}${after}`;
}
