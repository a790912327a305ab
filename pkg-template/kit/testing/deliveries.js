/**
 * The webhooks that the providers would have sent, in order. An entry is listed once it and all before it are signed;
 * the call that causes it (`fetch`, `complete`, `finishLink`) settles only after that.
 */

/**
 * @import { Delivery, ProviderName } from "../../types/testing.js"
 * @import { JsonObject } from "./schema.js"
 */

/** @param {(provider: ProviderName, body: string) => Promise<{ headers: Record<string, string> }>} sign */
export function createDeliveries(sign) {
  /** @type {(Omit<Delivery, "headers"> & { headers?: Record<string, string> })[]} */
  const entries = [];
  /** @type {Promise<unknown>} */
  let signed = Promise.resolve();

  return {
    /** @param {ProviderName} provider @param {JsonObject} event */
    record(provider, event) {
      const body = JSON.stringify(event);
      /** @type {(typeof entries)[number]} */
      const entry = { provider, event: JSON.parse(body), body };
      entries.push(entry);
      const signing = sign(provider, body).then(({ headers }) => {
        entry.headers = headers;
      });
      signed = Promise.all([signed, signing]);
    },

    settled: () => signed,

    count: () => entries.length,

    /** Every entry keeps its place, because the courier counts those that it has sent. @returns {Delivery[]} */
    list() {
      const unsigned = entries.findIndex(({ headers }) => headers === undefined);
      const listed = unsigned === -1 ? entries : entries.slice(0, unsigned);
      return structuredClone(/** @type {Delivery[]} */ (listed));
    },
  };
}
