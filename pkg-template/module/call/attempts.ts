// Sends the request of a call, and retries it where that is safe and may help.

import type { OperationName } from "../codes.ts";
import { isKycLinkError, KycLinkError } from "../error.ts";
import type { CallOptions } from "../options/options.ts";
import { ENDPOINTS } from "../tables.js";
import { SEND_REQUEST } from "../wasm/calls.ts";
import type { Limits, State } from "./connect.ts";
import { keyOf } from "./connection.ts";
import type { HttpRequest } from "./request.ts";
import type { Attempts, DecodedResponse } from "./response.ts";
import { isSuccess } from "./response.ts";
import { attemptOnce, drive } from "./running.ts";

/** A request to send, with the options of its call. */
interface PreparedCall {
  operation: OperationName;
  request: HttpRequest;
  /** without inherited properties */
  options: CallOptions;
  limits: Limits;
}

/** Returns the error to throw after a create may have been sent: not even a trap hides that its outcome is unknown. */
export function truthOf(error: unknown, sent: { operation: string; request?: HttpRequest } | undefined) {
  const { operation = "", request } = sent ?? {};
  if (!mayCreate(operation) || !isKycLinkError(error) || error.code !== "internal") return error;
  const provider = operation.slice(0, operation.indexOf("."));
  const details = { provider, operation, idempotencyKey: request && keyOf(request.headers) };
  return new KycLinkError("outcome_unknown", details, { cause: error });
}

/**
 * Returns whether an operation may create a customer. Those of a provider of one's own have the names of its functions.
 */
export function mayCreate(operation: string) {
  return ENDPOINTS.get(operation)?.creates ?? operation.endsWith(".create");
}

/** Starts a clock, and returns a function that returns the milliseconds since then. */
export function startClock() {
  const start = performance.now();
  return () => performance.now() - start;
}

/**
 * Sends a request, retries it where that is safe and useful, and returns the last response, decoded. Throws the error
 * that results from the failed attempts.
 */
export async function sendWithRetries(
  state: State,
  { operation, request, options: { signal }, limits }: PreparedCall,
): Promise<DecodedResponse> {
  const elapsed = startClock();
  const key = keyOf(request.headers);
  let attempts: Attempts = { idempotencyKey: key, mayHaveArrived: false };
  // Without a deadline there is nothing to decide before the first attempt.
  const first =
    limits.deadline === undefined ? await attemptOnce(state, operation, request, { timeout: limits.timeout, signal }) : undefined;
  let response = first?.response;
  if (!response || !isSuccess(response.status)) {
    const begin = { operation, definition: state.connection.config.definition, url: request.url, key, ...limits };
    const host = { state, signal, elapsed, request };
    const end = await drive<Attempts>(SEND_REQUEST, begin, host, first);
    response = end.response as DecodedResponse;
    attempts = end.outcome;
  }
  // Where the request has a key, an error may need the attempts before it.
  return key === undefined ? response : { ...response, attempts };
}
