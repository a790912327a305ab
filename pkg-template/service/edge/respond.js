// The handler's responses: RFC 9457 problem details, JSON, and web pages where `render` makes them.

import { classOf } from "../../module/bytes.js";
import { copyOptions } from "../../module/copy-options.js";
import { isKycLinkError, KycLinkError, misuse } from "../../module/error.js";
import { problem } from "../../module/form/problem.js";
import { detailsOf } from "../../module/status-details.js";
import { REFUSALS, STATUSES } from "../../module/tables.js";
import { parsedToJson, toJson } from "../../module/to-json.js";
import { within } from "./engine/deadline.js";
import { headersOf } from "./messages.js";
import { errorOf, failureOf, report } from "./report.js";

/**
 * @import { View } from "../../types/edge.js"
 * @import { ErrorCode, Issue } from "../../types/form.js"
 * @import { PublicError } from "../../module/error.js"
 * @import { Context } from "./handler.js"
 */

/**
 * A response as src/edge describes it: a body, or a code. `failed` describes the error behind it, and `ofHook` means
 * that it is the Response that `authorize` returned.
 *
 * @typedef {object} Reply
 * @property {number} status
 * @property {Record<string, string>} headers
 * @property {View["kind"] | "handoff" | "frame" | "agreements" | ""} [view]
 * @property {ReplyBody} [body]
 * @property {string} [code]
 * @property {Failed} [failed]
 * @property {boolean} [ofHook]
 * @property {string} [advice] what the owner should change
 * @property {boolean} [isLate] whether too little time was left
 * @property {{ provider: string, place: [slot: number, own: number, count: number] }} [agenda] where the request has written to the agenda
 * @property {Pick<import("../../types/edge.js").StepReport, "step" | "codes" | "status">[]} [milestones] what the person has done
 */

/**
 * An error, and which of its issues a client sees.
 *
 * @typedef {object} Failed
 * @property {import("../../module/error.js").PackedError} error
 * @property {boolean} isReported
 * @property {string} [field] the field of every issue, instead of its own
 * @property {number} max the maximum number of issues that the client sees
 * @property {boolean} isNeverEmpty whether an error without issues is shown as a wrong code
 */

/** @typedef {{ updatedAt?: number, next?: string, channels?: ("email" | "phone")[], status?: string, nextAction?: string, sent?: boolean }} ReplyBody */

/** @typedef {{ response: Response, body: ArrayBuffer }} HookResponse */

// Needed only after src/edge has chosen the response, so it cannot choose these.
const TOO_LATE = refusal("not_now"); // `render` took too long
const UNREADABLE_REFUSAL = refusal("not_allowed"); // `authorize` returned a Response that cannot be read
/** The response to an internal error. */
export const INTERNAL_ERROR = { headers: {}, ...refusal("internal") };
/** The response after a trap, where a customer may have been created. */
export const OUTCOME_UNKNOWN = { headers: {}, status: STATUSES.outcome_unknown, code: "outcome_unknown" };

/** @param {keyof typeof REFUSALS} code */
function refusal(code) {
  return { status: REFUSALS[code][0], code };
}

/**
 * Makes the Response that src/edge describes.
 *
 * @param {Context} context
 * @param {Reply} reply
 * @returns {Promise<Response>}
 */
export async function respond(context, reply) {
  const { status, code, view, ofHook } = reply;
  const headers = headersOf(reply);
  const { failed } = reply;
  const error = failed && errorOf(context, failed.error);
  if (failed?.isReported) report(context, error);
  const issues = failed && issuesOf(/** @type {PublicError} */ (error), failed);
  if (ofHook) return refusedByHook(context, headers);
  const content =
    code === undefined ? formatBody(reply.body) : { ...problemOf({ status, code }, issues), ...localAdvice(context, reply, error) };
  if (view) {
    const page = await renderPage(context, viewOf(context, reply, content, issues));
    if (page === undefined && context.deadline.isOver) {
      return problemResponse(context, TOO_LATE.status, problemOf(TOO_LATE), { ...headers, "retry-after": "1" });
    }
    if (typeof page === "string") {
      return send(context, page, status, withType(headers, "text/html; charset=utf-8"));
    }
    if (page !== undefined) return mergeHeaders(context, page, headers);
  }
  if (content === undefined) return new Response(null, { status, headers });
  if (code !== undefined) return problemResponse(context, status, content, headers);
  return send(context, parsedToJson(content), status, withType(headers, "application/json"));
}

/**
 * Returns the advice for the developer, if only pages on the developer's machine use this handler.
 *
 * @param {Context} context
 * @param {Reply} reply
 * @param {PublicError | undefined} error
 */
function localAdvice({ isLocal, thrown, thrownBy: hook }, { advice, failed }, error) {
  if (!isLocal) return {};
  const failure = hook && thrown?.code === "internal" ? failureOf({ hook, isLocal }, thrown.cause) : undefined;
  const known = advice ?? (failed?.isReported && isKycLinkError(error) ? error.message : failure);
  return known === undefined ? {} : { advice: known };
}

/**
 * @param {Context} context
 * @param {number} status
 * @param {unknown} content
 * @param {Record<string, string>} headers
 */
function problemResponse(context, status, content, headers) {
  return send(context, toJson(content), status, withType(headers, "application/problem+json"));
}

/**
 * @param {Record<string, string>} headers
 * @param {string} type the media type
 */
function withType(headers, type) {
  return { ...headers, "content-type": type };
}

/**
 * Makes a Response, which has no body for HEAD.
 *
 * @param {Context} context
 * @param {string} body
 * @param {number} status
 * @param {Record<string, string>} headers
 */
function send({ request }, body, status, headers) {
  return new Response(request.method === "HEAD" ? null : body, { status, headers });
}

/**
 * Returns problem details. Of a provider error they contain only what src/edge has chosen: the code and some issues.
 *
 * @param {{ status: number, code: string }} reply
 * @param {Issue[]} [issues]
 */
function problemOf({ status, code }, issues) {
  const [, detail] = (!issues && copyOptions(REFUSALS)[/** @type {keyof typeof REFUSALS} */ (code)]) || [];
  if (detail) {
    return { type: `urn:kyclink:${code}`, title: detail, status, code, detail };
  }
  return problem(new KycLinkError(/** @type {ErrorCode} */ (code), { issues }), { status });
}

/** @satisfies {Pick<Issue, "code" | "params" | "message">} */
const WRONG_CODE = { code: /** @type {const} */ ("provider"), params: {}, message: "This code is wrong or has expired." };

/**
 * Returns the issues that a web page may see.
 *
 * @param {PublicError} error
 * @param {Failed} failed
 * @returns {Issue[]}
 */
function issuesOf(error, { field, max, isNeverEmpty }) {
  const { issues } = copyOptions(error);
  const shown = issues.length === 0 && isNeverEmpty ? [WRONG_CODE] : issues.slice(0, max);
  return field === undefined ? /** @type {Issue[]} */ (shown) : shown.map((issue) => issueAt(field, issue));
}

/**
 * @param {string} name
 * @param {Pick<Issue, "code" | "params" | "message">} issue
 */
function issueAt(name, issue) {
  return /** @type {Issue} */ ({ ...issue, path: [name], pointer: `/${name}` });
}

/**
 * Formats the times in a body, whose names end in "At", as RFC 3339 strings.
 *
 * @param {ReplyBody | undefined} body
 */
function formatBody(body) {
  if (!body) return undefined;
  /** @type {Record<string, unknown>} */
  const formatted = copyOptions(/** @type {{}} */ (body));
  for (const name in formatted) {
    const value = formatted[name];
    if (typeof value === "number" && name.endsWith("At")) formatted[name] = new Date(value).toISOString();
  }
  return formatted;
}

/**
 * @param {Context} context
 * @param {Reply} reply
 * @param {unknown} content
 * @param {Issue[] | undefined} issues
 * @returns {View}
 */
function viewOf({ values = copyOptions({}) }, { view: kind }, content, issues) {
  const body = copyOptions(/** @type {ReplyBody | undefined} */ (content));
  const { next, channels, status, nextAction, sent } = body;
  if (kind === "verify_contact") {
    const isCodeSent = status === undefined || sent === true;
    return /** @type {View} */ ({ kind, channels: channels ?? [], next: next ?? (isCodeSent ? "confirm" : "verify_contact"), values });
  }
  // Only `page` gets these views: the public type does not have them.
  if (kind === "handoff") return /** @type {never} */ ({ kind, ...Object(content) });
  if (kind === "agreements") return /** @type {never} */ ({ kind, ...(issues ? { issues, values } : Object(content)) });
  if (kind === "frame") return /** @type {never} */ ({ kind: "status", ...Object(content) });
  if (kind === "status") {
    if (next === "accept_terms") return { kind, status: "incomplete", nextAction: next };
    return /** @type {View} */ ({ kind, status: next ?? status, nextAction: nextAction ?? "none", ...detailsOf(body) });
  }
  return /** @type {View} */ ({ kind, problem: content, values, ...(kind === "form" && issues && { issues }) });
}

/**
 * Calls `render`. Returns `undefined` if it throws or returns something that is not a web page.
 *
 * @param {Context} context
 * @param {View} view
 * @returns {Promise<string | HookResponse | undefined>}
 */
async function renderPage(context, view) {
  try {
    const page = await within(context, () => context.hooks.render(view, context.request));
    if (typeof page === "string") return page;
    if (classOf(page) === "Response") return { response: page, body: await bodyOf(context, page) };
    throw misuse("render must return HTML as a string, or a Response.");
  } catch (error) {
    report({ ...context, hook: "render" }, error);
    return undefined;
  }
}

/**
 * Responds with the Response that `authorize` returned. If it cannot be read, the request is still refused.
 *
 * @param {Context} context
 * @param {Record<string, string>} headers
 */
async function refusedByHook(context, headers) {
  try {
    const response = /** @type {Response} */ (context.refusal);
    return mergeHeaders(context, { response, body: await bodyOf(context, response) }, headers);
  } catch (error) {
    report({ ...context, hook: "authorize" }, error);
    return problemResponse(context, UNREADABLE_REFUSAL.status, problemOf(UNREADABLE_REFUSAL), headers);
  }
}

/**
 * The bodies of the Responses that hooks have returned. A hook may return the same Response again, whose body can be
 * read only once, and a clone for each request would use more and more memory.
 *
 * @type {WeakMap<Response, Promise<ArrayBuffer>>}
 */
const bodies = new WeakMap();

/**
 * @param {Context} context
 * @param {Response} response
 */
function bodyOf(context, response) {
  return within(context, () => {
    const body = bodies.get(response) ?? response.arrayBuffer();
    bodies.set(response, body);
    return body;
  });
}

/**
 * Adds the handler's headers to a hook's Response. The hook's headers stay, except `Cache-Control`.
 *
 * @param {Context} context
 * @param {HookResponse} page
 * @param {Record<string, string>} headers
 */
function mergeHeaders({ request }, { response, body }, headers) {
  const all = new Headers(response.headers);
  for (const [name, value] of Object.entries(headers)) {
    if (name === "set-cookie") all.append(name, value);
    else if (name === "cache-control" || !all.has(name)) all.set(name, value);
  }
  const isEmpty = request.method === "HEAD" || body.byteLength === 0;
  return new Response(isEmpty ? null : body, { status: response.status, headers: all });
}
