// Defines a provider of one's own: checks the definition, and hides it behind the object that handlers and clients take.

import { hideBehind } from "../lib/declared.js";
import { misuse } from "../lib/error.js";
import { knownOptions } from "../lib/options/known-options.js";
import { APPLICANT_FIELDS, PROVIDER_OPTIONS } from "../lib/tables.js";
import { sender, verifier } from "./call.js";
import { TYPES, tableOf } from "./table.js";

/** @typedef {import("../types/provider.js").ProviderDefinition} ProviderDefinition */

/** @satisfies {Record<keyof ProviderDefinition, 1>} */
const OPTIONS = { name: 1, label: 1, applicant: 1, hosts: 1, repeat: 1, create: 1, link: 1, status: 1, find: 1, webhook: 1 };
const REPEATS = ["reference", "key", "never"];
const MAX_LABEL = 60;
/** A host whose links are http. */
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/;
const HOST = /^\.?[A-Za-z0-9[][A-Za-z0-9.:[\]-]*$/;

/** @type {typeof import("../types/provider.js").defineProvider} */
export function defineProvider(given) {
  const definition = /** @type {ProviderDefinition} */ (knownOptions(given, OPTIONS));
  const { name, label, applicant, hosts, repeat, webhook } = definition;
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
  const fields = knownOptions(applicant, { individual: 1, business: 1 });
  for (const type of TYPES) checkFields(type, fields[type]);
  if (!TYPES.some((type) => fields[type]?.length))
    throw misuse("applicant must list the fields of an individual, of a business, or of both.");
  refuseParts(fields);
  const verify = webhook && knownOptions(webhook, { verify: 1 });
  const provider = Object.freeze({ name, label });
  const copy = { ...definition, webhook: /** @type {ProviderDefinition["webhook"]} */ (verify) };
  const local = hosts.find((host) => LOOPBACK.test(host));
  const connection = {
    declared: tableOf(copy, fields),
    allowHosts: [...hosts],
    baseUrl: local && `http://${local}`,
    webhook: verify && true,
  };
  hideBehind(provider, { name, connection, send: sender(copy), verify: verifier(copy) });
  return /** @type {ReturnType<typeof import("../types/provider.js").defineProvider>} */ (provider);
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

/**
 * @param {typeof TYPES[number]} type
 * @param {unknown} given
 */
function checkFields(type, given) {
  if (given === undefined) return;
  if (!Array.isArray(given)) throw misuse(`applicant.${type} must be a list of names.`);
  const names = Object.keys(APPLICANT_FIELDS);
  const known = new Set();
  for (const name of given) {
    const bare = typeof name === "string" && name.endsWith("?") ? name.slice(0, -1) : name;
    // The whole of a business has fields that no provider needs together.
    if (!names.includes(bare) && bare !== "address") {
      throw misuse(
        `applicant.${type} has ${JSON.stringify(name)}, which is not a field of an applicant: there are address, ${names.join(", ")}.`,
      );
    }
    if (known.has(bare)) throw misuse(`applicant.${type} has ${bare} twice.`);
    known.add(bare);
  }
}

/**
 * Refuses a field that is listed as a whole and in part.
 *
 * @param {Partial<ProviderDefinition["applicant"]>} lists
 */
function refuseParts(lists) {
  const names = TYPES.flatMap((type) => lists[type] ?? []).map((name) => name.replace("?", ""));
  const whole = names.find((name) => names.some((other) => other.startsWith(`${name}.`)));
  if (whole) throw misuse(`applicant has ${whole} as a whole and in part: list one of them.`);
}
