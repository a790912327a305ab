/**
 * `kyclink/page/client`: the handler's routes as functions, for a web page of your own in React, Vue or nothing, or an app.
 *
 * @example
 * ```ts
 * const onboarding = onboardingClient();
 * const result = await onboarding.start(applicant, { idempotencyKey });
 * if (result.kind === "link") location.assign(result.kycUrl);
 * ```
 * @module
 */

import type { AnyProviderName, Issue } from "./common.js";
import type { AnyClient, ApplicantOf, Presentation, PresentationWay } from "./core.js";
import type { AcceptedAgreements, HandlerCode, NextAction, OwnValues, Status } from "./edge.js";
import type {
  Channel,
  ClientProblem,
  ConfirmCodeOutcome,
  EndedResult,
  LinkOutcome,
  SendCodeOutcome,
  StatusOutcome,
  TokenOutcome,
} from "./page-results.js";

export * from "./page-results.js";
export type { HandlerCode, Issue, NextAction, Status };

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
   * before each request. An app also sends `origin`, one of `allowedOrigins`: a browser sets that itself. A function that
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
  /** The session may be a cookie. */
  credentials: "include";
  /** A redirect, such as to a login, is no response to what was asked. */
  redirect: "manual";
  /** Ends the request after 45 seconds. */
  signal: AbortSignal;
}

/** What {@link onboardingClient} reads of the response of `fetch`. */
export interface ClientResponse {
  /** The HTTP status. */
  status: number;
  /** Its headers. */
  headers: {
    /** Returns the value of a header. */
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

/**
 * Creates a client for the handler of this page's server.
 *
 * @example
 * const onboarding = onboardingClient({ base: "/kyc" });
 * const stop = onboarding.watchStatus((outcome) => {
 *   if (outcome.kind === "status") show(outcome.status, outcome.nextAction);
 * });
 */
export declare function onboardingClient(options?: OnboardingClientOptions): OnboardingClient;

/** A link of the handler or of `kyclink`, to the check (`kycUrl`) or to the terms (`url`). */
export type LinkToPresent = {
  /** The provider. */
  provider: AnyProviderName;
  /** The token for the SDK of the company that runs the hosted page. */
  token?: string | undefined;
  /**
   * What `presentation` of `kyclink` has decided on your server. Without it, `frame` and `sdk` load `kyclink` into the
   * page, whose policy must then allow `'wasm-unsafe-eval'`.
   */
  presentation?: Presentation | undefined;
} & (
  | {
      /** The URL of the check. */
      kycUrl: string;
    }
  | {
      /** The URL of the terms. */
      url: string;
    }
);

/** The texts of {@link present}, in the language of your page. */
export interface PresentTexts {
  /** The link to a new tab that stands beside every frame. */
  openTab: string;
  /** The frame has been empty for long: a page cannot know whether the provider refuses to be framed. */
  slow: string;
  /** The frame or the SDK cannot be shown or reports an error, or the link may not be framed. */
  failed: string;
  /** The camera is refused. */
  camera: string;
}

/** An element of the page: `HTMLElement`, or anything where the declarations of the DOM are not loaded. */
export type PageElement = typeof globalThis extends { HTMLElement: { prototype: infer Element } } ? Element : unknown;

/** What an SDK is started with. */
export interface SdkLaunch {
  /** The token, for a host that is known. */
  token: string;
  /** Where the SDK shows itself. It is in the document. */
  container: PageElement;
  /** Ends the SDK: remove what it has shown. */
  signal: AbortSignal;
  /** Call this with the name of every message, such as `idCheck.onApplicantSubmitted`. The status is then requested. */
  onMessage(name: string): void;
  /** Returns a new token when the old one has expired. Rejects without `sdk.renew`, or if its host is not known. */
  renewToken(): Promise<string>;
}

/** The options of {@link present}. */
export interface PresentOptions extends OnboardingClientOptions {
  /**
   * How to show the link.
   *
   * @default "frame" with a `container`, otherwise "redirect"
   */
  way?: PresentationWay | undefined;
  /** The element in which a frame or an SDK is shown. */
  container?: PageElement | undefined;
  /**
   * Called with the status, and again whenever it changes, as by `watchStatus`: the server's own, whatever a hosted page
   * says.
   */
  onChange: (outcome: StatusOutcome) => void;
  /** Ends everything: the frame is removed, nothing is listened to or requested any more. */
  signal?: AbortSignal | undefined;
  /** Your own copy of the SDK: kyclink contains none. */
  sdk?:
    | {
        /** Starts the SDK. */
        launch(start: SdkLaunch): void | Promise<void>;
        /** Requests another link with a token from your server. */
        renew?: (() => Promise<LinkToPresent>) | undefined;
      }
    | undefined;
  /** Texts in another language than English. */
  texts?: Partial<PresentTexts> | undefined;
}

/** How a link is shown. */
export interface Presented {
  /**
   * The way that was taken: a blocked tab becomes `redirect`. A frame that is not allowed, or an SDK that fails, becomes
   * a link to a `tab`.
   */
  way: PresentationWay;
  /** Ends everything, like the signal. */
  stop(): void;
}

/**
 * Shows a link to the person. Call it in the click itself, and pass the promise of a link: a tab can only be opened
 * there.
 *
 * A message of the hosted page only causes a request for the status. Beside a frame or an SDK stands a link to a new
 * tab. If one of these cannot be shown, the link stays, and `console.error` says why.
 *
 * @param link The link, or its promise.
 * @param options How to show it, and what gets the status.
 * @throws {KycLinkError} `invalid_config` if an option or the URL of the link is wrong
 * @example
 * const { stop } = await present(link, { container, onChange: (outcome) => show(outcome.kind) });
 */
export declare function present(link: LinkToPresent | Promise<LinkToPresent>, options: PresentOptions): Promise<Presented>;
