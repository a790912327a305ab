// The accounts of a person at Due, which makes another one at each create: they are looked for in the list of all.

import type { CustomerType } from "../../module/applicant.ts";
import type { OwnApplicant } from "../../module/form/applicant.ts";
import { members } from "../provider/ready.ts";
import { timestampMs } from "../provider/times.ts";

type Members = Record<string, unknown>;
/** Fetches a path, and returns the object of the response. */
type Get = <Known>(path: string) => Promise<Known & Members>;
/** An account as the documents have it. Only its id is checked here: kyclink refuses what is wrong with the others. */
export type Account = {
  id: string;
  type?: CustomerType;
  externalId?: string;
  email?: unknown;
  kyc?: unknown;
  tos?: unknown;
  statusLog?: unknown;
};
type Failure = { code?: string; status?: number };

/** The paths of the list: one is in the OpenAPI fragments, the other in the examples. */
const LISTS = ["/v1/accounts/", "/v1/accounts"] as const;
/** How many accounts with an applicant's email address are read: anybody can make more of them. */
const MAX_READ = 10;

/**
 * Finds the accounts with a reference; `undefined` if the list cannot be trusted. The list may not show the reference: the
 * accounts with the applicant's email address are then read one by one. `doubtful` are those that do not show it either, or
 * that are too many to be read. `isCut` says that there may be more pages than the one that was read.
 */
export async function accountsOf(get: Get, reference: string | undefined, { type, email }: OwnApplicant) {
  const found: { known: Account[]; doubtful: Account[]; isCut: boolean } = { known: [], doubtful: [], isCut: false };
  if (reference === undefined) return found;
  const list = await listOf(get);
  const rows = Array.isArray(list) ? list.map((row) => members<Account>(row)) : undefined;
  if (!rows?.every(({ id }) => typeof id === "string")) return undefined;
  found.isCut = rows.length > 0 && (rows.length % 10 === 0 || rows.length % 25 === 0);
  const mayBeOfType = rows.filter((row) => !row.type || row.type === type);
  const theirs = mayBeOfType.filter(({ externalId }) => externalId === reference);
  const mayBeTheirs = mayBeOfType.filter((row) => !row.externalId && isSame(row.email, email));
  if (theirs.length === 0 && mayBeTheirs.length > MAX_READ) return { ...found, doubtful: mayBeTheirs };
  for (const row of theirs.length > 0 ? theirs : mayBeTheirs) {
    const account = await readAccount(get, row.id);
    if (account.id !== row.id) return undefined;
    if (!row.type && account.type !== type) continue;
    const externalId = account.externalId || row.externalId;
    if (externalId === reference) found.known.push(account);
    else if (!externalId) found.doubtful.push(account);
  }
  return found;
}

/** Fetches an account. One without an id would count as the one that was asked for: kyclink refuses an empty id. */
export async function readAccount(get: Get, id: string) {
  const account = await get<Account>(`/v1/accounts/${encodeURIComponent(id)}`);
  account.id ??= "";
  return account;
}

/** Returns whose an account is: kyclink refuses another id, and another type. */
export function aboutOf({ id, type }: Account) {
  return { customerId: id, type };
}

/** Returns the list. Where one of its paths does not exist, it is at the other. */
async function listOf(get: Get) {
  const [path, other] = LISTS;
  try {
    return await get(path);
  } catch (error) {
    if (!isElsewhere(error as Failure)) throw error;
    return get(other).catch(() => {
      throw error;
    });
  }
}

/** Whether two email addresses are the same. A row without one may be anybody's. */
function isSame(one: unknown, other: string | undefined) {
  return typeof one !== "string" || one.trim().toLowerCase() === other?.trim().toLowerCase();
}

/**
 * Returns when an account was created, in milliseconds, as its log says: it is the latest, if the log does not say it.
 */
export function createdAt({ statusLog }: Account) {
  const entries = Array.isArray(statusLog) ? statusLog.map(members) : [];
  return Math.min(...entries.map(({ timestamp }) => timestampMs(String(timestamp)) ?? Number.POSITIVE_INFINITY));
}

/** Whether a path redirects or does not exist. */
function isElsewhere({ code, status }: Failure) {
  return code === "not_found" || (code === "unexpected_response" && status === undefined);
}

/** Whether a list is too long to be read. */
export function isTooLong({ code, status }: Failure) {
  return code === "unexpected_response" && status !== undefined;
}
