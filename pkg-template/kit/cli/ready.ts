/** The ready providers of docs/ready-providers.md, whose variables have the names of the provider and of the option: `SUMSUB_APP_TOKEN`. */

import { keysOf } from "../../module/keys-of.ts";
import type { OwnProvider } from "../../service/provider/define.ts";
import { didit } from "../../service/providers/didit.ts";
import { due } from "../../service/providers/due.ts";
import { stripeIdentity } from "../../service/providers/stripe-identity.ts";
import { sumsub } from "../../service/providers/sumsub.ts";
import type { Env } from "./environment.ts";

/** The options that the variables of a provider make. */
// biome-ignore lint/suspicious/noExplicitAny: each provider has other options, and refuses what the environment has instead of them
export type EnvOptions = any;

/** What makes a provider, the options that it needs from the environment, that of its webhook's key, and others. */
type Ready = { make: (options: EnvOptions) => OwnProvider; needs: string[]; key: string; others?: Record<string, string> };

const ALL = {
  sumsub: { make: sumsub, needs: ["appToken", "secretKey", "levelName"], key: "webhookSecret" },
  due: { make: due, needs: ["apiKey", "environment"], key: "webhookPublicKey" },
  didit: { make: didit, needs: ["apiKey", "workflowId"], key: "webhookSecret" },
  "stripe-identity": { make: stripeIdentity, needs: ["secretKey"], key: "webhookSecret", others: { type: "document" } },
} satisfies Record<string, Ready>;

export type ReadyName = keyof typeof ALL;

export const READY: Readonly<Record<ReadyName, Ready>> = ALL;
export const READY_NAMES = keysOf(READY);

/** Returns whether a provider is one of them. */
export function isReady(name: string): name is ReadyName {
  return Object.hasOwn(READY, name);
}

/** Returns the name of an option's variable. */
export function variableOf(provider: ReadyName, option: string) {
  return `${provider.replaceAll("-", "_")}_${option.replace(/[A-Z]/g, "_$&")}`.toUpperCase();
}

/** Returns the variables of a provider that have to be set. */
export function neededVariablesOf(provider: ReadyName) {
  const { needs, key } = READY[provider];
  return [...needs, key].map((option) => variableOf(provider, option));
}

/** Returns all variables of a provider: a base URL leads to another server, such as a model. */
export function variablesOf(provider: ReadyName) {
  return [...neededVariablesOf(provider), variableOf(provider, "baseUrl")];
}

/** Makes a provider of its variables. */
export function fromEnv(provider: ReadyName, env: Env) {
  return READY[provider].make(optionsOf(provider, env));
}

/** Returns the options that the variables of a provider make. */
export function optionsOf(provider: ReadyName, env: Env) {
  const { needs, key, others } = READY[provider];
  return {
    ...others,
    ...Object.fromEntries([...needs, key, "baseUrl"].map((option) => [option, env[variableOf(provider, option)] || undefined])),
  };
}
