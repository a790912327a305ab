/** The environment variables of a server, as docs/getting-started.md names them. */

import { READY_NAMES, variablesOf } from "./ready.js";

/** @typedef {Record<string, string | undefined>} Env */
/** @typedef {typeof PROVIDERS[number]} Provider */
/** @import { ReadyName } from "./ready.js" */

export const PROVIDERS = /** @type {const} */ (["spherepay", "grid", "bridge"]);

/** The variables of each provider. */
export const VARIABLES = {
  spherepay: ["SPHEREPAY_API_KEY", "SPHEREPAY_ENVIRONMENT", "SPHEREPAY_BASE_URL", "SPHEREPAY_WEBHOOK_SECRET"],
  grid: ["GRID_CLIENT_ID", "GRID_CLIENT_SECRET", "GRID_ENVIRONMENT", "GRID_BASE_URL", "GRID_WEBHOOK_PUBLIC_KEY"],
  bridge: ["BRIDGE_API_KEY", "BRIDGE_ENVIRONMENT", "BRIDGE_BASE_URL", "BRIDGE_WEBHOOK_PUBLIC_KEY"],
};

/** What the variable of an environment may be. */
export const ENVIRONMENTS = ["sandbox", "production"];

/**
 * Per provider: the variable that names a finding about its credentials, the options that its variables make, the
 * credentials with which its webhook key is checked alone, and the option and the variable of that key.
 *
 * @type {Record<string, (env: Env) => { name: string, options: object, example: object, key: [option: string, variable: string] }>}
 */
export const PARTS = {
  spherepay: (env) => ({
    name: "SPHEREPAY_API_KEY",
    options: { apiKey: env.SPHEREPAY_API_KEY, ...apiOptions(env, "SPHEREPAY"), profiles: ["any"] },
    example: { apiKey: "x", environment: "sandbox", profiles: ["any"] },
    key: ["webhookSecret", "SPHEREPAY_WEBHOOK_SECRET"],
  }),
  grid: (env) => ({
    name: "GRID_CLIENT_ID",
    options: { clientId: env.GRID_CLIENT_ID, clientSecret: env.GRID_CLIENT_SECRET, ...apiOptions(env, "GRID") },
    example: { clientId: "x", clientSecret: "x", environment: "sandbox" },
    key: ["webhookPublicKey", "GRID_WEBHOOK_PUBLIC_KEY"],
  }),
  bridge: (env) => ({
    name: "BRIDGE_API_KEY",
    options: { apiKey: env.BRIDGE_API_KEY, ...apiOptions(env, "BRIDGE") },
    example: { apiKey: "sk-test-x", environment: "sandbox" },
    key: ["webhookPublicKey", "BRIDGE_WEBHOOK_PUBLIC_KEY"],
  }),
};

/**
 * Returns the option that says where the API is. A wrong environment is reported elsewhere: here it becomes `sandbox`.
 *
 * @param {Env} env
 * @param {string} prefix
 */
function apiOptions(env, prefix) {
  const baseUrl = env[`${prefix}_BASE_URL`];
  const environment = env[`${prefix}_ENVIRONMENT`];
  return baseUrl ? { baseUrl } : { environment: environment === undefined || ENVIRONMENTS.includes(environment) ? environment : "sandbox" };
}

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
