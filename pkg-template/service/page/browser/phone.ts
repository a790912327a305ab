// Shows the number as it is sent, with its country code, below the field for the phone number.

import { phoneSent } from "../views/form.ts";
import type { Texts } from "../views/view.js";
import { elementIn } from "./markup.ts";

/** A screen reader announces the number whenever it changes, so it is shown once typing pauses. */
const PAUSE_MS = 600;

/**
 * Returns two functions: one that shows the number of the form, and one that does so after a pause.
 *
 * @param read returns the number in E.164 form if
 * it is valid, and the calling code of the chosen country
 */
export function phoneRenderer(
  control: HTMLInputElement,
  texts: Texts,
  read: () => { number: string | undefined; callingCode: string | undefined },
) {
  const place = elementIn(document, `output[for="${control.id}"]`);
  let pause: ReturnType<typeof setTimeout> | undefined;
  let shown = "";

  function set(markup: string) {
    clearTimeout(pause);
    if (markup !== shown) place.innerHTML = markup;
    shown = markup;
  }

  function show() {
    const { number, callingCode } = read();
    const typed = control.value.normalize("NFKC");
    // A number that was typed in this form is not repeated.
    if (!number || typed.replace(/[^+\d]/g, "") === number) return set("");
    set(String(phoneSent(groupDigits(number, typed, callingCode), texts)));
  }

  function showLater() {
    set("");
    pause = setTimeout(show, PAUSE_MS);
  }

  return { show, showLater };
}

/** Groups the digits of a number as they were typed: `("+493012345", "030 123-45", "49")` → `"+49 30 123 45"`. */
function groupDigits(number: string, typed: string, callingCode = "") {
  const code = number.startsWith(`+${callingCode}`) ? callingCode : "";
  const rest = number.slice(1 + code.length);
  const [groups = rest] = new RegExp(`${[...rest].join("\\D*")}\\D*$`).exec(typed) ?? [];
  return `+${[code, ...groups.split(/\D+/)].filter(Boolean).join(" ")}`;
}
