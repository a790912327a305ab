/**
 * Bridge as documented: a key in `Api-Key`, an `Idempotency-Key` with every POST and none with a GET, links without
 * an expiry, and a 400 `duplicate_record` with the whole existing link for anyone who posts a known email address.
 *
 * Unlike Bridge's own sandbox, which sends no webhooks and whose hosted pages cannot be finished, this one does both.
 *
 * Assumptions where the documentation says nothing: a transliteration that is missing is a 400; email addresses are
 * compared without regard to case; a link can be finished again while something is missing, and after a refusal that is
 * not final; the customer's id is null until the person has taken both steps, unless the test wants it at once.
 */

import { isoMillis } from "../clock.js";
import { decisionsOf, isStop } from "../decisions.js";
import { hex } from "../ids.js";
import { WRONG_CREDENTIAL } from "../provider.js";
import { jsonOf } from "../request.js";
import { findRoute } from "../router.js";
import { check } from "../schema.js";
import { injected, invalid, invalidBody, notFound, Refusal, render } from "./errors.js";
import { createIdempotency } from "./idempotency.js";
import { changesOf, customerResource, isApproved, isOpen, linkResource, newLink } from "./links.js";
import { ENDINGS } from "./requirements.js";
import { newRfi } from "./rfis.js";
import { CREATE_LINK, CREATE_WEBHOOK, LINK_QUERY, LIST_QUERY, missingNames, RFI_QUERY } from "./schemas.js";
import { createSigner } from "./sign.js";

/**
 * @typedef {import("./links.js").KycLink} KycLink
 * @typedef {import("./links.js").LinkBody} LinkBody
 * @typedef {import("../provider.js").Provider} Provider
 * @typedef {import("../request.js").SandboxResponse} SandboxResponse
 * @typedef {import("../request.js").SandboxRequest} SandboxRequest
 * @typedef {{ params: string[], query: URLSearchParams, body: unknown }} Call
 * @typedef {{ query?: Record<string, RegExp>, hasBody?: boolean, run: (call: Call) => SandboxResponse }} Handler
 */

const STATUS_CHANGED = "kyc_link.updated.status_transitioned";
const TYPES = [
  "kyc_link.created",
  "kyc_link.updated",
  STATUS_CHANGED,
  "customer.created",
  "customer.updated",
  "customer.updated.status_transitioned",
  "rfi.created",
];
const DECISIONS = { individual: decisionsOf(ENDINGS.individual), business: decisionsOf(ENDINGS.business) };
const MAX_WEBHOOKS = 5;
/** The links, as the documentation shows them: the token is at the end. */
const HOSTED_PATHS = {
  kyc: "/verify?inquiry-template-id=itmpl_sandbox&fields[developer_id]=sandbox&reference-id=",
  tos: "/accept-terms-of-service?session_token=",
};

/**
 * @param {import("../provider.js").Context} context
 * @param {import("../../types/testing.js").BridgeOptions} [options]
 * @returns {Provider}
 */
export function createBridge({ now, links: hosted, deliver, keys }, { errors = "names", customerId = "later", schemes = true } = {}) {
  /** @type {KycLink[]} */
  const all = [];
  /** @type {string[]} */
  const webhooks = [];
  /** @type {import("../schema.js").JsonObject[]} */
  const rfis = [];
  const once = createIdempotency(now);
  const signer = createSigner(now, keys?.bridge);
  const resourceOf = (/** @type {KycLink} */ link) => linkResource(link, customerId === "at_once");

  /**
   * Returns what an event of a category is about.
   *
   * @param {string} category
   * @param {KycLink} link
   */
  function subjectOf(category, link) {
    if (category === "kyc_link") return { id: link.id, status: link.kycStatus, object: resourceOf(link) };
    if (category === "customer") {
      const object = customerResource(link, now());
      return { id: link.customerId, status: object.status, object };
    }
    const rfi = newRfi(link.customerId, now());
    rfis.push(rfi);
    return { id: rfi.id, status: rfi.state, object: rfi };
  }

  /** @param {string} type @param {KycLink} link @param {object} [changes] */
  function announce(type, link, changes = {}) {
    const [category] = type.split(".");
    const { id, status, object } = subjectOf(category, link);
    deliver("bridge", {
      api_version: "v0",
      event_id: `wh_${hex(12)}`,
      event_developer_id: "sandbox",
      event_category: category,
      event_type: type,
      event_object_id: id,
      event_object_status: status,
      event_object: object,
      event_object_changes: changes,
      event_created_at: isoMillis(now()),
    });
  }

  /**
   * Changes a link, and announces what has changed.
   *
   * @param {KycLink} link
   * @param {Partial<KycLink>} changes
   */
  function update(link, changes) {
    const { kycStatus, tosStatus } = link;
    const wasApproved = isApproved(link);
    Object.assign(link, changes, { updatedAtMs: now() });
    // The person returns to the same links when more is asked for.
    for (const stored of hosted.of(link.id)) stored.used = !isOpen(link, stored.kind);
    if (link.kycStatus === kycStatus && link.tosStatus === tosStatus) {
      if (changes.asks !== undefined) announce("customer.updated", link);
      return;
    }
    announce(STATUS_CHANGED, link, { kyc_status: [kycStatus, link.kycStatus], tos_status: [tosStatus, link.tosStatus] });
    if (!wasApproved && isApproved(link)) announce("customer.updated.status_transitioned", link, { status: ["incomplete", "active"] });
  }

  /** @param {KycLink} link @param {import("../../types/testing.js").HostedDecision} decision */
  function finishCheck(link, decision) {
    if (!isOpen(link, "kyc") && link.kycStatus !== "under_review") return;
    update(link, { kycStatus: "under_review", reasons: [], asks: {} });
    if (decision !== "review") update(link, changesOf(link.body.type, decision, now()));
  }

  /** Writes a URL with its scheme or without, as the option says. @param {string} url */
  const formatUrl = (url) => (schemes ? url : url.replace(/^https?:\/\//, ""));

  /** @param {LinkBody} body @returns {SandboxResponse} */
  function create(body) {
    const missing = missingNames(body);
    if (missing.length > 0) throw invalid("body", Object.fromEntries(missing.map((name) => [name, "is required"])));
    const existing = all.find((link) => link.body.email.toLowerCase() === body.email.toLowerCase());
    if (existing) {
      throw new Refusal(400, "duplicate_record", "A kyc link has already been created for this email.", {
        more: { existing_kyc_link: resourceOf(existing) },
      });
    }
    const made = newLink(body, now());
    const issue = (/** @type {"kyc" | "tos"} */ kind) =>
      hosted.issue(
        {
          provider: "bridge",
          kind,
          customerId: made.id,
          expiresAtMs: Infinity,
          redirectUri: kind === "kyc" ? body.redirect_uri : undefined,
        },
        HOSTED_PATHS[kind],
      );
    const link = { ...made, kycUrl: formatUrl(issue("kyc").url), tosUrl: formatUrl(issue("tos").url) };
    all.push(link);
    announce("kyc_link.created", link);
    announce("customer.created", link);
    return { status: 200, body: resourceOf(link) };
  }

  /** @param {URLSearchParams} query @returns {SandboxResponse} */
  function list(query) {
    const after = query.get("starting_after");
    const before = query.get("ending_before");
    if (after !== null && before !== null) throw invalid("query", { ending_before: "Not together with starting_after" });
    const limit = Number(query.get("limit") ?? 10);
    const [customer, email] = [query.get("customer_id"), query.get("email")];
    const matching = all
      .filter((link) => customer === null || link.customerId === customer)
      .filter((link) => email === null || link.body.email.toLowerCase() === email.toLowerCase())
      .reverse();
    const place = matching.findIndex((link) => link.customerId === (after ?? before));
    const from = after !== null ? place + 1 : before !== null ? Math.max(place - limit, 0) : 0;
    const to = before !== null ? Math.max(place, 0) : from + limit;
    const data = matching.slice(from, to).map(resourceOf);
    return { status: 200, body: { count: data.length, data } };
  }

  /** @param {string} id */
  function findLink(id) {
    const link = all.find((known) => known.id === id);
    if (link === undefined) throw notFound("kyc link");
    return link;
  }

  /** @param {string} id */
  function findCustomer(id) {
    const link = all.find((known) => known.customerId === id);
    if (link === undefined) throw notFound("customer");
    return link;
  }

  /** Bridge's own way to an outcome in its sandbox. @param {KycLink} link @returns {SandboxResponse} */
  function simulateApproval(link) {
    update(link, changesOf(link.body.type, "approve", now()));
    const message = "Simulated KYC approval processed. Customer endorsements will be evaluated.";
    return { status: 200, body: { success: true, customer_id: link.customerId, kyc_status: link.kycStatus, message } };
  }

  /** @param {URLSearchParams} query @returns {SandboxResponse} */
  function listRfis(query) {
    const [customer, state] = [query.get("customer_id"), query.get("state")];
    const matching = rfis
      .filter((rfi) => customer === null || rfi.customer_id === customer)
      .filter((rfi) => state === null || rfi.state === state)
      .reverse();
    const data = matching.slice(0, Number(query.get("limit") ?? 10));
    return { status: 200, body: { count: data.length, data } };
  }

  /** @param {string} id */
  function findRfi(id) {
    const rfi = rfis.find((known) => known.id === id);
    if (rfi === undefined) throw notFound("rfi");
    return rfi;
  }

  /** @param {unknown} body @param {import("../schema.js").Schema} schema */
  function validated(body, schema) {
    const failures = check(schema, body);
    if (failures.length > 0) throw invalidBody(failures);
    return body;
  }

  /** @param {unknown} given @returns {SandboxResponse} */
  function registerWebhook(given) {
    const { url, event_categories = [] } = /** @type {{ url: string, event_categories?: string[] }} */ (validated(given, CREATE_WEBHOOK));
    if (webhooks.length === MAX_WEBHOOKS) throw new Refusal(400, "invalid", `There can be at most ${MAX_WEBHOOKS} webhooks`);
    const id = `wep_${hex(6)}`;
    webhooks.push(id);
    // The key is made when it is first needed, and `webhookKeys()` has it.
    return { status: 201, body: { id, url, status: "disabled", public_key: "see webhookKeys() of the sandbox", event_categories } };
  }

  /** @type {import("../router.js").Route<Handler>[]} */
  const routes = [
    {
      method: "POST",
      pattern: "/kyc_links",
      handler: { hasBody: true, run: ({ body }) => create(/** @type {LinkBody} */ (validated(body, CREATE_LINK))) },
    },
    { method: "GET", pattern: "/kyc_links", handler: { query: LIST_QUERY, run: ({ query }) => list(query) } },
    {
      method: "GET",
      pattern: "/kyc_links/{kycLinkID}",
      handler: { run: ({ params }) => ({ status: 200, body: resourceOf(findLink(params[0])) }) },
    },
    {
      method: "GET",
      pattern: "/customers/{customerID}",
      handler: { run: ({ params }) => ({ status: 200, body: customerResource(findCustomer(params[0]), now()) }) },
    },
    {
      method: "GET",
      pattern: "/customers/{customerID}/kyc_link",
      handler: { query: LINK_QUERY, run: ({ params }) => ({ status: 200, body: { url: findCustomer(params[0]).kycUrl } }) },
    },
    {
      method: "GET",
      pattern: "/customers/{customerID}/tos_acceptance_link",
      handler: { run: ({ params }) => ({ status: 200, body: { url: findCustomer(params[0]).tosUrl } }) },
    },
    {
      method: "POST",
      pattern: "/customers/{customerID}/simulate_kyc_approval",
      handler: { run: ({ params }) => simulateApproval(findCustomer(params[0])) },
    },
    { method: "GET", pattern: "/rfis", handler: { query: RFI_QUERY, run: ({ query }) => listRfis(query) } },
    { method: "GET", pattern: "/rfis/{rfiID}", handler: { run: ({ params }) => ({ status: 200, body: findRfi(params[0]) }) } },
    { method: "POST", pattern: "/webhooks", handler: { hasBody: true, run: ({ body }) => registerWebhook(body) } },
  ];

  /**
   * @param {SandboxRequest} request
   * @param {import("../failures.js").Failure | undefined} failure
   * @returns {SandboxResponse}
   */
  function respond(request, failure) {
    const { method, path, query, headers } = request;
    if (failure?.kind === 429 || failure?.kind === 503) return injected(failure);
    authorize(headers);
    if (failure !== undefined) return injected(failure);
    const match = findRoute(routes, method, path);
    if (match?.handler === undefined) throw new Refusal(404, "not_found", "There is no such endpoint");
    const { query: allowed = {}, hasBody = false, run } = match.handler;
    const wrong = [...query].filter(([name, value]) => !Object.hasOwn(allowed, name) || !allowed[name].test(value));
    if (wrong.length > 0) throw invalid("query", Object.fromEntries(wrong.map(([name]) => [name, "is invalid"])));
    const act = () => run({ params: match.params, query, body: readBody(request, hasBody) });
    const key = headers.get("idempotency-key");
    if (method === "POST") return once(key, `${path} ${new TextDecoder().decode(request.body)}`, act);
    if (key !== null) throw invalid("header", { "Idempotency-Key": `Not with ${method}` });
    return act();
  }

  return {
    basePath: "/bridge/v0",
    hostedOrigin: "https://bridge.hosted.kyclink.example",
    pattern: (method, path) => findRoute(routes, method, path)?.pattern,
    handle(request, failure) {
      try {
        return respond(request, failure);
      } catch (refusal) {
        if (refusal instanceof Refusal) return render(refusal, errors);
        throw refusal;
      }
    },
    customers: () =>
      all.map((link) => ({
        id: link.id,
        type: link.body.type,
        status: link.kycStatus,
        resource: resourceOf(link),
        createdAtMs: link.createdAtMs,
      })),
    decisions: DECISIONS,
    complete(id, decision) {
      const link = findLink(id);
      update(link, { tosStatus: "approved" });
      const changes = changesOf(link.body.type, decision, now());
      if (link.kycStatus === changes.kycStatus && !isStop(decision)) return;
      if (link.kycStatus !== "under_review") update(link, { kycStatus: "under_review" });
      update(link, changes);
    },
    announce: (type, id) => announce(type, findLink(id)),
    types: TYPES,
    triggers: {
      customer_created: ["customer.created"],
      customer_updated: ["customer.updated"],
      kyc_approved: [STATUS_CHANGED, "approve"],
      kyc_rejected: [STATUS_CHANGED, "reject"],
      kyc_needs_review: [STATUS_CHANGED, "hold"],
    },
    finishLink(stored, decision) {
      const link = findLink(stored.customerId);
      if (stored.kind === "tos") update(link, { tosStatus: "approved" });
      else finishCheck(link, decision);
    },
    sign: signer.sign,
    exportKey: signer.exportKey,
    example: {
      path: "/kyc_links",
      headers: () => ({ "api-key": "sandbox", "idempotency-key": hex(16) }),
      body: { type: "individual", email: "jane@example.com", full_name: "Jane Smith" },
    },
  };
}

/** @param {Headers} headers */
function authorize(headers) {
  const key = headers.get("api-key");
  const messages = { "Api-Key": "is required" };
  if (key === null) throw new Refusal(401, "required", "Missing Api-Key header", { location: "header", messages });
  if (!/^[!-~]+$/.test(key) || key === WRONG_CREDENTIAL)
    throw new Refusal(401, "invalid", "Invalid Api-Key header", { location: "header", messages });
}

/** @param {SandboxRequest} request @param {boolean} isExpected */
function readBody({ headers, body }, isExpected) {
  const json = jsonOf({ headers, body });
  if (isExpected ? json === undefined : body.length > 0) throw new Refusal(400, "invalid", "The body cannot be read");
  return json;
}
