// What the functions of `onboardingClient` return.
import type { AnyProviderName, ErrorCode, Issue } from "./common.js";
import type { HandlerCode, Status } from "./edge.js";

/** A contact of a person that the provider wants confirmed with a code. */
export type Channel = "email" | "phone";

/** A link to the provider's hosted page. Send the person there: `location.assign(kycUrl)`. */
export interface LinkResult {
  /** There is a link. */
  kind: "link";
  /** The URL of the hosted page. */
  kycUrl: string;
  /** When the link expires, RFC 3339. */
  expiresAt?: string;
  /** `true` if the link can be opened only once: `renew` returns another one. */
  once?: true;
  /** The provider. */
  provider: AnyProviderName;
}

/** A token with which an app opens the check in the provider's own SDK. Neither store nor log it. */
export interface TokenResult {
  /** There is a token. */
  kind: "token";
  /** The provider. */
  provider: AnyProviderName;
  /** The token. */
  token: string;
  /** What the SDK needs beside it, such as the id of a session. */
  id?: string;
  /** When it expires, RFC 3339, if the provider says so. Then ask again: the customer stays the same. */
  expiresAt?: string;
}

/** The provider wants these contacts confirmed first: see `sendCode`. */
export interface VerifyContactResult {
  /** Contacts must be confirmed first. */
  kind: "verify_contact";
  /** The contacts that are not confirmed yet. */
  channels: Channel[];
}

/** The provider's terms must be accepted first. Afterwards, `renew` returns the link. */
export interface AcceptTermsResult {
  /** There are terms to accept. */
  kind: "accept_terms";
  /** Where the person accepts them. This page does not send the person back: open it in a new tab. */
  url: string;
  /** The provider. */
  provider: AnyProviderName;
}

/** Something is wrong with the fields that were sent. */
export interface IssuesResult {
  /** The fields must be corrected. */
  kind: "issues";
  /** At least one issue. */
  issues: Issue[];
  /** How many more codes may be tried, if `confirmCode` has tried a wrong one. */
  attemptsLeft?: number;
}

/** The request failed as a whole. Nothing that the person has entered is lost. */
export interface ClientProblem {
  /** The request failed. */
  kind: "problem";
  /**
   * Why: `network` and `timeout` if there was no response; otherwise the handler's code.
   * `unexpected_response` if the response is not one of the handler's, such as a redirect of `authorize` to a login
   * page: redirects are not followed.
   */
  code: HandlerCode | ErrorCode;
  /** The HTTP status, if there was a response. */
  status?: number;
  /** When the request may succeed, in milliseconds from now, if the handler says so. */
  retryAfterMs?: number;
  /**
   * What to change in the configuration. Only a handler whose `allowedOrigins` are all on the same machine says so, and
   * the client itself where it runs outside of a page.
   */
  advice?: string;
}

/** The session of this browser has ended. */
export interface EndedResult {
  /** There is no session any more. */
  kind: "ended";
}

/** The customer is approved: nothing is left to do. */
export interface ApprovedResult {
  /** No link is needed. */
  kind: "approved";
}

/** Every contact is confirmed: `renew` returns the link. */
export interface ReadyResult {
  /** The next step is `renew`. */
  kind: "ready";
}

/** A code was sent. */
export interface SentResult {
  /** The next step is `confirmCode`. */
  kind: "sent";
}

/** All results of the functions that post. */
export type OnboardingResult =
  | LinkResult
  | TokenResult
  | VerifyContactResult
  | AcceptTermsResult
  | ApprovedResult
  | (StatusResult & Status)
  | ReadyResult
  | SentResult
  | IssuesResult
  | ClientProblem;

/** The result of `start` and `renew`. `approved`: there is nothing left to do. `status`: there is nothing to open. */
export type LinkOutcome =
  | LinkResult
  | VerifyContactResult
  | AcceptTermsResult
  | ApprovedResult
  | (StatusResult & Status)
  | IssuesResult
  | ClientProblem;

/** The result of `token`: what `start` returns, but a token instead of a link. `not_supported`: there is only a link. */
export type TokenOutcome = TokenResult | Exclude<LinkOutcome, LinkResult>;

/** The result of `sendCode`. `verify_contact` and `ready`: this contact is confirmed already. */
export type SendCodeOutcome = SentResult | VerifyContactResult | ReadyResult | IssuesResult | ClientProblem;

/** The result of `confirmCode`. `ready`: every contact is confirmed, and `renew` returns the link. */
export type ConfirmCodeOutcome = VerifyContactResult | ReadyResult | IssuesResult | ClientProblem;

/** The result of `status`. */
export type StatusOutcome = (StatusResult & Status) | ClientProblem;

/** What distinguishes a {@link Status} from other results. */
export interface StatusResult {
  /** The status is known. */
  kind: "status";
}
