// The errors for a wasm module that does not start, by cause.

import { KycLinkError, misuse } from "../error.ts";

/** Returns the error for a module that cannot be compiled, with the most likely reason. */
export function blocked(cause: unknown) {
  if (isTooEarly(cause)) return tooEarly(cause);
  const why =
    typeof WebAssembly === "undefined"
      ? "This engine has none, as Hermes or a browser's lockdown mode: let the handler validate."
      : "In a page, the Content-Security-Policy needs script-src 'wasm-unsafe-eval'.";
  return misuse(`WebAssembly is not available. ${why}`, { cause });
}

/** Returns the error for a module that was compiled and does not start. */
export function notCreated(cause: unknown) {
  return cause instanceof KycLinkError ? cause : misuse("The wasm module is from another version of kyclink.", { cause });
}

/**
 * Whether this is the error of a page in Chromium before 115, which starts modules of more than 4 KB only
 * asynchronously.
 */
export function isTooEarly(cause: unknown) {
  return cause instanceof RangeError && cause.message.includes("main thread");
}

export function tooEarly(cause: unknown) {
  const message = "This browser starts WebAssembly only asynchronously: await ready(), or init() of a slim entry point, first.";
  return new KycLinkError("not_initialized", { message }, { cause });
}
