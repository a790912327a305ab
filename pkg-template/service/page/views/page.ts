// The content of a page's `<main>`, and the choice of the view.

import { copyOptions } from "../../../module/copy-options.ts";
import { contact } from "./contact.ts";
import { error } from "./error.ts";
import { handoff } from "./handoff.ts";
import type { Markup } from "./html.ts";
import { status, wordsOf } from "./status.ts";
import type { ContactView, ErrorView, HandoffView, Site, StatusView, View } from "./view.js";

/** Renders every view except the form, which needs a `FormSite`. */
export function content(view: ContactView | StatusView | HandoffView | ErrorView, site: Site): { title: string; main: Markup } {
  switch (view.kind) {
    case "verify_contact":
      return { title: site.texts.contact.title, main: contact(view, site) };
    case "status":
      return { title: wordsOf(view, site).title, main: status(view, site) };
    case "handoff":
      return { title: view.url ? site.texts.handoff.offer : site.texts.handoff.confirmTitle, main: handoff(view, site) };
    case "error":
      return { title: site.texts.errors.title, main: error(view, site) };
  }
}

/**
 * Chooses the view to show: the contact page for an error of a contact code, the form with what was typed if it can be
 * sent again, and the status if there is no onboarding.
 */
export function viewToShow(view: View, { texts }: Site): View {
  if (view.kind === "error" && view.problem?.status === 401) return { kind: "status", status: "none", nextAction: "none" };
  const { values, problem } = view as { values: Readonly<Record<string, string>>; problem?: { attemptsLeft?: number } };
  const issues = view.kind === "form" ? view.issues : undefined;
  const { channel } = copyOptions(values);
  if (view.kind === "form" && (channel === "email" || channel === "phone")) {
    // An issue of neither control has no place of its own.
    const isRefused = issues && !issues.some(({ path: [name] }) => name === "value" || name === "code");
    const notice = isRefused ? { notice: texts.failures.refused } : {};
    const { attemptsLeft } = copyOptions(problem);
    const left = attemptsLeft === undefined ? {} : { attemptsLeft };
    return { kind: "verify_contact", channels: [channel], values, ...(issues && { issues }), ...notice, ...left };
  }
  // A button sends no fields, so that nothing of a form is wrong.
  if (view.kind === "form" && issues && values && Object.keys(values).length === 0) return { kind: "error" };
  if (view.kind === "form" && issues?.length === 0) return { ...view, notice: texts.failures.refused };
  const mayBeSentAgain = view.kind === "error" && [409, 502, 503, 504].includes(view.problem?.status ?? 0);
  const code = view.kind === "error" ? view.problem?.code : undefined;
  const { taken, noCookies, away } = texts.failures;
  const notice = code === "conflict" ? taken : code === "no_cookies" ? noCookies : away;
  return mayBeSentAgain && values?.idempotencyKey ? { kind: "form", values, notice } : view;
}
