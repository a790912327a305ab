// What `kyclink doctor --url` checks of a page.

import { isLoopback } from "../../module/url.js";
import { checkPolicy } from "./policy.js";

/** @import { Finding } from "./doctor.js" */

/** Signatures and links of the providers are valid for minutes: a smaller difference does no harm. */
export const MAX_SKEW_MS = 60_000;

/**
 * @param {string} url
 * @returns {Promise<Finding[]>}
 */
export async function checkPage(url) {
  const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(10_000) }).catch(() => undefined);
  if (!response) return [{ name: "url", message: "the page does not respond" }];
  /** @type {Finding[]} */
  const findings = [];
  const page = new URL(url);
  const { protocol, hostname, origin } = page;
  if (protocol !== "https:" && !isLoopback(hostname)) {
    findings.push({ name: "origin", message: "is not https: browsers send the session cookie to https pages only, and to localhost" });
  }
  if (origin === "null") findings.push({ name: "origin", message: "this URL has no origin that allowedOrigins could list" });
  const policy = response.headers.get("content-security-policy");
  if (policy !== null) findings.push(...checkPolicy(policy));
  const skewMs = Date.now() - Date.parse(response.headers.get("date") ?? "");
  if (Math.abs(skewMs) > MAX_SKEW_MS) {
    findings.push({ name: "clock", message: "this machine's clock differs from the page's server by more than a minute" });
  }
  return findings;
}
