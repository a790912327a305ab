// Enhances the web page. Without this script, forms are posted and every response is a new page.

import { onboardingClient } from "../client.ts";
import { content } from "../views/page.ts";
import type { Site, Texts } from "../views/view.js";
import { enhanceContact } from "./contact.ts";
import { enhanceForm } from "./form.ts";
import { enhanceFrame } from "./frame.ts";
import { enhanceHandoff } from "./handoff.ts";
import { elementIn } from "./markup.ts";
import type { Page } from "./page.js";
import { showRegions } from "./regions.ts";
import { enhanceStatus } from "./status.ts";

/** The attributes of `<html>` (views/document.ts). */
interface Data {
  base: string;
  operation: Site["operation"];
  policy?: Site["policy"];
  personFields?: string;
  partner: string;
  newTab?: string;
  frames?: string;
  inApp?: string;
  codeDigits?: string;
  decisions: string;
  texts: string;
  countries: string;
}

const data = document.documentElement.dataset as DOMStringMap & Data;
const { base } = data;
const main = elementIn(document, "main");
const statusUrl = `${base}/status`;
let shownAt = location.pathname;
/**
 * When the view was shown, and when the first click of a double click was: a response can be faster than the second
 * click.
 */
let changedAt = 0;
let clickedAt = 0;
/** How long a navigation may take. Nothing tells a page that the person has stopped it. */
const LEAVING_MS = 10_000;
/** Ends the time in which the browser is leaving the page; `undefined` at any other time. */
let stay: (() => void) | undefined;

/** Announces a new view to screen readers. It must be in the document before its text changes. */
const announcer = document.createElement("p");
announcer.id = "announcer";
announcer.className = "unseen";
announcer.setAttribute("role", "status");
document.body.append(announcer);

// The page with a frame is the response to a form: reloading it shows the status instead of sending the form again.
if (main.querySelector("[data-enhance=frame]")) {
  history.replaceState(null, "", statusUrl);
  shownAt = statusUrl;
}

/** How long an announcement can be read: who comes to the end of the page later must not take it for a new one. */
const ANNOUNCED_MS = 10_000;
let forgetting: ReturnType<typeof setTimeout> | undefined;

/** Whether the onboarding was handed over to this device: its status offers to hand it on otherwise. */
function isOtherDevice() {
  return main.querySelector("[data-enhance=status]") !== null && main.querySelector("form.handoff") === null;
}

begin().catch(() => {}); // without its texts, the page works as it does without this script

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: the page, with all that its views need
async function begin() {
  const { default: texts }: { default: Texts } = await import(new URL(data.texts, document.baseURI).href);
  const page: Page = {
    base,
    operation: data.operation,
    policy: data.policy,
    personFields: JSON.parse(data.personFields ?? "[]"),
    partner: data.partner,
    newTab: data.newTab !== undefined,
    frames: data.frames !== undefined,
    inApp: data.inApp !== undefined,
    codeDigits: data.codeDigits === undefined ? undefined : Number(data.codeDigits),
    decisions: JSON.parse(data.decisions),
    texts,
    data: data.countries,
    isKnown: false,
    contacts: {},
    sentAt: -Infinity,
    client: onboardingClient({ base }),
    stopUpdates() {},

    show(given, focus = "move") {
      // The person has just typed them: these say more than what the handler shows of them.
      const view = given.kind === "verify_contact" ? { ...given, contacts: { ...given.contacts, ...page.contacts } } : given;
      const { title, main: markup } = content(view, page);
      document.title = title;
      // What a post has brought back cannot be loaded again.
      const how = location.pathname === `${base}/links` ? "replaceState" : "pushState";
      if (location.pathname !== statusUrl) history[how](null, "", statusUrl);
      history.scrollRestoration = "auto";
      shownAt = statusUrl;
      page.stopUpdates();
      const hadFocus = main.contains(document.activeElement);
      main.innerHTML = String(markup);
      page.markChanged();
      enhance(page);
      const heading = elementIn(main, "h1");
      if (focus === "keep") {
        const said = [heading, ...main.querySelectorAll("[data-missing] > li")];
        page.announce(said.map((element) => element.textContent).join(" "));
        // The control that had the focus is gone, and the keyboard would begin at the top of the document.
        if (!hadFocus) return;
      }
      heading.tabIndex = -1;
      heading.focus({ preventScroll: focus === "keep" });
    },

    markChanged() {
      changedAt = performance.now();
    },

    announce(text) {
      clearTimeout(forgetting);
      announcer.textContent = text;
      forgetting = setTimeout(() => (announcer.textContent = ""), ANNOUNCED_MS);
    },

    follow({ kycUrl, expiresAt, once }, onStay) {
      if (page.frames) return page.postRenewal(onStay);
      if (page.newTab) {
        const view = { kind: "status", status: "incomplete", nextAction: "open_link", handedOver: isOtherDevice() } as const;
        page.show({ ...view, kycUrl, expiresAt });
        // The link is gone with its only opening, which comes after this event.
        if (once) main.querySelector("a[target=_blank]")?.addEventListener("click", () => setTimeout(() => page.show(view)));
        return;
      }
      leave(onStay);
      history.replaceState(null, "", statusUrl);
      location.assign(kycUrl);
    },

    accept(termsUrl) {
      if (termsUrl === new URL(`${base}/agreements`, location.href).href) location.assign(termsUrl);
      else if (page.frames) page.postRenewal();
      else page.show({ kind: "status", status: "incomplete", nextAction: "accept_terms", termsUrl, handedOver: isOtherDevice() });
    },

    postRenewal(onStay) {
      history.replaceState(null, "", statusUrl);
      const form = document.body.appendChild(document.createElement("form"));
      Object.assign(form, { method: "post", action: `${base}/links/renew` });
      page.submitNatively(form, onStay);
    },

    submitNatively(form, onStay) {
      leave(onStay);
      // The click was too long ago for a new tab.
      form.removeAttribute("target");
      form.submit();
    },
  };
  enhance(page);
}

function enhance(page: Page) {
  for (const form of main.querySelectorAll<HTMLFormElement>("form[data-enhance=form]")) {
    showRegions(form, page.texts);
    enhanceForm(form, page);
  }
  enhanceContact(main, page);
  for (const form of main.querySelectorAll<HTMLFormElement>("form[data-enhance=handoff]")) enhanceHandoff(form, page);
  for (const shown of main.querySelectorAll<HTMLElement>("[data-enhance=status]")) enhanceStatus(shown, page);
  for (const shown of main.querySelectorAll<HTMLElement>("[data-enhance=frame]")) enhanceFrame(shown, page);
}

/** Ignores submits until the page comes back, or the navigation has taken too long. */
function leave(onStay: () => void = () => {}) {
  const end = () => {
    if (stay !== end) return;
    stay = undefined;
    onStay();
  };
  stay = end;
  setTimeout(end, LEAVING_MS);
}

function ignore(event: Event) {
  event.preventDefault();
  event.stopPropagation();
}
// The second click would press a button that the person has not seen yet, or post the form again while the browser is leaving.
main.addEventListener("submit", (event) => stay && ignore(event), { capture: true });
main.addEventListener(
  "click",
  (event) => {
    if (event.detail === 1) clickedAt = event.timeStamp;
    else if (event.detail > 1 && changedAt > clickedAt) ignore(event);
  },
  { capture: true },
);
window.addEventListener("pageshow", () => stay?.());

// Back and Forward may restore a document under a URL that it does not show; links of the summary only change the
// fragment.
for (const event of ["popstate", "pageshow"]) window.addEventListener(event, () => location.pathname !== shownAt && location.reload());
