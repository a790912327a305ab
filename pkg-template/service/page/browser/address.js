// Shows the address fields of the chosen country, and remembers what was typed into them.

import { addressRows } from "../views/address.js";
import { html } from "../views/html.js";

/** @import { CountryData, FormSite, Texts } from "../views/view.js" */

/**
 * Returns a function that shows the fields of a country and remembers the values of other countries' fields.
 *
 * @param {HTMLElement} place
 */
export function addressRenderer(place) {
  /** @type {Map<string, string>} */
  const typed = new Map();
  /** The code of the state by country: the browser may have translated its name. @type {Map<string | undefined, string>} */
  const chosen = new Map();

  /**
   * @param {FormSite} site
   * @param {string} country
   */
  return function show(site, country) {
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
    const known = (/** @type {string} */ name) => (name === "address.state" && chosen.get(country)) || typed.get(name);
    const focused = place.contains(document.activeElement) ? /** @type {HTMLInputElement} */ (document.activeElement).name : undefined;
    const template = document.createElement("template");
    template.innerHTML = String(html`${addressRows(site, country, (name) => ({ value: known(name) }))}`);
    for (const fresh of controls(template.content)) {
      if (fresh instanceof HTMLSelectElement) continue;
      // An option of another country's list is not text for this field.
      fresh.value = typed.get(fresh.name) ?? "";
      const old = /** @type {HTMLInputElement | null} */ (place.querySelector(`input[name="${fresh.name}"]`));
      if (old) fresh.replaceWith(reuseControl(old, fresh));
    }
    place.replaceChildren(template.content);
    // The person may have moved on to one of these fields in the meantime.
    if (focused) /** @type {HTMLElement | null} */ (place.querySelector(`[name="${focused}"]`))?.focus();
  };
}

/**
 * Gives the existing control the attributes of the new one, and returns it, so that a browser's autofill still finds
 * it.
 *
 * @param {HTMLInputElement} old
 * @param {HTMLInputElement} fresh
 * @returns {HTMLInputElement}
 */
function reuseControl(old, fresh) {
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (name !== "value") old.setAttribute(name, value);
  return old;
}

/**
 * Returns whether a list shows what was typed, because it has no such state.
 *
 * @param {HTMLInputElement | HTMLSelectElement} control
 */
export function isUnlisted({ dataset, value }) {
  return dataset.unlisted !== undefined && dataset.unlisted === value;
}

/** @param {ParentNode} place */
function controls(place) {
  return /** @type {NodeListOf<HTMLInputElement | HTMLSelectElement>} */ (place.querySelectorAll("input, select"));
}

/**
 * Loads what the form of a country needs beside the rules: its states, and how its phone numbers look.
 *
 * @param {{ texts: Texts, data: string }} page
 * @param {string} country
 * @returns {Promise<CountryData | undefined>}
 */
export async function countryData({ texts, data }, country) {
  try {
    const response = await fetch(`${data}${texts.locale}-${country}.json`);
    return response.ok ? /** @type {CountryData} */ (await response.json()) : undefined;
  } catch {
    return undefined;
  }
}
