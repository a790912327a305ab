// Providers of one's own: what `defineProvider` has hidden behind the object that it returns.

import type { CustomerType } from "../../module/applicant.ts";
import type { Send } from "../../module/call/transport.ts";
import type { Preparation } from "../../module/form/preparation.ts";
import type { ProviderDefinition } from "./define.ts";
import type { OwnOperation } from "./own-operation.ts";

/** What is behind a provider of one's own. */
export interface OwnProvider {
  name: string;
  /** its name for people */
  label: string;
  /** what tells its account apart from others: it may be a secret */
  account: string | undefined;
  /** what its statuses are about, beside the account */
  scope: string | undefined;
  /**
   * what the crate makes a provider of (src/provider/own): its definition, the hosts of its links, a URL on loopback if
   * they may be there, and whether it has webhooks
   */
  connection: { definition: string; allowHosts: readonly string[]; baseUrl: string | undefined; webhook: boolean | undefined };
  /** what makes a second create safe, which functions there are, and whether they send without the given `fetch` */
  traits: { repeat: ProviderDefinition["repeat"]; hasLink: boolean; hasToken: boolean; hasFind: boolean; sendsItself: boolean };
  operation: OwnOperation;
  /** what to have at hand */
  preparation: Partial<Record<CustomerType, Preparation>> | undefined;
  /** sends a request to one of its functions, as `attempt` sends one to a host */
  send: Send;
  /** verifies a delivery: `false` without a valid signature */
  verify: ((delivery: { body: Uint8Array<ArrayBuffer>; headers: Headers; isLocal?: boolean }) => Promise<Verified | false>) | undefined;
}

/** What a function has returned as an event, which is null if it does not matter. */
type Verified = { body: unknown };

/** Whether an own provider may have this name, which is a part of paths and records. */
export function isOwnName(name: unknown) {
  return typeof name === "string" && /^[a-z][a-z0-9-]{1,30}$/.test(name);
}

/** A WeakMap that is asked about any value: it has nothing for one that cannot be a key. */
export type WeakTable<Value> = { get(key: unknown): Value | undefined; set(key: object, value: Value): unknown };

const hidden: WeakTable<OwnProvider> = new WeakMap();

export function hideBehind(provider: object, own: OwnProvider) {
  hidden.set(provider, own);
}

/** Returns the definition in an own provider; `undefined` for anything else. */
export function ownProviderOf(value: unknown) {
  return hidden.get(value);
}
