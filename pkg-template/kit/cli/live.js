/**
 * `kyclink doctor --live`: tries each provider with the operator's own credentials. It sends no personal data and
 * creates no customer. The file of a provider in `live/` says what it tries, and what it cannot try and why.
 */

import { isKycLinkError } from "../../module/error.js";
import { ownProviderOf } from "../../service/provider/own-provider.js";
import { chosenProviders, chosenReady, PARTS } from "./environment.js";
import { bridge } from "./live/bridge.js";
import { didit } from "./live/didit.js";
import { due } from "./live/due.js";
import { grid } from "./live/grid.js";
import { spherepay } from "./live/spherepay.js";
import { stripeIdentity } from "./live/stripe-identity.js";
import { sumsub } from "./live/sumsub.js";
import { checkAuthentication, checkClock, notTried, sayMode } from "./live/verdict.js";
import { createWire } from "./live/wire.js";
import { isReady, optionsOf, READY, variableOf } from "./ready.js";

/** @import { Named } from "./doctor.js" */
/** @import { Env } from "./environment.js" */
/** @import { Mode, Verdict } from "./live/verdict.js" */
/** @import { Exchange, Wire } from "./live/wire.js" */
/** @typedef {Verdict & { provider: Named, check: string }} Row */

/**
 * What is known of an account with a provider: the options that its variables make, the handler's origin, the key of its
 * webhooks, the hosts that the handler accepts, and a ready provider.
 *
 * @typedef {object} Account
 * @property {Named} provider
 * @property {any} options
 * @property {string | undefined} origin
 * @property {string | undefined} webhookKey
 * @property {readonly string[] | undefined} hosts
 * @property {any} own
 */

/**
 * What is tried with a provider. `probe` sends a request that needs the credentials and creates nothing, and `check` the
 * others, if the credentials are accepted; it returns what each ended with. `mode` says whose credentials they are, where the
 * option `environment` does not.
 *
 * @typedef {object} Live
 * @property {(wire: Wire, account: Account) => Promise<Exchange | undefined>} probe
 * @property {readonly number[]} [accepts] statuses of `probe`'s response, apart from a success, that accept the credentials
 * @property {(json: unknown) => boolean} [isRefusal] whether a response refuses them, whatever its status
 * @property {string} [right] what they lack if the status is 403; without it, a wrong key may have that status, too
 * @property {(options: any) => Mode} [mode]
 * @property {(wire: Wire, account: Account, probed: Exchange) => Promise<Record<string, Verdict>>} check
 */

/** @type {Readonly<Record<Named, Live>>} */
const LIVE = { spherepay, grid, bridge, sumsub, due, didit, "stripe-identity": stripeIdentity };

/**
 * Tries each provider whose variables are set.
 *
 * @param {Env} env
 * @param {Named | undefined} provider
 * @param {string[] | undefined} hosts those of links that the handler accepts
 */
export async function tryProviders(env, provider, hosts) {
  const origin = URL.canParse(env.ORIGIN ?? "") ? new URL(String(env.ORIGIN)).origin : undefined;
  const builtIn = chosenProviders(env, provider).map((name) => {
    const { options, key } = PARTS[name](env);
    // A wrong environment is refused, and not tried as the sandbox.
    const place = "environment" in options && { environment: env[`${name.toUpperCase()}_ENVIRONMENT`] };
    return { name, options: { ...options, ...place }, webhookKey: env[key[1]] };
  });
  const ready = chosenReady(env, provider).map((name) => {
    return { name, options: optionsOf(name, env), webhookKey: env[variableOf(name, READY[name].key)] };
  });
  const tried = [...builtIn, ...ready].map(({ name, ...account }) => checkLive({ ...account, provider: name, origin, hosts }));
  return (await Promise.all(tried)).flat();
}

/**
 * Tries a provider.
 *
 * @param {Omit<Account, "own">} given
 * @returns {Promise<Row[]>}
 */
async function checkLive(given) {
  const { provider } = given;
  const { probe, check, mode = modeOf, ...how } = LIVE[provider];
  const wire = createWire();
  /** @param {Record<string, Verdict>} verdicts */
  const rows = (verdicts) => Object.entries(verdicts).map(([check, verdict]) => ({ provider, check, ...verdict }));
  let account;
  let probed;
  try {
    account = accountOf(given);
    probed = await probe(wire, account);
  } catch (error) {
    // The check of the variables says what is wrong with them.
    if (!isKycLinkError(error)) throw error;
  }
  if (!account || !probed) return rows({ authentication: notTried("the variables are missing or wrong") });
  const authentication = checkAuthentication(probed, how);
  const isAccepted = authentication.result === "ok";
  const others = isAccepted ? await check(wire, account, probed) : { "everything else": notTried("it needs authentication") };
  const place = account.options.baseUrl ? notTried("a base URL is set") : sayMode(mode(account.options));
  return rows({ authentication, mode: place, clock: checkClock(wire.skewMs()), ...others });
}

/** @param {{ environment?: string }} options @returns {Mode} */
function modeOf({ environment }) {
  return environment === "production" ? "live" : "test";
}

/**
 * Returns what is known of an account. A ready provider knows the hosts of its links.
 *
 * @param {Omit<Account, "own">} given
 * @returns {Account}
 */
function accountOf(given) {
  const { provider } = given;
  if (!isReady(provider)) return { ...given, own: undefined };
  const own = READY[provider].make(given.options);
  return { ...given, own, hosts: given.hosts ?? ownProviderOf(own)?.connection.allowHosts };
}
