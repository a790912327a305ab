import type { PresentationWay } from "../../module/call/link.ts";
import type { AnyClient, ApplicantOf } from "../../module/call/onboard.ts";
import type { CompositeName } from "../../module/codes.ts";
import type { OwnOperation } from "../../module/form/applicant.ts";
import type { PersonField, Policy } from "../../module/form/validate.ts";
import type { Issue } from "../../module/issue.ts";
import type { OwnValues } from "../edge/config/hooks.ts";
import type { Status } from "../edge/view.ts";
import type {
  AcceptTermsResult,
  ApprovedResult,
  Channel,
  ClientProblem,
  ConfirmCodeOutcome,
  EndedResult,
  LinkOutcome,
  LinkResult,
  OnboardingClientOptions,
  ReadyResult,
  SendCodeOutcome,
  StatusOutcome,
  StatusResult,
  VerifyContactResult,
} from "../page/client-types.ts";
import type { LinkToPresent, Presented } from "../page/present-options.ts";

/** The options of {@link useOnboarding}. */
export interface UseOnboardingOptions extends OnboardingClientOptions {
  /**
   * The operation of the handler's provider, such as `"spherepay.onboard"`, or that of a provider of your own.
   * With it, `submit` first normalizes and validates the applicant in the page with `kyclink/form`, which is loaded when
   * it is needed. If it cannot be loaded, or the page has no WebAssembly, only the handler validates.
   */
  operation?: CompositeName | OwnOperation | undefined;
  /**
   * The handler's `policy`, so that the page refuses what the handler refuses. Only used with `operation`.
   *
   * @default "postal"
   */
  policy?: Policy | undefined;
  /**
   * The `personFields` of the handler at Grid, so that the page requires what the handler requires. Only used with
   * `operation`. While the list is the same, so is `submit`.
   *
   * @default []
   */
  personFields?: readonly PersonField[] | undefined;
}

/** What is wrong, by the dot path of the field: `issues["address.city"]?.[0]?.message`. */
export type FieldIssues = Readonly<Record<string, readonly Issue[] | undefined>>;

/**
 * Where the person is.
 *
 * - `form`: nothing was sent yet, or it was refused.
 * - `verify_contact`: the contacts in `channels` must be confirmed. Use `sendCode` and `confirmCode`.
 * - `ready`: all contacts are confirmed. Use `renew`, which returns the link.
 * - `accept_terms`: have the person accept the provider's terms at `url`. Afterwards, `renew` returns the link.
 * - `link`: there is a link. Send the person to `kycUrl`.
 * - `approved`: there is nothing left to do.
 * - `status`: there is nothing to open, and `nextAction` says what is next.
 */
export type OnboardingStep =
  | FormStep
  | VerifyContactResult
  | ReadyResult
  | AcceptTermsResult
  | LinkResult
  | ApprovedResult
  | (StatusResult & Status);

/** Nothing was sent yet, or it was refused. */
export interface FormStep {
  /** The person fills in the form. */
  kind: "form";
}

/** Where the person is, and how the last request ended. */
export type OnboardingState = OnboardingStep & {
  /** Whether a request is running: disable the button. */
  isBusy: boolean;
  /** Why the last request failed as a whole, if it did. What the person has entered is not lost. */
  problem: ClientProblem | undefined;
};

/** What {@link useOnboarding} returns. The functions stay the same, and reject only because of a mistake in the program. */
export interface UseOnboardingResult {
  /** Where the person is, and how the last request ended. */
  state: OnboardingState;
  /** What was wrong with the fields of the last request, by field; for `confirmCode`, at `code`. */
  issues: FieldIssues;
  /**
   * The status of this browser's verification: `undefined` until it is known. It is watched while the component is
   * mounted. When a person has returned, its `nextAction` says how to continue.
   */
  status: Status | undefined;
  /**
   * Sends an applicant. All calls have one idempotency key until an applicant is accepted, so that they create one
   * customer. A call with corrected details waits for the one before it, and sends nothing if that was accepted. If the
   * response to that one was lost and it was accepted, its result counts.
   *
   * Afterwards, a call with the same applicant sends nothing and returns the step at which the person is, or another
   * link if that one has expired. Another applicant is a new onboarding.
   */
  submit(
    applicant: ApplicantOf<AnyClient> & {
      /** The values of the handler's `ownFields`. */
      own?: OwnValues | undefined;
    },
  ): Promise<LinkOutcome>;
  /** Requests another link: after the codes, or when the first link has expired. */
  renew(): Promise<LinkOutcome>;
  /** Sends a code to a contact. `value` corrects a mistyped address or number first. */
  sendCode(channel: Channel, value?: string): Promise<SendCodeOutcome>;
  /** Confirms a contact with the code that the person has received. */
  confirmCode(channel: Channel, code: string): Promise<ConfirmCodeOutcome>;
  /**
   * Ends the session of this browser, and shows the form again: the next person at a shared computer must not find it.
   * The verification itself goes on.
   */
  end(): Promise<EndedResult | ClientProblem>;
}

/** What {@link usePresentation} returns. The functions stay the same. */
export interface UsePresentationResult {
  /** The `ref` of the element in which a frame or an SDK is shown. */
  container: {
    /** The element, while it is mounted. */
    current: (typeof globalThis extends { HTMLDivElement: { prototype: infer Element } } ? Element : unknown) | null;
  };
  /** The status that the server tells; `undefined` until a link is open. */
  status: StatusOutcome | undefined;
  /** Shows a link, as `present` does, instead of the one before. Call it in the click itself. */
  open(link: LinkToPresent | Promise<LinkToPresent>, way?: PresentationWay): Promise<Presented>;
  /** Ends what `open` has begun. It also ends with the component. */
  close(): void;
}
