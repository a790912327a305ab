/** Updates the status while it is shown. */

import type { Page } from "./page.js";

export function enhanceStatus(shown: HTMLElement, page: Page): void {
  const { status: before, action, open, device } = shown.dataset;
  if (open === undefined) return;
  const { stale, updates } = page.texts.actions;
  const note = shown.querySelector<HTMLElement>("[data-updates]")!;
  note.hidden = false;
  const stop = page.client.watchStatus((result) => {
    if (!shown.isConnected) return stop();
    if (result.kind === "problem") {
      note.textContent = stale;
      return;
    }
    note.textContent = updates;
    const {
      status,
      nextAction = "wait",
      otherDevice,
      handedOver,
      reasons,
    } = {
      ...{ otherDevice: undefined, handedOver: undefined, reasons: undefined },
      ...result,
    };
    if (status === before && nextAction === action && otherDevice === (device !== undefined || undefined)) return;
    stop();
    page.show({ kind: "status", status, nextAction, otherDevice, handedOver, reasons }, "keep");
  });
}
