/** Replaces the address fields with those of the chosen country, and keeps what was typed. */

import { addressRows } from "../views/address.ts";
import { html } from "../views/html.ts";
import { hasStates } from "../views/states.ts";
import type { FormSite } from "../views/view.ts";

/** @returns a function that shows a country's fields; it remembers the values typed for other countries */
export function addressOf(place: HTMLElement) {
  const typed = new Map<string, string>();
  const chosen = new Map<string, string>();

  return function show(site: FormSite, country: string): void {
    for (const control of controls(place)) {
      if (control.value === "") continue;
      if (control instanceof HTMLSelectElement) chosen.set(control.name, control.selectedOptions[0]!.text);
      else typed.set(control.name, control.value);
    }
    place.dataset.country = country;
    const focused = place.contains(document.activeElement) ? (document.activeElement as HTMLInputElement).name : undefined;
    const template = document.createElement("template");
    template.innerHTML = String(html`${addressRows(site, country, (name) => ({ value: chosen.get(name) ?? typed.get(name) }))}`);
    for (const fresh of controls(template.content)) {
      if (fresh instanceof HTMLSelectElement) continue;
      // An option chosen from another country's list is not copied into a text field.
      fresh.value = typed.get(fresh.name) ?? "";
      const old = place.querySelector<HTMLInputElement>(`input[name="${fresh.name}"]`);
      if (old) fresh.replaceWith(adopted(old, fresh));
    }
    place.replaceChildren(template.content);
    // Keeps the focus if the person has already moved into the address.
    if (focused) place.querySelector<HTMLElement>(`[name="${focused}"]`)?.focus();
  };
}

/** Keeps the existing control and updates its attributes, so that a browser's autofill still finds it. */
function adopted(old: HTMLInputElement, fresh: HTMLInputElement): HTMLInputElement {
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (name !== "value") old.setAttribute(name, value);
  return old;
}

function controls(place: ParentNode) {
  return place.querySelectorAll<HTMLInputElement | HTMLSelectElement>("input, select");
}

/** Loads the subdivision names, a large module, if the country needs them. Returns undefined if loading fails. */
export async function namesFor(site: FormSite, country: string): Promise<FormSite["names"]> {
  if (!country || !hasStates(site, country)) return undefined;
  return import("kyclink/names/en").catch(() => undefined);
}
