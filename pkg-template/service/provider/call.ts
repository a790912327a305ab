// Calls the functions of a provider of one's own. Whatever they return or throw is hostile input: the promise always
// settles before the deadline, and nothing of theirs is kept but what `answers.js` and `errors.js` read.

import type { CustomerType } from "../../module/applicant.ts";
import { keyOf } from "../../module/call/connection.ts";
import type { Send } from "../../module/call/transport.ts";
import { DEFAULT_TIMEOUT, markUnreached } from "../../module/call/transport.ts";
import type { ErrorCode } from "../../module/codes.ts";
import { copyOptions } from "../../module/copy-options.ts";
import { KycLinkError } from "../../module/error.ts";
import { APPLICANT_FIELDS } from "../../module/tables.js";
import { answerOf, unreadable } from "./answers.ts";
import type { ProviderDefinition } from "./define.ts";
import { describe, failureOf, refusalOf, STATUS_OF } from "./errors.ts";
import type { Sent } from "./fetch.ts";
import { fetchOf } from "./fetch.ts";
import { membersOf, UNREADABLE } from "./members.ts";
import type { OwnOperation } from "./own-operation.ts";
import type { OwnProvider } from "./own-provider.ts";

type FunctionName = "create" | "link" | "token" | "status" | "find";

/** The functions that get no applicant, whatever else the body has. */
const ABOUT_CUSTOMER = ["token", "status"];
type Answer = Awaited<ReturnType<Send>>;

/** What a call has ended with: what the function returned or threw, or that it was not waited for. */
type End = Settled | { stopped: KycLinkError };
type Settled = { returned: unknown } | { thrown: unknown };

/**
 * Returns the function that sends a request to one of a provider's functions, which the path names.
 *
 * @param operation the fields of its applicants
 */
export function sender(definition: Pick<ProviderDefinition, "name" | "repeat" | "sends" | FunctionName>, operation: OwnOperation): Send {
  return async ({ url, headers, body = "{}" }, { fetch, timeout = DEFAULT_TIMEOUT, signal, isLocal }) => {
    const name = url.slice(url.lastIndexOf("/") + 1) as FunctionName;
    // Where a reference leads to the same customer, `create` makes another link.
    const create = name === "link" && definition.repeat === "reference" ? definition.create : undefined;
    const called = (definition[name] ?? create) as ((args: object) => unknown) | undefined;
    if (!called && name === "find") return answer(200, "outcome_unknown", unreadable(CANNOT_FIND));
    if (!called) return answer(405, "not_supported");
    if (signal?.aborted) throw new KycLinkError("aborted", {}, { cause: signal.reason });
    const own = new AbortController();
    const until = performance.now() + timeout;
    // What a function sends by itself is not seen, so each may have sent something.
    const sent = { count: definition.sends === "itself" ? 1 : 0, reads: 0, unreached: 0, errors: new WeakSet() };
    const given = copyOptions(JSON.parse(body));
    const args = {
      ...argumentsOf(called === definition.link || ABOUT_CUSTOMER.includes(name), given),
      ...(name === "create" && { idempotencyKey: keyOf(headers) }),
      fetch: fetchOf({ fetch, signal: own.signal, left: () => until - performance.now(), sent }),
      signal: own.signal,
      now: Date.now(),
    };
    const stops: (() => void)[] = [() => own.abort()];
    const stopped: Promise<End> = new Promise((resolve) => {
      const timer = setTimeout(() => resolve({ stopped: new KycLinkError("timeout", { retryable: true }) }), timeout);
      const abort = () => resolve({ stopped: new KycLinkError("aborted", {}, { cause: signal?.reason }) });
      signal?.addEventListener("abort", abort);
      stops.push(
        () => clearTimeout(timer),
        () => signal?.removeEventListener("abort", abort),
      );
    });
    const end = await Promise.race([endOf(() => called(args)), stopped]);
    for (const stop of stops) stop();
    // From now on, its `fetch` sends nothing.
    const hasOnlyRead = name === "create" && sent.count === 0 && sent.reads > 0;
    if ("stopped" in end) {
      if (!hasOnlyRead) throw end.stopped;
      if (end.stopped.code === "aborted") throw markUnreached(end.stopped);
      return answer(503, "unavailable", { meaning: "unavailable", problem: `${name} did not end in time, and had only read.` });
    }
    if ("thrown" in end) return failure(name, end.thrown, { ...sent, isLocal }, pathsOf(operation, given.type));
    const told = read(() => answerOf(called === definition.create ? "create" : name, end.returned, given, hasOnlyRead));
    if (told) return { status: 200, headers: [], body: told };
    return answer(200, undefined, unreadable(`${name} returned what cannot be read.`, hasOnlyRead));
  };
}

const CANNOT_FIND = "The provider has no function find, so nothing says whether the customer exists.";

/**
 * Returns the arguments that a body has. What the program has set stands beside the applicant.
 *
 * @param isAboutCustomer whether the function gets no applicant
 */
function argumentsOf(
  isAboutCustomer: boolean,
  { customerId, reference, redirectUri, known, since, ...applicant }: Record<string, unknown>,
) {
  const given = { customerId, reference, redirectUri, known, since: since && new Date(Number(since)) };
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return isAboutCustomer ? set : { ...set, applicant };
}

/** Returns the paths of an applicant's fields, the wholes among them. */
function pathsOf(operation: OwnOperation, type: CustomerType | undefined) {
  const listed = APPLICANT_FIELDS.filter((path) => type && operation.typesOf(path).includes(type));
  return ["type", "reference", "redirectUri", ...listed, ...listed.map((path) => path.split(".")[0])];
}

async function endOf(call: () => unknown): Promise<Settled> {
  try {
    return { returned: await call() };
  } catch (thrown) {
    return { thrown };
  }
}

/** Returns what `reading` returns; `undefined` if a getter of what it reads throws. */
function read<T>(reading: () => T) {
  try {
    return reading();
  } catch {
    return undefined;
  }
}

/**
 * Returns the response that means the same as what a function has thrown. If none of its requests reached a host, nothing
 * was sent. A `create` without any request, or with reads alone, has created nothing, unless it says that it may have.
 *
 * @param paths what issues may be about
 */
function failure(
  name: FunctionName,
  thrown: unknown,
  { count, reads, unreached, errors, isLocal }: Sent & { isLocal: boolean | undefined },
  paths: string[],
): Answer {
  const isUnsent = name === "create" && count === 0;
  const failed = failureOf(thrown);
  if (failed) {
    const { retryAfterMs, providerCode, hint } = failed;
    const code = failed.code === "invalid_request" ? "provider_rejected" : failed.code;
    const errors = failed.paths.filter((path) => paths.includes(path)).map((pointer) => ({ pointer }));
    // The status of a create would say that it may have been carried out.
    const meaning = code === "invalid_config" || (code === "unavailable" && isUnsent) ? code : undefined;
    const isUnknown = name === "create" && !meaning && STATUS_OF[code] >= 500;
    const headers: [string, string][] = retryAfterMs === undefined ? [] : [["retry-after", String(Math.ceil(retryAfterMs / 1000))]];
    const body = { code: providerCode, meaning, problem: hint, errors };
    return answer(STATUS_OF[code], isUnknown ? "outcome_unknown" : code, body, headers);
  }
  if (count + reads === 0 && unreached > 0) {
    throw markUnreached(new KycLinkError("network", { message: "No connection could be made." }));
  }
  if (errors.has(thrown)) {
    if (!isUnsent) throw thrown;
    return answer(503, "unavailable", { meaning: "unavailable", problem: (thrown as Error).message });
  }
  const problem = `${name} threw ${describe(thrown, isLocal)}.`;
  const meaning = reads === 0 ? "invalid_config" : "unavailable";
  if (isUnsent) return answer(500, meaning, { meaning, problem });
  return answer(500, name === "create" ? "outcome_unknown" : "unavailable", { problem });
}

function answer(status: number, code: ErrorCode | undefined, body: object = {}, headers: [string, string][] = []): Answer {
  return { status, headers, body: JSON.stringify(body), code };
}

/** Returns the function that verifies the deliveries of a provider, if it has webhooks. */
export function verifier({ name, webhook }: ProviderDefinition): OwnProvider["verify"] {
  if (!webhook) return undefined;
  const { verify } = webhook;
  return async ({ body, headers, isLocal }) => {
    const end = await endOf(() => verify({ body: body.slice(), headers: new Headers(headers), now: Date.now() }));
    if ("returned" in end) {
      return { body: end.returned === undefined ? null : (read(() => membersOf(end.returned)) ?? UNREADABLE) };
    }
    const { thrown } = end;
    const reason = refusalOf(thrown);
    if (reason === "signature") return false;
    if (reason) throw new KycLinkError(`webhook_${reason}`);
    throw new KycLinkError("unavailable", { message: `The function verify of ${name} threw ${describe(thrown, isLocal)}.` });
  };
}
