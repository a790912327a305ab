// A call, sent again where that does no harm and may help. Whether and when is decided in Rust; here is the clock.

import { NO_RESPONSE, WAIT_MS } from "./calls.js";
import { KycLinkError, misuse } from "./error.js";
import { ownOptions } from "./options.js";
import { decode } from "./response.js";
import { LONGEST, milliseconds } from "./timer.js";
import { attempt, DEFAULT_TIMEOUT } from "./transport.js";
import { call } from "./wasm.js";

const DEFAULT_RETRIES = 2;

/** What a caller may set of it, for a client or for a call, checked before anything is sent. */
export function limits(options, of) {
  const { timeout, maxRetries, deadline } = ownOptions(options);
  const client = ownOptions(of);
  const retries = maxRetries ?? client.maxRetries ?? DEFAULT_RETRIES;
  if (!(Number.isInteger(retries) && retries >= 0)) throw misuse("maxRetries is a whole number, 0 or more.");
  return {
    timeout: milliseconds("timeout", timeout ?? client.timeout ?? DEFAULT_TIMEOUT),
    maxRetries: Math.min(retries, LONGEST),
    deadline: deadline == null ? undefined : milliseconds("deadline", deadline),
  };
}

/** Until when something that starts now may go on: one clock for all the calls of an onboarding. */
export function startClock() {
  const start = performance.now();
  return () => performance.now() - start;
}

/**
 * Sends a request, again where that is safe and useful, and returns the last response, decoded. Throws the error that the
 * failed attempts amount to. `customerId` is a customer that the flow has already created: every error names it.
 */
export async function exchange({ provider, fetch, ...client }, { operation, request, options, elapsed = startClock(), customerId }) {
  const { signal, ...given } = ownOptions(options);
  const { timeout, maxRetries, deadline } = limits(given, client);
  const details = { provider, operation, ...(customerId !== undefined && { customerId }) };
  const before = signal?.aborted;
  for (let attempts = 1; ; attempts++) {
    let answer;
    let failure;
    try {
      const left = deadline === undefined ? timeout : Math.min(timeout, Math.max(deadline - elapsed(), 1));
      answer = decode(await attempt(request, { fetch, timeout: left, signal }));
      if (answer.status < 300) return answer;
    } catch (error) {
      if (!["network", "timeout", "aborted"].includes(error.code)) throw Object.assign(error, details);
      failure = error;
    }
    const wait = call(WAIT_MS, operation, answer ?? failure.code, {
      maxRetries,
      deadlineMs: deadline,
      attempts,
      elapsedMs: Math.ceil(elapsed()),
      now: Date.now(),
      random: Math.floor(Math.random() * 2 ** 32),
      isKeyed: Object.keys(request.headers).some((name) => name.toLowerCase() === "idempotency-key"),
    });
    if (wait === null) {
      if (answer) return answer;
      throw KycLinkError.from(call(NO_RESPONSE, operation, failure.code, !before, customerId), { cause: failure.cause });
    }
    await pause(wait, signal, details);
  }
}

function pause(ms, signal, details) {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      if (signal?.aborted) reject(new KycLinkError("aborted", details, { cause: signal.reason }));
      else resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener("abort", end);
    if (signal?.aborted) end();
  });
}
