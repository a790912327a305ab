// Answers as Responses: problems as RFC 9457 has them, pages where there is somebody who makes them.

import { tag } from "../bytes.js";
import { KycLinkError, misuse } from "../error.js";
import { ownOptions } from "../options.js";
import { problem } from "../problem.js";
import { within } from "./deadline.js";
import { headersOf, REFUSALS } from "./words.js";

// Whoever sends nonsense gets no long answer for it.
const MOST_ISSUES = 50;
// A page took too long to be made.
const TOO_LATE = { __proto__: null, status: 503, code: "not_now" };
const REFUSED_BY_HOOK = { __proto__: null, status: 403, code: "not_allowed" };

/** The Response of an answer of src/edge. */
export async function respond(scene, answer) {
  const { status, ofHook } = answer;
  const headers = headersOf(answer);
  const error = answer.failed && (scene.thrown.find(({ code }) => code === answer.failed) ?? new KycLinkError(answer.failed));
  if (error && error.code !== "invalid_request") report(scene, error);
  if (ofHook) return refusedByHook(scene, headers);
  const content = answer.code ? problemOf(answer, error) : told(answer.body);
  if (answer.view) {
    const page = await rendered(scene, viewOf(scene, answer, content, error));
    if (page === undefined && scene.deadline.isOver)
      return problemResponse(scene, TOO_LATE.status, problemOf(TOO_LATE), { ...headers, "retry-after": "1" });
    if (typeof page === "string")
      return new Response(page, { status, headers: { ...headers, "content-type": "text/html; charset=utf-8" } });
    if (page !== undefined) return merged(scene, page, headers);
  }
  if (content === undefined) return new Response(null, { status, headers });
  if (answer.code) return problemResponse(scene, status, content, headers);
  return jsonResponse(scene, status, content, { ...headers, "content-type": "application/json" });
}

function problemResponse(scene, status, content, headers) {
  return jsonResponse(scene, status, content, { ...headers, "content-type": "application/problem+json" });
}

function jsonResponse({ request }, status, content, headers) {
  return new Response(request.method === "HEAD" ? null : JSON.stringify(content), { status, headers });
}

/** Tells the caller's hook of an error. Nobody waits for the hook, and what it does with it changes no answer. */
export function report({ hooks, route, ctx }, error) {
  if (!hooks.onError) return;
  try {
    const done = Promise.resolve(hooks.onError(error, route)).catch(() => {});
    ctx?.waitUntil?.(done);
  } catch {} // the hook's own
}

/** Of an error of the provider only what a page may hear: src/edge says which code that is. */
function problemOf({ status, code }, error) {
  const detail = REFUSALS[code];
  if (!error) return { type: `urn:kyclink:${code}`, title: detail, status, code, detail };
  return problem(new KycLinkError(code, { issues: issuesOf(error) }), { status });
}

/** The issues that a page is told: of a contact route it knows only the field that it has sent. */
function issuesOf({ operation, issues, code }) {
  const verb = operation?.split(".")[1];
  if (verb === "updateContact") issues = issues.map((issue) => at("value", issue));
  // Whatever the provider says of a code, it is about the code.
  else if (CONFIRMS.includes(verb) && REFUSED.includes(code)) issues = [at("code", issues[0] ?? WRONG_CODE)];
  return issues.slice(0, MOST_ISSUES);
}

const CONFIRMS = ["confirmEmail", "confirmPhone"];
const REFUSED = ["provider_rejected", "invalid_request"];
const WRONG_CODE = { code: "provider", params: {}, message: "This code is not the one that was sent, or it is too old." };

const at = (name, issue) => ({ ...issue, path: [name], pointer: `/${name}` });

/** A body as it is told: a moment in the words of RFC 3339. */
function told(body) {
  const { updatedAt } = ownOptions(body);
  return updatedAt === undefined ? body : { ...body, updatedAt: new Date(updatedAt).toISOString() };
}

function viewOf({ values = {} }, { view: kind, code }, content, error) {
  const { next, channels, status } = ownOptions(content);
  if (kind === "verify_contact") return { kind, channels: channels ?? [], next: next ?? "confirm", values };
  if (kind === "status") return { kind, status: next ?? status };
  return { kind, problem: content, values, ...(code && kind === "form" && { issues: issuesOf(error) }) };
}

/** The page; nothing where the hook makes none. */
async function rendered(scene, view) {
  try {
    const page = await within(scene, () => scene.hooks.render(view, scene.request));
    if (typeof page === "string") return page;
    if (tag(page) === "Response") return { response: page, body: await bodyOf(scene, page) };
    throw misuse("render gives HTML text or a Response.");
  } catch (error) {
    report(scene, error);
  }
}

/** What `authorize` refuses with; one that cannot be read refuses all the same. */
async function refusedByHook(scene, headers) {
  try {
    return merged(scene, { response: scene.said, body: await bodyOf(scene, scene.said) }, headers);
  } catch (error) {
    report(scene, error);
    return problemResponse(scene, REFUSED_BY_HOOK.status, problemOf(REFUSED_BY_HOOK), headers);
  }
}

// A hook may give the same Response again, whose body can be read once. Clones of clones would grow without end.
const bodies = new WeakMap();

/** The body of somebody else's Response. */
function bodyOf(scene, response) {
  return within(scene, () => {
    if (!bodies.has(response)) bodies.set(response, response.arrayBuffer());
    return bodies.get(response);
  });
}

/** Somebody else's Response, with what ours have and it does not. */
function merged({ request }, { response, body }, headers) {
  const all = new Headers(response.headers);
  for (const [name, value] of Object.entries(headers)) {
    if (name === "set-cookie") all.append(name, value);
    else if (name === "cache-control" || !all.has(name)) all.set(name, value);
  }
  const isEmpty = request.method === "HEAD" || body.byteLength === 0;
  return new Response(isEmpty ? null : body, { status: response.status, headers: all });
}
