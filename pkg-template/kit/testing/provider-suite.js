/**
 * Checks for a provider that a user of the package has defined. They run under any test runner, as those of a store: a
 * check that fails throws, and its message says what the provider did, and what people would suffer.
 */

import { misused } from "../../module/options/unknown-option.js";
import { describe, openBench } from "./provider-suite/bench.js";
import { CREATES } from "./provider-suite/create-checks.js";
import { DECISIONS_DELIVERED, DECISIONS_READ } from "./provider-suite/decision-checks.js";
import { STATUSES } from "./provider-suite/status-checks.js";
import { TOKENS } from "./provider-suite/token-checks.js";
import { WEBHOOKS } from "./provider-suite/webhook-checks.js";

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

/** @type {typeof import("../../types/testing-provider.js").testProvider} */
export function testProvider(provider, makeWorld) {
  if (typeof makeWorld !== "function") throw misused("testProvider: the second argument must be a function that makes a world");
  const { own, hasToken, hasWebhook } = describe(provider);
  const checks = Object.entries({
    ...{ ...CREATES, ...STATUSES, ...DECISIONS_READ },
    ...(hasToken && TOKENS),
    ...(hasWebhook && { ...WEBHOOKS, ...DECISIONS_DELIVERED }),
  });
  /** @type {Promise<void>} */
  let earlier = Promise.resolve();
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
 *
 * @param {import("./provider-suite/create-checks.js").Check} check
 * @param {() => ReturnType<typeof openBench>} open
 */
async function runCheck(check, open) {
  /** @type {Awaited<ReturnType<typeof open>> | undefined} */
  let bench;
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
