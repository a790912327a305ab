// What an applicant should have at hand before the hosted page.

import type { CustomerType } from "../applicant.ts";
import type { ProviderName } from "../codes.ts";
import { PREPARATION } from "../wasm/calls.ts";
import { call } from "../wasm/wasm.ts";

/** Something to have at hand before the hosted page: a document, a number, a camera, a mailbox. */
export interface PreparationItem {
  /**
   * What it is: an open set. `national_id_number` is wanted beside the `tax_number`;
   * `contact` is the mailbox and the phone, for codes; `owners` is everybody who owns 25 % or
   * more, with names, birth dates, addresses and IDs.
   */
  kind:
    | "photo_id"
    | "tax_number"
    | "national_id_number"
    | "camera"
    | "proof_of_address"
    | "contact"
    | "questions"
    | "formation"
    | "ownership"
    | "owners"
    | "control_person"
    | "tax_document"
    | "registration_number"
    | "directors"
    | (string & {});
  /** Whether it is asked for; otherwise it may be. */
  required: boolean;
  /** The documents or numbers of which one will do, such as `passport`: an open set. Absent if the provider lists none. */
  accepts?: string[];
  /** How old the document may be, in days. Absent if the provider does not say so. */
  maxAgeDays?: number;
}

/** What a person should have at hand, as far as the provider's documents say it. */
export interface Preparation {
  /** In the order of a list for people. */
  items: PreparationItem[];
  /** Who leaves the page has to begin again. */
  inOneGo?: true;
  /** How many business days the decision takes. Absent if the provider does not say so. */
  decisionDays?: {
    /** The fewest. */
    min: number;
    /** The most. */
    max: number;
  };
}

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
