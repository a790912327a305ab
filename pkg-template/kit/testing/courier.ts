/** Sends the sandbox's webhooks in order, and retries deliveries that fail, until the sandbox is closed. */

import { later } from "./clock.ts";
import type { Delivery } from "./deliveries.ts";
import type { ProviderName } from "./options.ts";
import type { Sandbox } from "./sandbox-types.ts";
import type { ServerOptions } from "./server.ts";

/** An attempt to deliver a webhook. */
export interface DeliveryAttempt {
  /** The provider that sends the webhook. */
  provider: ProviderName;
  /** The provider's own event type. */
  type: string;
  /** The status of the response; `undefined` without one. */
  status: number | undefined;
  /** Which attempt this was, from 1. */
  attempt: number;
}

const ATTEMPTS = 5;
const PAUSE_MS = 500;
/** More than the 30 seconds after which a handler gives up and responds itself. */
const RESPONSE_MS = 35_000;

/** The last attempt, and the `code` of the problem that the server has responded with (RFC 9457). */
export interface Outcome extends DeliveryAttempt {
  code: string | undefined;
}

/**
 * @param urlOf returns where a provider's webhooks are sent; `undefined` if they are not
 */
export function createCourier(
  sandbox: Pick<Sandbox, "deliveries">,
  urlOf: (provider: Delivery["provider"]) => string | undefined,
  onDelivery: NonNullable<ServerOptions["onDelivery"]>,
) {
  let sent = 0;
  let last: Promise<unknown> = Promise.resolve();
  const closing = new AbortController();
  const { signal } = closing;

  /** Sends a request, and returns the response, if there is one in time and before the sandbox is closed. */
  async function post(url: string, init: RequestInit) {
    if (signal.aborted) return undefined;
    const sending = new AbortController();
    const breakOff = () => sending.abort();
    const timer = setTimeout(breakOff, RESPONSE_MS);
    signal.addEventListener("abort", breakOff);
    try {
      return await fetch(url, { ...init, method: "POST", signal: sending.signal });
    } catch {
      return undefined;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", breakOff);
    }
  }

  async function send(delivery: Delivery): Promise<Outcome | undefined> {
    const { provider, event, body, headers } = delivery;
    const url = signal.aborted ? undefined : callHook(() => urlOf(provider));
    if (url === undefined) return undefined;
    const type = String(event.name ?? event.type ?? event.event_type);
    for (let attempt = 1; ; attempt++) {
      const response = await post(url, { headers, body });
      if (signal.aborted) return undefined;
      const made = { provider, type, status: response?.status, attempt };
      callHook(() => onDelivery(made));
      if ((response && response.status < 500) || attempt === ATTEMPTS) return { ...made, code: await problemCode(response) };
      await new Promise((resolve) => later(() => resolve(undefined), PAUSE_MS * attempt));
    }
  }

  return {
    /** Sends the deliveries since the last call, and returns how those ended that have a receiver. */
    async deliver(): Promise<Outcome[]> {
      const fresh = sandbox.deliveries().slice(sent);
      sent += fresh.length;
      const ends = fresh.map((delivery) => {
        const end = last.then(() => send(delivery));
        last = end;
        return end;
      });
      return (await Promise.all(ends)).filter((end) => end !== undefined);
    },

    /** Sends nothing more, and calls no hook any more. */
    stop: () => closing.abort(),
  };
}

async function problemCode(response: Response | undefined) {
  if (!response?.headers.get("content-type")?.startsWith("application/problem+json")) return undefined;
  const problem = await response.json().catch(() => undefined);
  return typeof problem?.code === "string" ? problem.code : undefined;
}

/** Calls a function of the test. What it throws is logged, and stops no later delivery. */
function callHook<T>(hook: () => T) {
  try {
    const returned = hook();
    // An async function is one without a result, too.
    if (returned instanceof Promise) returned.catch(log);
    return returned;
  } catch (error) {
    log(error);
    return undefined;
  }
}

function log(error: unknown) {
  console.error("kyclink/testing", error);
}
