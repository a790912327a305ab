/**
 * Checks for a provider that a user of the package has defined. They run under any test runner, as those of a store: a
 * check that fails throws, and its message says what the provider did, and what people would suffer.
 */

import { misused } from "../../module/options/unknown-option.ts";
import type { ProviderCheck, ProviderWorld, TestedProvider } from "../../types/testing-provider.js";
import { describe, openBench } from "./provider-suite/bench.ts";
import type { Check } from "./provider-suite/create-checks.ts";
import { CREATES } from "./provider-suite/create-checks.ts";
import { DECISIONS_DELIVERED, DECISIONS_READ } from "./provider-suite/decision-checks.ts";
import { STATUSES } from "./provider-suite/status-checks.ts";
import { TOKENS } from "./provider-suite/token-checks.ts";
import { WEBHOOKS } from "./provider-suite/webhook-checks.ts";

/** The checks that call functions, which only a provider of one's own has. */
const OF_FUNCTIONS = [
  "a link leads to a page of the provider, by https",
  "a repeated create returns the same customer",
  "a create sends its requests with the given fetch, or says that it does not",
  "find returns the customer of a lost create, and no other one",
  "find says whose a customer is",
  "find does not deny a customer while the provider fails",
  "ids and references reach the provider as they are",
  "an unknown word for a status is not an approval",
  "a later decision takes the place of an earlier one",
  "every function settles",
  "no credential and no personal value is in a result",
];

/**
 * Returns the checks that a provider must pass, for any test runner. They put a handler and a client in front of it, lose
 * and spoil the responses of its API, repeat creates, and post forged, late and repeated deliveries. They send nothing,
 * and wait for each other.
 *
 * @param provider The provider.
 * @param makeWorld Makes a new model of it, without a customer. Called several times for each check.
 * @throws {Error} if there is no function `makeWorld`
 * @example
 * import { test } from "node:test";
 * for (const { name, run } of testProvider(acme, createWorld)) test(name, run); // createWorld: see ProviderWorld
 */
export function testProvider(provider: TestedProvider, makeWorld: () => ProviderWorld | Promise<ProviderWorld>): readonly ProviderCheck[] {
  if (typeof makeWorld !== "function") throw misused("testProvider: the second argument must be a function that makes a world");
  const { own, hasToken, hasWebhook } = describe(provider);
  const checks = Object.entries({
    ...{ ...CREATES, ...STATUSES, ...DECISIONS_READ },
    ...(hasToken && TOKENS),
    ...(hasWebhook && { ...WEBHOOKS, ...DECISIONS_DELIVERED }),
  });
  let earlier: Promise<void> = Promise.resolve();
  return checks
    .filter(([name]) => own || !OF_FUNCTIONS.includes(name))
    .map(([name, check]) => ({
      name,
      // One after another: the worlds of a provider may share a state.
      run() {
        const done = earlier.then(() => runCheck(check, () => openBench(provider, makeWorld)));
        earlier = done.catch(() => {});
        return done;
      },
    }));
}

/**
 * Runs a check. The message of its failure also says what a function of the provider has thrown or returned before it.
 */
async function runCheck(check: Check, open: () => ReturnType<typeof openBench>) {
  let bench: Awaited<ReturnType<typeof open>> | undefined;
  try {
    await check(async () => {
      bench = await open();
      return bench;
    });
  } catch (error) {
    const failure = bench?.failure();
    if (failure && error instanceof Error) error.message += `\nBefore that: ${failure}`;
    throw error;
  }
}
