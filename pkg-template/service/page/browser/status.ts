// Updates the status while it is shown.

import { detailsOf } from "../../status-details.ts";
import { missingOf } from "../views/requirements.ts";
import type { StatusView } from "../views/view.js";
import { turnsAway } from "./failure.ts";
import { elementIn } from "./markup.ts";
import type { Page } from "./page.js";
import { storedKey } from "./stored-key.ts";

/** The actions that lead to a link. */
const LEADING = ["open_link", "try_again"];
/** How often the page looks whether its link has expired. */
const OLD_LINK_MS = 60_000;
/** What a person may do with a link: following it, in a new tab, too, dragging it, or opening the menu that copies it. */
const USES = ["pointerdown", "click", "auxclick", "contextmenu", "dragstart"];

export function enhanceStatus(shown: HTMLElement, page: Page) {
  const { status: before, action, open, device, expires } = shown.dataset;
  // The form has its outcome: the browser may have sent it instead of the script.
  if (before !== "none") storedKey(page.base).remove();
  if (open === undefined) return;
  const { stale, updates } = page.texts.actions;
  const note = elementIn(shown, "[data-updates]");
  note.hidden = false;
  const missing = String([...shown.querySelectorAll("[data-missing] > li")].map((item) => item.textContent));
  const link = shown.querySelector("a.button[target=_blank]");
  const hasLink = link !== null;
  /** What is said from before the link was requested, until the person has opened it. */
  let first: string | undefined;
  const timer =
    link &&
    replaceInTime(link, expires, (event) => {
      const view = { kind: "status", status: before, nextAction: action } as StatusView;
      page.show(view, event ? "move" : "keep");
    });
  offerAnother(shown, link);
  const stop = page.client.watchStatus((result) => {
    if (result.kind === "problem") {
      note.textContent = stale;
      if (turnsAway(result)) reloadOnce(page);
      return;
    }
    if (isReloaded()) history.replaceState(null, "");
    note.textContent = updates;
    const { status, nextAction = "wait" } = result;
    const details = status === "none" ? {} : detailsOf(result);
    const view: StatusView = { kind: "status", status, nextAction, ...details };
    const said = `${status} ${nextAction}`;
    if (hasLink && [action, nextAction].every((each) => LEADING.includes(String(each)))) first ??= said;
    const isSame = [first, `${before} ${action}`].includes(said) && view.otherDevice === (device !== undefined || undefined);
    page.isKnown ||= status !== "none";
    if (hasLink && !page.isKnown) {
      // Without the link, the person would start again, and get no further, as often as they try.
      note.hidden = true;
      return;
    }
    // A link that has just been requested stays: a view from the status has none.
    if (isSame && (hasLink || String(missingOf(view, page.texts)) === missing)) return;
    page.show(view, "keep");
  });
  page.stopUpdates = () => {
    clearTimeout(timer?.id);
    stop();
  };
}

/** Calls `replace` once the link has expired, and before anybody uses it then. Returns the timer that runs. */
function replaceInTime(link: Element, expires: string | undefined, replace: (event?: Event) => void) {
  const ends = expires === undefined ? Infinity : Date.parse(expires);
  const timer: { id?: ReturnType<typeof setTimeout> } = {};
  function look(event?: Event) {
    if (Date.now() < ends) return wait();
    event?.preventDefault();
    link.removeAttribute("href");
    replace(event);
  }
  // A timer for the whole time would be too long for a browser, and stand still while it sleeps.
  function wait() {
    clearTimeout(timer.id);
    if (ends !== Infinity) timer.id = setTimeout(look, Math.min(Math.max(ends - Date.now(), 0), OLD_LINK_MS));
  }
  for (const use of USES) link.addEventListener(use, look);
  wait();
  return timer;
}

/** Offers another link only once the shown one may have been used: some can be opened only once. */
function offerAnother(shown: HTMLElement, link: Element | null) {
  const another = shown.querySelector<HTMLElement>("[data-another]");
  if (!another || !link) return;
  another.hidden = true;
  const offer = () => (another.hidden = false);
  for (const use of ["click", "auxclick", "contextmenu", "dragstart"]) link.addEventListener(use, offer);
}

const isReloaded = () => history.state?.isReloaded === true;

/**
 * Loads the page again, so that the browser shows what a hook responds with instead of the status. If the page comes
 * back nevertheless, it stays: its state in the history says that it was loaded for this already.
 */
function reloadOnce({ base }: Page) {
  if (isReloaded()) return;
  // The URL of a page that is the response to a form would post it again.
  history.replaceState({ isReloaded: true }, "", `${base}/status`);
  location.reload();
}
