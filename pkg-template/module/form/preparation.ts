// What an applicant should have at hand before the hosted page.

import type { CustomerType } from "../../types/common.js";
import type { Preparation } from "../../types/links.js";
import type { ProviderName } from "../../types/tables.js";
import { PREPARATION } from "../wasm/calls.ts";
import { call } from "../wasm/wasm.ts";

/**
 * Returns what an applicant should have at hand before the hosted page. Only `type`, `address.country` and
 * `endorsements` are read; what is missing makes the list less certain.
 *
 * @throws {KycLinkError} `invalid_config` if there is no such provider
 * @example
 * const { items, inOneGo } = preparation("bridge", { type: "individual", address: { country: "US" } });
 */
export function preparation(
  provider: ProviderName,
  applicant?: {
    /** A person, if it is missing. */
    type?: CustomerType | undefined;
    /** Its `country` counts. */
    address?:
      | {
          /** Its code. */
          country?: string | undefined;
        }
      | undefined;
    /** The products that are wanted, at Bridge. */
    endorsements?: readonly string[] | undefined;
  },
): Preparation {
  return call(PREPARATION, provider, applicant);
}
