import type { AnyProviderName } from "../../module/call/client.ts";
import type { AnyClient, ApplicantOf } from "../../module/call/onboard.ts";
import type { ErrorCode } from "../../module/codes.ts";
import type { Issue } from "../../module/issue.ts";
import type { AcceptedAgreements } from "../edge/agreements.ts";
import type { OwnValues } from "../edge/config/hooks.ts";
import type { HandlerCode } from "../edge/handler-codes.ts";
import type { Status } from "../edge/view.ts";

/** The options of {@link onboardingClient}. */
export interface OnboardingClientOptions {
  /**
   * The handler's `basePath`, or its URL on another origin that `allowedOrigins` lists this page for.
   *
   * @default "/kyc"
   */
  base?: string | undefined;
  /**
   * Your own headers, such as the bearer token of an app's session, or a function that returns them, which is awaited
   * before each call. An app also sends `origin`, one of `allowedOrigins`: a browser sets that itself. A function that
   * throws sends nothing; the result is the problem `network`.
   */
  headers?: ClientHeaders | (() => ClientHeaders | Promise<ClientHeaders>) | undefined;
  /**
   * A `fetch` function instead of the platform's.
   *
   * @default globalThis.fetch
   */
  fetch?: ((url: string, request: ClientRequest) => Promise<ClientResponse>) | undefined;
}

/** Headers of an application by their names. One that is `undefined` is not sent. */
export type ClientHeaders = Readonly<Record<string, string | undefined>>;

/** What {@link onboardingClient} passes to `fetch` beside the URL. */
export interface ClientRequest {
  /** The HTTP method. */
  method: "GET" | "POST";
  /** With names in lower case. */
  headers: Record<string, string>;
  /** JSON. */
  body?: string;
  /** Cookies are sent to another origin, too. */
  credentials: "include";
  /** Redirects are not followed. */
  redirect: "manual";
  /** Aborts after the timeout. */
  signal: AbortSignal;
}

/** What {@link onboardingClient} reads of the response of `fetch`. */
export interface ClientResponse {
  /** The HTTP status. */
  status: number;
  /** The response headers. */
  headers: {
    /** Returns the value of a header; `null` without it. */
    get(name: string): string | null;
  };
  /** Returns the body. */
  text(): Promise<string>;
}

/** The handler's routes. No function rejects because of a response: check its `kind`. */
export interface OnboardingClient {
  /**
   * Sends an applicant, and returns the link or what has to be done first.
   *
   * Pass one `idempotencyKey` for each form, made with `crypto.randomUUID()` when it is shown: two submits of the form
   * then create one customer. By default each call has a key of its own, and is retried with it if the handler says so.
   * Without `crypto`, as in React Native, there is no default: pass a key, unless `authorize` returns a `reference`.
   *
   * @throws {KycLinkError} `invalid_config` for an option that does not exist
   * @throws {TypeError} if the applicant cannot be JSON
   */
  start(
    applicant: ApplicantOf<AnyClient> & {
      /** The values of the handler's `ownFields`. */
      own?: OwnValues | undefined;
      /** The versions of the agreements that the person has accepted, as `GET /agreements` lists them. */
      agreements?: AcceptedAgreements | undefined;
    },
    options?: {
      /** A key of 22 to 255 visible ASCII characters: one for each form. */
      idempotencyKey?: string | undefined;
    },
  ): Promise<LinkOutcome>;
  /** Returns another link for the customer of this browser: after the codes, or when the first link has expired. */
  renew(): Promise<LinkOutcome>;
  /** Returns a token with which an app opens the check of the same customer in the provider's own SDK. */
  token(): Promise<TokenOutcome>;
  /** Sends a code to a contact. `value` corrects a mistyped address or number first. */
  sendCode(channel: Channel, value?: string): Promise<SendCodeOutcome>;
  /** Confirms a contact with the code that the person has received. */
  confirmCode(channel: Channel, code: string): Promise<ConfirmCodeOutcome>;
  /** Returns the status of this browser's verification. */
  status(): Promise<StatusOutcome>;
  /**
   * Ends the session of this browser, and of the device to which it was handed over. The verification itself goes on.
   */
  end(): Promise<EndedResult | ClientProblem>;
  /**
   * Calls a function with the status, and again whenever it changes, until nothing more can change or `stop` is called:
   * a hold that only your support can resolve is watched, a refusal that stays one is not. A hidden page is not updated;
   * it is as soon as it is visible. What the function throws is an unhandled rejection, and does not end the updates.
   *
   * @returns `stop`
   */
  watchStatus(callback: (outcome: StatusOutcome) => void): () => void;
}

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
