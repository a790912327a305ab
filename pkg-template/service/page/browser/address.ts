// Shows the address fields of the chosen country, and remembers what was typed into them.

import { addressRows } from "../views/address.ts";
import { html } from "../views/html.ts";
import type { CountryData, FormSite, Texts } from "../views/view.js";

/** Invisible, but not hidden: browsers do not fill in hidden controls. */
const UNSEEN = "position:absolute;inline-size:1px;block-size:1px;min-block-size:0;margin:-1px;padding:0;border:0;clip-path:inset(50%)";

/** Finds the code of a state in the list from any of its spellings. */
type CodeOf = (text: string) => Promise<string | undefined>;

/** Returns a function that shows the fields of a country and remembers the values of other countries' fields. */
export function addressRenderer(place: HTMLElement, codeOf: CodeOf) {
  const typed: Map<string, string> = new Map();
  /** The code of the state by country: the browser may have translated its name. */
  const chosen: Map<string | undefined, string> = new Map();
  const take = () => takeSpellings(place, codeOf, (text) => typed.set("address.state", text));
  take();

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
    take();
    // The person may have moved on to one of these fields in the meantime.
    if (focused) place.querySelector<HTMLElement>(`[name="${focused}"]`)?.focus();
  };
}

/**
 * Lets people paste a state into its list, and their browsers fill it in, in any spelling that is read. A browser compares
 * what it knows with the options only, and tells nothing about what it does not find there: a control that no person sees
 * or reaches gets it, too, and passes it on. It has no name, so it is never sent.
 *
 * @param remember keeps what the list lacks: it may be a state of the country that is chosen next
 */
function takeSpellings(place: HTMLElement, codeOf: CodeOf, remember: (text: string) => void) {
  const list = place.querySelector<HTMLSelectElement>('select[name="address.state"]');
  if (!list) return;
  const take = async (text: string) => {
    const code = await codeOf(text);
    if (code === undefined || ![...list.options].some(({ value }) => value === code)) return remember(text);
    if (!list.isConnected || list.value === code) return;
    list.value = code;
    for (const type of ["input", "change"]) list.dispatchEvent(new Event(type, { bubbles: true }));
  };
  list.addEventListener("paste", ({ clipboardData }) => take(clipboardData?.getData("text") ?? ""));
  const taker = document.createElement("input");
  Object.assign(taker, { autocomplete: list.autocomplete, tabIndex: -1 });
  // Here and not in the style sheet, which an application may replace.
  taker.style.cssText = UNSEEN;
  taker.setAttribute("aria-hidden", "true");
  for (const type of ["input", "change"])
    taker.addEventListener(type, (event) => {
      event.stopPropagation();
      const { value } = taker;
      taker.value = "";
      if (value.trim() !== "") take(value);
    });
  list.after(taker);
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
  return place.querySelectorAll<HTMLInputElement | HTMLSelectElement>(":is(input, select)[name]");
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
