// The messages beside the controls and their summary, in the markup of views/field.ts.

import { elementIn } from "./markup.ts";

type Control = HTMLInputElement | HTMLSelectElement;

/** Returns the names of the visible fields, in the order of the form. */
export function namesOf(form: HTMLFormElement): string[] {
  const names = [...form.elements]
    .filter((element) => !element.matches("[type=hidden]"))
    .map((element) => (element as HTMLInputElement).name);
  return [...new Set(names.filter(Boolean))];
}

/** Returns the control with this name; of several, the first. */
export function controlOf(form: HTMLFormElement, name: string) {
  return elementIn<Control>(form, `[name="${name}"]`);
}

/** Returns the controls with a meaning of their own. */
export function controlsOf(form: HTMLFormElement) {
  return {
    button: elementIn<HTMLButtonElement>(form, "button[data-submit]"),
    key: elementIn<HTMLInputElement>(form, "[name=idempotencyKey]"),
    // A provider of one's own may ask for neither a phone number nor an address.
    country: form.querySelector<Control>('[name="address.country"]'),
    phone: form.querySelector<HTMLInputElement>("[name=phone]"),
    place: form.querySelector<HTMLElement>("[data-address]"),
    latin: form.querySelector<HTMLFieldSetElement>("[data-latin]"),
    prepare: form.querySelector<HTMLElement>("[data-prepare]"),
  };
}

/** Returns the names of the empty controls that the rules do not know, and that are required. */
export function emptyOwn(form: HTMLFormElement) {
  const controls: NodeListOf<HTMLInputElement> = form.querySelectorAll(':is([name^="own."], [name^="agreements."])[required]');
  return [...controls].filter(({ validity }) => validity.valueMissing).map(({ name }) => name);
}

export function isMarked(form: HTMLFormElement, name: string) {
  return controlOf(form, name).getAttribute("aria-invalid") === "true";
}

/** Returns the errors that stand beside these controls, by name. */
export function markedIn(form: HTMLFormElement, names: readonly string[]): Map<string, string> {
  const marked = names.filter((name) => isMarked(form, name));
  return new Map(marked.map((name) => [name, document.getElementById(`${controlOf(form, name).id}-error`)?.textContent ?? ""]));
}

/** Shows an error beside a control, or removes it. */
export function mark(control: Element, message: string | undefined) {
  setMessage(control, "error", message);
  if (message === undefined && !(control instanceof HTMLSelectElement)) control.removeAttribute("aria-invalid");
  else control.setAttribute("aria-invalid", String(message !== undefined));
}

/** Shows a warning about an unusual value, or removes it. */
export function advise(control: Element, message: string | undefined) {
  setMessage(control, "warning", message);
}

function setMessage(control: Element, kind: "error" | "warning", message: string | undefined) {
  const place = document.getElementById(`${control.id}-${kind}`);
  if (!place) return;
  if (place.textContent !== (message ?? "")) place.textContent = message ?? "";
  place.hidden = message === undefined;
  const described = new Set((control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  if (message === undefined) described.delete(place.id);
  else described.add(place.id);
  if (described.size > 0) control.setAttribute("aria-describedby", [...described].join(" "));
  else control.removeAttribute("aria-describedby");
}

export function showSummary(messages: ReadonlyMap<string, string>) {
  const summary = elementIn(document, "#summary");
  const items = [...messages].map(([name, message]) => {
    const item = document.createElement("li");
    item.append(name === "" ? message : link(name, message));
    return item;
  });
  elementIn(summary, "ul").replaceChildren(...items);
  summary.hidden = items.length === 0;
}

/** Lets the links of the summary make no entries of the browser's history: Back would lead to them. */
export function followSummary() {
  elementIn(document, "#summary").addEventListener("click", (event) => {
    const { hash = "" } = (event.target as Element).closest("a") ?? {};
    const control = document.getElementById(decodeURIComponent(hash.slice(1)));
    if (!control) return;
    event.preventDefault();
    control.focus();
  });
}

export function clearSummary() {
  elementIn(document, "#summary").hidden = true;
}

/** Shows what went wrong with the form as a whole, or removes that message. */
export function notify(place: ParentNode, message: string | undefined) {
  const notice = elementIn(place, "[data-notice]");
  notice.textContent = message ?? "";
  notice.hidden = message === undefined;
}

function link(name: string, message: string): HTMLAnchorElement {
  const anchor = document.createElement("a");
  anchor.href = `#${name}`;
  anchor.textContent = message;
  return anchor;
}
