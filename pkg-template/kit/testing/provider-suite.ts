/**
 * Checks for a provider that a user of the package has defined. They run under any test runner, as those of a store: a
 * check that fails throws, and its message says what the provider did, and what people would suffer.
 */

import type { CustomerStatus } from "../../module/call/results.ts";
import type { Fetch } from "../../module/call/transport.ts";
import type { ProviderName } from "../../module/codes.ts";
import type { OwnApplicant } from "../../module/form/applicant.ts";
import { misused } from "../../module/options/unknown-option.ts";
import type { ProviderTypes } from "../../module/providers.js";
import type { OwnProvider } from "../../service/provider/define.ts";
import { describe, openBench } from "./provider-suite/bench.ts";
import type { Check } from "./provider-suite/create-checks.ts";
import { CREATES } from "./provider-suite/create-checks.ts";
import { DECISIONS_DELIVERED, DECISIONS_READ } from "./provider-suite/decision-checks.ts";
import { IDENTITIES } from "./provider-suite/identity-checks.ts";
import { STATUSES } from "./provider-suite/status-checks.ts";
import { TOKENS } from "./provider-suite/token-checks.ts";
import { WEBHOOKS } from "./provider-suite/webhook-checks.ts";

/** A provider to test: one of your own, or the part of a handler's configuration that chooses a built-in one. */
export type TestedProvider = OwnProvider | { [Name in ProviderName]: TestedBuiltIn<Name> }[ProviderName];

/** The part of a handler's configuration that chooses a built-in provider. */
export type TestedBuiltIn<Name extends ProviderName> = {
  /** Its name. */
  provider: Name;
  /** The hosts that its links may have. */
  allowHosts?: readonly string[] | undefined;
} & { [Option in Name]: ProviderTypes[Name]["handler"] };

/**
 * A small model of a provider, written from its documents: what it does when it gets a request, and what people do there.
 *
 * @example
 * function createWorld(): ProviderWorld {
 *   const sessions: { id: string; userId: string; url: string; state: string }[] = [];
 *   const sessionOf = (id: string) => sessions.find((one) => one.id === id);
 *   return {
 *     applicants: { individual: { email: "jane@example.com", firstName: "Jane", lastName: "Smith" } },
 *     async fetch(input, { method, body }) {
 *       const asked = sessionOf(new URL(input).pathname.split("/")[2] ?? "");
 *       if (method === "GET") return asked ? Response.json(asked) : new Response(null, { status: 404 });
 *       const { userId } = JSON.parse(String(body));
 *       const url = `https://verify.acme.example/${sessions.length}`;
 *       const known = sessions.find((one) => one.userId === userId);
 *       const session = known ?? { id: `s-${sessions.length}`, userId, url, state: "open" };
 *       if (!known) sessions.push(session);
 *       return Response.json(session);
 *     },
 *     customers: () => sessions.map(({ id }) => id),
 *     decide(id, status) {
 *       const session = sessionOf(id);
 *       if (session) session.state = status === "approved" ? "passed" : "failed";
 *     },
 *     openLink: (url) => sessions.find((one) => one.url === url)?.id,
 *   };
 * }
 */
export interface ProviderWorld {
  /** Plays the provider's API. Leave it out if there is none, as with a desk of your own. */
  fetch?: Fetch | undefined;
  /** An applicant of each type that the provider takes. The suite changes the email address for other people. */
  applicants: {
    /** A person. */
    individual?: Omit<OwnApplicant, "type"> | undefined;
    /** A business. */
    business?: Omit<OwnApplicant, "type"> | undefined;
  };
  /** Returns the id of the customer of each check that the provider has begun, and is paid for: the oldest first. */
  customers(): readonly string[];
  /** Has the provider say of a customer what means this status: `approved`, `rejected`, and each of `statuses`. */
  decide(customerId: string, status: CustomerStatus): void | Promise<void>;
  /**
   * The statuses that the provider has words for; `unknown` stands for a word that its documents do not have. Each is then
   * checked, in responses and in events.
   *
   * Default: `["approved", "rejected"]`
   */
  statuses?: readonly CustomerStatus[] | undefined;
  /** Has the provider say that a customer is of the other type. Leave it out if its responses and events have no type. */
  changeType?: ((customerId: string) => void | Promise<void>) | undefined;
  /**
   * Opens a link, and returns the id of the customer whose it is; `undefined` if it cannot be opened, or not any more, as
   * after the only opening of a link with `once`.
   */
  openLink(url: string): string | undefined;
  /** Makes a link expire. Leave it out if links never do. */
  expireLink?: ((url: string) => void | Promise<void>) | undefined;
  /**
   * Opens the provider's SDK with a token, and returns the id of the customer whose check it shows; `undefined` if the token
   * cannot be used, or not any more. Needed if the provider has a function `token`.
   */
  openToken?: ((token: string) => string | undefined) | undefined;
  /** Makes a token expire. Leave it out if tokens never do. */
  expireToken?: ((token: string) => void | Promise<void>) | undefined;
  /** Signs a delivery as the provider does. Needed if the provider has a webhook. */
  deliver?: ((event: WorldEvent) => WorldDelivery | Promise<WorldDelivery>) | undefined;
  /** The age at which a delivery must be refused, in milliseconds. Leave it out if signatures have no time. */
  maxAgeMs?: number | undefined;
  /** What its events name a customer by. `deliver` is then asked for events `without` it. */
  eventNames?: readonly ("customerId" | "reference")[] | undefined;
  /** Whether a customer may have several checks, each with events of its own. */
  hasChecks?: boolean | undefined;
}

/** What a delivery of {@link ProviderWorld} is about. */
export interface WorldEvent {
  /** The customer. */
  customerId: string;
  /** What it means: `approved`, `rejected`, or one of `statuses`. */
  status: CustomerStatus;
  /** Which event it is: a repeated delivery has the same number, and the same id. */
  number: number;
  /** When it occurred, in epoch milliseconds. */
  at: number;
  /** When it is sent and signed, in epoch milliseconds. */
  sentAt: number;
  /** Whether it is signed with a secret that is not yours. */
  isForged: boolean;
  /** Whether it is about an earlier check of the customer. Only where `hasChecks`. */
  isOfOlderCheck: boolean;
  /** What the event leaves out of `eventNames`. */
  without: readonly ("customerId" | "reference")[];
}

/** A delivery of a webhook. */
export interface WorldDelivery {
  /** The raw body. */
  body: string | Uint8Array;
  /** The headers with the signature. */
  headers: Record<string, string>;
}

/** A check of {@link testProvider}. */
export interface ProviderCheck {
  /** What is checked: the name of the test. */
  readonly name: string;
  /** Runs the check. Rejects with an `Error` whose message says what the provider did, and what people would suffer. */
  readonly run: () => Promise<void>;
}

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
    ...{ ...CREATES, ...IDENTITIES, ...STATUSES, ...DECISIONS_READ },
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
