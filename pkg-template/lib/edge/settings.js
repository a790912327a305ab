// A configuration on its way into a handler: checked in Rust, then taken apart into what decides and what acts.

import { CHECK_EDGE } from "../calls.js";
import { connectionOf, provider } from "../client.js";
import { misuse } from "../error.js";
import { ownOptions } from "../options.js";
import { Packed } from "../pack.js";
import { OPERATIONS } from "../tables.js";
import { wholeMs } from "../timer.js";
import { DEFAULT_TIMEOUT } from "../transport.js";
import { call } from "../wasm.js";
import { report } from "./respond.js";
import { vault } from "./vault.js";
import { HINTS } from "./words.js";

const PROVIDERS = [...new Set(OPERATIONS.map((operation) => operation.split(".")[0]))];
// What a request does beside waiting for the provider, such as telling the store what came of it, has a share of its time.
const MAX_RESERVE = 1000;

/** Checks a configuration; throws `invalid_config`, which says what to set. */
export function open(given) {
  const config = ownOptions(given);
  config.basePath ??= "/kyc";
  config.timeout = wholeMs(config.timeout ?? DEFAULT_TIMEOUT);
  config.maxWebhookAgeMs = wholeMs(config.maxWebhookAgeMs ?? undefined);
  for (const name of PROVIDERS) if (config[name]) config[name] = ownOptions(config[name]);
  config.id ??= identityOf(config);
  const { cookieSecret, store, fetch, timeout, policy, allowHosts, ...rest } = config;
  const verdict = call(CHECK_EDGE, { ...config, store: ["get", "swap"].every((name) => typeof store?.[name] === "function") });
  if (typeof verdict === "string") throw misuse(HINTS[verdict]);
  const clients = {};
  for (const name of PROVIDERS) {
    delete rest[name];
    if (!config[name]) continue;
    clients[name] = provider(name)({ policy, allowHosts, ...config[name], fetch, timeout });
  }
  const connections = Object.fromEntries(Object.entries(clients).map(([name, client]) => [name, connectionOf(client).config]));
  for (const advice of verdict) report({ hooks: config, route: "" }, misuse(advice));
  return {
    hooks: config,
    base: config.basePath,
    timeout,
    patience: timeout - Math.min(timeout / 10, MAX_RESERVE),
    clients,
    policy,
    store,
    // A cookie of one handler is nothing to another.
    purpose: `cookie ${config.id}`,
    vault: vault([cookieSecret].flat()),
    settings: new Packed({ ...rest, timeout, connections }),
  };
}

/** What tells handlers apart that do not say who they are: where they are, and which accounts they may use. */
function identityOf({ basePath, provider, ...config }) {
  const names = typeof provider === "string" ? [provider] : PROVIDERS;
  const accounts = names.filter((name) => config[name]).map((name) => [name, config[name].environment ?? config[name].baseUrl]);
  return JSON.stringify([basePath, ...accounts]);
}
