import type { CustomerType } from "../../module/applicant.ts";
import type { AnyProviderName } from "../../module/call/client.ts";
import type { Capability, CustomerStatus, NextAction, Requirement } from "../../module/call/results.ts";
import type { ErrorCode } from "../../module/codes.ts";
import type { Problem } from "../../module/form/problem.ts";
import type { Issue } from "../../module/issue.ts";
import type { HandlerCode } from "./handler-codes.ts";

/**
 * What {@link Config.render} shows to a person.
 *
 * - `form`: the form again, with `issues`. `values` is what was entered, by field name.
 * - `verify_contact`: contacts to confirm, and the next step. `GET /status` shows it instead of `status` while contacts
 *   are unconfirmed. Its `next` is then `confirm` if a form has sent a code in the last ten minutes, otherwise
 *   `verify_contact`.
 * - `status`: the verification status.
 * - `error`: a problem. `values` is what was entered, so that it can be submitted again.
 */
export type View =
  | {
      /** The form again, with what is wrong. */
      kind: "form";
      /** What was entered, by field name. */
      values: Record<string, string>;
      /** What is wrong with it. */
      issues: Issue[];
      /** The same as problem details. */
      problem: Problem;
    }
  | {
      /** Contacts to confirm. */
      kind: "verify_contact";
      /** The contacts that are not confirmed, the one first to which a form has sent a code. Empty if it is not known which. */
      channels: ("email" | "phone")[];
      /** The contacts with most characters hidden, as far as they are known: `j•••@example.com`, `••• 23`. */
      contacts?: {
        /** The email address. */
        email?: string;
        /** The phone number. */
        phone?: string;
      };
      /**
       * The next step.
       *
       * - `verify_contact`: send a code, with `POST /contact/<channel>`.
       * - `confirm`: a code was sent. Ask for it, and post it to `/contact/<channel>/confirm`.
       * - `link`: every contact is confirmed. `POST /links/renew` makes the link.
       */
      next: "verify_contact" | "confirm" | "link";
      /** What was entered, by field name. */
      values: Record<string, string>;
    }
  | {
      /** The verification status. */
      kind: "status";
      /** The customer's status; `none` without a customer. */
      status: CustomerStatus | "none";
      /** What the person can do next. */
      nextAction: NextAction;
      /** Whether this browser has handed the onboarding over to another device, which has it now, too. */
      otherDevice?: boolean | undefined;
      /** Whether another browser began the onboarding, and handed it over to this one. */
      handedOver?: boolean | undefined;
      /** Why the provider refused, in words that it allows you to show, if it sends any. */
      reasons?: string[] | undefined;
      /** Whether it is a person or a business, if that is known. */
      type?: CustomerType | undefined;
      /** What is still missing, each once, if the status was read. */
      requirements?: OpenRequirement[] | undefined;
      /** Which product is open, if the status was read. */
      capabilities?: Capability[] | undefined;
      /** The page on which the person accepts agreements, where `nextAction` leads to it. */
      agreementsUrl?: string | undefined;
    }
  | {
      /** A problem. */
      kind: "error";
      /** What is wrong. */
      problem: HandlerProblem;
      /** What was entered, by field name, so that it can be submitted again. */
      values: Record<string, string>;
    };

/** Problem details of the handler: those of an error, or of a request that is wrong itself. */
export interface HandlerProblem extends Omit<Problem, "code"> {
  /** The code of the handler or of the error. */
  code: HandlerCode | ErrorCode;
  /** How many more contact codes may be tried, if the provider has refused one. */
  attemptsLeft?: number;
}

/** The response of `GET /status`. */
export type Status =
  | {
      /** This browser has no onboarding. */
      status: "none";
      /** There is nothing to do. */
      nextAction: "none";
      /** There is no contact to confirm. */
      channels?: undefined;
    }
  | KnownStatus;

/** The status of a customer. `channels` has the contacts to confirm where `nextAction` is `verify_contact`. */
export type KnownStatus = CustomerState &
  (
    | {
        /** The person must confirm contacts with codes. */
        nextAction: "verify_contact";
        /** The contacts that are not confirmed: at least one. */
        channels: ("email" | "phone")[];
      }
    | {
        /** What the person can do next. */
        nextAction: Exclude<NextAction, "verify_contact">;
        /** There is no contact to confirm. */
        channels?: undefined;
      }
  );

/**
 * Something that is still missing, as a page may know it: without the provider's words, and without what only you can
 * do.
 */
export interface OpenRequirement extends Pick<Requirement, "kind" | "can" | "dueBy" | "nextAction"> {
  /** Whose turn it is. */
  who: Exclude<Requirement["who"], "operator">;
}

/** What every {@link KnownStatus} has. */
export interface CustomerState {
  /** The customer's status. */
  status: CustomerStatus;
  /** The provider. */
  provider: AnyProviderName;
  /** Whether it is a person or a business, if that is known. */
  type?: CustomerType;
  /** When the status was learned, RFC 3339. */
  updatedAt: string;
  /** What is still missing, each once; empty where nothing is known to be missing. */
  requirements: OpenRequirement[];
  /** Which product is open, at a provider that opens several of them one by one; empty elsewhere. */
  capabilities: Capability[];
  /** Whether this browser has handed the onboarding over to another device, which has it now, too. */
  otherDevice?: true;
  /** Whether another browser began the onboarding, and handed it over to this one. */
  handedOver?: true;
  /** Why the provider refused, in words that it allows you to show, if it sends any. */
  reasons?: string[];
  /** The page on which the person accepts agreements, where `nextAction` leads to it. */
  agreementsUrl?: string;
}
