// Defines a provider of one's own: checks the definition, and hides it behind the object that handlers and clients take.

import { hideBehind } from "../lib/declared.js";
import { misuse } from "../lib/error.js";
import { knownOptions } from "../lib/options/known-options.js";
import { PROVIDER_OPTIONS } from "../lib/tables.js";
import { sender, verifier } from "./call.js";
import { defineOperation, TYPES } from "./operation.js";
import { checkPreparations } from "./preparation.js";

/** @typedef {import("../types/provider.js").ProviderDefinition} ProviderDefinition */

/** @satisfies {Record<keyof ProviderDefinition, 1>} */
const OPTIONS = {
  name: 1,
  label: 1,
  applicant: 1,
  hosts: 1,
  repeat: 1,
  create: 1,
  link: 1,
  status: 1,
  find: 1,
  webhook: 1,
  preparation: 1,
};
const REPEATS = ["reference", "key", "never"];
const MAX_LABEL = 60;
const HOST = /^\.?[A-Za-z0-9[][A-Za-z0-9.:[\]-]*$/;

/** @type {typeof import("../types/provider.js").defineProvider} */
export function defineProvider(given) {
  const definition = /** @type {ProviderDefinition} */ (knownOptions(given, OPTIONS));
  const { name, label, applicant, hosts, repeat, link, find, webhook, preparation } = definition;
  if (typeof name !== "string" || !/^[a-z][a-z0-9-]{1,30}$/.test(name)) {
    throw misuse("name must have 2 to 31 lower-case letters, digits and dashes, and begin with a letter.");
  }
  if (Object.hasOwn(PROVIDER_OPTIONS, name))
    throw misuse(`name must not be ${name}, which is a provider of kyclink: its handler needs no definition.`);
  if (typeof label !== "string" || label.trim() === "" || label.length > MAX_LABEL) {
    throw misuse(`label must be the provider's name for people, with at most ${MAX_LABEL} characters.`);
  }
  if (!Array.isArray(hosts) || hosts.length === 0 || !hosts.every((host) => typeof host === "string" && HOST.test(host))) {
    throw misuse('hosts must list the hosts of the links, such as "verify.example.com" or ".example.com", without a scheme.');
  }
  if (!REPEATS.includes(repeat)) throw misuse('repeat must be "reference", "key" or "never": what makes a second create safe.');
  refuseMissing(definition);
  const operation = defineOperation(applicant);
  const table = JSON.stringify({ name, fields: usesOf(operation), repeat, link: link !== undefined, find: find !== undefined });
  const verify = webhook && knownOptions(webhook, { verify: 1 });
  const provider = Object.freeze({ name, label, operation });
  const copy = { ...definition, webhook: /** @type {ProviderDefinition["webhook"]} */ (verify) };
  const own = /** @type {import("../lib/form/own.js").OwnOperation} */ (/** @type {unknown} */ (operation));
  hideBehind(provider, {
    ...{ name, label, table, operation: own, hosts: [...hosts] },
    preparation: checkPreparations(preparation, own.types),
    ...{ send: sender(copy), verify: verifier(copy) },
  });
  return /** @type {ReturnType<typeof import("../types/provider.js").defineProvider>} */ (provider);
}

/**
 * Returns how each field is used, as src/provider/declared/applicant.rs reads it.
 *
 * @param {Partial<ProviderDefinition["applicant"]>} lists
 */
function usesOf(lists) {
  /** @type {Record<string, number>} */
  const uses = {};
  for (const [at, type] of TYPES.entries()) {
    for (const name of lists[type] ?? []) {
      const isOptional = name.endsWith("?");
      const bare = isOptional ? name.slice(0, -1) : name;
      uses[bare] = (uses[bare] ?? 0) + (isOptional ? 1 : 2) * 3 ** at;
    }
  }
  return uses;
}

/** @param {ProviderDefinition} definition */
function refuseMissing({ create, status, link, find, webhook }) {
  const wrong = [
    typeof create !== "function" && "create",
    typeof status !== "function" && "status",
    link !== undefined && typeof link !== "function" && "link",
    find !== undefined && typeof find !== "function" && "find",
    webhook !== undefined && typeof webhook?.verify !== "function" && "webhook.verify",
  ].filter(Boolean);
  if (wrong.length > 0) throw misuse(`These must be functions: ${wrong.join(", ")}.`);
}
