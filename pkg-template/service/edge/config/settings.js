// Reads a handler's configuration: src/edge checks it, and it is split into what src/edge needs and what this folder
// needs.

import { classOf } from "../../../module/bytes.js";
import { connect } from "../../../module/call/connect.js";
import { wholeMs } from "../../../module/call/timer.js";
import { DEFAULT_TIMEOUT } from "../../../module/call/transport.js";
import { copyOptions } from "../../../module/copy-options.js";
import { misuse } from "../../../module/error.js";
import { knownOptions } from "../../../module/options/known-options.js";
import { HANDLER_OPTIONS, PROVIDER_OPTIONS } from "../../../module/tables.js";
import { toJson } from "../../../module/to-json.js";
import { CHECK_EDGE, TENANT } from "../../../module/wasm/calls.js";
import { freeze } from "../../../module/wasm/json.js";
import { call } from "../../../module/wasm/wasm.js";
import { ownProviderOf } from "../../provider/own-provider.js";
import { isNewMemoryStore } from "../memory.js";
import { hintOf, IN_PRODUCTION, unsetHint } from "../messages.js";
import { report } from "../report.js";
import { vault } from "../vault/vault.js";
import { isLocal } from "./local.js";

/**
 * @import { Config, PageHooks } from "../../../types/edge.js"
 * @import { ProviderName } from "../../../types/form.js"
 */

/** @typedef {"authorize" | "rateLimit" | "provider" | "render" | "onCreated" | "onEvent"} HookName */

/**
 * The configured functions. src/edge requests only those that are configured.
 *
 * @typedef {{ [Name in HookName]: Extract<Config[Name], (...args: never[]) => unknown> } & Pick<Config, ProviderName | "onError" | "onStep"> & Partial<PageHooks>} Hooks
 */

/**
 * @typedef {object} Settings
 * @property {Hooks} hooks
 * @property {string} base the base path
 * @property {number} timeout the deadline of a request, in milliseconds
 * @property {readonly string[]} origins those of `allowedOrigins`
 * @property {boolean} isLocal whether only pages on a developer's machine use this handler: problem details then say
 *   what to change
 * @property {Config["fetch"]} fetch
 * @property {import("../../../types/edge.js").Store} store
 * @property {string} id what distinguishes this handler from others with the same secret and the same store
 * @property {string} purpose what the cookies of this handler are sealed for
 * @property {import("../vault/vault.js").Vault} vault
 * @property {import("../report.js").Advised} advised
 * @property {Readonly<Record<string, import("../../provider/own-provider.js").OwnProvider>>} ownProviders the providers of one's own, by name
 * @property {object} settings what src/edge needs
 * @property {Record<string, [slot: number, own: number, count: number]>} places where requests of this process have written to the agenda of each provider
 * @property {string[]} connections the names of the configured providers
 * @property {boolean} asksAgreements whether people accept agreements of a provider
 * @property {number} number the number of the settings, by which src/js knows them
 */

const PROVIDERS = /** @type {ProviderName[]} */ (Object.keys(PROVIDER_OPTIONS));
/** @satisfies {Record<Exclude<keyof Config, keyof import("../../../types/edge.js").HandlerOptions | ProviderName>, 1>} */
const CHOICES = { provider: 1, providers: 1, rateLimit: 1, authorize: 1 };

/** The number of the latest settings. */
let latest = 0;

/**
 * Checks a configuration; throws `invalid_config` with a message about what to set.
 *
 * @param {Config} given
 * @returns {Settings}
 */
export function open(given) {
  const config = withDefaults(given);
  const { cookieSecret, store, fetch, timeout, policy, allowHosts, ownProviders, ...rest } = config;
  /** @type {string | string[]} */
  const verdict = call(CHECK_EDGE, { ...config, store: isStore(store) });
  if (typeof verdict === "string") throw misuse(unsetHint(config) ?? hintOf(verdict, config));
  /** @type {Record<string, object>} */
  const connections = {};
  /** @type {Record<string, string>} */
  const tenants = {};
  /** What a status at each provider depends on beside the account. @type {Record<string, string>} */
  const settings = {};
  /** The same with the API: in a sandbox, whoever tests decides. @type {Record<string, string>} */
  const settingsWithApi = {};
  /** @param {string} name @param {string} provider its name, or its table @param {object} connection */
  const identify = (name, provider, connection) => {
    const about = /** @type {Record<"tenant" | "api" | "settings", string>} */ (call(TENANT, provider, connection));
    tenants[name] = config.id ?? about.tenant;
    settingsWithApi[name] = `${about.api} ${about.settings}`;
    if (about.settings) settings[name] = about.settings;
  };
  let asksAgreements = false;
  for (const name of PROVIDERS) {
    delete rest[name];
    // Applicants reach a provider only where the configuration says so: a `baseUrl` that is left out counts as one that
    // is undefined, so no provider's own default applies.
    if (!config[name]) continue;
    const { connection } = connect(name, { policy, allowHosts, baseUrl: undefined, ...config[name], fetch, timeout });
    connections[name] = connection.config;
    const { agreements } = /** @type {{ agreements?: readonly string[] | null }} */ (config[name]);
    asksAgreements ||= (agreements?.length ?? 0) > 0;
    identify(name, name, connection.config);
  }
  // In one order: whose a cookie or a record is must not depend on that of a list.
  for (const { name, connection, account, scope } of Object.values(ownProviders).sort(byName)) {
    connections[name] = { ...connection, policy };
    identify(name, connection.definition, { ...connections[name], account, scope });
  }
  const id = config.id ?? identityOf(config, tenants);
  const allSettings = toJson(settings);
  const page = config.page?.(config);
  const hooks = /** @type {Hooks} */ (copyOptions({ ...config, ...page }));
  const advised = new Map();
  for (const advice of [...verdict, ...storeAdvice(config)]) report({ hooks, route: "", advised }, misuse(advice));
  return copyOptions({
    hooks,
    base: config.basePath,
    timeout,
    origins: config.allowedOrigins,
    isLocal: isLocal(config.allowedOrigins),
    fetch,
    store,
    id,
    // A cookie of one handler is invalid at another, and under other settings.
    purpose: `cookie ${toJson([id, allSettings])}`,
    vault: vault([cookieSecret].flat()),
    advised,
    ownProviders,
    places: copyOptions({}),
    connections: Object.keys(connections),
    asksAgreements,
    settings: freeze({ ...rest, ...page, id, tenants, settings, settingsWithApi, allSettings, timeout, policy, connections }),
    number: ++latest,
  });
}

/** @param {ReturnType<typeof withDefaults>} config */
function storeAdvice(config) {
  const isReal = PROVIDERS.some((name) => /** @type {{ environment?: string } | undefined} */ (config[name])?.environment === "production");
  return isReal && isNewMemoryStore(config.store) ? [IN_PRODUCTION] : [];
}

/**
 * @param {{ name: string }} one
 * @param {{ name: string }} other
 */
function byName(one, other) {
  return one.name < other.name ? -1 : 1;
}

/**
 * Returns the own providers of a configuration, by name: the definitions in what `defineProvider` has returned.
 *
 * @param {Config} config
 */
function ownProvidersIn({ provider, providers = [] }) {
  /** @type {Record<string, import("../../provider/own-provider.js").OwnProvider>} */
  const all = Object.create(null); // a provider may be named like a member of Object.prototype
  if (!Array.isArray(providers)) throw misuse("providers must be a list of what defineProvider of kyclink/provider has returned.");
  for (const one of typeof provider === "object" && provider !== null ? [provider] : providers) {
    const own = ownProviderOf(one);
    if (!own) throw misuse("A provider that is an object must be one that defineProvider of kyclink/provider has returned.");
    if (all[own.name]) throw misuse("Two providers of your own have one name: each needs its own.");
    all[own.name] = own;
  }
  return all;
}

/** @param {Config} given */
function withDefaults(given) {
  if (classOf(given) === "Promise") throw misuse("The configuration is a Promise: the function that returns it must not be async.");
  refuseMisplaced(copyOptions(given));
  const config = /** @type {Config} */ (knownOptions(given, { ...HANDLER_OPTIONS, ...CHOICES, ...PROVIDER_OPTIONS }));
  const providers = /** @type {Partial<Record<ProviderName, object>>} */ (config);
  for (const name of PROVIDERS) if (providers[name]) providers[name] = copyOptions(providers[name]);
  const basePath = config.basePath ?? "/kyc";
  const timeout = wholeMs(config.timeout ?? DEFAULT_TIMEOUT);
  const maxWebhookAgeMs = wholeMs(config.maxWebhookAgeMs ?? undefined);
  const ownProviders = ownProvidersIn(config);
  const known = copyOptions({ ...config, ownProviders, basePath, timeout, maxWebhookAgeMs });
  const own = ownProviderOf(config.provider);
  if (own) known.provider = /** @type {never} */ (own.name);
  delete known.providers;
  return known;
}

/**
 * Refuses a provider's option that is not in the object of that provider: a secret there would have no effect, or a
 * wrong one.
 *
 * @param {Record<string, any>} config
 */
function refuseMisplaced(config) {
  /** @param {string} option */
  const ownersOf = (option) => PROVIDERS.filter((name) => Object.hasOwn(PROVIDER_OPTIONS[name], option));
  /** @param {string} option @param {ProviderName[]} owners @param {string} place */
  const refuse = (option, owners, place) => {
    const homes = owners.map((owner) => `${owner}: { ${option}: … }`).join(" or ");
    throw misuse(`There is no option ${option} ${place}: it is written as in ${homes}.`);
  };
  for (const option in config) {
    const owners = ownersOf(option);
    if (owners.length > 0) refuse(option, owners, "beside the providers");
  }
  for (const name of PROVIDERS) {
    for (const option in copyOptions(config[name])) {
      const owners = ownersOf(option);
      const own = Object.keys(PROVIDER_OPTIONS[name]).join(", ");
      if (owners.length > 0 && !owners.includes(name)) refuse(option, owners, `in ${name}, which has ${own}`);
    }
  }
}

/** @param {unknown} store */
export function isStore(store) {
  const { get, swap } = /** @type {Partial<Config["store"]>} */ (store ?? {});
  return typeof get === "function" && typeof swap === "function";
}

/**
 * Returns what distinguishes handlers without an `id`: their base path, and which accounts they use. A right that a
 * cookie or a key gives must not outlive the records that limit it, which are those of the account.
 *
 * @param {Config} config
 * @param {Record<string, string>} tenants
 */
function identityOf({ basePath, provider }, tenants) {
  return toJson([basePath, typeof provider === "string" ? { [provider]: tenants[provider] } : tenants]);
}
