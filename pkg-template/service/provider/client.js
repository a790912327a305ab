// A client of a provider of one's own, for `onboard`: it has no methods, because the functions are the caller's.

import { clientOf } from "../../module/call/client.js";
import { checkCallOptions } from "../../module/call/connect.js";
import { open } from "../../module/call/connection.js";
import { misuse } from "../../module/error.js";
import { knownOptions } from "../../module/options/known-options.js";
import { ownProviderOf } from "./own-provider.js";

/** @type {typeof import("../../types/provider.js").client} */
export function client(provider, options) {
  const own = ownProviderOf(provider);
  if (!own) throw misuse("client needs a provider that defineProvider has returned.");
  return /** @type {import("../../types/provider.js").ProviderClient} */ (clientOf(connect(own, options)));
}

/**
 * Returns the state of a client of a provider of one's own.
 *
 * @param {import("./own-provider.js").OwnProvider} own
 * @param {import("../../types/provider.js").ProviderClientOptions | undefined} given
 * @returns {import("../../module/call/connect.js").State}
 */
function connect({ name, connection: config, send }, given) {
  const { fetch, timeout, maxRetries, policy } = knownOptions(given, { fetch: 1, timeout: 1, maxRetries: 1, policy: 1 });
  if (fetch !== undefined && typeof fetch !== "function") throw misuse("fetch must be a function.");
  const connection = open(/** @type {import("../../types/form.js").ProviderName} */ (name), { ...config, policy });
  return { connection, fetch, send, ...checkCallOptions({ timeout, maxRetries }) };
}
