// The types of `example.js`, which `cargo xtask pack` generates.

import type { CallName } from "./call/request.ts";
import type { ProviderName } from "./codes.ts";

/** A call of the example: its operation, its input, and the JSON of the response. */
export interface ExampleCall {
  readonly operation: CallName;
  readonly input: object;
  readonly json: object;
}

/** An onboarding as an example. Its first call creates the customer. */
export declare const EXAMPLE: {
  readonly provider: ProviderName;
  readonly config: NonNullable<Parameters<typeof import("./call/request.ts").buildRequest>[2]>;
  readonly applicant: object;
  readonly calls: readonly [ExampleCall, ...ExampleCall[]];
};
