/**
 * `kyclink/testing`: the providers in memory, with their documented statuses, error formats, preconditions,
 * expiry, idempotency and webhooks.
 *
 * @example
 * ```ts
 * const sandbox = createSandbox();
 * const client = spherepay({ apiKey: "any", baseUrl: sandbox.baseUrls.spherepay, fetch: sandbox.fetch });
 * ```
 * @module
 */

import type { Store } from "./edge.js";
import type { ErrorCode, IssueCode } from "./tables.js";
import type { Sandbox, SandboxCustomer } from "./testing-sandbox.js";

export * from "./testing-options.js";
export * from "./testing-provider.js";
export * from "./testing-sandbox.js";

/** What a matcher returns: whether the value matches, and what to say if the test expected the opposite. */
export interface MatcherResult {
  /** Whether the value matches. */
  pass: boolean;
  /** What was expected, as the test has written it, and what was received, without values, names of fields, links and ids. */
  message: () => string;
}

/**
 * The functions of {@link matchers}. A type and not an interface, because only a type has the index signature that
 * `expect.extend` wants.
 */
export type Matchers = {
  /** Matches a `KycLinkError` with this code, also of another copy of kyclink. */
  toHaveErrorCode(received: unknown, code: ErrorCode): MatcherResult;
  /** Matches a verdict, an error, problem details or a list with such an issue or warning. */
  toHaveIssue(received: unknown, code: IssueCode, pointer?: string): MatcherResult;
  /** Matches a sandbox that has received such a request: at least once, or exactly `times` times. */
  toHaveRequested(
    received: Pick<Sandbox, "requests">,
    expected: Partial<ReturnType<Sandbox["requests"]>[number]>,
    times?: number,
  ): MatcherResult;
  /** Matches a sandbox that has such a customer: at least one, or exactly `times`. */
  toHaveCustomer(
    received: Pick<Sandbox, "customers">,
    expected?: Partial<Pick<SandboxCustomer, "provider" | "id" | "status">>,
    times?: number,
  ): MatcherResult;
};

/**
 * The matchers as methods of `expect`. `kyclink/testing/vitest` declares them for vitest and for the global `expect` of
 * Jest; for another one, declare them yourself.
 */
export type MatchersOf<Result> = {
  [Name in keyof Matchers]: Matchers[Name] extends (received: never, ...expected: infer Expected) => MatcherResult
    ? (...expected: Expected) => Result
    : never;
};

/**
 * Matchers whose messages never contain personal data: for `expect.extend` of vitest and Jest, and for {@link
 * assertMatch}.
 *
 * @example
 * expect.extend(matchers);
 * expect(validate("grid.onboard", applicant)).toHaveIssue("email_format", "/email");
 */
export const matchers: Matchers;

/**
 * Throws if a value does not match: for `node:test`.
 *
 * @example
 * assertMatch(matchers.toHaveIssue(validate("grid.onboard", applicant), "email_format", "/email"));
 */
export function assertMatch(result: MatcherResult): void;

/** A check of {@link storeSuite}. */
export interface StoreCheck {
  /** What is checked: the name of the test. */
  readonly name: string;
  /** Runs the check. Rejects with an `Error` whose message says what the store must do instead. */
  readonly run: () => Promise<void>;
}

/**
 * Returns the checks that a store for `kyclink/edge` must pass, for any test runner. They take about three seconds, and
 * each uses random keys of its own. They wait for each other, so that none removes expired values for another one.
 *
 * @param makeStore Called once for each check. It may return the same store each time, and should use a database like
 *   that of your production.
 * @example
 * import { test } from "node:test";
 * for (const { name, run } of storeSuite(() => store)) test(name, run);
 */
export function storeSuite(makeStore: () => Store | Promise<Store>): readonly StoreCheck[];
