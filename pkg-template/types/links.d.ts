// Links to hosted pages: their safety, expiry and presentation, and what to prepare for them.
import type { AnyProviderName, CustomerType } from "./common.js";
import type { LinkOptions, PresentationOptions } from "./options.js";
import type { ProviderName } from "./tables.js";

/** What {@link isExpired} and {@link msUntilExpiry} read of a link: when it expires, or that it has no expiry. */
export type Expiring =
  | {
      /** When the link expires, in epoch milliseconds. */
      expiresAtMs: number;
    }
  | {
      /** The URL of a link without an expiry. */
      kycUrl: string;
      /** Absent: the provider tells no expiry. */
      expiresAtMs?: undefined;
    };

/**
 * Checks that a link is safe to send a person to: literally `https://`, without credentials, backslashes or control
 * characters, and on a host in `allowHosts`. Every parsed link has already passed this check.
 *
 * @param url The link, for example one that you stored.
 * @param options Which hosts are accepted.
 * @returns The link's `URL.href`.
 * @throws {KycLinkError} `unexpected_response` if the link is not safe
 * @example
 * const href = assertSafeKycUrl(url, { allowHosts: [".sumsub.com"] });
 */
export declare function assertSafeKycUrl(url: string | URL, options?: LinkOptions): string;

/** A way to show a link: in the same tab, in a new one, in a frame, or by the SDK of the company that runs the page. */
export type PresentationWay = "redirect" | "tab" | "frame" | "sdk";

/** A link to the check (`kycUrl`) or to the terms (`url`), as `kyclink` returns them. */
export interface PresentableLink {
  /** The provider. */
  provider: AnyProviderName;
  /** The URL of the check. */
  kycUrl?: string | undefined;
  /** The URL of the terms, of a link without `kycUrl`. */
  url?: string | undefined;
  /** The token for the SDK of the company that runs the hosted page. */
  token?: string | undefined;
}

/** The attributes of a frame. */
export interface PresentationFrame {
  /** `src`. As secret as the link. */
  url: string;
  /** `allow`: the features of the browser that the frame may use. */
  allow: string;
  /** `sandbox`, if the page works with it. */
  sandbox?: string;
  /** `title`, in English. Use one in the language of your page. */
  title: string;
}

/** How a link may be shown, and what a page that frames it needs. */
export interface Presentation {
  /** The ways that the provider documents. */
  ways: PresentationWay[];
  /** The frame, if the link may be framed. */
  frame?: PresentationFrame;
  /** What the headers of the page with the frame must allow, beside what they allow already. */
  headers: {
    /** Sources by directive, as libraries for policies take them. Empty if there is nothing to frame. */
    "content-security-policy": {
      /** The origins of the frame. */
      "frame-src": string[];
    };
    /** Needed only if the page sends a `Permissions-Policy`. */
    "permissions-policy"?: string;
  };
  /**
   * `unknown_link`: the host or path is not one that the provider lets a page frame. `unknown_token`: the token names a
   * host that is not known. `never_returns`: the hosted page does not send the person back, so keep your page open.
   */
  hint?: "unknown_link" | "unknown_token" | "never_returns";
}

/**
 * Decides how a link may be shown to the person, and what a page that frames it needs. A way that no document of the
 * provider allows is not in `ways`.
 *
 * @param link A link of a client, of `onboard` or of the handler.
 * @param options The origin of the page, and which hosts count as the provider's own beside those it documents.
 * @throws {KycLinkError} `invalid_config` if `origin` is not an origin, `unexpected_response` if the link is not safe
 * @example
 * const { ways, frame } = presentation(link, { origin: "https://app.example.com" });
 */
export declare function presentation(link: PresentableLink, options: PresentationOptions): Presentation;

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
export declare function preparation(
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
): Preparation;

/**
 * Returns how long a link is still valid.
 *
 * @param link A link.
 * @param options `now` is the time to compare with, in epoch milliseconds. It defaults to the current time.
 * @returns Milliseconds; negative if the link has expired, `Infinity` if its provider tells no expiry.
 * @example
 * const seconds = msUntilExpiry(link) / 1000;
 */
export declare function msUntilExpiry(
  link: Expiring,
  options?: {
    /** The time to compare with, in epoch milliseconds. */
    now?: number | undefined;
  },
): number;

/**
 * Checks whether a link has expired, or is about to.
 *
 * @param link A link.
 * @param options `now` is the time to compare with, in epoch milliseconds (default: the current time).
 *   `skewMs` is a margin in milliseconds for clock differences and loading time (default: 60000).
 * @returns Whether the link is too old to send a person there. A link without an expiry never is.
 * @example
 * if (isExpired(link)) link = await client.createKycLink({ customerId: link.customerId });
 */
export declare function isExpired(
  link: Expiring,
  options?: {
    /** The time to compare with, in epoch milliseconds. */
    now?: number | undefined;
    /** A margin for clock differences and loading time, in milliseconds. */
    skewMs?: number | undefined;
  },
): boolean;
