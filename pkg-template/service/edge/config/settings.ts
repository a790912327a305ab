// Reads a handler's configuration: src/edge checks it, and it is split into what src/edge needs and what this folder
// needs.

import { classOf } from "../../../module/bytes.ts";
import { connect } from "../../../module/call/connect.ts";
import { wholeMs } from "../../../module/call/timer.ts";
import { DEFAULT_TIMEOUT } from "../../../module/call/transport.ts";
import type { ProviderName } from "../../../module/codes.ts";
import { copyOptions } from "../../../module/copy-options.ts";
import { misuse } from "../../../module/error.ts";
import { keysOf } from "../../../module/keys-of.ts";
import { knownOptions } from "../../../module/options/known-options.ts";
import { HANDLER_OPTIONS, PROVIDER_OPTIONS } from "../../../module/tables.js";
import { toJson } from "../../../module/to-json.ts";
import { CHECK_EDGE, TENANT } from "../../../module/wasm/calls.ts";
import { freeze } from "../../../module/wasm/json.ts";
import { call } from "../../../module/wasm/wasm.ts";
import type { OwnProvider } from "../../provider/own-provider.ts";
import { ownProviderOf } from "../../provider/own-provider.ts";
import { isNewMemoryStore } from "../memory.ts";
import { hintOf, IN_PRODUCTION, unsetHint } from "../messages.ts";
import type { Advised } from "../report.ts";
import { report } from "../report.ts";
import type { Store } from "../store.ts";
import type { Vault } from "../vault/vault.ts";
import { vault } from "../vault/vault.ts";
import type { Config } from "./config.ts";
import type { PageHooks } from "./hooks.ts";
import { isLocal } from "./local.ts";
import type { HandlerOptions } from "./options.ts";

type HookName = "authorize" | "rateLimit" | "provider" | "render" | "onCreated" | "onEvent";

/** The configured functions. src/edge requests only those that are configured. */
type Hooks = { [Name in HookName]: Extract<Config[Name], (...args: never[]) => unknown> } & Pick<
  Config,
  ProviderName | "onError" | "onStep"
> &
  Partial<PageHooks>;

export interface Settings {
  hooks: Hooks;
  /** the base path */
  base: string;
  /** the deadline of a request, in milliseconds */
  timeout: number;
  /** those of `allowedOrigins` */
  origins: readonly string[];
  /** whether only pages on a developer's machine use this handler: problem details then say what to change */
  isLocal: boolean;
  fetch: Config["fetch"];
  store: Store;
  /** what distinguishes this handler from others with the same secret and the same store */
  id: string;
  /** what the cookies of this handler are sealed for */
  purpose: string;
  vault: Vault;
  advised: Advised;
  /** the providers of one's own, by name */
  ownProviders: Readonly<Record<string, OwnProvider>>;
  /** what src/edge needs */
  settings: object;
  /** where requests of this process have written to the agenda of each provider */
  places: Record<string, [slot: number, first: number, count: number]>;
  /** the names of the configured providers */
  connections: string[];
  /** whether people accept agreements of a provider */
  asksAgreements: boolean;
  /** the number of the settings, by which src/js knows them */
  number: number;
}

const PROVIDERS = keysOf(PROVIDER_OPTIONS);
const CHOICES = { provider: 1, providers: 1, rateLimit: 1, authorize: 1 } satisfies Record<
  Exclude<keyof Config, keyof HandlerOptions | ProviderName>,
  1
>;

/** The number of the latest settings. */
let latest = 0;

/** Checks a configuration; throws `invalid_config` with a message about what to set. */
export function open(given: Config): Settings {
  const config = withDefaults(given);
  const { cookieSecret, store, fetch, timeout, policy, allowHosts, ownProviders, ...rest } = config;
  const verdict: string | string[] = call(CHECK_EDGE, { ...config, store: isStore(store) });
  if (typeof verdict === "string") throw misuse(unsetHint(config) ?? hintOf(verdict, config));
  const connections: Record<string, object> = {};
  const tenants: Record<string, string> = {};
  /** What a status at each provider depends on beside the account. */
  const settings: Record<string, string> = {};
  /** The same with the API: in a sandbox, whoever tests decides. */
  const settingsWithApi: Record<string, string> = {};
  /** @param provider its name, or its table */
  const identify = (name: string, provider: string, connection: object) => {
    const about: Record<"tenant" | "api" | "settings", string> = call(TENANT, provider, connection);
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
    const own = config[name];
    asksAgreements ||= "agreements" in own && (own.agreements?.length ?? 0) > 0;
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
  const hooks = copyOptions({ ...config, ...page }) as Hooks;
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

function storeAdvice(config: ReturnType<typeof withDefaults>) {
  const isReal = PROVIDERS.some((name) => config[name]?.environment === "production");
  return isReal && isNewMemoryStore(config.store) ? [IN_PRODUCTION] : [];
}

function byName(one: { name: string }, other: { name: string }) {
  return one.name < other.name ? -1 : 1;
}

/** Returns the own providers of a configuration, by name: the definitions in what `defineProvider` has returned. */
function ownProvidersIn({ provider, providers = [] }: Config) {
  const all: Record<string, OwnProvider> = Object.create(null); // a provider may be named like a member of Object.prototype
  if (!Array.isArray(providers)) throw misuse("providers must be a list of what defineProvider of kyclink/provider has returned.");
  for (const one of typeof provider === "object" && provider !== null ? [provider] : providers) {
    const own = ownProviderOf(one);
    if (!own) throw misuse("A provider that is an object must be one that defineProvider of kyclink/provider has returned.");
    if (all[own.name]) throw misuse("Two providers of your own have one name: each needs its own.");
    all[own.name] = own;
  }
  return all;
}

function withDefaults(given: Config) {
  if (classOf(given) === "Promise") throw misuse("The configuration is a Promise: the function that returns it must not be async.");
  refuseMisplaced(copyOptions(given));
  const config = knownOptions(given, { ...HANDLER_OPTIONS, ...CHOICES, ...PROVIDER_OPTIONS }) as Config;
  const providers: Partial<Record<ProviderName, object>> = config;
  for (const name of PROVIDERS) if (providers[name]) providers[name] = copyOptions(providers[name]);
  const basePath = config.basePath ?? "/kyc";
  const timeout = wholeMs(config.timeout ?? DEFAULT_TIMEOUT);
  const maxWebhookAgeMs = wholeMs(config.maxWebhookAgeMs ?? undefined);
  const ownProviders = ownProvidersIn(config);
  const known = copyOptions({ ...config, ownProviders, basePath, timeout, maxWebhookAgeMs });
  const own = ownProviderOf(config.provider);
  if (own) known.provider = own.name as never;
  delete known.providers;
  return known;
}

/**
 * Refuses a provider's option that is not in the object of that provider: a secret there would have no effect, or a
 * wrong one.
 */
function refuseMisplaced(config: Partial<Config>) {
  const ownersOf = (option: string) => PROVIDERS.filter((name) => Object.hasOwn(PROVIDER_OPTIONS[name], option));
  const refuse = (option: string, owners: ProviderName[], place: string) => {
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
      const known = Object.keys(PROVIDER_OPTIONS[name]).join(", ");
      if (owners.length > 0 && !owners.includes(name)) refuse(option, owners, `in ${name}, which has ${known}`);
    }
  }
}

export function isStore(store: unknown): store is Config["store"] {
  const { get, swap }: Partial<Config["store"]> = store ?? {};
  return typeof get === "function" && typeof swap === "function";
}

/**
 * Returns what distinguishes handlers without an `id`: their base path, and which accounts they use. A right that a
 * cookie or a key gives must not outlive the records that limit it, which are those of the account.
 */
function identityOf({ basePath, provider }: Config, tenants: Record<string, string>) {
  return toJson([basePath, typeof provider === "string" ? { [provider]: tenants[provider] } : tenants]);
}
