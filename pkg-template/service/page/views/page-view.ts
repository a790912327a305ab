import type { CustomerType } from "../../../module/applicant.ts";
import type { Presentation } from "../../../module/call/link.ts";
import type { CustomerStatus, NextAction } from "../../../module/call/results.ts";
import type { ErrorCode } from "../../../module/codes.ts";
import type { Issue } from "../../../module/issue.ts";
import type { ShownAgreement } from "../../edge/agreements.ts";
import type { HandlerCode } from "../../edge/handler-codes.ts";
import type { OpenRequirement } from "../../edge/view.ts";
import type { SiteTexts } from "../texts/page-texts.ts";

/**
 * What a person is shown. Each part of {@link views} takes one, and {@link PageOptions.document} gets it.
 *
 * - `form`: the form, empty or with what was entered and what is wrong with it.
 * - `verify_contact`: the contacts to confirm with codes.
 * - `status`: the status; `kycUrl` and `termsUrl` are links that have just been requested and open in a new tab.
 * - `handoff`: the link that continues on another device, or the page to which it leads.
 * - `error`: a problem, such as a page that does not exist.
 */
export type PageView =
  | {
      /** The form. */
      kind: "form";
      /** What was entered, by field name. */
      values?: Readonly<Record<string, string>>;
      /** What is wrong with it. */
      issues?: readonly PageIssue[];
      /** What went wrong with the form as a whole. */
      notice?: string;
      /** Whether `values` are those of {@link PageOptions.prefill}, which the person should check. */
      isPrefilled?: boolean;
      /** What the person has to accept. */
      agreements?: readonly ShownAgreement[];
    }
  | {
      /** What a customer has not accepted yet. */
      kind: "agreements";
      /** The agreements. */
      agreements?: readonly ShownAgreement[];
      /** What was entered, by field name. */
      values?: Readonly<Record<string, string>>;
      /** What is wrong with it. */
      issues?: readonly PageIssue[];
    }
  | {
      /** Contacts to confirm. */
      kind: "verify_contact";
      /** Empty if it is not known which are unconfirmed. The page confirms the first one, then the next. */
      channels?: readonly ("email" | "phone")[];
      /** The contacts as they are shown, as far as they are known: `j•••@example.com`. */
      contacts?: Readonly<Partial<Record<"email" | "phone", string>>>;
      /** `link` once everything is confirmed, `confirm` once a code was sent. */
      next?: "verify_contact" | "confirm" | "link";
      /** What was entered, by field name. */
      values?: Readonly<Record<string, string>>;
      /** What is wrong with it. */
      issues?: readonly PageIssue[];
      /** What went wrong, if it is not about a single field. */
      notice?: string;
      /** How many more codes may be tried, if one was wrong. */
      attemptsLeft?: number | undefined;
    }
  | {
      /** The verification status. */
      kind: "status";
      /** The customer's status; `none` without a customer. */
      status: CustomerStatus | "none";
      /** What the person can do next. */
      nextAction: NextAction;
      /** Whether it is about a person or a business, if that is known. */
      type?: CustomerType | undefined;
      /** A link that has just been created, where the hosted page opens in a new tab. */
      kycUrl?: string;
      /** When that link expires, RFC 3339. */
      expiresAt?: string | undefined;
      /** A link to the provider's terms, which open in a new tab. */
      termsUrl?: string;
      /** The page on which the person accepts agreements, where `nextAction` leads to it. */
      agreementsUrl?: string | undefined;
      /** How one of these links may be shown. With a `frame`, the page shows it in one, and its policy allows that. */
      presentation?: Presentation | undefined;
      /** Why the provider refused, in words that the person may see. */
      reasons?: readonly string[] | undefined;
      /** What is still missing. */
      requirements?: readonly OpenRequirement[] | undefined;
      /** Whether the onboarding was handed over to another device, which has it, too. */
      otherDevice?: boolean | undefined;
      /** Whether it was handed over to this browser, which then cannot hand it on. */
      handedOver?: boolean | undefined;
    }
  | {
      /** Continuing on another device. */
      kind: "handoff";
      /** The link for another device; missing on the page to which it leads. */
      url?: string;
      /** Its QR code. */
      svg?: string;
      /** A number of two digits that both devices show; null if an operator made the link. */
      compare?: number | null;
      /** When the link was made, RFC 3339. */
      madeAt?: string;
      /** The browser that made it. */
      browser?: string | null;
      /** When the onboarding began that this browser would give up, RFC 3339; missing or null if there is none. */
      givenUpAt?: string | null;
    }
  | {
      /** A problem. */
      kind: "error";
      /** What is wrong. */
      problem?: PageProblem;
      /** What was entered, by field name. */
      values?: Readonly<Record<string, string>>;
    };

/** What is wrong with a request. */
export interface PageProblem {
  /** The HTTP status. */
  status: number;
  /** The code of the handler or of the error. */
  code: HandlerCode | ErrorCode;
  /** What to change in the configuration. Only a handler whose `allowedOrigins` are all on the same machine says so. */
  advice?: string;
}

/** An issue, of which a page needs no pointer. */
export type PageIssue = Pick<Issue, "code" | "path" | "params" | "message">;

/** What the parts in {@link views} are rendered from. The page makes it; these members are for a document of your own. */
export interface PageSite {
  /** The path of the handler, without a slash at the end. */
  readonly base: string;
  /** The provider's name for people. */
  readonly partner: string;
  /** Whether the hosted page opens in a new tab, because it does not send the person back. */
  readonly newTab: boolean;
  /** Whether this is the browser of another app, where cameras often do not work. */
  readonly inApp: boolean;
  /** The texts in the person's language. */
  readonly texts: SiteTexts;
}
