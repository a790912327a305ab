// Shows one step of the form at a time. An entry of the browser's history has the numbers of two steps, and nothing else.

import { fill } from "../../../module/fill.ts";
import { elementIn } from "./markup.ts";
import { controlOf, markedIn, namesOf, notify, showSummary } from "./messages.ts";
import type { Page } from "./page.js";

/** The state of an entry in the history: the step that it shows, and the one before it, if that is the entry before. */
interface Entry {
  step: number;
  from?: number;
}

/**
 * Returns the steps of a form; `undefined` if it is one page. That is so, too, if this script comes late: the style has
 * shown all fields by then, and the person may have filled in any of them.
 *
 * @param isWrong whether what was entered into a control is not valid, as far as that is known
 */
export function stepsOf(form: HTMLFormElement, page: Page, isWrong: (name: string) => boolean): Steps | undefined {
  const sections = [...form.querySelectorAll<HTMLElement>("[data-step]")];
  if (sections.some((section) => getComputedStyle(section).visibility === "hidden")) return new Steps(form, page, sections, isWrong);
  delete form.dataset.steps;
  return undefined;
}

export type { Steps };

class Steps {
  #form;
  #page;
  #sections;
  #isWrong;
  #current: HTMLElement;
  #last;
  #back;
  #button;
  #labels;
  /** Whether the browser is on its way to the entry before. */
  #leaves = false;

  constructor(form: HTMLFormElement, page: Page, sections: HTMLElement[], isWrong: (name: string) => boolean) {
    this.#form = form;
    this.#page = page;
    this.#sections = sections;
    this.#isWrong = isWrong;
    this.#last = elementIn(form, "[data-last]");
    this.#back = elementIn<HTMLButtonElement>(form, "[data-back]");
    this.#button = elementIn<HTMLButtonElement>(form, "[data-submit]");
    this.#labels = { next: page.texts.form.next, submit: this.#button.textContent, title: document.title };
    const open = sections.findIndex((section) => section.hasAttribute("data-open"));
    this.#current = this.#askedUpTo(open);
    form.dataset.steps = "shown";
    this.#back.addEventListener("click", () => this.#goBack());
    window.addEventListener("popstate", ({ state }) => this.#follow(state));
    this.#note({ step: this.#index() }, "replaceState");
    this.#show(this.#current);
    this.#trimSummary();
  }

  /** Whether a control belongs to the step that is shown. */
  has(name: string) {
    return this.#sectionOf(controlOf(this.#form, name)) === this.#current;
  }

  isLast() {
    return this.#asked().at(-1) === this.#current;
  }

  next() {
    const asked = this.#asked();
    this.#push(asked[asked.indexOf(this.#current) + 1]);
    this.#arrive();
  }

  /** Shows the step of a control, if it is another one. */
  open(control: HTMLElement) {
    const section = this.#sectionOf(control);
    if (section !== this.#current) this.#push(section);
  }

  /** Updates what depends on the steps that this person takes: they are others for a business, or after a refusal. */
  update() {
    const asked = this.#asked();
    const at = asked.indexOf(this.#current);
    const isLast = at === asked.length - 1;
    const number = elementIn(document, "#progress");
    number.textContent = asked.length > 1 ? fill(this.#page.texts.form.step, { step: at + 1, steps: asked.length }) : "";
    this.#back.hidden = at <= 0;
    this.#last.hidden = !isLast;
    this.#button.textContent = isLast ? this.#labels.submit : this.#labels.next;
    elementIn(document, "[data-intro]").hidden = at > 0;
    document.title = at <= 0 ? this.#labels.title : `${this.#heading().textContent} – ${this.#labels.title}`;
    const chosen = this.#form.querySelector<HTMLElement>("[data-chosen]");
    const country = this.#form.querySelector<HTMLSelectElement>('[name="address.country"]');
    if (!chosen || !country) return;
    elementIn(chosen, "b").textContent = country.selectedOptions[0].text;
    chosen.hidden = country.value === "";
  }

  /** The steps that have something for this type of applicant, in their order. */
  #asked() {
    const type = this.#form.querySelector<HTMLInputElement>("[name=type]:checked")?.value;
    const isAsked = (element: Element) =>
      !element.closest("[data-step] [hidden]") && !(type && element.closest(`[data-only]:not([data-only="${type}"])`));
    return this.#sections.filter((section) =>
      [...section.querySelectorAll(":is(input, select, [data-prepare])")].some((element) => isAsked(element)),
    );
  }

  /** The last step up to this place that has something for this person, or else the first one. */
  #askedUpTo(at: number) {
    const asked = this.#asked();
    return asked.filter((section) => this.#index(section) <= at).at(-1) ?? asked[0] ?? this.#sections[0];
  }

  #index(section = this.#current) {
    return this.#sections.indexOf(section);
  }

  /** The step of a control. What belongs to none stands in the last one. */
  #sectionOf(control: HTMLElement) {
    return control.closest<HTMLElement>("[data-step]") ?? (this.#asked().at(-1) as HTMLElement);
  }

  /** The heading of the step. The first one has that of the web page. */
  #heading() {
    const headings = this.#index() === 0 ? [] : [...this.#current.querySelectorAll("h2")];
    return headings.find((heading) => heading.getClientRects().length > 0) ?? elementIn(document, "main h1");
  }

  #push(section: HTMLElement) {
    this.#note({ step: this.#index(section), from: this.#index() }, "pushState");
    this.#show(section);
  }

  #note(entry: Entry, how: "pushState" | "replaceState") {
    history[how](entry, "");
  }

  #show(section: HTMLElement) {
    this.#current = section;
    for (const one of this.#sections) one.hidden = one !== section;
    this.update();
    this.#page.markChanged();
  }

  /** Moves the focus to what a person should see first: what is wrong with the step, or else its heading. */
  #arrive() {
    notify(this.#form, undefined);
    const marked = markedIn(
      this.#form,
      namesOf(this.#form).filter((name) => this.has(name)),
    );
    showSummary(marked);
    const [first] = marked.keys();
    const target = first === undefined ? this.#heading() : controlOf(this.#form, first);
    if (first === undefined) {
      target.tabIndex = -1;
      target.setAttribute("aria-describedby", "progress");
    }
    target.focus();
  }

  /** By the browser's own history, where the entry before is the step before. */
  #goBack() {
    if (this.#leaves) return;
    const asked = this.#asked();
    const before = asked[asked.indexOf(this.#current) - 1];
    if (!before) return;
    const { from }: Partial<Entry> = history.state ?? {};
    if (from === this.#index(before)) {
      this.#leaves = true;
      return history.back();
    }
    this.#note({ step: this.#index(before) }, "replaceState");
    this.#show(before);
    this.#arrive();
  }

  /**
   * Shows the step of an entry in the history, but none beyond one that is not filled in: after a reload the form is
   * empty, and the entries are still there. A link of the summary makes an entry without a step.
   */
  #follow(state: Partial<Entry> | null) {
    this.#leaves = false;
    if (!this.#form.isConnected || typeof state?.step !== "number") return;
    const wrong = namesOf(this.#form).find(this.#isWrong);
    const first = wrong === undefined ? this.#sections.length : this.#index(this.#sectionOf(controlOf(this.#form, wrong)));
    const section = this.#askedUpTo(Math.min(state.step, first));
    if (section === this.#current) return;
    this.#show(section);
    this.#arrive();
  }

  /** A summary that the server has made has the errors of all steps. */
  #trimSummary() {
    for (const link of document.querySelectorAll<HTMLAnchorElement>("#summary a")) {
      const control = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (control && this.#sectionOf(control) !== this.#current) link.parentElement?.remove();
    }
  }
}
