/**
 * The webhooks that the providers would have sent, in order. An entry is listed once it and all before it are signed;
 * the call that causes it (`fetch`, `complete`, `finishLink`) settles only after that.
 */

import type { ProviderName } from "./options.ts";
import type { JsonObject } from "./schema.ts";

/** A webhook that a provider would have sent. */
export interface Delivery {
  /** The provider that would have sent it. */
  provider: ProviderName;
  /** The provider's event. */
  event: Record<string, unknown>;
  /** The exact body that was signed. */
  body: string;
  /** The headers, including the signature. */
  headers: Record<string, string>;
}

/** A signed webhook. {@link Sandbox.signWebhook} adds the key that verifies it. */
export interface SignedWebhook {
  /** The exact body that was signed. */
  body: string;
  /** The headers, including the signature. */
  headers: Record<string, string>;
}

export function createDeliveries(sign: (provider: ProviderName, body: string) => Promise<{ headers: Record<string, string> }>) {
  const entries: (Omit<Delivery, "headers"> & { headers?: Record<string, string> })[] = [];
  let signed: Promise<unknown> = Promise.resolve();

  return {
    record(provider: ProviderName, event: JsonObject) {
      const body = JSON.stringify(event);
      const entry: (typeof entries)[number] = { provider, event: JSON.parse(body), body };
      entries.push(entry);
      const signing = sign(provider, body).then(({ headers }) => {
        entry.headers = headers;
      });
      signed = Promise.all([signed, signing]);
    },

    settled: () => signed,

    count: () => entries.length,

    /** Every entry keeps its place, because the courier counts those that it has sent. */
    list(): Delivery[] {
      const unsigned = entries.findIndex(({ headers }) => headers === undefined);
      const listed = unsigned === -1 ? entries : entries.slice(0, unsigned);
      return structuredClone(listed as Delivery[]);
    },
  };
}
