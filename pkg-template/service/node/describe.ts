// What the log of a server says about an error.

import { isKycLinkError } from "../../module/error.ts";

/** Returns what may be logged of an error. Any message but kyclink's could contain what a person has entered. */
export function describe(error: unknown) {
  try {
    if (isKycLinkError(error)) return [error.code, error.message];
    const { name, message, stack }: Partial<Error> = error ?? {};
    // Without the message, lines of which may look like frames.
    const frames = String(stack)
      .replace(String(message), "")
      .split("\n")
      .filter((line) => /^\s+at /.test(line));
    return [[name ?? "the handler failed", ...frames].join("\n")];
  } catch {
    return ["the handler failed"]; // a revoked proxy, or a getter that throws
  }
}
