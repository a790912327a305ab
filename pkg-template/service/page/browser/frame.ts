// Watches the status while a hosted page is in a frame. Its messages decide nothing: the server is asked what is next.

import { IDLE_ACTIONS } from "../last-action.ts";
import { listen } from "../present.ts";
import { elementIn } from "./markup.ts";
import { notify } from "./messages.ts";
import type { Page } from "./page.js";

export function enhanceFrame(shown: HTMLElement, page: Page) {
  const frame = elementIn<HTMLIFrameElement>(shown, "iframe");
  const { camera, help } = page.texts.frame;
  const showStatus = () => location.replace(`${page.base}/status`);
  const { action } = shown.dataset;
  /** Whether the browser is leaving for the check: another navigation would cancel that. */
  let isLeaving = false;
  let isOver = false;
  const leave = () => {
    isLeaving = true;
    page.postRenewal(() => {
      isLeaving = false;
      if (isOver) showStatus();
    });
  };
  // After the terms comes the check. As long as the provider does not know that they are accepted, it is the terms again.
  const goOn = action === "accept_terms" ? leave : showStatus;
  let before: string | undefined;
  page.stopUpdates = page.client.watchStatus((result) => {
    if (result.kind === "problem") return;
    const { status, nextAction } = result;
    // The first status may be older than the frame: then the next one is what the frame is for, if there will be one.
    const mayFollow = status === "unknown" || !IDLE_ACTIONS.includes(nextAction);
    if (nextAction === action || (before === undefined && mayFollow)) before = nextAction;
    // The person may be in the middle of something as long as there is something to do.
    isOver = nextAction !== before;
    if (isOver && !isLeaving) showStatus();
  });
  listen(frame, {
    say(what) {
      if (what !== "other") notify(shown, { camera, failed: help, ready: undefined }[what]);
    },
    end: (closes) => closes && !isLeaving && goOn(),
  });
}
