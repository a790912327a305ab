/**
 * `kyclink/testing/vitest`: declares the matchers of `kyclink/testing` as methods of `expect`, for TypeScript. Import
 * it where you call `expect.extend(matchers)`.
 *
 * It declares them in the global namespace `jest`, from which vitest 3 and 4 take the matchers of others, as does
 * `@types/jest`. So it needs neither of them to compile.
 *
 * @example
 * ```ts
 * import "kyclink/testing/vitest";
 * import { matchers } from "kyclink/testing";
 *
 * expect.extend(matchers);
 * ```
 * @module
 */

import type { MatchersOf } from "./matchers.ts";

declare global {
  namespace jest {
    interface Matchers<R, T> extends MatchersOf<R> {}
  }
}

// biome-ignore lint/complexity/noUselessEmptyExport: programs import this file, which has nothing but types otherwise
export {};
