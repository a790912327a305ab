// What a client is made of: its connection, and the options that its calls have unless they set their own.

import type { ProviderName } from "../codes.ts";
import { copyOptions } from "../copy-options.ts";
import { KycLinkError, misuse } from "../error.ts";
import { knownOptions } from "../options/known-options.ts";
import type { CallOptions, ClientOptions } from "../options/options.ts";
import { CALL_OPTIONS } from "../tables.js";
import type { Connection } from "./connection.ts";
import { CONFIG_OPTIONS, open, refuseInPage } from "./connection.ts";
import { pairs } from "./headers.ts";
import { LONGEST, milliseconds } from "./timer.ts";
import type { Fetch, Send } from "./transport.ts";
import { DEFAULT_TIMEOUT } from "./transport.ts";

/** The state of a client. */
export interface State {
  connection: Connection;
  fetch?: Fetch;
  timeout: number;
  maxRetries: number;
  /** what sends requests in the place of `attempt` */
  send?: Send;
}

const DEFAULT_RETRIES = 2;

/** Checks the options of a client or of a provider in the handler's configuration, and returns the client's state. */
export function connect(provider: ProviderName, given: ClientOptions): State {
  refuseInPage(provider, given);
  const { fetch, timeout, maxRetries, headers, ...rest } = knownOptions(given, CONFIG_OPTIONS, CALL_OPTIONS);
  // Lists are copied: a client does not change when its caller changes them.
  const copies = Object.entries(rest).map(([name, value]) => [name, Array.isArray(value) ? [...value] : value]);
  const config = copyOptions({ ...Object.fromEntries(copies), headers: pairs(headers) });
  const connection = open(provider, given && config);
  if (fetch !== undefined && typeof fetch !== "function") {
    throw new KycLinkError("invalid_config", { provider, message: "fetch must be a function." });
  }
  return { connection, fetch, ...checkCallOptions(copyOptions({ timeout, maxRetries })) };
}

/** the times, in milliseconds, and the retries of a call */
export type Limits = ReturnType<typeof checkCallOptions>;

/**
 * Checks the times and retries that a caller has set, for a client or for a call, before anything is sent.
 *
 * @param options without inherited properties, like the defaults
 * @param defaults the client's
 */
export function checkCallOptions({ timeout, maxRetries, deadline }: CallOptions, defaults: CallOptions = copyOptions({})) {
  const retries = maxRetries ?? defaults.maxRetries ?? DEFAULT_RETRIES;
  if (!(Number.isInteger(retries) && retries >= 0)) throw misuse("maxRetries must be a whole number, 0 or more.");
  return {
    timeout: milliseconds("timeout", timeout ?? defaults.timeout ?? DEFAULT_TIMEOUT),
    maxRetries: Math.min(retries, LONGEST),
    deadline: deadline == null ? undefined : milliseconds("deadline", deadline),
  };
}
