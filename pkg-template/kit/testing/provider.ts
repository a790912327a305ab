/** The interface between a provider and the rest of the sandbox. */

import type { CustomerType } from "../../module/applicant.ts";
import type { Now } from "./clock.ts";
import type { Decision, HostedDecision } from "./decisions.ts";
import type { Failure } from "./failures.ts";
import type { Links, StoredLink } from "./links.ts";
import type { ProviderName, SandboxKeys } from "./options.ts";
import type { SandboxRequest, SandboxResponse } from "./request.ts";
import type { JsonObject } from "./schema.ts";

export interface Context {
  now: Now;
  links: Links;
  deliver: (provider: ProviderName, event: JsonObject) => void;
  /** the webhook keys of an earlier sandbox */
  keys?: SandboxKeys;
}

export interface Provider {
  basePath: string;
  /** the origin of its hosted pages unless an HTTP server is in front of the sandbox */
  hostedOrigin: string;
  /** the documented path that a request matches */
  pattern: (method: string, path: string) => string | undefined;
  handle: (request: SandboxRequest, failure: Failure | undefined) => SandboxResponse;
  customers: () => { id: string; type: CustomerType; status: string; resource: JsonObject; createdAtMs: number }[];
  /** what it can decide about customers of each type */
  decisions: Record<CustomerType, readonly Decision[]>;
  complete: (id: string, decision: Decision) => void;
  /** sends a webhook of one of its types about a customer */
  announce: (type: string, id: string) => void;
  /** the types of its webhooks */
  types: readonly string[];
  /** what `trigger` does for the names that all providers have */
  triggers: Record<string, [type: string, decision?: Decision]>;
  finishLink: (link: StoredLink, decision: HostedDecision) => void;
  sign: (body: string) => Promise<{ headers: Record<string, string>; secret?: string; publicKey?: string }>;
  exportKey: () => Promise<string | object>;
  /** a request that creates a customer */
  example: { path: string; headers: () => Record<string, string>; body: JsonObject };
}

/** The one API key (SpherePay, Bridge) or client secret (Grid) that the sandbox refuses. It accepts all others. */
export const WRONG_CREDENTIAL = "wrong";

/**
 * The code that confirms an email address or phone number at Grid, once a code has been requested. As in Grid's own
 * sandbox, nothing is sent. The code works once; after five wrong attempts a new one must be requested.
 */
export const CONTACT_CODE = "123456";
