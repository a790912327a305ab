/** What a check of `kyclink doctor --live` ends with, and the checks that several providers have. */

import { MAX_SKEW_MS } from "../page.js";

/** @import { Exchange } from "./wire.js" */
/** @typedef {{ result: "ok" | "wrong" | "not tried", message: string }} Verdict */

/** @type {Verdict} */
export const OK = Object.freeze({ result: "ok", message: "" });

/** @param {string} message @returns {Verdict} */
export const wrong = (message) => ({ result: "wrong", message });

/** @param {string} message why @returns {Verdict} */
export const notTried = (message) => ({ result: "not tried", message });

/** Whether a request succeeded. @param {{ status: number }} exchange */
export function isSuccess({ status }) {
  return status >= 200 && status <= 299;
}

/**
 * Says whether a provider accepts the credentials.
 *
 * @param {Exchange} exchange a request that needs them
 * @param {{ accepts?: readonly number[], isRefusal?: (json: unknown) => boolean }} how `accepts` are the statuses that
 *   the provider may respond with although it accepts them; `isRefusal` knows a refusal by something else than its status
 * @returns {Verdict}
 */
export function checkAuthentication({ status, json, problem }, { accepts = [], isRefusal = () => false }) {
  if (problem) return wrong(problem);
  if (status === 401 || status === 403 || isRefusal(json)) return wrong(`the provider refuses the credentials (status ${status})`);
  if (status === 429 || status >= 500) return wrong(`the provider responds with status ${status}: try again later`);
  if (json === undefined) return wrong(`the response is not JSON (status ${status}): is this the address of the provider's API?`);
  return isSuccess({ status }) || accepts.includes(status) ? OK : wrong(`the provider responds with status ${status}`);
}

/**
 * @param {number | undefined} skewMs how far it is ahead of the provider's
 * @returns {Verdict}
 */
export function checkClock(skewMs) {
  if (skewMs === undefined) return notTried("no response had a Date");
  if (Math.abs(skewMs) <= MAX_SKEW_MS) return OK;
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  return wrong(`this machine's clock is ${seconds} seconds ${skewMs > 0 ? "ahead of" : "behind"} the provider's`);
}

/**
 * Compares the key in the variables with those of the provider's webhooks.
 *
 * @param {string | undefined} own
 * @param {() => Promise<{ exchange: Exchange, webhooks?: { key: unknown, isEnabled: boolean }[] | undefined }>} ask
 *   asks for the webhooks; without them, the response has no list of them
 * @returns {Promise<Verdict>}
 */
export async function checkWebhookKey(own, ask) {
  if (!own) return notTried("no key is set");
  const { exchange, webhooks } = await ask();
  if (!webhooks) return notTried(unread("webhooks", exchange));
  if (webhooks.length === 0) return wrong("no webhook is registered with the provider");
  const same = webhooks.filter(({ key }) => typeof key === "string" && bareKey(key) === bareKey(own));
  if (same.length === 0) return wrong("no webhook that is registered with the provider has this key");
  return same.some(({ isEnabled }) => isEnabled) ? OK : wrong("the webhook with this key is disabled, or does not get the events");
}

/** Returns what distinguishes a key: the lines of PEM may be broken in another way. @param {string} key */
function bareKey(key) {
  return key.replaceAll("\\n", "").replace(/-----[A-Z ]+-----|\s/g, "");
}

/**
 * Says why a list could not be read.
 *
 * @param {string} what
 * @param {Exchange} exchange
 */
export function unread(what, { status, problem }) {
  if (problem) return problem;
  return isSuccess({ status })
    ? `the list of ${what} cannot be read`
    : `there is no list of ${what} for these credentials (status ${status})`;
}

/**
 * Compares the hosts of links with those that the handler accepts.
 *
 * @param {unknown[]} links what may be links
 * @param {readonly string[] | undefined} accepted
 * @returns {Verdict}
 */
export function checkHosts(links, accepted) {
  const hosts = [...new Set(links.flatMap((link) => hostOf(link) ?? []))];
  if (hosts.length === 0) return notTried("there is no link yet");
  if (!accepted) return notTried(`links are on ${hosts.join(", ")}: pass the allowHosts of your code with --link-hosts`);
  const others = hosts.filter((host) => !accepted.some((one) => isAccepted(host, one.toLowerCase())));
  if (others.length === 0) return OK;
  return wrong(`links are on ${others.join(", ")}, which your handler refuses: list it, and pass the list with --link-hosts`);
}

/**
 * Returns the host of a link, with its port. A link may have no scheme.
 *
 * @param {unknown} link
 */
function hostOf(link) {
  if (typeof link !== "string" || link === "") return undefined;
  const whole = /^https?:\/\//i.test(link) ? link : `https://${link}`;
  return URL.canParse(whole) ? new URL(whole).host : undefined;
}

/**
 * @param {string} host
 * @param {string} accepted a host, with a port or without, or the end of one, such as `.example.com`
 */
function isAccepted(host, accepted) {
  const subject = /:\d+$/.test(accepted) ? host : host.replace(/:\d+$/, "");
  return accepted.startsWith(".") ? subject.endsWith(accepted) : subject === accepted;
}
