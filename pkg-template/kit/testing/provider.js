/** The interface between a provider and the rest of the sandbox. */

/**
 * @typedef {import("../../types/testing.js").ProviderName} ProviderName
 * @typedef {import("../../types/testing.js").Decision} Decision
 * @typedef {import("./schema.js").JsonObject} JsonObject
 * @typedef {"individual" | "business"} CustomerType
 *
 * @typedef {object} Context
 * @property {import("./clock.js").Now} now
 * @property {import("./links.js").Links} links
 * @property {(provider: ProviderName, event: JsonObject) => void} deliver
 * @property {import("../../types/testing.js").SandboxKeys} [keys] the webhook keys of an earlier sandbox
 *
 * @typedef {object} Provider
 * @property {string} basePath
 * @property {string} hostedOrigin the origin of its hosted pages unless an HTTP server is in front of the sandbox
 * @property {(method: string, path: string) => string | undefined} pattern the documented path that a request matches
 * @property {(request: import("./request.js").SandboxRequest, failure: import("./failures.js").Failure | undefined) => import("./request.js").SandboxResponse} handle
 * @property {() => { id: string, type: CustomerType, status: string, resource: JsonObject, createdAtMs: number }[]} customers
 * @property {Record<CustomerType, readonly Decision[]>} decisions what it can decide about customers of each type
 * @property {(id: string, decision: Decision) => void} complete
 * @property {(type: string, id: string) => void} announce sends a webhook of one of its types about a customer
 * @property {readonly string[]} types the types of its webhooks
 * @property {Record<string, [type: string, decision?: Decision]>} triggers what `trigger` does for the names that all
 *   providers have
 * @property {(link: import("./links.js").StoredLink, decision: import("../../types/testing.js").HostedDecision) => void} finishLink
 * @property {(body: string) => Promise<{ headers: Record<string, string>, secret?: string, publicKey?: string }>} sign
 * @property {() => Promise<string | object>} exportKey
 * @property {{ path: string, headers: () => Record<string, string>, body: JsonObject }} example a request that creates
 *   a customer
 */

/** The one key or secret that every provider rejects; they accept any other. */
export const WRONG_CREDENTIAL = "wrong";

/** The code that confirms a contact: Grid's own sandbox sends none and accepts this one. */
export const CONTACT_CODE = "123456";
