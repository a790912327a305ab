/** Checks the options of the sandbox. Its errors have the code of a `KycLinkError`, and not its class. */

import { misused, refuseUnknown } from "../../module/options/unknown-option.ts";
import type { Clock } from "./clock.ts";
import type { RequestEntry } from "./request.ts";

/** A provider that the sandbox simulates. */
export type ProviderName = "spherepay" | "grid" | "bridge";

/** How SpherePay behaves. */
export interface SpherepayOptions {
  /**
   * The error format: `problem` is `{ status, detail, … }` (since late 2025), `legacy` is `{ ts, error }` (2025),
   * and `v1` is `{ ok, object, error, … }` (earlier). Paths below `/v1/` always use `v1`.
   *
   * @default "problem"
   */
  errors?: "problem" | "legacy" | "v1" | undefined;
}

/** How Grid behaves. */
export interface GridOptions {
  /**
   * The error format: `wire` is `{ code, reason }`, which the API sends; `specified` is `{ status, code, message }`,
   * which its schema describes.
   *
   * @default "wire"
   */
  errors?: "wire" | "specified" | undefined;
  /**
   * Whether the platform is regulated. Its customers are then `APPROVED` when they are created.
   *
   * @default false
   */
  regulated?: boolean | undefined;
  /**
   * What the platform requires of a person, in the words of `providerRequiredCustomerFields`: a customer without it is
   * refused as by Grid.
   *
   * @default ["FULL_NAME"]
   */
  requiredFields?: readonly string[] | undefined;
}

/** How Bridge behaves. */
export interface BridgeOptions {
  /**
   * What the `key` of an error's source is: `names` of fields, as in Bridge's schema, or `messages` by field, as in its
   * examples.
   *
   * @default "names"
   */
  errors?: "names" | "messages" | undefined;
  /**
   * When a link has the customer's id: `later`, once both steps are done, or `at_once`. Bridge has been seen to do
   * both.
   *
   * @default "later"
   */
  customerId?: "later" | "at_once" | undefined;
  /**
   * Whether links have a scheme. In the examples of Bridge's description they have none, in its guides they do.
   *
   * @default true
   */
  schemes?: boolean | undefined;
}

/** The keys that sign the webhooks of a sandbox, as JSON: secrets, although only of a sandbox. */
export interface SandboxKeys {
  /** SpherePay's secret. */
  spherepay: string;
  /** Grid's private key, as a JSON Web Key (RFC 7517). */
  grid: object;
  /** Bridge's private key, as a JSON Web Key. Absent in the keys of an older version: then it is new. */
  bridge?: object;
}

/** Options of {@link createSandbox}. */
export interface SandboxOptions {
  /**
   * The clock for expiry and timestamps: a function that returns epoch milliseconds, or an object with `now()`.
   *
   * @default Date
   */
  clock?: ((() => number) | Clock) | undefined;
  /**
   * The origin of an HTTP server that forwards its requests to `fetch`.
   *
   * @default a reserved https origin
   */
  origin?: string | undefined;
  /**
   * The origin of the hosted pages.
   *
   * @default `origin`; without it, an https origin per provider
   */
  hostedOrigin?: string | undefined;
  /**
   * Whether ids and tokens are `"random"`, or `"deterministic"`: counted, so that each run of a test has the same.
   * Keys and signatures stay random.
   *
   * @default "random"
   */
  ids?: "random" | "deterministic" | undefined;
  /** The webhook keys of an earlier sandbox, as its `exportKeys` has returned them. By default they are new. */
  keys?: SandboxKeys | undefined;
  /** Called once for each request, when its result is known. */
  onRequest?: ((entry: RequestEntry) => void) | undefined;
  /** How SpherePay behaves. */
  spherepay?: SpherepayOptions | undefined;
  /** How Grid behaves. */
  grid?: GridOptions | undefined;
  /** How Bridge behaves. */
  bridge?: BridgeOptions | undefined;
}

/**
 * Returns the options, and refuses one that does not exist.
 *
 * @param known the names
 */
export function knownOptions<T extends object>(options: T | undefined, known: Readonly<Record<keyof T, 1>>): Partial<T> {
  const own: Partial<T> = { ...options };
  refuseUnknown(own, known);
  return own;
}

/**
 * Refuses a value that an option does not have: it would count as another one.
 *
 * @param name of the function and the option
 * @param known the values; an option that is not given has its default
 */
export function requireOneOf(name: string, value: unknown, known: readonly unknown[]) {
  if (value !== undefined && !known.includes(value)) throw misused(`${name} must be one of ${known.join(", ")}`);
}
