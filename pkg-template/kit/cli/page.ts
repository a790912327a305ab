// What `kyclink doctor --url` checks of a page.

import { isLoopback } from "../../module/url.ts";
import type { Finding } from "./doctor.ts";
import { checkPolicy } from "./policy.ts";

/** Signatures and links of the providers are valid for minutes: a smaller difference does no harm. */
export const MAX_SKEW_MS = 60_000;

export async function checkPage(url: string): Promise<Finding[]> {
  const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(10_000) }).catch(() => undefined);
  if (!response) return [{ name: "url", message: "the page does not respond" }];
  const findings: Finding[] = [];
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
