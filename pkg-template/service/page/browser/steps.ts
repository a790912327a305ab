// Shows one step of the form at a time. An entry of the browser's history has the numbers of steps, and nothing else.

import { fill } from "../../../module/fill.ts";
import { isOfType } from "./entered.ts";
import { elementIn } from "./markup.ts";
import { clearSummary, controlOf, mark, markedIn, namesOf, notify, showSummary } from "./messages.ts";
import type { Page } from "./page.js";

/** The state of an entry in the history: the steps of the form's entries from the first to this one. */
interface Entry {
  steps: number[];
}

/** How long the browser may take to another entry of its history. */
const LEAVING_MS = 1000;
/** What a person fills in: neither chosen in advance nor unseen. */
const FILLED_IN = "input:not([type=radio], [type=checkbox], [type=hidden])" as "input";

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
  /** Whether the document is the response to a post: a new entry would be that of a GET, which cannot be reloaded. */
  #isPosted;
  /** The steps of the entries, as in {@link Entry}. */
  #trail: number[] = [];
  /** Whether the browser is on its way to the entry before. */
  #leaves = false;
  /** Is called when the browser has come to the first entry, on the way to what follows the form. */
  #arrived: (() => void) | undefined;

  constructor(form: HTMLFormElement, page: Page, sections: HTMLElement[], isWrong: (name: string) => boolean) {
    this.#form = form;
    this.#page = page;
    this.#sections = sections;
    this.#isWrong = isWrong;
    this.#last = elementIn(form, "[data-last]");
    this.#back = elementIn<HTMLButtonElement>(form, "[data-back]");
    this.#button = elementIn<HTMLButtonElement>(form, "[data-submit]");
    this.#labels = { next: page.texts.form.next, submit: this.#button.textContent, title: document.title };
    this.#isPosted = location.pathname === `${page.base}/links`;
    this.#current = this.#askedUpTo(sections.findIndex((section) => section.hasAttribute("data-open")));
    form.dataset.steps = "shown";
    this.#back.addEventListener("click", () => this.#goBack());
    window.addEventListener("popstate", ({ state }) => this.#follow(state));
    this.#begin();
    this.#show(this.#current);
    this.#trimSummary();
  }

  /** Goes on in the step of the entry, with what the browser has restored; after a reload the form is empty, and begins anew. */
  #begin() {
    const noted = this.#isPosted ? undefined : stepsIn(history.state);
    const wanted = noted?.at(-1);
    if (noted && wanted !== undefined && wanted <= this.#firstWrong()) {
      this.#trail = noted;
      this.#current = this.#askedUpTo(wanted);
    } else if (noted && noted.length > 1) {
      this.#trail = noted;
      history.go(1 - noted.length);
    } else this.#note([this.#index()], "replaceState");
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

  /** Leads to the form's first entry in the history: Back from what follows need not be pressed for each step. */
  async leave() {
    const { length } = this.#trail;
    if (this.#isPosted || length === 1) return;
    await new Promise<void>((resolve) => {
      this.#arrived = resolve;
      history.go(1 - length);
      setTimeout(resolve, LEAVING_MS);
    });
  }

  /** Sets the text of the button that sends the form. */
  say(text: string) {
    this.#labels.submit = text;
    this.update();
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
    elementIn(chosen, "b").textContent = country.selectedOptions[0]?.text ?? "";
    chosen.hidden = country.value === "";
  }

  /** The steps that have something for this type of applicant, in their order. */
  #asked() {
    const isAsked = (element: Element) => !element.closest("[data-step] [hidden]") && isOfType(this.#form, element);
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
    this.#note([...this.#trail, this.#index(section)], "pushState");
    this.#show(section);
  }

  #note(steps: number[], how: "pushState" | "replaceState") {
    this.#trail = steps;
    if (this.#isPosted) return;
    // The browser would scroll away from what has the focus.
    history.scrollRestoration = "manual";
    history[how]({ steps } satisfies Entry, "");
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
    if (!this.#isPosted && this.#trail.at(-2) === this.#index(before)) {
      this.#leaves = true;
      return history.back();
    }
    this.#note([...this.#trail.slice(0, -1), this.#index(before)], "replaceState");
    this.#show(before);
    this.#arrive();
  }

  /** Shows the step of an entry in the history. Forward leads to none beyond one that is not filled in. */
  #follow(state: Partial<Entry> | null) {
    const isOnWay = this.#leaves;
    this.#leaves = false;
    if (!this.#form.isConnected) return;
    const steps = stepsIn(state);
    // An entry of another script, such as that of a link within the document.
    if (!steps) return isOnWay ? this.#goBack() : undefined;
    const arrived = this.#arrived;
    this.#arrived = undefined;
    if (arrived) {
      // The step stays as it is until what follows is shown.
      this.#note([this.#index()], "replaceState");
      return arrived();
    }
    const [wanted, way] = [steps[steps.length - 1], steps.length - this.#trail.length];
    if (way > 0 && wanted > this.#firstWrong()) return history.go(-way);
    this.#trail = steps;
    const section = this.#askedUpTo(wanted);
    if (section !== this.#current) {
      this.#show(section);
      this.#arrive();
      // Such as a step that another type of applicant had.
    } else if (way < 0 && steps.length > 1) history.back();
  }

  /** The first step in which something is missing or wrong. */
  #firstWrong() {
    const wrong = namesOf(this.#form).find((name) => this.#isWrong(name));
    return wrong === undefined ? this.#sections.length : this.#index(this.#sectionOf(controlOf(this.#form, wrong)));
  }

  /**
   * A summary that the server has made has the errors of all steps. Who has pressed the button before this script came has
   * seen the first step alone, so that nothing is missing in the others yet.
   */
  #trimSummary() {
    const [, ...others] = this.#sections;
    const isUnseen = others.every((section) => [...section.querySelectorAll(FILLED_IN)].every(({ value }) => value === ""));
    for (const link of document.querySelectorAll<HTMLAnchorElement>("#summary a")) {
      const control = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      const section = control && this.#sectionOf(control);
      const isForgotten = isUnseen && section !== this.#sections[0];
      if (control && isForgotten) mark(control, undefined);
      if (control && (isForgotten || section !== this.#current)) link.parentElement?.remove();
    }
    if (!document.querySelector("#summary li")) clearSummary();
  }
}

/** Returns the steps of an entry in the history, if it is one of the form. */
function stepsIn(state: Partial<Entry> | null): number[] | undefined {
  const steps = state?.steps;
  return Array.isArray(steps) && steps.length > 0 && steps.every(Number.isInteger) ? steps : undefined;
}
