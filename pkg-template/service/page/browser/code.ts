// Submits a code as soon as it is complete, reads it from a text message where the browser can, and says when another one
// may be sent. What a text has for a code is the handler's to say: nothing that is incomplete counts as a try.

import { fill } from "../../../module/fill.ts";
import { elementIn } from "./markup.ts";
import type { Page } from "./page.js";

/** As long as a code may take to arrive. */
const AGAIN_MS = 60_000;
const SECOND_MS = 1_000;
const DIGIT = /\p{Nd}/gu;
/** A text comes at once: pasted, dropped, or filled in by the browser or the keyboard. */
const AT_ONCE = /^insert(?:FromPaste|FromDrop|ReplacementText)/;

/** WebOTP, which TypeScript does not know. */
type OtpOptions = CredentialRequestOptions & { otp: { transport: string[] } };
type OtpCredential = (Credential & { code?: string }) | null;

export function enhanceCode(shown: HTMLElement, page: Page) {
  const control = shown.querySelector<HTMLInputElement>("input[data-digits]");
  if (!control) return;
  const ended = new AbortController();
  const again = waitForAgain(shown, page);
  page.stopUpdates = () => {
    ended.abort();
    clearInterval(again);
  };
  submitWhenComplete(control);
  if (shown.querySelector("[data-again]") && control.id === "phone.code") readMessage(control, ended.signal);
}

function submitWhenComplete(control: HTMLInputElement) {
  const { form } = control;
  const submit = () => form?.requestSubmit?.();
  const digits = Number(control.dataset.digits);
  // An older browser leaves it to the button.
  if (form && "requestSubmit" in form) elementIn(form, "[data-auto]").hidden = false;
  let last = "";
  const look = ({ inputType = "", isComposing = false }: Partial<InputEvent>) => {
    const { value } = control;
    if (isComposing || value === last) return;
    last = value;
    const count = value.match(DIGIT)?.length ?? 0;
    // What is typed digit by digit is complete with the last one; a message may have other numbers, too.
    if (count === digits || (count > digits && (inputType === "" || AT_ONCE.test(inputType)))) submit();
  };
  control.addEventListener("input", look);
  control.addEventListener("compositionend", look);
}

/** Takes the code from a text message that names this site, if the person allows it. */
function readMessage(control: HTMLInputElement, signal: AbortSignal) {
  if (!("OTPCredential" in window)) return;
  const options: OtpOptions = { otp: { transport: ["sms"] }, signal };
  const fillIn = (found: OtpCredential) => {
    if (!found?.code) return;
    control.value = found.code;
    control.dispatchEvent(new Event("input"));
  };
  // Without the person's consent or such a message, the code is typed.
  navigator.credentials.get(options).then(fillIn, () => {});
}

/** Lets the person request another code only after a while, and says after which. */
function waitForAgain(shown: HTMLElement, page: Page): ReturnType<typeof setInterval> | undefined {
  const button = shown.querySelector<HTMLButtonElement>("[data-again]");
  const note = shown.querySelector<HTMLElement>("[data-wait]");
  const { texts, sentAt } = page;
  if (!button || !note || sentAt + AGAIN_MS <= performance.now()) return undefined;
  const format = new Intl.RelativeTimeFormat(texts.locale);
  const tell = () => {
    const seconds = Math.ceil((sentAt + AGAIN_MS - performance.now()) / SECOND_MS);
    button.disabled = seconds > 0;
    note.hidden = seconds <= 0;
    note.textContent = fill(texts.contact.againIn, { time: format.format(seconds, "second") });
    if (seconds <= 0) clearInterval(timer);
  };
  const timer = setInterval(tell, SECOND_MS);
  tell();
  return timer;
}
