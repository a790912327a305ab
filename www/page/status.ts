/** Polls the status and updates the page. */

import type { Page } from "./main.ts";

const SOON_MS = 2_000;
const SLOWLY_MS = 30_000;

export function enhanceStatus(shown: HTMLElement, page: Page): void {
  const { status: before, open } = shown.dataset;
  if (open === undefined) return;
  const note = shown.querySelector<HTMLElement>("[data-updates]")!;
  note.hidden = false;
  const gone = new AbortController();
  let wait = SOON_MS;
  let timer = setTimeout(look, wait);

  async function look(): Promise<void> {
    // A hidden tab does not poll.
    const status = document.hidden ? before : await ask();
    if (!shown.isConnected) return gone.abort();
    if (status !== undefined && status !== before) {
      gone.abort();
      return page.show({ kind: "status", status }, "unasked");
    }
    note.textContent = status === undefined ? page.texts.statusActions.stale : page.texts.statusActions.updates;
    wait = Math.min(wait * 1.5, SLOWLY_MS);
    clearTimeout(timer);
    timer = setTimeout(look, wait);
  }

  const lookNow = () => {
    clearTimeout(timer);
    wait = SOON_MS;
    if (!document.hidden) look();
  };
  document.addEventListener("visibilitychange", lookNow, { signal: gone.signal });
}

async function ask(): Promise<string | undefined> {
  try {
    const response = await fetch("/kyc/status", { headers: { accept: "application/json" }, signal: AbortSignal.timeout(20_000) });
    return response.ok ? (await response.json()).status : undefined;
  } catch {
    return undefined;
  }
}
