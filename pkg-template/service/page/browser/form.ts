// The form: validated while it is filled in, submitted without leaving the web page, and never cleared.

import type { Applicant } from "../../../module/applicant.ts";
import { fieldTree } from "../../../module/form/applicant.ts";
import type { OnboardingClient } from "../client-types.ts";
import { isAccepted, submission } from "../submission.ts";
import { phoneHint } from "../views/form.ts";
import { needsLatin } from "../views/names.ts";
import { stateCode } from "../views/states.ts";
import type { FormSite } from "../views/view.js";
import { addressRenderer, countryData } from "./address.ts";
import { askFor, requireInCountry, requireOfType } from "./ask-for.ts";
import { keepContacts } from "./contact.ts";
import { enteredIn, isMissing } from "./entered.ts";
import { failureOf, turnsAway } from "./failure.ts";
import { elementIn } from "./markup.ts";
import { advise, clearSummary, controlOf, controlsOf, followSummary, isMarked, mark, namesOf, notify, showSummary } from "./messages.ts";
import type { Page } from "./page.js";
import { phoneRenderer } from "./phone.ts";
import { showPreparation } from "./preparation.ts";
import type { Steps } from "./steps.ts";
import { stepsOf } from "./steps.ts";
import { storedKey } from "./stored-key.ts";
import { messagesOf, verdictOf } from "./verdict.ts";

type Rules = typeof import("./rules.ts");

export function enhanceForm(form: HTMLFormElement, page: Page) {
  const enhanced = new EnhancedForm(form, page);
  // Not awaited: a form that is submitted before the rules are loaded is validated by the server.
  import("./rules.ts").then((module) => enhanced.begin(module)).catch(() => {}); // such as where WebAssembly is not available
  enhanced.listen();
}

class EnhancedForm {
  #form;
  #page;
  #texts;
  #controls;
  #number;
  #stored;
  #send;
  #showAddress;
  #changed: Set<string> = new Set();
  #left: Set<string> = new Set();
  /** What the handler has refused although the rules accept it: the messages, and the values that they are about. */
  #refused: Map<string, { message: string; value: unknown }> = new Map();
  #site: FormSite | undefined;
  /** The country whose file could not be loaded. */
  #missed: string | undefined;
  #validate: ReturnType<Rules["checker"]> | undefined;
  #e164: () => string | undefined = () => undefined;
  #isSending = false;
  /** `undefined` if the form is one page. */
  #steps: Steps | undefined;
  /** The text of the button that sends the form. */
  #submitText;

  constructor(form: HTMLFormElement, page: Page) {
    this.#form = form;
    this.#page = page;
    this.#texts = page.texts;
    this.#controls = controlsOf(form);
    const { key, phone, place } = this.#controls;
    this.#showAddress = place && addressRenderer(place, (text) => this.#stateCode(text));
    this.#stored = storedKey(page.base);
    key.value = this.#stored.read() ?? key.value;
    this.#send = submission({ ...page.client, start: (...given) => this.#start(...given) }, key.value);
    this.#number = phone && phoneRenderer(phone, page.texts, () => this.#enteredNumber(phone));
    this.#submitText = this.#controls.button.textContent;
    requireOfType(form);
    this.#steps = stepsOf(form, page, (name) => this.#check()?.errors.has(name) ?? isMissing(form, name));
  }

  async begin({ rules, checker, ready, ...module }: Rules) {
    const page = this.#page;
    await ready();
    page.operation = await module.operationOf(page.operation);
    this.#validate = checker(page);
    this.#e164 = () => module.e164(page.operation, this.#applicant());
    this.#site = { ...page, rules };
    requireInCountry(this.#form, this.#site);
    this.#number?.show();
    this.#showLatin();
    this.#followCountry();
    this.#form.dataset.validated = "here"; // from now on, and not only by the server
  }

  listen() {
    const form = this.#form;
    followSummary();
    form.addEventListener("input", ({ target }) => this.#onInput(target as HTMLInputElement));

    // What could not be loaded may be there now. Not with each letter: that would be many requests.
    form.addEventListener("change", () => {
      if (this.#missed !== undefined && this.#missed === this.#controls.country?.value) this.#loadCountry(this.#missed);
    });

    // A field that is left without a change gets no message.
    form.addEventListener("focusout", ({ target, relatedTarget }) => {
      const { name } = target as HTMLInputElement;
      if (this.#changed.has(name)) this.#left.add(name);
      // A message that appears now would move the button that is being pressed; submitting validates everything anyway.
      if (relatedTarget === this.#controls.button) return;
      this.#update((name) => this.#left.has(name));
      if (name === this.#controls.phone?.name) this.#number?.show();
    });

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const goesOn = this.#steps?.isLast() === false;
      if (this.#isSending && !goesOn) return;
      this.#showLatin();
      const errors = this.#check()?.errors;
      const concerned = goesOn ? this.#namesHere() : ["", ...namesOf(form)];
      if (errors && concerned.some((name) => errors.has(name))) return this.#showErrors(errors, concerned);
      clearSummary();
      this.#number?.show();
      if (goesOn) this.#steps?.next();
      else this.#submit();
    });

    // A browser that returns to this page may restore what was typed.
    window.addEventListener("pageshow", () => {
      requireOfType(form);
      this.#showLatin();
      this.#followCountry();
    });
  }

  #onInput({ name }: HTMLInputElement) {
    this.#changed.add(name);
    if (name === "type") {
      requireOfType(this.#form);
      if (this.#controls.prepare && !this.#controls.prepare.hidden) this.#page.announce(this.#texts.prepare.changed);
      this.#steps?.update();
    }
    this.#showLatin();
    if (name.endsWith(".country") && this.#site) requireInCountry(this.#form, this.#site);
    if (name === this.#controls.country?.name) this.#followCountry();
    if (name === this.#controls.phone?.name) this.#number?.showLater();
    // While a person types, messages only change or disappear.
    this.#update((name) => isMarked(this.#form, name));
  }

  /** Returns what is wrong with what was entered; `undefined` before the rules are loaded. */
  #check() {
    const { own, agreements, needsCookie, ...known } = this.#applicant();
    return this.#validate && verdictOf(this.#form, this.#texts, this.#validate(known), this.#site?.country !== undefined);
  }

  #enteredNumber({ name }: HTMLInputElement) {
    const verdict = this.#check();
    const isValid = verdict && !verdict.errors.has(name) && !verdict.warnings.has(name);
    return { number: isValid ? this.#e164() : undefined, callingCode: this.#site?.country?.phone?.callingCode };
  }

  /** What was entered for this type of applicant, as the handler reads it from a posted form. */
  #applicant(): Record<string, unknown> {
    const { idempotencyKey, ...entered } = fieldTree(enteredIn(this.#form));
    return entered;
  }

  #followCountry() {
    const country = this.#controls.country;
    if (!this.#site || !country || !this.#controls.place || country.value === "") return;
    const chosen = country.value;
    if (chosen === this.#controls.place.dataset.country) return;
    this.#steps?.update();
    this.#site = { ...this.#site, country: undefined };
    this.#showFields(this.#site, chosen);
    this.#number?.showLater();
    this.#loadCountry(chosen);
  }

  async #loadCountry(chosen: string) {
    this.#missed = undefined;
    const data = await countryData(this.#page, chosen);
    if (!this.#site || this.#controls.country?.value !== chosen) return;
    if (this.#controls.prepare) showPreparation(this.#controls.prepare, data?.prepare, this.#page);
    if (!data) {
      this.#missed = chosen;
      return;
    }
    this.#site = { ...this.#site, country: data };
    const hint = document.getElementById("phone-hint");
    if (hint) hint.textContent = phoneHint(this.#site);
    this.#showFields(this.#site, chosen);
    this.#number?.show();
  }

  /** Returns the code of a state in any spelling that the handler reads. */
  async #stateCode(text: string) {
    const [site, chosen] = [this.#site, this.#controls.country?.value];
    if (!site || !chosen) return undefined;
    const country = site.country ?? (await countryData(this.#page, chosen));
    return country && stateCode({ ...site, country }, chosen, text);
  }

  #showFields(site: FormSite, chosen: string) {
    this.#showAddress?.(site, chosen);
    requireOfType(this.#form);
    this.#update((name) => this.#left.has(name));
  }

  /** Updates the messages of some of the fields. */
  #update(concerns: (name: string) => boolean) {
    const [form, refused] = [this.#form, this.#refused];
    const verdict = this.#check();
    if (!verdict) return;
    for (const [name, { value }] of refused) if (this.#enteredAt(name) !== value) refused.delete(name);
    for (const name of namesOf(form).filter(concerns)) {
      const control = controlOf(form, name);
      const error = verdict.errors.get(name) ?? refused.get(name)?.message;
      mark(control, error);
      advise(control, error === undefined ? verdict.warnings.get(name) : undefined);
    }
    const here = ["", ...this.#namesHere()];
    if (!here.some((name) => verdict.errors.has(name) || refused.has(name))) clearSummary();
  }

  /** The names of the fields in the step that is shown, or in the whole form. */
  #namesHere() {
    return namesOf(this.#form).filter((name) => this.#steps?.has(name) ?? true);
  }

  #enteredAt(name: string) {
    return new FormData(this.#form).get(name);
  }

  /** Shows the errors of these fields, and moves the focus to the first one. Only those of its step are listed. */
  #showErrors(messages: ReadonlyMap<string, string>, concerned: readonly string[]) {
    const names = concerned.filter(Boolean);
    for (const name of names) {
      this.#left.add(name);
      mark(controlOf(this.#form, name), messages.get(name));
    }
    const wrong = names.find((name) => messages.has(name));
    const first = wrong === undefined ? elementIn(document, "#summary") : controlOf(this.#form, wrong);
    if (wrong !== undefined) this.#steps?.open(first);
    const here = ["", ...this.#namesHere()];
    showSummary(new Map([...messages].filter(([name]) => here.includes(name))));
    first.focus();
  }

  /** Shows what the handler has refused. What has been corrected while it was sent is not wrong any more. */
  #showRefused(messages: ReadonlyMap<string, string>, sent: FormData) {
    // A field that the form did not ask for was not sent.
    const current = [...messages].filter(([name]) => (sent.get(name) ?? "") === (this.#enteredAt(name) ?? ""));
    for (const [name, message] of current) this.#refused.set(name, { message, value: this.#enteredAt(name) });
    if (current.length > 0) this.#showErrors(new Map(current), namesOf(this.#form));
  }

  /** Asks for the name in Latin letters if it has others. What is hidden is not sent. */
  #showLatin() {
    const [latin, site] = [this.#controls.latin, this.#site];
    if (latin && site) latin.hidden = latin.disabled = latin.dataset.latin !== "asked" && !needsLatin(site, this.#applicant());
  }

  /**
   * Sends an applicant with a key that is then the form's as well: the browser may have to send it, or load it again.
   */
  #start(...[applicant, options]: Parameters<OnboardingClient["start"]>) {
    this.#controls.key.value = options?.idempotencyKey ?? this.#controls.key.value;
    this.#stored.write(this.#controls.key.value);
    return this.#page.client.start(applicant, options);
  }

  async #submit() {
    const form = this.#form;
    const sent = new FormData(form);
    this.#isSending = true;
    this.#refused.clear();
    this.#say(this.#texts.form.sending);
    notify(form, undefined);
    const { result: outcome } = await this.#send(this.#applicant() as unknown as Applicant);
    if (isAccepted(outcome)) await this.#steps?.leave();
    this.#isSending = false;
    // Who fills in the form after this begins anew.
    if (isAccepted(outcome) || (outcome.kind === "problem" && outcome.code === "conflict")) this.#stored.remove();
    const restore = () => this.#say(this.#submitText);
    if (outcome.kind === "link") return this.#page.follow(outcome, restore);
    if (outcome.kind === "problem" && turnsAway(outcome)) return this.#page.submitNatively(form, restore);
    restore();
    return this.#goOn(outcome, sent, restore);
  }

  /** Sets the text of the button that sends the form; meanwhile the person may have gone back to another step. */
  #say(text: string) {
    if (this.#steps) this.#steps.say(text);
    else this.#controls.button.textContent = text;
  }

  #goOn(
    outcome: Exclude<Awaited<ReturnType<ReturnType<typeof submission>>>["result"], { kind: "link" }>,
    sent: FormData,
    restore: () => void,
  ) {
    const [form, page] = [this.#form, this.#page];
    if (isAccepted(outcome)) keepContacts(sent, page);
    switch (outcome.kind) {
      case "verify_contact":
      case "status":
        return page.show(outcome);
      case "accept_terms":
        return page.accept(outcome.url);
      case "approved":
        return page.show({ kind: "status", status: "approved", nextAction: "none" });
      case "issues":
        // A document has a new version, which only the server can show.
        if (outcome.issues.some(({ path }) => path[0] === "agreements")) return page.submitNatively(form, restore);
        askFor(form, page, outcome.issues);
        this.#steps?.update();
        return this.#showRefused(messagesOf(form, this.#texts, outcome.issues), sent);
      case "problem":
        if (outcome.status !== 422) this.#say(this.#texts.form.again);
        return notify(form, failureOf(outcome, this.#texts));
    }
  }
}
