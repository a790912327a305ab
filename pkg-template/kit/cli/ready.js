/** The ready providers of docs/ready-providers.md, whose variables have the names of the provider and of the option: `SUMSUB_APP_TOKEN`. */

import { didit } from "../../service/providers/didit.js";
import { due } from "../../service/providers/due.js";
import { stripeIdentity } from "../../service/providers/stripe-identity.js";
import { sumsub } from "../../service/providers/sumsub.js";

/** @import { Env } from "./environment.js" */
/** @import { OwnProvider } from "../../types/provider.js" */
/**
 * What makes a provider, the options that it needs from the environment, that of its webhook's key, and others.
 *
 * @typedef {{ make: (options: any) => OwnProvider, needs: string[], key: string, others?: Record<string, string> }} Ready
 */

/** @satisfies {Record<string, Ready>} */
const ALL = {
  sumsub: { make: sumsub, needs: ["appToken", "secretKey", "levelName"], key: "webhookSecret" },
  due: { make: due, needs: ["apiKey", "environment"], key: "webhookPublicKey" },
  didit: { make: didit, needs: ["apiKey", "workflowId"], key: "webhookSecret" },
  "stripe-identity": { make: stripeIdentity, needs: ["secretKey"], key: "webhookSecret", others: { type: "document" } },
};

/** @typedef {keyof typeof ALL} ReadyName */

/** @type {Readonly<Record<ReadyName, Ready>>} */
export const READY = ALL;
export const READY_NAMES = /** @type {ReadyName[]} */ (Object.keys(READY));

/** Returns whether a provider is one of them. @param {string} name @returns {name is ReadyName} */
export function isReady(name) {
  return Object.hasOwn(READY, name);
}

/** Returns the name of an option's variable. @param {ReadyName} provider @param {string} option */
export function variableOf(provider, option) {
  return `${provider.replaceAll("-", "_")}_${option.replace(/[A-Z]/g, "_$&")}`.toUpperCase();
}

/** Returns the variables of a provider that have to be set. @param {ReadyName} provider */
export function neededVariablesOf(provider) {
  const { needs, key } = READY[provider];
  return [...needs, key].map((option) => variableOf(provider, option));
}

/** Returns all variables of a provider: a base URL leads to another server, such as a model. @param {ReadyName} provider */
export function variablesOf(provider) {
  return [...neededVariablesOf(provider), variableOf(provider, "baseUrl")];
}

/** Makes a provider of its variables. @param {ReadyName} provider @param {Env} env */
export function fromEnv(provider, env) {
  return READY[provider].make(optionsOf(provider, env));
}

/** Returns the options that the variables of a provider make. @param {ReadyName} provider @param {Env} env */
export function optionsOf(provider, env) {
  const { needs, key, others } = READY[provider];
  return {
    ...others,
    ...Object.fromEntries([...needs, key, "baseUrl"].map((option) => [option, env[variableOf(provider, option)] || undefined])),
  };
}
