/**
 * `kyclink doctor --live`: tries each provider with the operator's own credentials. It sends no personal data and
 * creates no customer. The file of a provider in `live/` says what it tries, and what it cannot try and why.
 */

import { isKycLinkError } from "../../module/error.ts";
import type { OwnProvider } from "../../service/provider/define.ts";
import { ownProviderOf } from "../../service/provider/own-provider.ts";
import type { Named } from "./doctor.ts";
import type { Env } from "./environment.ts";
import { chosenProviders, chosenReady, PARTS } from "./environment.ts";
import { bridge } from "./live/bridge.ts";
import { didit } from "./live/didit.ts";
import { due } from "./live/due.ts";
import { grid } from "./live/grid.ts";
import { spherepay } from "./live/spherepay.ts";
import { stripeIdentity } from "./live/stripe-identity.ts";
import { sumsub } from "./live/sumsub.ts";
import type { LiveVerdict, Mode } from "./live/verdict.ts";
import { checkAuthentication, checkClock, notTried, sayMode } from "./live/verdict.ts";
import type { Exchange, Wire } from "./live/wire.ts";
import { createWire } from "./live/wire.ts";
import type { EnvOptions } from "./ready.ts";
import { isReady, optionsOf, READY, variableOf } from "./ready.ts";

type Row = LiveVerdict & { provider: Named; check: string };

/**
 * What is known of an account with a provider: the options that its variables make, the handler's origin, the key of its
 * webhooks, the hosts that the handler accepts, and a ready provider.
 */
export interface Account {
  provider: Named;
  options: EnvOptions;
  origin: string | undefined;
  webhookKey: string | undefined;
  hosts: readonly string[] | undefined;
  own: OwnProvider | undefined;
}

/**
 * What is tried with a provider. `probe` sends a request that needs the credentials and creates nothing, and `check` the
 * others, if the credentials are accepted; it returns what each ended with. `mode` says whose credentials they are, where the
 * option `environment` does not.
 */
export interface Live {
  probe: (wire: Wire, account: Account) => Promise<Exchange | undefined>;
  /** statuses of `probe`'s response, apart from a success, that accept the credentials */
  accepts?: readonly number[];
  /** whether a response refuses them, whatever its status */
  isRefusal?: (json: unknown) => boolean;
  /** what they lack if the status is 403; without it, a wrong key may have that status, too */
  right?: string;
  mode?: (options: EnvOptions) => Mode;
  check: (wire: Wire, account: Account, probed: Exchange) => Promise<Record<string, LiveVerdict>>;
}

const LIVE: Readonly<Record<Named, Live>> = { spherepay, grid, bridge, sumsub, due, didit, "stripe-identity": stripeIdentity };

/**
 * Tries each provider whose variables are set.
 *
 * @param hosts those of links that the handler accepts
 */
export async function tryProviders(env: Env, provider: Named | undefined, hosts: string[] | undefined) {
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

/** Tries a provider. */
async function checkLive(given: Omit<Account, "own">): Promise<Row[]> {
  const { provider } = given;
  const { probe, check, mode = modeOf, ...how } = LIVE[provider];
  const wire = createWire();
  const rows = (verdicts: Record<string, LiveVerdict>) =>
    Object.entries(verdicts).map(([check, verdict]) => ({ provider, check, ...verdict }));
  let account: Account | undefined;
  let probed: Exchange | undefined;
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

function modeOf({ environment }: { environment?: string }): Mode {
  return environment === "production" ? "live" : "test";
}

/** Returns what is known of an account. A ready provider knows the hosts of its links. */
function accountOf(given: Omit<Account, "own">): Account {
  const { provider } = given;
  if (!isReady(provider)) return { ...given, own: undefined };
  const own = READY[provider].make(given.options);
  return { ...given, own, hosts: given.hosts ?? ownProviderOf(own)?.connection.allowHosts };
}
