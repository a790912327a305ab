// The handler's responses: RFC 9457 problem details, JSON, and web pages where `render` makes them.

import { classOf } from "../../module/bytes.ts";
import type { ErrorCode } from "../../module/codes.ts";
import { copyOptions } from "../../module/copy-options.ts";
import type { PackedError } from "../../module/error.ts";
import { isKycLinkError, KycLinkError, misuse } from "../../module/error.ts";
import { problem } from "../../module/form/problem.ts";
import type { Issue } from "../../module/issue.ts";
import { REFUSALS, STATUSES } from "../../module/tables.js";
import { parsedToJson, toJson } from "../../module/to-json.ts";
import { detailsOf } from "../status-details.ts";
import { within } from "./engine/deadline.ts";
import type { Context } from "./handler.ts";
import { headersOf } from "./messages.ts";
import type { StepReport } from "./report.ts";
import { errorOf, failureOf, report } from "./report.ts";
import type { HandlerProblem, View } from "./view.ts";

/**
 * A response as src/edge describes it: a body, or a code. `failed` describes the error behind it, and `ofHook` means
 * that it is the Response that `authorize` returned.
 */
export interface Reply {
  status: number;
  headers: Record<string, string>;
  view?: View["kind"] | "handoff" | "frame" | "agreements" | "";
  body?: ReplyBody;
  code?: HandlerProblem["code"];
  failed?: Failed;
  ofHook?: boolean;
  /** what the owner should change */
  advice?: string;
  /** whether too little time was left */
  isLate?: boolean;
  /** where the request has written to the agenda */
  agenda?: { provider: string; place: [slot: number, first: number, count: number] };
  /** what the person has done */
  milestones?: Pick<StepReport, "step" | "codes" | "status">[];
}

/** An error, and which of its issues a client sees. */
interface Failed {
  error: PackedError;
  isReported: boolean;
  /** the field of every issue, instead of its own */
  field?: string;
  /** the maximum number of issues that the client sees */
  max: number;
  /** whether an error without issues is shown as a wrong code */
  isNeverEmpty: boolean;
  /** how many more codes may be tried */
  attemptsLeft?: number;
}

type ReplyBody = {
  updatedAt?: number;
  next?: string;
  channels?: ("email" | "phone")[];
  status?: string;
  nextAction?: string;
  sentTo?: "email" | "phone";
  isKnown?: boolean;
  contacts?: { email?: string; phone?: string };
};

type HookResponse = { response: Response; body: ArrayBuffer };

// Needed only after src/edge has chosen the response, so it cannot choose these.
const TOO_LATE = refusal("not_now"); // `render` took too long
const UNREADABLE_REFUSAL = refusal("not_allowed"); // `authorize` returned a Response that cannot be read
/** The response to an internal error. */
export const INTERNAL_ERROR = { headers: {}, ...refusal("internal") };
/** The response after a trap, where a customer may have been created. */
export const OUTCOME_UNKNOWN = { headers: {}, status: STATUSES.outcome_unknown, code: "outcome_unknown" } satisfies Reply;

function refusal(code: keyof typeof REFUSALS) {
  return { status: REFUSALS[code][0], code };
}

/** Makes the Response that src/edge describes. */
export async function respond(context: Context, reply: Reply): Promise<Response> {
  const { status, code, view, ofHook } = reply;
  const headers = headersOf(reply);
  const { failed } = reply;
  const error = failed && errorOf(context, failed.error);
  if (failed?.isReported) report(context, error);
  const issues = failed && error && issuesOf(error, failed);
  if (ofHook) return refusedByHook(context, headers);
  const content =
    code === undefined
      ? formatBody(reply.body)
      : { ...problemOf({ status, code }, issues), ...attemptsOf(failed), ...localAdvice(context, reply, error) };
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

/** Returns how many more codes may be tried, if the provider has refused one. */
const attemptsOf = ({ attemptsLeft }: Partial<Failed> = {}) => (attemptsLeft === undefined ? {} : { attemptsLeft });

/** Returns the advice for the developer, if only pages on the developer's machine use this handler. */
function localAdvice({ isLocal, thrown, thrownBy: hook }: Context, { advice, failed }: Reply, error: KycLinkError | undefined) {
  if (!isLocal) return {};
  const failure = hook && thrown?.code === "internal" ? failureOf({ hook, isLocal }, thrown.cause) : undefined;
  const known = advice ?? (failed?.isReported && isKycLinkError(error) ? error.message : failure);
  return known === undefined ? {} : { advice: known };
}

function problemResponse(context: Context, status: number, content: unknown, headers: Record<string, string>) {
  return send(context, toJson(content), status, withType(headers, "application/problem+json"));
}

/** @param type the media type */
function withType(headers: Record<string, string>, type: string) {
  return { ...headers, "content-type": type };
}

/** Makes a Response, which has no body for HEAD. */
function send({ request }: Context, body: string, status: number, headers: Record<string, string>) {
  return new Response(request.method === "HEAD" ? null : body, { status, headers });
}

/** The handler's own problems, by code. */
const HANDLER_PROBLEMS: Partial<Record<string, readonly [status: number, detail: string]>> = copyOptions(REFUSALS);

/**
 * Returns problem details. Of a provider error they contain only what src/edge has chosen: the code and some issues.
 */
function problemOf({ status, code }: Pick<HandlerProblem, "status" | "code">, issues?: Issue[]) {
  const [, detail] = (!issues && HANDLER_PROBLEMS[code]) || [];
  if (detail) {
    return { type: `urn:kyclink:${code}`, title: detail, status, code, detail };
  }
  return problem(new KycLinkError(code as ErrorCode, { issues }), { status });
}

const WRONG_CODE = { code: "provider" as const, params: {}, message: "This code is wrong or has expired." } satisfies Pick<
  Issue,
  "code" | "params" | "message"
>;

/** Returns the issues that a web page may see. */
function issuesOf(error: KycLinkError, { field, max, isNeverEmpty }: Failed): Issue[] {
  const { issues } = copyOptions(error);
  const shown = issues.length === 0 && isNeverEmpty ? [WRONG_CODE] : issues.slice(0, max);
  return field === undefined ? (shown as Issue[]) : shown.map((issue) => issueAt(field, issue));
}

function issueAt(name: string, issue: Pick<Issue, "code" | "params" | "message">) {
  return { ...issue, path: [name], pointer: `/${name}` } as Issue;
}

/** Formats the times in a body, whose names end in "At", as RFC 3339 strings. */
function formatBody(body: ReplyBody | undefined) {
  if (!body) return undefined;
  const formatted: Record<string, unknown> = copyOptions<Record<string, unknown>>(body);
  for (const name in formatted) {
    const value = formatted[name];
    if (typeof value === "number" && name.endsWith("At")) formatted[name] = new Date(value).toISOString();
  }
  return formatted;
}

function viewOf({ values = copyOptions({}) }: Context, { view: kind }: Reply, content: unknown, issues: Issue[] | undefined): View {
  const body = copyOptions(content as ReplyBody | undefined);
  const { next, channels = [], status, nextAction, sentTo, contacts } = body;
  if (kind === "verify_contact") {
    const isCodeSent = status === undefined || sentTo !== undefined;
    const sorted = sentTo === undefined ? channels : [sentTo, ...channels.filter((channel) => channel !== sentTo)];
    const known = contacts && { contacts };
    return { kind, channels: sorted, ...known, next: next ?? (isCodeSent ? "confirm" : "verify_contact"), values } as View;
  }
  // Only `page` gets these views: the public type does not have them.
  if (kind === "handoff") return { kind, ...Object(content) };
  if (kind === "agreements") return { kind, ...(issues ? { issues, values } : Object(content)) };
  if (kind === "frame") return { kind: "status", ...Object(content) };
  if (kind === "status") {
    if (next === "accept_terms") return { kind, status: "incomplete", nextAction: next };
    return { kind, status: next ?? status, nextAction: nextAction ?? "none", ...detailsOf(body) } as View;
  }
  return { kind, problem: content, values, ...(kind === "form" && issues && { issues }) } as View;
}

/** Calls `render`. Returns `undefined` if it throws or returns something that is not a web page. */
async function renderPage(context: Context, view: View): Promise<string | HookResponse | undefined> {
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

/** Responds with the Response that `authorize` returned. If it cannot be read, the request is still refused. */
async function refusedByHook(context: Context, headers: Record<string, string>) {
  try {
    const response = context.refusal as Response;
    return mergeHeaders(context, { response, body: await bodyOf(context, response) }, headers);
  } catch (error) {
    report({ ...context, hook: "authorize" }, error);
    return problemResponse(context, UNREADABLE_REFUSAL.status, problemOf(UNREADABLE_REFUSAL), headers);
  }
}

/**
 * The bodies of the Responses that hooks have returned. A hook may return the same Response again, whose body can be
 * read only once, and a clone for each request would use more and more memory.
 */
const bodies: WeakMap<Response, Promise<ArrayBuffer>> = new WeakMap();

function bodyOf(context: Context, response: Response) {
  return within(context, () => {
    const body = bodies.get(response) ?? response.arrayBuffer();
    bodies.set(response, body);
    return body;
  });
}

/** Adds the handler's headers to a hook's Response. The hook's headers stay, except `Cache-Control`. */
function mergeHeaders({ request }: Context, { response, body }: HookResponse, headers: Record<string, string>) {
  const all = new Headers(response.headers);
  for (const [name, value] of Object.entries(headers)) {
    if (name === "set-cookie") all.append(name, value);
    else if (name === "cache-control" || !all.has(name)) all.set(name, value);
  }
  const isEmpty = request.method === "HEAD" || body.byteLength === 0;
  return new Response(isEmpty ? null : body, { status: response.status, headers: all });
}
