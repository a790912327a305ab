/** The interface between a provider and the rest of the sandbox. */

import type { CustomerType } from "../../types/applicant.js";
import type { Decision, HostedDecision, ProviderName, SandboxKeys } from "../../types/testing.js";
import type { Now } from "./clock.ts";
import type { Failure } from "./failures.ts";
import type { Links, StoredLink } from "./links.ts";
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

/** The one key or secret that every provider rejects; they accept any other. */
export const WRONG_CREDENTIAL = "wrong";

/** The code that confirms a contact: Grid's own sandbox sends none and accepts this one. */
export const CONTACT_CODE = "123456";
