// Links: whether one is safe, and when it expires.

import { decodeBase64url } from "../base64.ts";
import { copyOptions } from "../copy-options.ts";
import { knownOptions } from "../options/known-options.ts";
import type { LinkOptions, PresentationOptions } from "../options/options.ts";
import { LINK_OPTIONS, PRESENTATION_OPTIONS } from "../tables.js";
import { IS_EXPIRED, MS_UNTIL_EXPIRY, PRESENTATION, SAFE_KYC_URL } from "../wasm/calls.ts";
import { call } from "../wasm/wasm.ts";
import type { AnyProviderName } from "./client.ts";

/** What {@link isExpired} and {@link msUntilExpiry} read of a link: when it expires, or that it has no expiry. */
export type Expiring =
  | {
      /** When the link expires, in epoch milliseconds. */
      expiresAtMs: number;
    }
  | {
      /** The URL of a link without an expiry. */
      kycUrl: string;
      /** Absent: the provider tells no expiry. */
      expiresAtMs?: undefined;
    };

/** A way to show a link: in the same tab, in a new one, in a frame, or by the SDK of the company that runs the page. */
export type PresentationWay = "redirect" | "tab" | "frame" | "sdk";

/** A link to the check (`kycUrl`) or to the terms (`url`), as `kyclink` returns them. */
export interface PresentableLink {
  /** The provider. */
  provider: AnyProviderName;
  /** The URL of the check. */
  kycUrl?: string | undefined;
  /** The URL of the terms, of a link without `kycUrl`. */
  url?: string | undefined;
  /** The token for the SDK of the company that runs the hosted page. */
  token?: string | undefined;
}

/** The attributes of a frame. */
export interface PresentationFrame {
  /** `src`. As secret as the link. */
  url: string;
  /** `allow`: the features of the browser that the frame may use. */
  allow: string;
  /** `sandbox`, if the page works with it. */
  sandbox?: string;
  /** `title`, in English. Use one in the language of your page. */
  title: string;
}

/** How a link may be shown, and what a page that frames it needs. */
export interface Presentation {
  /** The ways that the provider documents. */
  ways: PresentationWay[];
  /** The frame, if the link may be framed. */
  frame?: PresentationFrame;
  /** What the headers of the page with the frame must allow, beside what they allow already. */
  headers: {
    /** Sources by directive, as libraries for policies take them. Empty if there is nothing to frame. */
    "content-security-policy": {
      /** The origins of the frame. */
      "frame-src": string[];
    };
    /** Needed only if the page sends a `Permissions-Policy`. */
    "permissions-policy"?: string;
  };
  /**
   * `unknown_link`: the host or path is not one that the provider lets a page frame. `unknown_token`: the token names a
   * host that is not known. `never_returns`: the hosted page does not send the person back, so keep your page open.
   */
  hint?: "unknown_link" | "unknown_token" | "never_returns";
}

/**
 * Checks that a link is safe to send a person to: literally `https://`, without credentials, backslashes or control
 * characters, and on a host in `allowHosts`. Every parsed link has already passed this check.
 *
 * @param url The link, for example one that you stored.
 * @param options Which hosts are accepted.
 * @returns The link's `URL.href`.
 * @throws {KycLinkError} `unexpected_response` if the link is not safe
 * @example
 * const href = assertSafeKycUrl(url, { allowHosts: [".sumsub.com"] });
 */
export function assertSafeKycUrl(url: string | URL, options?: LinkOptions): string {
  const { allowHosts, allowLoopback } = knownOptions(options, LINK_OPTIONS);
  return call(SAFE_KYC_URL, typeof url === "object" ? url?.href : url, { allowHosts, allowLoopback });
}

/**
 * Decides how a link may be shown to the person, and what a page that frames it needs. A way that no document of the
 * provider allows is not in `ways`.
 *
 * @param link A link of a client, of `onboard` or of the handler.
 * @param options The origin of the page, and which hosts count as the provider's own beside those it documents.
 * @throws {KycLinkError} `invalid_config` if `origin` is not an origin, `unexpected_response` if the link is not safe
 * @example
 * const { ways, frame } = presentation(link, { origin: "https://app.example.com" });
 */
export function presentation(link: PresentableLink, options: PresentationOptions): Presentation {
  const { origin, allowHosts, allowLoopback } = knownOptions(options, PRESENTATION_OPTIONS);
  const { provider, kycUrl, url, token } = copyOptions(link);
  return call(PRESENTATION, provider, kycUrl ?? url, typeof token === "string" && token ? claimsOf(token) : undefined, origin, {
    allowHosts,
    allowLoopback,
  });
}

/** Reads the claims of a token; `true` if it is not a JSON Web Token, and `false` if they cannot be read. */
function claimsOf(token: string): unknown {
  const payload = token.split(".")[1];
  if (payload === undefined) return true;
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(decodeBase64url(payload)));
  } catch {
    return false;
  }
}

/**
 * Returns how long a link is still valid.
 *
 * @param link A link.
 * @param options `now` is the time to compare with, in epoch milliseconds. It defaults to the current time.
 * @returns Milliseconds; negative if the link has expired, `Infinity` if its provider tells no expiry.
 * @example
 * const seconds = msUntilExpiry(link) / 1000;
 */
export function msUntilExpiry(
  link: Expiring,
  options?: {
    /** The time to compare with, in epoch milliseconds. */
    now?: number | undefined;
  },
): number {
  return call(MS_UNTIL_EXPIRY, link, currentTime(knownOptions(options, { now: 1 }).now)) ?? Infinity;
}

/**
 * Checks whether a link has expired, or is about to.
 *
 * @param link A link.
 * @param options `now` is the time to compare with, in epoch milliseconds (default: the current time).
 *   `skewMs` is a margin in milliseconds for clock differences and loading time (default: 60000).
 * @returns Whether the link is too old to send a person there. A link without an expiry never is.
 * @example
 * if (isExpired(link)) link = await client.createKycLink({ customerId: link.customerId });
 */
export function isExpired(
  link: Expiring,
  options?: {
    /** The time to compare with, in epoch milliseconds. */
    now?: number | undefined;
    /** A margin for clock differences and loading time, in milliseconds. */
    skewMs?: number | undefined;
  },
): boolean {
  const { now, skewMs = 60_000 } = knownOptions(options, { now: 1, skewMs: 1 });
  return call(IS_EXPIRED, link, currentTime(now), Math.floor(skewMs));
}

/**
 * Returns the time to compare with. A `now` that is not a number becomes NaN, which src/js rejects; otherwise no link
 * would ever expire.
 */
function currentTime(given: number | undefined) {
  const now = given ?? Date.now();
  return typeof now === "number" ? Math.floor(now) : NaN;
}
