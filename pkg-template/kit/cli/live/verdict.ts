/** What a check of `kyclink doctor --live` ends with, and the checks that several providers have. */

import { isLoopback } from "../../../module/url.ts";
import type { Account } from "../live.ts";
import { MAX_SKEW_MS } from "../page.ts";
import type { Exchange } from "./wire.ts";

export type LiveVerdict = { result: "ok" | "wrong" | "not tried"; message: string };
export type Mode = "test" | "live" | undefined;

export const OK: LiveVerdict = Object.freeze({ result: "ok", message: "" });

export const wrong = (message: string): LiveVerdict => ({ result: "wrong", message });

/** @param message why */
export const notTried = (message: string): LiveVerdict => ({ result: "not tried", message });

const NO_WEBHOOK = wrong("no webhook is registered with the provider");

/** @param mode whose credentials they are */
export function sayMode(mode: Mode): LiveVerdict {
  return mode ? { ...OK, message: mode } : notTried("nothing says whether these are the credentials of a sandbox");
}

/** Whether a request succeeded. */
export function isSuccess({ status }: { status: number }) {
  return status >= 200 && status <= 299;
}

/**
 * Says whether a provider accepts the credentials.
 *
 * @param exchange a request that needs them
 * @param how `accepts` are the statuses that the provider may respond with although it accepts them; `isRefusal` knows
 *   a refusal by something else than its status; `right` is what the credentials lack if the status is 403, which
 *   without it may also be a wrong key
 */
export function checkAuthentication(
  { status, json, problem }: Exchange,
  { accepts = [], isRefusal = () => false, right }: { accepts?: readonly number[]; isRefusal?: (json: unknown) => boolean; right?: string },
): LiveVerdict {
  if (problem) return wrong(problem);
  if (status === 401 || isRefusal(json)) return wrong(`the provider refuses the credentials (status ${status})`);
  if (status === 403 && right) return wrong(`the credentials lack ${right} (status 403)`);
  if (status === 403) return wrong("the provider refuses the credentials (status 403), or they lack a right");
  if (status === 429 || status >= 500) return wrong(`the provider responds with status ${status}: try again later`);
  if (json === undefined) return wrong(`the response is not JSON (status ${status}): is this the address of the provider's API?`);
  return isSuccess({ status }) || accepts.includes(status) ? OK : wrong(`the provider responds with status ${status}`);
}

/** @param skewMs how far it is ahead of the provider's */
export function checkClock(skewMs: number | undefined): LiveVerdict {
  if (skewMs === undefined) return notTried("no response had a Date");
  if (Math.abs(skewMs) <= MAX_SKEW_MS) return OK;
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  return wrong(`this machine's clock is ${seconds} seconds ${skewMs > 0 ? "ahead of" : "behind"} the provider's`);
}

/** A webhook that is registered with the provider: where it leads, and the events that it is about. */
type RegisteredWebhook = { url: unknown; events?: unknown };

/**
 * Finds the provider's webhook that has the key in the variables, and checks where it leads and what it is about.
 *
 * @param needed the events that the handler needs
 * @param ask asks for the webhooks; without
 * them, the response has no list of them
 */
export async function checkWebhooks(
  account: Account,
  needed: readonly string[],
  ask: () => Promise<{ exchange: Exchange; webhooks?: (RegisteredWebhook & { key: unknown; isEnabled: boolean })[] | undefined }>,
): Promise<Record<string, LiveVerdict>> {
  const own = account.webhookKey;
  if (!own) return { "webhook key": notTried("no key is set") };
  const { exchange, webhooks } = await ask();
  if (!webhooks) return { "webhook key": notTried(unread("webhooks", exchange)) };
  if (webhooks.length === 0) return { "webhook key": NO_WEBHOOK };
  const same = webhooks.filter(({ key }) => typeof key === "string" && bareKey(key) === bareKey(own));
  if (same.length === 0) return { "webhook key": wrong("no webhook that is registered with the provider has this key") };
  const enabled = same.filter(({ isEnabled }) => isEnabled);
  const key = enabled.length > 0 ? OK : wrong("the webhook with this key is disabled");
  return { "webhook key": key, ...checkDelivery(account, needed, enabled.length > 0 ? enabled : same) };
}

/**
 * Compares where webhooks lead with ORIGIN, and what they are about with what the handler needs. Their URLs may have a
 * secret, so no more than an origin is shown.
 *
 * @param needed `undefined` if the provider sends all events
 */
export function checkDelivery(
  { provider, origin }: Account,
  needed: readonly string[] | undefined,
  webhooks: readonly RegisteredWebhook[],
): Record<string, LiveVerdict> {
  if (webhooks.length === 0) return { "webhook URL": NO_WEBHOOK };
  const urls = webhooks.map(({ url }) => (typeof url === "string" && URL.canParse(url) ? new URL(url) : undefined));
  const ours = webhooks.filter((_, at) => urls[at]?.origin === origin && urls[at]?.pathname.endsWith(`/webhooks/${provider}`));
  const origins = [...new Set(urls.flatMap((url) => url?.origin ?? []))];
  const others = wrong(
    `events go to ${origins.join(", ")}: your handler takes them at ORIGIN, under a path that ends with /webhooks/${provider}`,
  );
  const isUnknown =
    (!origin && notTried("ORIGIN is missing or wrong")) ||
    (isLoopback(new URL(String(origin)).hostname) && notTried("ORIGIN is on this machine, which the provider does not reach")) ||
    (origins.length === 0 && notTried("the list of webhooks does not show where they lead"));
  const url = isUnknown || (ours.length > 0 ? OK : others);
  return { "webhook URL": url, ...(needed && { "webhook events": checkEvents(needed, ours.length > 0 ? ours : webhooks) }) };
}

function checkEvents(needed: readonly string[], webhooks: readonly RegisteredWebhook[]): LiveVerdict {
  const lists = webhooks.flatMap(({ events }) => (Array.isArray(events) ? [events] : []));
  if (lists.length === 0) return notTried("the list of webhooks does not show their events");
  const missing = lists.map((events) => (events.includes("*") ? [] : needed.filter((event) => !events.includes(event))));
  const [least] = missing.sort((one, other) => one.length - other.length);
  return least.length === 0 ? OK : wrong(`the webhook does not get ${least.join(", ")}`);
}

/** Returns what distinguishes a key: the lines of PEM may be broken in another way. */
function bareKey(key: string) {
  return key.replaceAll("\\n", "").replace(/-----[A-Z ]+-----|\s/g, "");
}

/** Says why a list could not be read. */
export function unread(what: string, { status, problem }: Exchange) {
  if (problem) return problem;
  if (status === 401 || status === 403) return `these credentials have no right to the list of ${what} (status ${status})`;
  return isSuccess({ status }) ? `the list of ${what} cannot be read` : `there is no list of ${what} (status ${status})`;
}

/**
 * Compares the hosts of links with those that the handler accepts.
 *
 * @param links what may be links
 */
export function checkHosts(links: unknown[], accepted: readonly string[] | undefined): LiveVerdict {
  const hosts = [...new Set(links.flatMap((link) => hostOf(link) ?? []))];
  if (hosts.length === 0) return notTried("there is no link yet");
  if (!accepted) return notTried(`links are on ${hosts.join(", ")}: pass the allowHosts of your code with --link-hosts`);
  const others = hosts.filter((host) => !accepted.some((one) => isAccepted(host, one.toLowerCase())));
  if (others.length === 0) return OK;
  return wrong(`links are on ${others.join(", ")}, which your handler refuses: list it, and pass the list with --link-hosts`);
}

/** Returns the host of a link, with its port. A link may have no scheme. */
function hostOf(link: unknown) {
  if (typeof link !== "string" || link === "") return undefined;
  const whole = /^https?:\/\//i.test(link) ? link : `https://${link}`;
  return URL.canParse(whole) ? new URL(whole).host : undefined;
}

/** @param accepted a host, with a port or without, or the end of one, such as `.example.com` */
function isAccepted(host: string, accepted: string) {
  const subject = /:\d+$/.test(accepted) ? host : host.replace(/:\d+$/, "");
  return accepted.startsWith(".") ? subject.endsWith(accepted) : subject === accepted;
}
