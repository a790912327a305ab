// Shows a link where the person is: in this tab, in a new one, in a frame, or by an SDK that is handed in.
//
// A message of the hosted page is never a result: it only causes a request for the status. Of a message, nothing is read
// but the name of what has happened.

import type { Presentation, PresentationFrame } from "../../module/call/link.ts";
import { misused, refuseUnknown } from "../../module/options/unknown-option.ts";
import { toJson } from "../../module/to-json.ts";
import { isLoopback, isSafeUrl } from "../../module/url.ts";
import type { OnboardingClient, OnboardingClientOptions } from "./client-types.ts";
import type { LinkToPresent, Presented, PresentOptions, PresentTexts } from "./present-options.ts";

const TEXTS: PresentTexts = {
  openTab: "Open in a new tab",
  slow: "If nothing appears here, open the page in a new tab.",
  failed: "The page does not work here. Open it in a new tab.",
  camera: "The page may not use the camera. Allow it in the settings of your browser, or open the page in a new tab or on another device.",
};
const OPTIONS = { way: 1, container: 1, onChange: 1, signal: 1, base: 1, headers: 1, fetch: 1, sdk: 1, texts: 1 };
/** How long a frame may be empty before the person is told about the tab. */
const SLOW_MS = 20_000;
/** Messages of the hosted pages by what they cause. All others show only that the frame works. */
const LOOKS = ["complete", "exit", "fail"];
const CLOSES = ["complete", "exit"];

export function presentWith(
  clientOf: (options: OnboardingClientOptions) => Pick<OnboardingClient, "status" | "watchStatus">,
): (link: LinkToPresent | Promise<LinkToPresent>, options: PresentOptions) => Promise<Presented> {
  return async (given, options) => {
    const copy: PresentOptions = Object.assign(Object.create(null), options);
    refuseUnknown(copy, OPTIONS);
    const { container, onChange, signal, base, headers, fetch, sdk, way = container ? "frame" : "redirect" } = copy;
    if (typeof onChange !== "function") throw misused("onChange must be a function: it gets the status that the server tells.");
    if ((way === "frame" || way === "sdk") && !container) throw misused(`container must be the element that shows the ${way}.`);
    if (way === "sdk" && !sdk) throw misused("sdk must be { launch }: kyclink contains no SDK.");
    signal?.throwIfAborted();
    // Browsers open a tab only within the click, so that it has to be open before anything is waited for.
    const tab = way === "tab" ? openTab() : undefined;
    const end = new AbortController();
    const stop = () => end.abort();
    signal?.addEventListener("abort", stop, { signal: end.signal });
    try {
      const link = await given;
      if (signal?.aborted) throw signal.reason;
      const url = safeUrl("url" in link ? link.url : link.kycUrl);
      const look = follow(clientOf({ base, headers, fetch }), onChange, end.signal);
      if (way === "redirect" || (way === "tab" && !send(tab, url))) {
        location.assign(url);
        return { way: "redirect", stop };
      }
      if (way === "tab") return { way, stop };
      const { texts, box } = boxIn(container as HTMLElement, { url, texts: copy.texts, signal: end.signal });
      try {
        const shown = await presentationOf(link);
        if (signal?.aborted) throw signal.reason;
        if (way === "sdk" && shown.ways.includes("sdk")) {
          await launch(sdk as NonNullable<PresentOptions["sdk"]>, link, { box, look, signal: end.signal, texts });
          return { way, stop };
        }
        if (way === "frame" && shown.frame) {
          showFrame(shown.frame, { box, look, signal: end.signal, texts });
          return { way, stop };
        }
      } catch (error) {
        if (signal?.aborted) throw signal.reason;
        console.error("kyclink", error);
        box.close();
      }
      // The link to the tab stands in the container already, so only the developer needs the reason.
      box.say(texts.failed);
      return { way: "tab", stop };
    } catch (error) {
      tab?.close();
      stop();
      throw error;
    }
  };
}

/** Opens an empty tab that has no way back to this one; `null` if the browser blocks it. */
function openTab() {
  const tab = window.open("", "_blank");
  if (tab) tab.opener = null;
  return tab;
}

/** Sends an opened tab to a URL; returns whether there was a tab. */
function send(tab: Window | null | undefined, url: string) {
  if (!tab || tab.closed) return false;
  tab.location.replace(url);
  return true;
}

/** Refuses a URL that would run as a script of this page, or send the link unencrypted. */
function safeUrl(text: unknown) {
  const url = typeof text === "string" ? urlOf(text) : undefined;
  if (!url || !isSafeUrl(url.href, isLocal())) throw misused("The link must have an https URL.");
  return url.href;
}

function urlOf(text: string) {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

const isLocal = () => isLoopback(location.hostname);

/** Decides how the link may be shown: as the server has decided, or else by the same function in this page. */
async function presentationOf(link: LinkToPresent): Promise<Presentation> {
  if (Object.hasOwn(link, "presentation") && link.presentation) return link.presentation;
  const { presentation } = await import("../../module/entry/inline.ts");
  return presentation(link, { origin: location.origin, allowLoopback: isLocal() });
}

/** Tells each change of the status until the signal; returns what asks for it at once. */
function follow(client: Pick<OnboardingClient, "status" | "watchStatus">, onChange: PresentOptions["onChange"], signal: AbortSignal) {
  let last = "";
  let isLooking = false;
  let mustLookAgain = false;
  function tell(outcome: Parameters<typeof onChange>[0]) {
    const shown = toJson({ ...outcome, updatedAt: undefined });
    if (signal.aborted || shown === last) return;
    last = shown;
    onChange(outcome);
  }

  /** However many messages come, one request runs at a time. */
  async function look() {
    mustLookAgain = isLooking;
    if (isLooking || signal.aborted) return;
    isLooking = true;
    try {
      tell(await client.status());
    } finally {
      // Even if the callback has thrown, the next message counts.
      isLooking = false;
      if (mustLookAgain) look();
    }
  }

  const stop = client.watchStatus(tell);
  signal.addEventListener("abort", stop);
  // The Back button restores the page as it was.
  addEventListener("pageshow", (event) => event.persisted && look(), { signal });
  return look;
}

/** Puts a link to a new tab into the container, and makes room for a frame above it. */
function boxIn(
  container: HTMLElement,
  { url, texts: given, signal }: { url: string; texts: Partial<PresentTexts> | undefined; signal: AbortSignal },
) {
  const texts = { ...TEXTS, ...given };
  const before = document.activeElement as HTMLElement | null;
  const [element, place, note, line, link] = [
    document.createElement("div"),
    document.createElement("div"),
    document.createElement("p"),
    document.createElement("p"),
    document.createElement("a"),
  ];
  note.setAttribute("role", "status");
  Object.assign(link, { href: url, target: "_blank", rel: "noopener noreferrer", textContent: texts.openTab });
  line.append(link);
  element.append(place, note, line);
  container.append(element);
  /** Removes the frame. The focus returns to where it was, if it was in the frame. */
  function close() {
    const hasFocus = element.contains(document.activeElement);
    place.replaceChildren();
    note.textContent = "";
    if (hasFocus || document.activeElement === document.body) before?.focus();
  }
  function remove() {
    close();
    element.remove();
  }
  signal.addEventListener("abort", remove, { once: true });
  function say(text: string) {
    note.textContent = text;
  }
  return { texts, box: { place, close, say } };
}

type Scene = { box: ReturnType<typeof boxIn>["box"]; texts: PresentTexts; look: () => void; signal: AbortSignal };

/** Shows a frame, and listens to it. */
function showFrame({ url, allow, sandbox, title }: PresentationFrame, { box, texts, look, signal }: Scene) {
  safeUrl(url);
  const frame = document.createElement("iframe");
  Object.assign(frame, { src: url, allow, title });
  if (sandbox !== undefined) frame.setAttribute("sandbox", sandbox);
  Object.assign(frame.style, { width: "100%", minHeight: "min(600px, 100vh)", border: "0" });
  box.place.append(frame);
  frame.focus();
  const timer = setTimeout(() => box.say(texts.slow), SLOW_MS);
  signal.addEventListener("abort", () => clearTimeout(timer));
  listen(frame, {
    signal,
    say(what) {
      clearTimeout(timer);
      if (what !== "other") box.say({ camera: texts.camera, failed: texts.failed, ready: "" }[what]);
    },
    end(closes) {
      if (closes) box.close();
      look();
    },
  });
}

/**
 * Listens to a frame. Of a message from its own window and origin, only the name of what has happened is read.
 *
 * @param heard `end` when the person may have finished something
 */
export function listen(
  frame: HTMLIFrameElement,
  {
    say,
    end,
    signal,
  }: { say: (what: "camera" | "failed" | "ready" | "other") => void; end: (closes: boolean) => void; signal?: AbortSignal },
) {
  const { src } = frame;
  const { origin } = new URL(src);
  const options = signal ? { signal } : {};
  // Browsers do not restore a frame with its page.
  addEventListener("pageshow", (event) => event.persisted && frame.isConnected && frame.setAttribute("src", src), options);
  addEventListener(
    "message",
    ({ source, origin: from, data }) => {
      // A closed frame has no window, and neither has a message from one.
      if (source === null || source !== frame.contentWindow || from !== origin) return;
      if (typeof data !== "object" || data === null) return;
      const { name } = data;
      const isSigned = typeof data.signedAgreementId === "string";
      if (name === "load-camera-failed" || (name === "camera-permissions-check-result" && data.metadata?.hasCameraPermission === false))
        say("camera");
      else say(name === "error" ? "failed" : name === "ready" ? "ready" : "other");
      if (isSigned || LOOKS.includes(name)) end(isSigned || CLOSES.includes(name));
    },
    options,
  );
}

/** Starts the SDK. A token names the host that it opens, so each one is checked, renewed ones too. */
async function launch(
  { launch, renew }: NonNullable<PresentOptions["sdk"]>,
  { token = "" }: LinkToPresent,
  { box, texts, look, signal }: Scene,
) {
  await launch({
    token,
    container: box.place,
    signal,
    onMessage(name) {
      if (signal.aborted) return;
      if (name === "idCheck.onError") box.say(texts.failed);
      look();
    },
    async renewToken() {
      const next = renew && (await renew());
      const shown = next && (await presentationOf(next));
      if (next?.token === undefined || !shown?.ways.includes("sdk")) throw misused("sdk.renew must return a link with a token.");
      return next.token;
    },
  });
}
