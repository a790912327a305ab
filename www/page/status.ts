/** The status, brought up to date by itself. */

import type { Page } from "./main.ts";

const SOON_MS = 2_000;
const SLOWLY_MS = 30_000;

export function enhanceStatus(shown: HTMLElement, page: Page): void {
  const { status: before, open } = shown.dataset;
  if (open === undefined) return;
  const note = shown.querySelector<HTMLElement>("[data-updates]")!;
  let wait = SOON_MS;

  async function look() {
    if (!shown.isConnected) return;
    // Nobody is waiting in a tab that is not looked at.
    const status = document.hidden ? before : await ask();
    if (!shown.isConnected) return;
    if (status !== undefined && status !== before) return page.show({ kind: "status", status }, "unasked");
    note.textContent = status === undefined ? page.texts.statusActions.stale : page.texts.statusActions.updates;
    wait = Math.min(wait * 1.5, SLOWLY_MS);
    setTimeout(look, wait);
  }

  setTimeout(look, wait);
  document.addEventListener("visibilitychange", () => (wait = SOON_MS));
}

async function ask(): Promise<string | undefined> {
  try {
    const response = await fetch("/kyc/status", { headers: { accept: "application/json" }, signal: AbortSignal.timeout(20_000) });
    return response.ok ? (await response.json()).status : undefined;
  } catch {
    return undefined;
  }
}
