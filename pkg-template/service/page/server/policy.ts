// The headers of web pages.

import { keysOf } from "../../../module/keys-of.ts";
import { HOSTED_PAGES } from "../../../module/tables.js";
import type { Config } from "../../edge/config/config.ts";
import type { StatusView } from "../views/view.js";
import { ownProvidersIn } from "./offered-providers.ts";
import type { Options } from "./options.ts";

/** The headers of a response without a body. */
export const PLAIN_HEADERS = { "cache-control": "no-store", "referrer-policy": "no-referrer", "x-content-type-options": "nosniff" };

export const HTML_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  // With a stricter policy, browsers would send the form without an origin.
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  // A site that opens the page in a window gets no reference to it.
  "cross-origin-opener-policy": "same-origin",
};

/** Where the links of a sandbox on this machine may lead. */
const LOOPBACK = ["http://localhost:*", "http://*.localhost:*", "http://127.0.0.1:*"];

/**
 * Returns the policy of a page with these origins in frames. Browsers also apply `form-action` to the redirect after a
 * POST, which leads to the hosted page.
 */
function contentSecurityPolicy(config: Config, { assets, logoOrigin }: Options, framed: readonly string[] = []) {
  const providers = keysOf(HOSTED_PAGES);
  const isLocal =
    ownProvidersIn(config).some(({ connection }) => connection.baseUrl !== undefined) ||
    providers.some((name) => /^http:/i.test(String(config[name]?.baseUrl ?? "")));
  const packed = assets ? [assets.origin] : [];
  const sources = {
    "default-src": ["'none'"],
    "script-src": ["'self'", ...packed, "'wasm-unsafe-eval'"],
    "style-src": ["'self'", ...packed],
    "img-src": ["'self'", ...(logoOrigin === undefined ? [] : [logoOrigin])],
    "connect-src": ["'self'"],
    ...(framed.length > 0 && { "frame-src": framed }),
    "form-action": ["'self'", "https:", ...(isLocal ? LOOPBACK : [])],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
  };
  return Object.entries(sources)
    .map(([name, values]) => `${name} ${values.join(" ")}`)
    .join("; ");
}

/** Returns the headers of a page. One with a frame allows exactly that frame, and the camera there and nowhere else. */
export function headersOf(config: Config, options: Options, presentation?: StatusView["presentation"]): Record<string, string> {
  if (!presentation?.frame) return { "content-security-policy": contentSecurityPolicy(config, options) };
  const { "content-security-policy": sources, "permissions-policy": features } = presentation.headers;
  const framing = contentSecurityPolicy(config, options, sources["frame-src"]);
  return { "content-security-policy": framing, ...(features !== undefined && { "permissions-policy": features }) };
}
