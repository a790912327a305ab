/**
 * `kyclink/providers/didit`: Didit in front of the handler and of `onboard`.
 *
 * @module
 */

import type { OwnProvider } from "../provider.js";

/** The credentials and settings of Didit. */
export interface DiditOptions {
  /** The API key of your application, which may read users. One of a sandbox application checks nobody. */
  apiKey: string;
  /** The UUID of the workflow that checks people, not that of one of its versions. */
  workflowId: string;
  /**
   * The `secret_shared_key` of the webhook destination: several while one is being replaced. Without it, there are no
   * webhooks.
   */
  webhookSecret?: string | readonly string[] | undefined;
  /** The hosts of its links. Default: `["verify.didit.me"]`; another one if you have a domain of your own there. */
  linkHosts?: readonly string[] | undefined;
  /** Replaces `https://verification.didit.me`, for tests. */
  baseUrl?: string | undefined;
  /** Allows credentials in a web page. Only for tests. Default: false */
  dangerouslyAllowBrowser?: boolean | undefined;
}

/**
 * Makes the provider for `createHandler({ provider })` and for `client`. A person is recognized by the reference, which
 * becomes Didit's `vendor_data`: it must not be personal data.
 *
 * @param options The credentials and settings.
 * @returns The provider, which is called `didit`.
 * @throws {KycLinkError} `invalid_config` if an option is wrong
 * @example
 * const provider = didit({
 *   apiKey: process.env.DIDIT_API_KEY ?? "",
 *   workflowId: process.env.DIDIT_WORKFLOW_ID ?? "",
 *   webhookSecret: process.env.DIDIT_WEBHOOK_SECRET,
 * });
 */
export declare function didit(options: DiditOptions): OwnProvider;
