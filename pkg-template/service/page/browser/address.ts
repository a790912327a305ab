// Shows the address fields of the chosen country, and remembers what was typed into them.

import { addressRows } from "../views/address.ts";
import { html } from "../views/html.ts";
import type { CountryData, FormSite, Texts } from "../views/view.js";

/** Returns a function that shows the fields of a country and remembers the values of other countries' fields. */
export function addressRenderer(place: HTMLElement) {
  const typed: Map<string, string> = new Map();
  /** The code of the state by country: the browser may have translated its name. */
  const chosen: Map<string | undefined, string> = new Map();

  return function show(site: FormSite, country: string) {
    for (const control of controls(place)) {
      const { name, value } = control;
      const isTyped = !(control instanceof HTMLSelectElement) || isUnlisted(control);
      if (isTyped && value !== "") typed.set(name, value);
      if (isTyped) continue;
      chosen.set(place.dataset.country, value);
      // A choice replaces what was typed, unless it is what that was read as.
      if (!control.selectedOptions[0]?.defaultSelected) typed.delete(name);
    }
    place.dataset.country = country;
    const known = (name: string) => (name === "address.state" && chosen.get(country)) || typed.get(name);
    const focused = [...controls(place)].find((control) => control === document.activeElement)?.name;
    const template = document.createElement("template");
    template.innerHTML = String(html`${addressRows(site, country, (name) => ({ value: known(name) }))}`);
    for (const fresh of controls(template.content)) {
      if (fresh instanceof HTMLSelectElement) continue;
      // An option of another country's list is not text for this field.
      fresh.value = typed.get(fresh.name) ?? "";
      const old = place.querySelector<HTMLInputElement>(`input[name="${fresh.name}"]`);
      if (old) fresh.replaceWith(reuseControl(old, fresh));
    }
    place.replaceChildren(template.content);
    // The person may have moved on to one of these fields in the meantime.
    if (focused) place.querySelector<HTMLElement>(`[name="${focused}"]`)?.focus();
  };
}

/**
 * Gives the existing control the attributes of the new one, and returns it, so that a browser's autofill still finds
 * it.
 */
function reuseControl(old: HTMLInputElement, fresh: HTMLInputElement): HTMLInputElement {
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (name !== "value") old.setAttribute(name, value);
  return old;
}

/** Returns whether a list shows what was typed, because it has no such state. */
export function isUnlisted({ dataset, value }: HTMLInputElement | HTMLSelectElement) {
  return dataset.unlisted !== undefined && dataset.unlisted === value;
}

function controls(place: ParentNode) {
  return place.querySelectorAll<HTMLInputElement | HTMLSelectElement>("input, select");
}

/** Loads what the form of a country needs beside the rules: its states, and how its phone numbers look. */
export async function countryData({ texts, data }: { texts: Texts; data: string }, country: string): Promise<CountryData | undefined> {
  try {
    const response = await fetch(`${data}${texts.locale}-${country}.json`);
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined;
  }
}
