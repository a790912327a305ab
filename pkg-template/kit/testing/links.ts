/**
 * The links of all providers. A link is used up by finishing the hosted flow, not by opening it, because browsers and
 * mail scanners also open links. Earlier links of a customer stay valid until they expire.
 */

import type { Now } from "./clock.ts";
import { hex } from "./ids.ts";
import type { ProviderName } from "./options.ts";

/** Whether a link can still be used. */
export type LinkState = "open" | "used" | "expired" | "unknown";

export interface StoredLink {
  token: string;
  url: string;
  provider: ProviderName;
  kind: "kyc" | "tos";
  customerId: string;
  expiresAtMs: number;
  redirectUri: string | undefined;
  used: boolean;
}

export type Links = ReturnType<typeof createLinks>;

/** How a token for an app's SDK begins. The token of a link follows, so that both lead to one check. */
export const SDK_TOKEN = "_act-sbx-jwt-";

/** @param hostedOrigin where a provider's hosted pages live */
export function createLinks(now: Now, hostedOrigin: (provider: ProviderName) => string) {
  const links: Map<string, StoredLink> = new Map();

  return {
    /** @param path the path and query of the provider's links, which end with the token */
    issue(fields: Pick<StoredLink, "provider" | "kind" | "customerId" | "expiresAtMs" | "redirectUri">, path = "/hosted/") {
      const token = hex(16);
      const link = { ...fields, token, url: `${hostedOrigin(fields.provider)}${path}${token}`, used: false };
      links.set(token, link);
      return link;
    },

    /** @param urlOrToken of the link, or what an app gets instead */
    find(urlOrToken: string) {
      const token = urlOrToken.split(/[/=]/).at(-1) ?? "";
      return links.get(token.replace(SDK_TOKEN, ""));
    },

    expire(link: StoredLink) {
      link.expiresAtMs = Math.min(link.expiresAtMs, now());
    },

    of(customerId: string) {
      return [...links.values()].filter((link) => link.customerId === customerId);
    },

    state(link: StoredLink | undefined): LinkState {
      if (link === undefined) return "unknown";
      if (link.used) return "used";
      return now() < link.expiresAtMs ? "open" : "expired";
    },
  };
}
