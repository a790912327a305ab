/** The form: validated while it is filled in, submitted without leaving the web page, and never cleared. */

import { fieldTree } from "../../lib/form/applicant.js";
import type { Applicant } from "../../types/core.js";
import type { OnboardingClient } from "../../types/page-client.js";
import { isAccepted, submission } from "../submission.js";
import { phoneHint } from "../views/form.js";
import { message, messagesByControl } from "../views/issues.js";
import { needsLatin } from "../views/names.js";
import { preparationLists } from "../views/prepare.js";
import type { FieldIssue, FormSite, Preparations } from "../views/view.js";
import { addressRenderer, countryData } from "./address.js";
import { failureOf, turnsAway } from "./failure.js";
import { keptKey } from "./kept-key.js";
import { advise, clearSummary, controlOf, isMarked, mark, namesOf, notify, showSummary } from "./messages.js";
import type { Page } from "./page.js";
import { phoneRenderer } from "./phone.js";

type Verdict = { errors: Map<string, string>; warnings: Map<string, string> };

export function enhanceForm(form: HTMLFormElement, page: Page): void {
  const { texts, operation } = page;
  const button = form.querySelector<HTMLButtonElement>("button[data-submit]")!;
  const key = form.elements.namedItem("idempotencyKey") as HTMLInputElement;
  const country = controlOf(form, "address.country");
  const phone = controlOf(form, "phone") as HTMLInputElement;
  const place = form.querySelector<HTMLElement>("[data-address]")!;
  const latin = form.querySelector<HTMLFieldSetElement>("[data-latin]");
  const prepare = form.querySelector<HTMLElement>("[data-prepare]");
  const showAddress = addressRenderer(place);
  const kept = keptKey(page.base);
  key.value = kept.read() ?? key.value;
  const send = submission({ ...page.client, start }, key.value);
  const changed = new Set<string>();
  const left = new Set<string>();
  /** What the handler has refused although the rules accept it: the messages, and the values that they are about. */
  const refused = new Map<string, { message: string; value: unknown }>();
  let site: FormSite | undefined;
  /** The country whose file could not be loaded. */
  let missed: string | undefined;
  let check: () => Verdict | undefined = () => undefined;
  let e164: () => string | undefined = () => undefined;
  let sending = false;

  const number = phoneRenderer(phone, texts, () => {
    const verdict = check();
    const isValid = verdict && !verdict.errors.has(phone.name) && !verdict.warnings.has(phone.name);
    return { number: isValid ? e164() : undefined, callingCode: site?.country?.phone?.callingCode };
  });

  // Not awaited: a form that is submitted before the rules are loaded is validated by the server.
  import("./rules.js").then(begin).catch(() => {});

  /** Sends an applicant with a key that is then the form's as well: the browser may have to send it, or load it again. */
  function start(...[applicant, options]: Parameters<OnboardingClient["start"]>) {
    key.value = options?.idempotencyKey ?? key.value;
    kept.write(key.value);
    return page.client.start(applicant, options);
  }

  function begin({ rules, checker, ...module }: typeof import("./rules.js")) {
    const validated = checker(page);
    validated({}); // throws if WebAssembly is not available
    check = () => {
      const { own, ...known } = applicant();
      const { issues, warnings } = validated(known);
      // The handler knows states by their names. Without the list to choose from, a person can only type one.
      const canTell = ({ code }: FieldIssue) => code !== "state_not_code" || site?.country !== undefined;
      const errors = new Map([...byName(issues.filter(canTell)), ...missingOwn()]);
      return { errors, warnings: byName(warnings.filter(canTell)) };
    };
    e164 = () => module.e164(operation, applicant());
    site = { ...page, rules };
    number.show();
    showLatin();
    followCountry();
    form.dataset.validated = "here"; // from now on, and not only by the server
  }

  /** What was entered, as the handler reads it from a posted form. */
  function applicant(): Record<string, unknown> {
    const { idempotencyKey, ...entered } = fieldTree(new FormData(form));
    return entered;
  }

  function messageOf(issue: FieldIssue) {
    return message(issue, texts, (name) => (form.elements.namedItem(name) as HTMLElement | null)?.dataset?.label);
  }

  function byName(issues: readonly FieldIssue[]) {
    return messagesByControl(issues, namesOf(form), ({ message }) => message);
  }

  /** The application's own fields that are empty: the rules know nothing of them. */
  function missingOwn() {
    const controls = [...form.querySelectorAll<HTMLInputElement>('[name^="own."][required]')].filter(
      ({ validity }) => validity.valueMissing,
    );
    return controls.map(({ name }) => [name, messageOf({ code: "required", path: name.split("."), message: "" })] as const);
  }

  function followCountry() {
    if (!site || country.value === "") return;
    const chosen = country.value;
    if (chosen === place.dataset.country) return;
    site = { ...site, country: undefined };
    showAddress(site, chosen);
    update((name) => left.has(name));
    number.showLater();
    loadCountry(chosen);
  }

  async function loadCountry(chosen: string) {
    missed = undefined;
    const data = await countryData(page, chosen);
    if (!site || country.value !== chosen) return;
    showPreparation(data?.prepare);
    if (!data) {
      missed = chosen;
      return;
    }
    site = { ...site, country: data };
    showAddress(site, chosen);
    document.getElementById("phone-hint")!.textContent = phoneHint(site);
    update((name) => left.has(name));
    number.show();
  }

  /** Shows what to have at hand in the country. What is not known is not shown: it may be wrong there. */
  function showPreparation(all: Preparations | undefined) {
    if (!prepare) return;
    const before = prepare.textContent;
    prepare.hidden = !all;
    if (!all) return;
    prepare.innerHTML = String(preparationLists(all, texts));
    if (prepare.textContent !== before) page.announce(texts.prepare.changed);
  }

  /** Updates the messages of some of the fields. */
  function update(concerns: (name: string) => boolean) {
    const verdict = check();
    if (!verdict) return;
    for (const [name, { value }] of refused) if (enteredAt(name) !== value) refused.delete(name);
    for (const name of namesOf(form).filter(concerns)) {
      const control = controlOf(form, name);
      const error = verdict.errors.get(name) ?? refused.get(name)?.message;
      mark(control, error);
      advise(control, error === undefined ? verdict.warnings.get(name) : undefined);
    }
    if (verdict.errors.size === 0 && refused.size === 0) clearSummary();
  }

  function enteredAt(name: string) {
    return new FormData(form).get(name);
  }

  /** Shows all errors, and moves the focus to the first one. */
  function showErrors(messages: ReadonlyMap<string, string>) {
    for (const name of namesOf(form)) {
      left.add(name);
      mark(controlOf(form, name), messages.get(name));
    }
    showSummary(messages);
    const first = form.querySelector<HTMLElement>("[aria-invalid=true]") ?? document.getElementById("summary")!;
    first.focus();
  }

  /** Shows what the handler has refused. What has been corrected while it was sent is not wrong any more. */
  function showRefused(messages: ReadonlyMap<string, string>, sent: FormData) {
    const current = [...messages].filter(([name]) => sent.get(name) === enteredAt(name));
    for (const [name, message] of current) refused.set(name, { message, value: enteredAt(name) });
    if (current.length > 0) showErrors(new Map(current));
  }

  /** Asks for the name in Latin letters if it has others. What is hidden is not sent. */
  function showLatin() {
    if (latin && site) latin.hidden = latin.disabled = !needsLatin(site, applicant());
  }

  function requireBusinessFields() {
    const isBusiness = form.querySelector<HTMLInputElement>("[name=type]:checked")?.value === "business";
    for (const control of form.querySelectorAll("[data-only=business] :is(input, select):not([data-optional])"))
      control.toggleAttribute("required", isBusiness);
  }

  async function submit() {
    const before = button.textContent;
    const sent = new FormData(form);
    sending = true;
    refused.clear();
    button.textContent = texts.form.sending;
    notify(form, undefined);
    const { result: outcome } = await send(applicant() as unknown as Applicant);
    sending = false;
    // Who fills in the form after this begins anew.
    if (isAccepted(outcome) || (outcome.kind === "problem" && outcome.code === "conflict")) kept.remove();
    const restore = () => (button.textContent = before);
    if (outcome.kind === "link") return page.follow(outcome.kycUrl, restore);
    if (turnsAway(outcome)) return page.submitNatively(form, restore);
    restore();
    switch (outcome.kind) {
      case "verify_contact":
        return page.show(outcome);
      case "accept_terms":
        return page.accept(outcome.url);
      case "approved":
        return page.show({ kind: "status", status: "approved", nextAction: "none" });
      case "issues":
        return showRefused(messagesByControl(outcome.issues, namesOf(form), messageOf), sent);
      case "problem":
        if (outcome.status !== 422) button.textContent = texts.form.again;
        return notify(form, failureOf(outcome, texts));
    }
  }

  form.addEventListener("input", ({ target }) => {
    const { name } = target as HTMLInputElement;
    changed.add(name);
    if (name === "type") {
      requireBusinessFields();
      if (prepare && !prepare.hidden) page.announce(texts.prepare.changed);
    }
    showLatin();
    if (name === country.name) followCountry();
    if (name === phone.name) number.showLater();
    // While a person types, messages only change or disappear.
    update((name) => isMarked(form, name));
  });

  // What could not be loaded may be there now. Not with each letter: that would be many requests.
  form.addEventListener("change", () => {
    if (missed !== undefined && missed === country.value) loadCountry(missed);
  });

  // A field that is left without a change gets no message.
  form.addEventListener("focusout", ({ target, relatedTarget }) => {
    const { name } = target as HTMLInputElement;
    if (changed.has(name)) left.add(name);
    // A message that appears now would move the button that is being pressed; submitting validates everything anyway.
    if (relatedTarget === button) return;
    update((name) => left.has(name));
    if (name === phone.name) number.show();
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (sending) return;
    showLatin();
    const errors = check()?.errors;
    if (errors?.size) return showErrors(errors);
    clearSummary();
    number.show();
    submit();
  });

  // A browser that returns to this page may restore what was typed.
  window.addEventListener("pageshow", () => {
    requireBusinessFields();
    showLatin();
    followCountry();
  });
}
