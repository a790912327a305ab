// What a client is made of: its connection, and the options that its calls have unless they set their own.

import { copyOptions } from "../copy-options.js";
import { KycLinkError, misuse } from "../error.js";
import { knownOptions } from "../options/known-options.js";
import { CALL_OPTIONS } from "../tables.js";
import { CONFIG_OPTIONS, open, refuseInPage } from "./connection.js";
import { pairs } from "./headers.js";
import { LONGEST, milliseconds } from "./timer.js";
import { DEFAULT_TIMEOUT } from "./transport.js";

/**
 * @import { CallOptions, ClientOptions } from "../../types/core.js"
 * @import { ProviderName } from "../../types/form.js"
 */

/**
 * The state of a client.
 *
 * @typedef {object} State
 * @property {import("./connection.js").Connection} connection
 * @property {import("../../types/core.js").Fetch} [fetch]
 * @property {number} timeout
 * @property {number} maxRetries
 * @property {import("./transport.js").Send} [send] what sends requests in the place of `attempt`
 */

const DEFAULT_RETRIES = 2;

/**
 * Checks the options of a client or of a provider in the handler's configuration, and returns the client's state.
 *
 * @param {ProviderName} provider
 * @param {ClientOptions} given
 * @returns {State}
 */
export function connect(provider, given) {
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

/** @typedef {ReturnType<typeof checkCallOptions>} Limits the times, in milliseconds, and the retries of a call */

/**
 * Checks the times and retries that a caller has set, for a client or for a call, before anything is sent.
 *
 * @param {CallOptions} options without inherited properties, like the defaults
 * @param {CallOptions} [defaults] the client's
 */
export function checkCallOptions({ timeout, maxRetries, deadline }, defaults = copyOptions({})) {
  const retries = maxRetries ?? defaults.maxRetries ?? DEFAULT_RETRIES;
  if (!(Number.isInteger(retries) && retries >= 0)) throw misuse("maxRetries must be a whole number, 0 or more.");
  return {
    timeout: milliseconds("timeout", timeout ?? defaults.timeout ?? DEFAULT_TIMEOUT),
    maxRetries: Math.min(retries, LONGEST),
    deadline: deadline == null ? undefined : milliseconds("deadline", deadline),
  };
}
