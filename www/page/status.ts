/** Updates the status while it is shown. */

import type { Page } from "./main.ts";

const SOON_MS = 2_000;
const SLOWLY_MS = 30_000;

export function enhanceStatus(shown: HTMLElement, page: Page): void {
  const { status: before, open } = shown.dataset;
  if (open === undefined) return;
  const note = shown.querySelector<HTMLElement>("[data-updates]")!;
  note.hidden = false;
  const stopped = new AbortController();
  let wait = SOON_MS;
  let timer = setTimeout(poll, wait);

  async function poll(): Promise<void> {
    // A hidden tab is not polled.
    const status = document.hidden ? before : await fetchStatus();
    if (!shown.isConnected) return stopped.abort();
    if (status !== undefined && status !== before) {
      stopped.abort();
      return page.show({ kind: "status", status }, "unasked");
    }
    note.textContent = status === undefined ? page.texts.statusActions.stale : page.texts.statusActions.updates;
    wait = Math.min(wait * 1.5, SLOWLY_MS);
    clearTimeout(timer);
    timer = setTimeout(poll, wait);
  }

  const pollNow = () => {
    clearTimeout(timer);
    wait = SOON_MS;
    if (!document.hidden) poll();
  };
  document.addEventListener("visibilitychange", pollNow, { signal: stopped.signal });
}

async function fetchStatus(): Promise<string | undefined> {
  try {
    const response = await fetch("/kyc/status", { headers: { accept: "application/json" }, signal: AbortSignal.timeout(20_000) });
    return response.ok ? (await response.json()).status : undefined;
  } catch {
    return undefined;
  }
}
