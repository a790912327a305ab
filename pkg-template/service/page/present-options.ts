import type { AnyProviderName } from "../../module/call/client.ts";
import type { Presentation, PresentationWay } from "../../module/call/link.ts";
import type { OnboardingClientOptions, StatusOutcome } from "./client-types.ts";

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
