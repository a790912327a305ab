// The settings with which Stripe's sessions are made. Stripe repeats them in each session.

import { misuse } from "../../module/error.ts";
import { keysOf } from "../../module/keys-of.ts";
import { knownOptions } from "../../module/options/known-options.ts";
import { checkText, members } from "../provider/ready.ts";

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

const FLOW = /^vf_[A-Za-z0-9_]{1,200}$/;
const DOCUMENTS = ["driving_license", "id_card", "passport"];
/** The switches of a document, by the names of ours. */
const SWITCHES = {
  requireIdNumber: "require_id_number",
  requireLiveCapture: "require_live_capture",
  requireMatchingSelfie: "require_matching_selfie",
} as const;

/**
 * Returns the parameters of every session, the settings as one text (`scope`), and what tells whether a session was made
 * with them (`isOf`).
 */
export function settingsOf({ type, document, verificationFlow }: StripeIdentityOptions): {
  texts: Record<string, string>;
  allowedTypes: string[];
  scope: string;
  isOf: (session: Record<string, unknown>) => boolean;
} {
  if (verificationFlow !== undefined) {
    if (type !== undefined || document !== undefined)
      throw misuse("Pass verificationFlow alone: the flow says what type and document say.");
    checkText("verificationFlow", verificationFlow, FLOW, "the vf_… of a flow, from Stripe's dashboard");
    const isOf = ({ verification_flow }: Record<string, unknown>) => verification_flow === verificationFlow;
    return { texts: { verification_flow: verificationFlow }, allowedTypes: [], scope: verificationFlow, isOf };
  }
  if (type !== "document" && type !== "id_number")
    throw misuse('type must be "document" or "id_number", unless there is a verificationFlow.');
  const { allowedTypes = [], ...switches } = knownOptions(document, { allowedTypes: 1, ...SWITCHES });
  if (!Array.isArray(allowedTypes) || !allowedTypes.every((name) => DOCUMENTS.includes(name)))
    throw misuse(`document.allowedTypes must be a list of ${DOCUMENTS.join(", ")}.`);
  const texts: Record<string, string> = { type };
  const given: Record<string, boolean> = {};
  for (const name of keysOf(switches)) {
    const value: unknown = switches[name];
    if (value === undefined) continue;
    if (typeof value !== "boolean") throw misuse(`document.${name} must be true or false.`);
    const parameter = SWITCHES[name];
    given[parameter] = value;
    texts[`options[document][${parameter}]`] = String(value);
  }
  const scope = documentText(type, { ...given, allowed_types: allowedTypes });
  return { texts, allowedTypes: [...allowedTypes], scope, isOf: (session) => textOf(session) === scope };
}

/** Returns the settings with which a session was made, as a text. */
function textOf({ type, verification_flow, options }: Record<string, unknown>) {
  return typeof verification_flow === "string" ? verification_flow : documentText(type, members(members(options).document));
}

function documentText(type: unknown, { allowed_types, ...switches }: Record<string, unknown>) {
  const types = Array.isArray(allowed_types) && allowed_types.length > 0 ? allowed_types : DOCUMENTS;
  const on = Object.values(SWITCHES).filter((name) => switches[name] === true);
  return JSON.stringify([type, [...new Set(types)].sort(), on]);
}
