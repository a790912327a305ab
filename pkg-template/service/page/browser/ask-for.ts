// Fields that not every applicant must fill in: those of one type of applicant, and those that a refusal has named.

import { isRequiredIn } from "../views/form.ts";
import { isLatinRefused, PERSON } from "../views/names.ts";
import type { FieldIssue, FormSite } from "../views/view.js";
import { elementIn } from "./markup.ts";
import type { Page } from "./page.js";

/** Asks for the fields that the handler has refused, and requires them from now on. */
export function askFor(form: HTMLFormElement, page: Page, issues: readonly FieldIssue[]) {
  const latin = form.querySelector<HTMLFieldSetElement>("[data-latin]");
  if (latin && isLatinRefused(issues)) {
    latin.dataset.latin = "asked";
    latin.hidden = latin.disabled = false;
  }
  for (const { code, path } of issues) {
    const control = form.querySelector<HTMLInputElement>(`[name="${CSS.escape(path.join("."))}"]`);
    if (code === "required" && control) require(control, true);
  }
  const groups = form.querySelectorAll<HTMLElement>("[data-unasked]");
  for (const group of groups) {
    const names = (group.dataset.unasked ?? "").split(" ");
    if (!issues.some(({ path }) => names.some((name) => `${name}.`.startsWith(`${path.join(".")}.`)))) continue;
    delete group.dataset.unasked;
    group.hidden = false;
    const fieldset = group.closest("fieldset");
    if (fieldset) fieldset.hidden = false;
    const controls = group.querySelectorAll<HTMLInputElement>("input, select");
    for (const control of controls) {
      control.disabled = false;
      // Its countries are those of the address: they are in the page once.
      if (control.matches("select:empty")) {
        const country = elementIn<HTMLSelectElement>(form, '[name="address.country"]');
        control.replaceChildren(...[...country.options].map(({ value, text }) => new Option(text, value)));
      }
      // Of an address, not all has to be there, nor of a name.
      control.required = issues.some(({ path }) => path.join(".") === control.name);
      if (control.required) control.closest(".field")?.querySelector(".optional")?.remove();
    }
    page.personFields = [...page.personFields, ...PERSON.flat().filter((name) => names.includes(name))];
  }
}

/** Requires a control, or makes it optional: with the mark of its label. */
function require(control: HTMLInputElement, isRequired: boolean) {
  control.required = isRequired;
  const optional = control.closest(".field")?.querySelector<HTMLElement>(".optional");
  if (optional) optional.hidden = isRequired;
}

/** Requires the fields that the provider requires in the chosen country. */
export function requireInCountry(form: HTMLFormElement, site: FormSite) {
  const values = Object.fromEntries(new FormData(form));
  for (const control of form.querySelectorAll<HTMLInputElement>("[data-by-country]")) {
    const isRequired = isRequiredIn(site, control.name, values);
    require(control, isRequired);
    control.toggleAttribute("data-required", false);
    if (isRequired) control.dataset.required = "business";
  }
  requireOfType(form);
}

/** Requires the fields that only the chosen type of applicant must have. */
export function requireOfType(form: HTMLFormElement) {
  const type = form.querySelector<HTMLInputElement>("[name=type]:checked")?.value;
  const controls = form.querySelectorAll<HTMLElement>("[data-required]");
  for (const control of controls) control.toggleAttribute("required", control.dataset.required === type);
}
