/** Makes the address's fields those of the country, without losing what was typed in any of them. */

import { addressRows } from "../views/address.ts";
import { html } from "../views/html.ts";
import { hasStates } from "../views/states.ts";
import type { FormSite } from "../views/view.ts";

/** @returns what shows the fields of a country; it remembers what countries before it have asked for */
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
      // What was chosen from another country's list is no text.
      fresh.value = typed.get(fresh.name) ?? "";
      const old = place.querySelector<HTMLInputElement>(`input[name="${fresh.name}"]`);
      if (old) fresh.replaceWith(adopted(old, fresh));
    }
    place.replaceChildren(template.content);
    // Who has gone on meanwhile stays where they are.
    if (focused) place.querySelector<HTMLElement>(`[name="${focused}"]`)?.focus();
  };
}

/** The control that is there stays, so that a browser that is filling in the address finds it. */
function adopted(old: HTMLInputElement, fresh: HTMLInputElement): HTMLInputElement {
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (name !== "value") old.setAttribute(name, value);
  return old;
}

function controls(place: ParentNode) {
  return place.querySelectorAll<HTMLInputElement | HTMLSelectElement>("input, select");
}

/** The names of subdivisions, which are large and not everybody's; nothing where they cannot be had. */
export async function namesFor(site: FormSite, country: string): Promise<FormSite["names"]> {
  if (!country || !hasStates(site, country)) return undefined;
  return import("kyclink/names/en").catch(() => undefined);
}
