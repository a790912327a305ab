// A client of a provider of one's own, for `onboard`: it has no methods, because the functions are the caller's.

import { clientOf } from "../lib/call/client.js";
import { connectDeclared } from "../lib/call/connect.js";
import { declaredOf } from "../lib/declared.js";
import { misuse } from "../lib/error.js";

/** @type {typeof import("../types/provider.js").client} */
export function client(provider, options) {
  const declared = declaredOf(provider);
  if (!declared) throw misuse("client needs a provider that defineProvider has returned.");
  return /** @type {import("../types/provider.js").ProviderClient} */ (clientOf(connectDeclared(declared, options)));
}
