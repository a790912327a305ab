// A configuration on its way into a handler: checked in Rust, then taken apart into what decides and what acts.

import { CHECK_EDGE } from "../calls.js";
import { connectionOf, provider } from "../client.js";
import { misuse } from "../error.js";
import { Packed } from "../pack.js";
import { OPERATIONS } from "../tables.js";
import { DEFAULT_TIMEOUT } from "../transport.js";
import { call } from "../wasm.js";
import { vault } from "./vault.js";
import { HINTS } from "./words.js";

const PROVIDERS = [...new Set(OPERATIONS.map((operation) => operation.split(".")[0]))];

/** Checks a configuration; throws `invalid_config`, which says what to set. */
export function open(given) {
  const config = { ...given, basePath: given?.basePath ?? "/kyc", timeout: given?.timeout ?? DEFAULT_TIMEOUT };
  const { cookieSecret, store, fetch, timeout, policy, allowHosts, ...rest } = config;
  const wrong = call(CHECK_EDGE, { ...config, store: ["get", "swap"].every((name) => typeof store?.[name] === "function") });
  if (wrong) throw misuse(HINTS[wrong]);
  const clients = {};
  for (const name of PROVIDERS) {
    delete rest[name];
    if (!config[name]) continue;
    clients[name] = provider(name)({ policy, allowHosts, ...config[name], fetch, timeout });
  }
  const connections = Object.fromEntries(Object.entries(clients).map(([name, client]) => [name, connectionOf(client).config]));
  return {
    hooks: config,
    base: config.basePath,
    deadline: 2 * timeout,
    clients,
    policy,
    store,
    vault: vault([cookieSecret].flat()),
    settings: new Packed({ ...rest, timeout, connections }),
  };
}
