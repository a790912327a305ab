// A client of a provider of one's own, for `onboard`: it has no methods, because the functions are the caller's.

import { clientOf } from "../lib/call/client.js";
import { connectOwn } from "../lib/call/connect.js";
import { misuse } from "../lib/error.js";
import { ownProviderOf } from "../lib/own-provider.js";

/** @type {typeof import("../types/provider.js").client} */
export function client(provider, options) {
  const own = ownProviderOf(provider);
  if (!own) throw misuse("client needs a provider that defineProvider has returned.");
  return /** @type {import("../types/provider.js").ProviderClient} */ (clientOf(connectOwn(own, options)));
}
