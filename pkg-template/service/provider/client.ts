// A client of a provider of one's own, for `onboard`: it has no methods, because the functions are the caller's.

import { clientOf } from "../../module/call/client.ts";
import type { State } from "../../module/call/connect.ts";
import { checkCallOptions } from "../../module/call/connect.ts";
import { open } from "../../module/call/connection.ts";
import type { ProviderClient } from "../../module/call/onboard.ts";
import type { Fetch } from "../../module/call/transport.ts";
import type { ProviderName } from "../../module/codes.ts";
import { misuse } from "../../module/error.ts";
import type { Policy } from "../../module/form/validate.ts";
import { knownOptions } from "../../module/options/known-options.ts";
import type { OwnProvider } from "./define.ts";
import type { OwnProvider as OwnProviderType } from "./own-provider.ts";
import { ownProviderOf } from "./own-provider.ts";

/** The options of {@link client}. */
export interface ProviderClientOptions {
  /** Replaces the platform's `fetch` in the functions. */
  fetch?: Fetch | undefined;
  /** The time limit of one call of a function, in milliseconds. Default: 30000 */
  timeout?: number | undefined;
  /** The number of retries where a repetition is safe. Default: 2 */
  maxRetries?: number | undefined;
  /** How strictly applicants are validated. Default: `"postal"` */
  policy?: Policy | undefined;
}

/**
 * Makes a client of a provider of your own.
 *
 * @param provider What {@link defineProvider} has returned.
 * @param options The options of its calls.
 * @returns A client that `onboard` takes.
 * @throws {KycLinkError} `invalid_config` if it is not a provider of your own, or an option is wrong
 * @example
 * const outcome = await onboard(client(acme), { type: "individual", email: "jane@example.com", reference: "user-1" });
 */
export function client(provider: OwnProvider, options?: ProviderClientOptions): ProviderClient {
  const own = ownProviderOf(provider);
  if (!own) throw misuse("client needs a provider that defineProvider has returned.");
  return clientOf(connect(own, options)) as ProviderClient;
}

/** Returns the state of a client of a provider of one's own. */
function connect({ name, connection: config, send }: OwnProviderType, given: ProviderClientOptions | undefined): State {
  const { fetch, timeout, maxRetries, policy } = knownOptions(given, { fetch: 1, timeout: 1, maxRetries: 1, policy: 1 });
  if (fetch !== undefined && typeof fetch !== "function") throw misuse("fetch must be a function.");
  const connection = open(name as ProviderName, { ...config, policy });
  return { connection, fetch, send, ...checkCallOptions({ timeout, maxRetries }) };
}
