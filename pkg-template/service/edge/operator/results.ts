import type { AnyProviderName } from "../../../module/call/client.ts";
import type { Capability, CustomerStatus, NextAction, Requirement } from "../../../module/call/results.ts";

/** Whom an operator's command is about: exactly one of `reference`, `customerId` and `email`. */
export type Who = {
  /** The provider. Required where the configuration chooses one for each applicant. */
  provider?: AnyProviderName | undefined;
} & (
  | {
      /** Your own id of the person. SpherePay stores none. */
      reference: string;
      /** Not together with `reference`. */
      customerId?: undefined;
      /** Not together with `reference`. */
      email?: undefined;
    }
  | {
      /** The id that {@link HandlerOptions.onCreated} got: at Bridge, that of the link. */
      customerId: string;
      /** Not together with `customerId`. */
      reference?: undefined;
      /** Not together with `customerId`. */
      email?: undefined;
    }
  | {
      /** The email address, whatever its case. Grid finds no customer by it. */
      email: string;
      /** Not together with `email`. */
      reference?: undefined;
      /** Not together with `email`. */
      customerId?: undefined;
    }
);

/** What an {@link Operator} learns of a customer. */
export interface OperatorCustomer {
  /** The provider. */
  provider: AnyProviderName;
  /** The customer's id; at Bridge, there is `kycLinkId` instead. */
  customerId?: string;
  /** The id of the link, at Bridge. */
  kycLinkId?: string;
  /** The status at the provider, or the last known one where the provider cannot read the customer. */
  status: CustomerStatus;
}

/** A limit of the handler that is reached: it refuses requests with 429. */
export interface ReachedLimit {
  /** What is limited. The codes to an address or number are counted for all customers of the store together. */
  name: "codes_sent" | "wrong_codes" | "renewals" | "handoffs" | "codes_to_email" | "codes_to_phone";
  /** When the limit ends, RFC 3339. */
  until: string;
}

/** What {@link Operator.find} returns. */
export type FoundByOperator =
  | {
      /** There is no such customer. */
      status: "none";
      /** There is nothing to do. */
      nextAction: "none";
      /** No limit is known. */
      limits: [];
    }
  | (OperatorCustomer & {
      /** What the person can do next. */
      nextAction: NextAction;
      /** What is still missing, as far as the provider says it, with the provider's words. */
      requirements: Requirement[];
      /** Which product is open. */
      capabilities: Capability[];
      /** The limits that are reached. */
      limits: ReachedLimit[];
      /** Why a provider of your own has refused, in its codes: they are not for the person. */
      operatorReasons?: string[];
      /** When the provider created the customer or the link, RFC 3339, if it says that. */
      createdAt?: string;
      /** The ids of older customers with the same email address, if there are any. */
      others?: string[];
      /** There are more customers than are read, which are about 500. Some of them may be newer. */
      hasMore?: true;
    });

/** What {@link Operator.release} returns. */
export interface ReleasedByOperator extends OperatorCustomer {
  /** The person who has the customer now, if one was named. */
  to?: string;
  /**
   * What the provider responds if somebody else posts the same email address: `conflict` (Bridge), or `created`, which
   * is another customer.
   */
  newOnboarding: "conflict" | "created";
}

/** A record of a person, as {@link Operator.exportData} returns it. */
export interface ExportedRecord {
  /** The kind of the record, as in docs/running.md#personal-data. */
  record: string;
  /** What it contains. Times are in milliseconds since 1970. */
  value: unknown;
}

/** What {@link Operator.exportData} returns. */
export interface ExportedByOperator {
  /** The customers that were found, the newest first. */
  customers: (OperatorCustomer & {
    /** When the provider created the customer or the link, RFC 3339, if it says that. */
    createdAt?: string;
    /** The records of the handler's store about this customer. */
    records: ExportedRecord[];
  })[];
}

/** What {@link Operator.forget} returns. */
export interface ForgottenByOperator {
  /** How many records were removed or emptied. */
  removed: number;
  /** The customers that the provider still has. Only the provider can delete them. */
  atProvider: (OperatorCustomer & {
    /** When the provider created the customer or the link, RFC 3339, if it says that. */
    createdAt?: string;
  })[];
  /**
   * What cannot be found by what was given, and when it has ended at the latest.
   *
   * - `idempotency_keys`: the link and the customer's id under a key of the page. The key responds 409 now.
   * - `links_to_devices`: links to another device, which do not open any more.
   * - `resume_links`: links of {@link Operator.resumeLink}, which do not open any more.
   * - `codes_to_other_contacts`: counters of codes, under a keyed hash of an address or number that was corrected.
   * - `reference`: which customer a reference has, at Bridge. Pass the reference to remove it.
   * - `agenda`: the id of the customer and its `reference`, which is not asked about any more.
   */
  left: {
    /** What may be left. */
    what: "idempotency_keys" | "links_to_devices" | "resume_links" | "codes_to_other_contacts" | "reference" | "agenda";
    /** When it has ended, RFC 3339. */
    until: string;
  }[];
}

/** Whom a link of {@link Operator.resumeLink} is for, and how long it opens. */
export type ResumeOptions = {
  /** The provider. Required where the configuration chooses one for each applicant. */
  provider?: AnyProviderName | undefined;
  /** For how long the link opens, in milliseconds: from a minute to 30 days. */
  ttlMs: number;
} & (
  | {
      /** Your own id of the person, as `authorize` returns it. Only its login can open the link. SpherePay stores none. */
      reference: string;
      /** Not together with `reference`. */
      customerId?: undefined;
      /** Not together with `reference`. */
      to?: undefined;
    }
  | {
      /** The id that {@link HandlerOptions.onCreated} got: at Bridge, that of the link. */
      customerId: string;
      /**
       * Your own id of the person, as `authorize` returns it: only its login can open the link. Without it, the link
       * opens only where `authorize` returns no reference, or where there is no `authorize`.
       */
      to?: string;
      /** Not together with `customerId`. */
      reference?: undefined;
    }
);

/** What {@link Operator.resumeLink} returns. */
export interface ResumeLink {
  /** The link. It is a secret: the first person who opens it has the session. */
  url: string;
  /** When it ends, RFC 3339. */
  expiresAt: string;
}

/** How much a run of {@link Operator.refresh} does. */
export interface RefreshOptions {
  /**
   * The most requests that it sends to providers.
   *
   * @default 100
   */
  limit?: number | undefined;
  /** Ends the run at once: it returns what it has done. */
  signal?: AbortSignal | undefined;
}

/** What {@link Operator.refresh} returns. */
export interface Refreshed {
  /** How many customers were asked about. */
  asked: number;
  /** How many changes {@link HandlerOptions.onEvent} was told of. */
  changed: number;
  /** How often a provider, `onEvent` or the record of a customer failed. */
  failed: number;
  /** Whether more customers are due: `limit` is reached, the signal has ended the run, or a provider refuses requests. */
  isMore: boolean;
}
