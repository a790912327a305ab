// The form: validated while it is filled in, submitted without leaving the web page, and never cleared.

import { fieldTree } from "../../../module/form/applicant.js";
import { isAccepted, submission } from "../submission.js";
import { phoneHint } from "../views/form.js";
import { message, messagesByControl } from "../views/issues.js";
import { needsLatin } from "../views/names.js";
import { UNLISTED } from "../views/states.js";
import { addressRenderer, countryData, isUnlisted } from "./address.js";
import { askFor, requireOfType } from "./ask-for.js";
import { failureOf, turnsAway } from "./failure.js";
import { advise, clearSummary, controlOf, emptyOwn, isMarked, mark, namesOf, notify, showSummary } from "./messages.js";
import { phoneRenderer } from "./phone.js";
import { showPreparation } from "./preparation.js";
import { storedKey } from "./stored-key.js";

/**
 * @import { Applicant } from "../../../types/core.js"
 * @import { OnboardingClient } from "../../../types/page-client.js"
 * @import { FieldIssue, FormSite } from "../views/view.js"
 * @import { Page } from "./page.js"
 * @typedef {{ errors: Map<string, string>, warnings: Map<string, string> }} Verdict
 */

/**
 * @param {HTMLFormElement} form
 * @param {Page} page
 */
export function enhanceForm(form, page) {
  const { texts } = page;
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button[data-submit]"));
  const key = /** @type {HTMLInputElement} */ (form.elements.namedItem("idempotencyKey"));
  // A provider of one's own may ask for neither a phone number nor an address.
  const country = /** @type {ReturnType<typeof controlOf> | null} */ (controlOf(form, "address.country"));
  const phone = /** @type {HTMLInputElement | null} */ (controlOf(form, "phone"));
  const place = /** @type {HTMLElement | null} */ (form.querySelector("[data-address]"));
  const latin = /** @type {HTMLFieldSetElement | null} */ (form.querySelector("[data-latin]"));
  const prepare = /** @type {HTMLElement | null} */ (form.querySelector("[data-prepare]"));
  const showAddress = place && addressRenderer(place);
  const stored = storedKey(page.base);
  key.value = stored.read() ?? key.value;
  const send = submission({ ...page.client, start }, key.value);
  /** @type {Set<string>} */
  const changed = new Set();
  /** @type {Set<string>} */
  const left = new Set();
  /**
   * What the handler has refused although the rules accept it: the messages, and the values that they are about.
   *
   * @type {Map<string, { message: string, value: unknown }>}
   */
  const refused = new Map();
  /** @type {FormSite | undefined} */
  let site;
  /** The country whose file could not be loaded. @type {string | undefined} */
  let missed;
  /** @type {() => Verdict | undefined} */
  let check = () => undefined;
  /** @type {() => string | undefined} */
  let e164 = () => undefined;
  let sending = false;

  const number =
    phone &&
    phoneRenderer(phone, texts, () => {
      const verdict = check();
      const isValid = verdict && !verdict.errors.has(phone.name) && !verdict.warnings.has(phone.name);
      return { number: isValid ? e164() : undefined, callingCode: site?.country?.phone?.callingCode };
    });

  // Not awaited: a form that is submitted before the rules are loaded is validated by the server.
  import("./rules.js").then(begin).catch(() => {}); // such as where WebAssembly is not available

  /**
   * Sends an applicant with a key that is then the form's as well: the browser may have to send it, or load it again.
   *
   * @param {Parameters<OnboardingClient["start"]>} args
   */
  function start(...[applicant, options]) {
    key.value = options?.idempotencyKey ?? key.value;
    stored.write(key.value);
    return page.client.start(applicant, options);
  }

  /** @param {typeof import("./rules.js")} module */
  async function begin({ rules, checker, ready, ...module }) {
    await ready();
    page.operation = await module.operationOf(page.operation);
    const validated = checker(page);
    check = () => {
      const { own, agreements, ...known } = applicant();
      const { issues, warnings } = validated(known);
      // The handler knows states by their names. Without the list to choose from, a person can only type one.
      /** @param {FieldIssue} issue */
      const canTell = ({ code }) => code !== "state_not_code" || site?.country !== undefined;
      const errors = new Map([...byName(issues.filter(canTell)), ...missingOwn()]);
      const found = byName(warnings.filter(canTell));
      const state = controlOf(form, "address.state");
      if (state && isUnlisted(state) && !found.has(state.name)) found.set(state.name, messageOf(UNLISTED));
      return { errors, warnings: found };
    };
    e164 = () => module.e164(page.operation, applicant());
    site = { ...page, rules };
    number?.show();
    showLatin();
    followCountry();
    form.dataset.validated = "here"; // from now on, and not only by the server
  }

  /**
   * What was entered, as the handler reads it from a posted form.
   *
   * @returns {Record<string, unknown>}
   */
  function applicant() {
    const { idempotencyKey, ...entered } = fieldTree(new FormData(form));
    return entered;
  }

  /** @param {FieldIssue} issue @param {string} [name] that of its control; empty if there is none */
  function messageOf(issue, name) {
    const label = (/** @type {string} */ own) => /** @type {HTMLElement | null} */ (form.elements.namedItem(own))?.dataset?.label;
    return name === "" ? texts.failures.refused : message(issue, texts, label);
  }

  /** @param {readonly FieldIssue[]} issues */
  function byName(issues) {
    return messagesByControl(issues, namesOf(form), ({ message }) => message);
  }

  /** The application's own fields and the agreements that are missing: the rules know nothing of them. */
  function missingOwn() {
    const required = (/** @type {string} */ name) => messageOf({ code: "required", path: name.split("."), params: {}, message: "" });
    return emptyOwn(form).map((name) => /** @type {const} */ ([name, required(name)]));
  }

  function followCountry() {
    if (!site || !country || !place || country.value === "") return;
    const chosen = country.value;
    if (chosen === place.dataset.country) return;
    site = { ...site, country: undefined };
    showFields(chosen);
    number?.showLater();
    loadCountry(chosen);
  }

  /** @param {string} chosen */
  async function loadCountry(chosen) {
    missed = undefined;
    const data = await countryData(page, chosen);
    if (!site || country?.value !== chosen) return;
    if (prepare) showPreparation(prepare, data?.prepare, page);
    if (!data) {
      missed = chosen;
      return;
    }
    site = { ...site, country: data };
    const hint = document.getElementById("phone-hint");
    if (hint) hint.textContent = phoneHint(site);
    showFields(chosen);
    number?.show();
  }

  /** @param {string} chosen */
  function showFields(chosen) {
    showAddress?.(/** @type {FormSite} */ (site), chosen);
    requireOfType(form);
    update((name) => left.has(name));
  }

  /**
   * Updates the messages of some of the fields.
   *
   * @param {(name: string) => boolean} concerns
   */
  function update(concerns) {
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

  /** @param {string} name */
  function enteredAt(name) {
    return new FormData(form).get(name);
  }

  /**
   * Shows all errors, and moves the focus to the first one.
   *
   * @param {ReadonlyMap<string, string>} messages
   */
  function showErrors(messages) {
    for (const name of namesOf(form)) {
      left.add(name);
      mark(controlOf(form, name), messages.get(name));
    }
    showSummary(messages);
    const first =
      /** @type {HTMLElement | null} */ (form.querySelector("[aria-invalid=true]")) ??
      /** @type {HTMLElement} */ (document.getElementById("summary"));
    first.focus();
  }

  /**
   * Shows what the handler has refused. What has been corrected while it was sent is not wrong any more.
   *
   * @param {ReadonlyMap<string, string>} messages
   * @param {FormData} sent
   */
  function showRefused(messages, sent) {
    // A field that the form did not ask for was not sent.
    const current = [...messages].filter(([name]) => (sent.get(name) ?? "") === (enteredAt(name) ?? ""));
    for (const [name, message] of current) refused.set(name, { message, value: enteredAt(name) });
    if (current.length > 0) showErrors(new Map(current));
  }

  /** Asks for the name in Latin letters if it has others. What is hidden is not sent. */
  function showLatin() {
    if (latin && site) latin.hidden = latin.disabled = latin.dataset.latin !== "asked" && !needsLatin(site, applicant());
  }

  async function submit() {
    const before = button.textContent;
    const sent = new FormData(form);
    sending = true;
    refused.clear();
    button.textContent = texts.form.sending;
    notify(form, undefined);
    const { result: outcome } = await send(/** @type {Applicant} */ (/** @type {unknown} */ (applicant())));
    sending = false;
    // Who fills in the form after this begins anew.
    if (isAccepted(outcome) || (outcome.kind === "problem" && outcome.code === "conflict")) stored.remove();
    const restore = () => (button.textContent = before);
    if (outcome.kind === "link") return page.follow(outcome, restore);
    if (turnsAway(outcome)) return page.submitNatively(form, restore);
    restore();
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
        return showRefused(messagesByControl(outcome.issues, namesOf(form), messageOf), sent);
      case "problem":
        if (outcome.status !== 422) button.textContent = texts.form.again;
        return notify(form, failureOf(outcome, texts));
    }
  }

  form.addEventListener("input", ({ target }) => {
    const { name } = /** @type {HTMLInputElement} */ (target);
    changed.add(name);
    if (name === "type") {
      requireOfType(form);
      if (prepare && !prepare.hidden) page.announce(texts.prepare.changed);
    }
    showLatin();
    if (name === country?.name) followCountry();
    if (name === phone?.name) number?.showLater();
    // While a person types, messages only change or disappear.
    update((name) => isMarked(form, name));
  });

  // What could not be loaded may be there now. Not with each letter: that would be many requests.
  form.addEventListener("change", () => {
    if (missed !== undefined && missed === country?.value) loadCountry(missed);
  });

  // A field that is left without a change gets no message.
  form.addEventListener("focusout", ({ target, relatedTarget }) => {
    const { name } = /** @type {HTMLInputElement} */ (target);
    if (changed.has(name)) left.add(name);
    // A message that appears now would move the button that is being pressed; submitting validates everything anyway.
    if (relatedTarget === button) return;
    update((name) => left.has(name));
    if (name === phone?.name) number?.show();
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (sending) return;
    showLatin();
    const errors = check()?.errors;
    if (errors?.size) return showErrors(errors);
    clearSummary();
    number?.show();
    submit();
  });

  // A browser that returns to this page may restore what was typed.
  window.addEventListener("pageshow", () => {
    requireOfType(form);
    showLatin();
    followCountry();
  });
}
