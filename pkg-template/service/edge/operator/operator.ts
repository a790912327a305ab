// What an operator does for a person, in a support tool or a queue. src/edge decides each step, as it does for the
// handler.

import { classOf } from "../../../module/bytes.ts";
import type { ErrorCode } from "../../../module/codes.ts";
import { KycLinkError, misuse } from "../../../module/error.ts";
import { knownOptions } from "../../../module/options/known-options.ts";
import type { Config } from "../config/config.ts";
import { envOf } from "../config/env.ts";
import type { Settings } from "../config/settings.ts";
import { open } from "../config/settings.ts";
import type { Context, OnlyOptions } from "../handler.ts";
import { adviceOf } from "../messages.ts";
import { advise, errorOf } from "../report.ts";
import type { Reply } from "../respond.ts";
import { carryOut } from "./command.ts";
import type {
  ExportedByOperator,
  ForgottenByOperator,
  FoundByOperator,
  Refreshed,
  RefreshOptions,
  ReleasedByOperator,
  ResumeLink,
  ResumeOptions,
  Who,
} from "./results.ts";

/** Functions for a support tool, a queue or a cron. They are never routes. */
export interface Operator {
  /**
   * Finds what is known of a customer. It changes nothing. Of several customers with one email address, it returns the
   * newest.
   *
   * @throws {KycLinkError} `not_supported` if the provider does not find customers by what was given
   */
  find(who: Who): Promise<FoundByOperator>;
  /**
   * Takes a customer from its present holder: sessions end, keys return nothing any more, and limits are reset. It then
   * belongs to the person with the reference `to`, who continues by posting the form after a login, or to no one. No
   * other onboarding gets it, for 91 days. A reference that the provider itself has of the customer does not count any
   * more, for ten years, unless it is `to`.
   *
   * A link that somebody has opened cannot be taken back: see docs/running.md#confirming-the-address-first.
   *
   * @throws {KycLinkError} `conflict` if the customer is approved and does not belong to `to`, or if several customers
   *   have the email address; `not_found` if there is none
   */
  release(
    who: Who & {
      /** Your own id of the person to whom the customer belongs from now on, as `authorize` returns it. */
      to?: string;
    },
  ): Promise<ReleasedByOperator>;
  /**
   * Makes a link to the customer's status on the ready page, for an e-mail or a message to the person. It works once:
   * the page asks first, and a browser that has another onboarding is asked whether it gives that up. A visit by a
   * scanner of mail uses nothing. The session has the rights of another device: docs/protocol.md has them all.
   *
   * Send it only to an address that you know to be the person's: not to one that a customer merely has.
   *
   * @throws {KycLinkError} `invalid_config` if the configuration has no `page`, or several origins and no `publicOrigin`;
   *   `conflict` if the customer belongs to another person or was forgotten; `not_found` if there is none;
   *   `not_supported` if the provider stores no references
   */
  resumeLink(options: ResumeOptions): Promise<ResumeLink>;
  /**
   * Returns the records that the handler's store has about a person, and changes nothing. What the provider has is not
   * among them: read it with its client.
   *
   * @throws {KycLinkError} `not_supported` if the provider does not find customers by what was given; `conflict` if
   *   several customers have the email address
   */
  exportData(who: Who): Promise<ExportedByOperator>;
  /**
   * Removes the records that the handler's store has about a person. Sessions end, and keys and links to other devices
   * return nothing any more. The provider's own data stays: have it deleted there first, because a webhook that comes
   * later is recorded again.
   *
   * A record that remains for 91 days names the customer by a hash, and no one as its owner: it keeps sessions closed. At
   * a provider that stores references, another one says for ten years that there was a release, if there was one. If the
   * person comes back and the provider has the same customer, `release` gives it back; an approved one only where the
   * provider stores references, to the one that it has.
   *
   * @throws {KycLinkError} `not_supported` if the provider does not find customers by what was given; `conflict` if
   *   several customers have the email address; `not_found` if there is none
   */
  forget(who: Who): Promise<ForgottenByOperator>;
  /**
   * Asks the providers about open customers that are due, with `agenda: true`, and calls `onEvent` once for each change
   * that no delivery has told. Call it every five minutes: an open customer is due every five minutes for an hour, every
   * hour for a day and every day for thirty days after the onboarding, a change or a return, and an approved one every
   * week for a year where the provider can take that back. Several runs at once, and one that is ended at any moment,
   * lose and repeat nothing. A run is about the customers that this handler has onboarded. It ends for a provider that
   * responds 429, 401, or nothing but 403; a customer that fails comes last in the next run. Without `onEvent`, changes
   * stay untold.
   *
   * @throws {KycLinkError} `invalid_config` without `agenda`; `unavailable` if the store fails
   */
  refresh(options?: RefreshOptions): Promise<Refreshed>;
}

type Created = { createdAt?: number; expiresAt?: number };

type Result = Created & { limits?: Ending[]; left?: Ending[]; customers?: Created[]; atProvider?: Created[] };

type Ending = { until: number };

type Step = Refreshed & { sent: number; state: object; isOver: boolean };

const WHO = { reference: 1, customerId: 1, email: 1, provider: 1 };

/** Why a command is refused, by the word of src/edge: the code of the error and its message. */
const REFUSALS: Partial<Record<string, [code: ErrorCode, message: string]>> = {
  who: ["invalid_config", "Pass exactly one of reference, customerId and email: a string that is not empty."],
  to: ["invalid_config", "to must be your own id of a person, as authorize returns it in reference: a string that is not empty."],
  agenda: ["invalid_config", "Set agenda: true in the configuration of the handler, and here: otherwise nobody is remembered."],
  provider: [
    "invalid_config",
    "provider must be one that is configured. It is needed where the configuration chooses one for each applicant.",
  ],
  no_reference: ["not_supported", "This provider stores no references: pass customerId or email."],
  no_email: ["not_supported", "This provider does not find customers by their email address: pass customerId or reference."],
  no_customer: [
    "not_found",
    "There is no such customer: neither the provider nor a record that your secrets open knows it. If the provider has deleted it, pass its customerId.",
  ],
  several_customers: ["conflict", "Several customers have this email address: find them, and pass the customerId of one."],
  too_many_customers: [
    "conflict",
    "More than 500 customers have this email address or reference, too many to read: pass the customerId of one. find lists those that were read.",
  ],
  ttl: ["invalid_config", "ttlMs must be whole milliseconds, from a minute to 30 days."],
  page: ["invalid_config", "The link leads to the ready page: configure page, and publicOrigin if allowedOrigins has several."],
  member: [
    "invalid_config",
    "The customer belongs to a person with a reference: pass it as to, and authorize as in the handler's configuration, so that only that person can open the link.",
  ],
  released: ["conflict", "The customer was released to another person, or forgotten: call release first."],
  another: ["conflict", "The customer is another person's. If to is its person after all, call release with to first."],
  approved: [
    "conflict",
    "A customer who was approved is released only to the reference that has it: its hosted pages show a verified person.",
  ],
};

/**
 * Creates the functions of an operator.
 *
 * @param config The configuration of the handler: what was released is known to handlers with the same `store`,
 *   `cookieSecret` and `id`.
 * @param env What the configuration gets if it is a function.
 * @throws {KycLinkError} `invalid_config` if an option is missing or invalid
 * @example
 * const operator = createOperator(config);
 * const { status } = await operator.find({ email: "jane@example.com" });
 * if (status === "incomplete") await operator.release({ email: "jane@example.com", to: "user-42" });
 */
export function createOperator<Env = unknown, Returned extends Config = Config>(
  config: Config | ((env: Env) => OnlyOptions<Returned>),
  env?: Env,
): Operator {
  const settings = open(typeof config === "function" ? config(envOf(env)) : config);
  return {
    find: async (who) => resultOf(settings, "find", knownOptions(who, WHO)),
    release: async (who) => resultOf(settings, "release", knownOptions(who, { ...WHO, to: 1 })),
    resumeLink: async (who) => {
      const { to, ...rest } = knownOptions(who, { reference: 1, customerId: 1, provider: 1, to: 1, ttlMs: 1 });
      // Only `release` needs to tell a person who is missing by mistake from nobody.
      return resultOf(settings, "resumeLink", { ...rest, ...(to !== undefined && { to }) });
    },
    exportData: async (who) => resultOf(settings, "exportData", knownOptions(who, WHO)),
    forget: async (who) => resultOf(settings, "forget", knownOptions(who, WHO)),
    refresh: async (options = {}) => refresh(settings, knownOptions(options, { limit: 1, signal: 1 })),
  };
}

async function resultOf<Found>(settings: Settings, name: string, given: object): Promise<Found> {
  // Errors are thrown, and not reported as well.
  const hooks = { ...settings.hooks, onError: () => {} };
  const { context, reply } = await carryOut(settings, { hooks }, { ...given, function: name });
  return readReply(context, reply);
}

/**
 * Takes steps until nothing is due or the limit is reached: one after the other at each provider, so that none waits for
 * the others.
 */
async function refresh(settings: Settings, { limit = 100, signal }: RefreshOptions) {
  if (!Number.isSafeInteger(limit) || limit < 1) throw misuse("limit must be a whole number of requests, at least 1.");
  if (signal !== undefined && classOf(signal) !== "AbortSignal") throw misuse("signal must be an AbortSignal.");
  const { hooks, connections } = settings;
  const done = { asked: 0, changed: 0, failed: 0, isMore: false };
  let left = limit;
  // Another one is the first each time: with a small limit, nothing may be left for the others.
  const first = Math.floor(Math.random() * connections.length);
  const providers = [...connections.slice(first), ...connections.slice(0, first)];
  let open = providers.map((provider) => ({ provider, state: {} }));
  const thrown: unknown[] = [];
  while (open.length > 0 && !signal?.aborted) {
    const next = [];
    for (const { provider, state } of open) {
      const given = { function: "refresh", provider, state, limit: left };
      let step: Step;
      try {
        const { context, reply } = await carryOut(settings, { hooks, route: "refresh", signal }, given);
        step = readReply(context, reply);
        if (reply.advice) advise(context, reply.advice, adviceOf(reply.advice, null, []));
      } catch (error) {
        // The signal has ended the step.
        if (signal?.aborted) done.isMore = true;
        else thrown.push(error);
        continue;
      }
      left -= step.sent;
      done.asked += step.asked;
      done.changed += step.changed;
      done.failed += step.failed;
      done.isMore ||= step.isMore;
      if (!step.isOver) next.push({ provider, state: step.state });
    }
    open = next;
  }
  if (thrown.length > 0) throw thrown[0];
  done.isMore ||= open.length > 0;
  return done;
}

/** Returns what the command has found, or throws its error. */
function readReply<Found>(context: Context, { body, code, failed, advice, headers, isLate }: Reply): Found {
  if (body === undefined) {
    const { thrown: cause, origins } = context;
    if (failed) throw errorOf(context, failed.error);
    const refusal = code && REFUSALS[code];
    if (refusal) throw new KycLinkError(refusal[0], { message: refusal[1] });
    if (cause?.code === "timeout") throw cause;
    // The time went into calls of the provider.
    if (isLate) throw context.deadline.end();
    const message = advice ? adviceOf(advice, null, origins) : "The store fails or is busy.";
    const details = { message, retryable: true, retryAfterMs: 1000 * Number(headers["retry-after"]) };
    throw new KycLinkError("unavailable", details, { cause: cause?.cause ?? cause });
  }
  const { limits, left, customers, atProvider, ...rest } = body as Result;
  return {
    ...withIsoTime(rest),
    ...(limits && { limits: limits.map(endingAt) }),
    ...(customers && { customers: customers.map(withIsoTime) }),
    ...(atProvider && { atProvider: atProvider.map(withIsoTime) }),
    ...(left && { left: left.map(endingAt) }),
  } as Found;
}

function withIsoTime(found: Created) {
  const { createdAt, expiresAt, ...rest } = found;
  return {
    ...rest,
    ...(createdAt !== undefined && { createdAt: isoTime(createdAt) }),
    ...(expiresAt !== undefined && { expiresAt: isoTime(expiresAt) }),
  };
}

function endingAt({ until, ...ending }: Ending) {
  return { ...ending, until: isoTime(until) };
}

function isoTime(ms: number) {
  return new Date(ms).toISOString();
}
