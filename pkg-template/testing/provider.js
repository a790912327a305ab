/**
 * What a provider of the sandbox is given and what it offers. The rest of the sandbox knows a provider only
 * by this.
 */

/**
 * @typedef {import("../types/testing.js").ProviderName} ProviderName
 * @typedef {import("../types/testing.js").Decision} Decision
 * @typedef {import("./schema.js").JsonObject} JsonObject
 *
 * @typedef {object} Context
 * @property {import("./clock.js").Now} now
 * @property {import("./links.js").Links} links
 * @property {(provider: ProviderName, event: JsonObject) => void} deliver
 *
 * @typedef {object} Provider
 * @property {string} basePath
 * @property {string} hostedOrigin where its hosted pages live when no HTTP server stands before the sandbox
 * @property {(method: string, path: string) => string | undefined} pattern the documented path that a request means
 * @property {(request: import("./request.js").SandboxRequest, failure: import("./failures.js").Failure | undefined) => import("./request.js").Answer} handle
 * @property {() => { id: string, status: string, resource: JsonObject }[]} customers
 * @property {(id: string, decision: Decision) => void} complete
 * @property {(link: import("./links.js").StoredLink, decision: import("../types/testing.js").HostedDecision) => void} finishLink
 * @property {(body: string) => Promise<{ headers: Record<string, string>, secret?: string, publicKey?: string }>} sign
 */

/** The one key or secret that both providers refuse; any other is taken. */
export const WRONG_CREDENTIAL = "wrong";

/** The code by which a contact is confirmed: Grid's own sandbox sends none and takes this one. */
export const CONTACT_CODE = "123456";
