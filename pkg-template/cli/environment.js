/** The environment variables of a server, as docs/getting-started.md names them. */

import { READY_NAMES, variablesOf } from "./ready.js";

/** @typedef {Record<string, string | undefined>} Env */
/** @typedef {typeof PROVIDERS[number]} Provider */
/** @typedef {import("./ready.js").ReadyName} ReadyName */

export const PROVIDERS = /** @type {const} */ (["spherepay", "grid", "bridge"]);

/** The variables of each provider. */
export const VARIABLES = {
  spherepay: ["SPHEREPAY_API_KEY", "SPHEREPAY_ENVIRONMENT", "SPHEREPAY_BASE_URL", "SPHEREPAY_WEBHOOK_SECRET"],
  grid: ["GRID_CLIENT_ID", "GRID_CLIENT_SECRET", "GRID_ENVIRONMENT", "GRID_BASE_URL", "GRID_WEBHOOK_PUBLIC_KEY"],
  bridge: ["BRIDGE_API_KEY", "BRIDGE_ENVIRONMENT", "BRIDGE_BASE_URL", "BRIDGE_WEBHOOK_PUBLIC_KEY"],
};

/**
 * Returns the providers whose variables are set, or the one that is named.
 *
 * @param {Env} env
 * @param {Provider | ReadyName} [provider]
 */
export function chosenProviders(env, provider) {
  return PROVIDERS.filter((name) => (provider ? name === provider : hasVariable(env, `${name.toUpperCase()}_`)));
}

/**
 * Returns the same of the ready providers.
 *
 * @param {Env} env
 * @param {Provider | ReadyName} [provider]
 */
export function chosenReady(env, provider) {
  return READY_NAMES.filter((name) => (provider ? name === provider : variablesOf(name).some((variable) => env[variable])));
}

/** Returns whether a variable with this prefix is set. @param {Env} env @param {string} prefix */
function hasVariable(env, prefix) {
  return Object.keys(env).some((name) => name.startsWith(prefix) && env[name]);
}
