/** The environment variables of a server, as docs/getting-started.md names them. */

import type { ReadyName } from "./ready.ts";
import { READY_NAMES, variablesOf } from "./ready.ts";

export type Env = Record<string, string | undefined>;
export type Provider = (typeof PROVIDERS)[number];

export const PROVIDERS = ["spherepay", "grid", "bridge"] as const;

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
 */
export const PARTS: Record<
  string,
  (env: Env) => { name: string; options: object; example: object; key: [option: string, variable: string] }
> = {
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
 */
function apiOptions(env: Env, prefix: string) {
  const baseUrl = env[`${prefix}_BASE_URL`];
  const environment = env[`${prefix}_ENVIRONMENT`];
  return baseUrl ? { baseUrl } : { environment: environment === undefined || ENVIRONMENTS.includes(environment) ? environment : "sandbox" };
}

/** Returns the providers whose variables are set, or the one that is named. */
export function chosenProviders(env: Env, provider?: Provider | ReadyName) {
  return PROVIDERS.filter((name) => (provider ? name === provider : hasVariable(env, `${name.toUpperCase()}_`)));
}

/** Returns the same of the ready providers. */
export function chosenReady(env: Env, provider?: Provider | ReadyName) {
  return READY_NAMES.filter((name) => (provider ? name === provider : variablesOf(name).some((variable) => env[variable])));
}

/** Returns whether a variable with this prefix is set. */
function hasVariable(env: Env, prefix: string) {
  return Object.keys(env).some((name) => name.startsWith(prefix) && env[name]);
}
