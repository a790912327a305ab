// What a person has entered into the form, and for which type of applicant.

import { controlOf } from "./messages.ts";

/** Returns whether an element is for the chosen type of applicant. */
export function isOfType(form: HTMLFormElement, element: Element) {
  const type = form.querySelector<HTMLInputElement>("[name=type]:checked")?.value;
  return !(type && element.closest(`[data-only]:not([data-only="${type}"])`));
}

/** Returns what was entered for the chosen type of applicant. */
export function enteredIn(form: HTMLFormElement) {
  // Other scripts may add fields that have no control here.
  const isOther = (control: Element | null) => control !== null && !isOfType(form, control);
  return [...new FormData(form)].filter(([name]) => !isOther(form.querySelector(`[name="${CSS.escape(name)}"]`)));
}

/** Returns whether a control is empty that must not be, as far as the browser knows. */
export function isMissing(form: HTMLFormElement, name: string) {
  const control = controlOf(form, name);
  return control.validity.valueMissing && isOfType(form, control);
}
