/**
 * The links of all providers. A link is used up by finishing the hosted flow, not by opening it, because browsers and
 * mail scanners also open links. Earlier links of a customer stay valid until they expire.
 */

import { hex } from "./ids.js";

/**
 * @typedef {import("../../types/testing.js").ProviderName} ProviderName
 * @typedef {import("../../types/testing.js").LinkState} LinkState
 *
 * @typedef {object} StoredLink
 * @property {string} token
 * @property {string} url
 * @property {ProviderName} provider
 * @property {"kyc" | "tos"} kind
 * @property {string} customerId
 * @property {number} expiresAtMs
 * @property {string | undefined} redirectUri
 * @property {boolean} used
 *
 * @typedef {ReturnType<typeof createLinks>} Links
 */

/** How a token for an app's SDK begins. The token of a link follows, so that both lead to one check. */
export const SDK_TOKEN = "_act-sbx-jwt-";

/**
 * @param {import("./clock.js").Now} now
 * @param {(provider: ProviderName) => string} hostedOrigin where a provider's hosted pages live
 */
export function createLinks(now, hostedOrigin) {
  /** @type {Map<string, StoredLink>} */
  const links = new Map();

  return {
    /**
     * @param {Pick<StoredLink, "provider" | "kind" | "customerId" | "expiresAtMs" | "redirectUri">} fields
     * @param {string} [path] the path and query of the provider's links, which end with the token
     */
    issue(fields, path = "/hosted/") {
      const token = hex(16);
      const link = { ...fields, token, url: `${hostedOrigin(fields.provider)}${path}${token}`, used: false };
      links.set(token, link);
      return link;
    },

    /** @param {string} urlOrToken of the link, or what an app gets instead */
    find(urlOrToken) {
      const token = urlOrToken.split(/[/=]/).at(-1) ?? "";
      return links.get(token.replace(SDK_TOKEN, ""));
    },

    /** @param {StoredLink} link */
    expire(link) {
      link.expiresAtMs = Math.min(link.expiresAtMs, now());
    },

    /** @param {string} customerId */
    of(customerId) {
      return [...links.values()].filter((link) => link.customerId === customerId);
    },

    /** @param {StoredLink | undefined} link @returns {LinkState} */
    state(link) {
      if (link === undefined) return "unknown";
      if (link.used) return "used";
      return now() < link.expiresAtMs ? "open" : "expired";
    },
  };
}
