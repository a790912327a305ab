/**
 * `kyclink/providers/stripe-identity`: Stripe Identity in front of the handler and of `onboard`.
 *
 * @module
 */

import type { OwnProvider } from "../provider.js";

/** The credentials and settings of Stripe Identity. */
export interface StripeIdentityOptions {
  /** A restricted key with the right to Identity (`rk_…`), or the secret key (`sk_…`). It decides the mode. */
  secretKey: string;
  /** What is checked. Required without a `verificationFlow`. */
  type?: "document" | "id_number" | undefined;
  /** What a document must be. */
  document?:
    | {
        /** The documents of which one will do. Default: all. */
        allowedTypes?: readonly ("driving_license" | "id_card" | "passport")[] | undefined;
        /** Whether the number of the id is checked, too. */
        requireIdNumber?: boolean | undefined;
        /** Whether a photo must be taken with the camera, and not uploaded. */
        requireLiveCapture?: boolean | undefined;
        /** Whether a selfie must match the document. */
        requireMatchingSelfie?: boolean | undefined;
      }
    | undefined;
  /** A flow of the dashboard (`vf_…`), instead of `type` and `document`. */
  verificationFlow?: string | undefined;
  /** The `whsec_…` of the webhook endpoint: several while one is being replaced. Without it, there are no webhooks. */
  webhookSecret?: string | readonly string[] | undefined;
  /** The hosts of its links. Default: `["verify.stripe.com"]` */
  linkHosts?: readonly string[] | undefined;
  /** The API version of Stripe's mobile SDK in your app. Default: kyclink's own. */
  mobileSdkVersion?: string | undefined;
  /** Replaces `https://api.stripe.com`, for tests. */
  baseUrl?: string | undefined;
  /** Allows credentials in a web page. Only for tests. Default: false */
  dangerouslyAllowBrowser?: boolean | undefined;
}

/**
 * Makes the provider for `createHandler({ provider })` and for `client`. A person has one session, which is found again
 * by the reference.
 *
 * @param options The credentials and settings.
 * @returns The provider, which is called `stripe-identity`.
 * @throws {KycLinkError} `invalid_config` if an option is wrong
 * @example
 * const provider = stripeIdentity({
 *   secretKey: process.env.STRIPE_IDENTITY_KEY ?? "",
 *   type: "document",
 *   document: { requireMatchingSelfie: true },
 *   webhookSecret: process.env.STRIPE_WEBHOOK_SECRET,
 * });
 */
export declare function stripeIdentity(options: StripeIdentityOptions): OwnProvider;
