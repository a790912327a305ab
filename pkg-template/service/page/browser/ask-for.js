// Fields that not every applicant must fill in: those of one type of applicant, and those that a refusal has named.

import { isLatinRefused, PERSON } from "../views/names.js";

/**
 * Asks for the fields that the handler has refused, and requires them from now on.
 *
 * @param {HTMLFormElement} form
 * @param {import("./page.js").Page} page
 * @param {readonly import("../views/view.js").FieldIssue[]} issues
 */
export function askFor(form, page, issues) {
  const latin = /** @type {HTMLFieldSetElement | null} */ (form.querySelector("[data-latin]"));
  if (latin && isLatinRefused(issues)) {
    latin.dataset.latin = "asked";
    latin.hidden = latin.disabled = false;
  }
  const groups = /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-unasked]"));
  for (const group of groups) {
    const names = /** @type {string[]} */ (group.dataset.unasked?.split(" "));
    if (!issues.some(({ path }) => names.some((name) => `${name}.`.startsWith(`${path.join(".")}.`)))) continue;
    delete group.dataset.unasked;
    group.hidden = false;
    const fieldset = /** @type {HTMLElement | null} */ (group.closest("fieldset"));
    if (fieldset) fieldset.hidden = false;
    const controls = /** @type {NodeListOf<HTMLInputElement>} */ (group.querySelectorAll("input, select"));
    for (const control of controls) {
      control.disabled = false;
      // Its countries are those of the address: they are in the page once.
      if (control.matches("select:empty")) {
        const country = /** @type {HTMLSelectElement} */ (form.elements.namedItem("address.country"));
        control.replaceChildren(...[...country.options].map(({ value, text }) => new Option(text, value)));
      }
      // Of an address, not all has to be there.
      control.required = !control.name.includes(".") || issues.some(({ path }) => path.join(".") === control.name);
      if (control.required) control.closest(".field")?.querySelector(".optional")?.remove();
    }
    page.personFields = [...page.personFields, ...PERSON.flat().filter((name) => names.includes(name))];
  }
}

/**
 * Requires the fields that only the chosen type of applicant must have.
 *
 * @param {HTMLFormElement} form
 */
export function requireOfType(form) {
  const type = /** @type {HTMLInputElement | null} */ (form.querySelector("[name=type]:checked"))?.value;
  const controls = /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-required]"));
  for (const control of controls) control.toggleAttribute("required", control.dataset.required === type);
}
