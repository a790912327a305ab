/**
 * Makes the form answer at once. It works without this script: what the page checks here, the Worker checks again,
 * with the same rules.
 */

import { readValues, toApplicant, toMessages } from "./applicant.js";
import { clearSummary, fieldNames, isMarked, mark, showSummary } from "./messages.js";

/** @type {HTMLFormElement} */
const form = document.querySelector("form[data-operation]");
if (form) enhance(form);

/** @param {HTMLFormElement} form */
function enhance(form) {
  const changed = new Set();
  const left = new Set();
  const button = form.querySelector("button");
  const label = button.textContent;
  let sending = false;
  let validate;
  // Not waited for: whoever is faster than the rules has the form checked by the Worker.
  import("kyclink/form").then(
    (rules) => (validate = rules.validate),
    () => {},
  );

  /** What is wrong by field; undefined when that cannot be told here. */
  function check() {
    try {
      const verdict = validate?.(form.dataset.operation, toApplicant(readValues(new FormData(form))), { normalize: true });
      return verdict && toMessages(verdict.ok ? [] : verdict.issues);
    } catch {
      validate = undefined; // WebAssembly is not to be had in this page
    }
  }

  /** Brings the messages of some fields up to date. @param {(name: string) => boolean} concerned */
  function update(concerned) {
    const messages = check();
    if (messages === undefined) return;
    for (const name of fieldNames(form).filter(concerned)) mark(form, name, messages.get(name));
    if (messages.size === 0) clearSummary();
  }

  function showBusiness() {
    const group = form.querySelector("[data-only=business]");
    if (group) group.hidden = form.elements.type.value !== "business";
  }

  // While a person types, a message may only go away or change.
  form.addEventListener("input", ({ target }) => {
    changed.add(target.name);
    showBusiness();
    update((name) => isMarked(form, name));
  });

  // Nobody who only passes by a field is told that it is empty.
  form.addEventListener("focusout", ({ target, relatedTarget }) => {
    if (changed.has(target.name)) left.add(target.name);
    // A message that appears now would move the button from under the finger; it checks everything anyway.
    if (relatedTarget !== button) update((name) => left.has(name));
  });

  form.addEventListener("submit", (event) => {
    const messages = sending ? undefined : check();
    if (sending || messages?.size) event.preventDefault();
    if (sending) return;
    if (messages?.size) {
      for (const name of messages.keys()) left.add(name);
      for (const name of fieldNames(form)) mark(form, name, messages.get(name));
      showSummary(messages);
      form.querySelector("[aria-invalid=true]")?.focus();
      return;
    }
    sending = true;
    button.textContent = "One moment…";
  });

  // The browser may bring the page back as it was left.
  window.addEventListener("pageshow", () => {
    sending = false;
    button.textContent = label;
    showBusiness();
  });
  showBusiness();
}
