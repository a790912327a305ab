// Answers as Responses: problems as RFC 9457 has them, pages where there is somebody who makes them.

import { tag } from "../bytes.js";
import { KycLinkError, misuse } from "../error.js";
import { problem } from "../problem.js";
import { REFUSALS, headersOf } from "./words.js";

/** The Response of an answer of src/edge. */
export async function respond(scene, answer) {
  const { status, ofHook } = answer;
  const headers = headersOf(answer);
  const error = answer.failed && (scene.thrown.find(({ code }) => code === answer.failed) ?? new KycLinkError(answer.failed));
  if (error && error.code !== "invalid_request") await report(scene, error);
  if (ofHook) return merged(scene.said, headers);
  const content = answer.code ? problemOf(answer, error) : told(answer.body);
  if (answer.view) {
    const page = await rendered(scene, viewOf(scene, answer, content, error));
    if (page !== undefined) return page instanceof Object ? merged(page, headers) : new Response(page, { status, headers: { ...headers, "content-type": "text/html; charset=utf-8" } });
  }
  if (content === undefined) return new Response(null, { status, headers });
  const type = answer.code ? "application/problem+json" : "application/json";
  return new Response(scene.request.method === "HEAD" ? null : JSON.stringify(content), { status, headers: { ...headers, "content-type": type } });
}

/** Tells the caller's hook of an error; what the hook does with it changes no answer. */
export async function report({ hooks, route, ctx }, error) {
  if (!hooks.onError) return;
  const done = Promise.resolve()
    .then(() => hooks.onError(error, route))
    .catch(() => {});
  if (ctx?.waitUntil) ctx.waitUntil(done);
  else await done;
}

/** Of an error of the provider only what a page may hear: src/edge says which code that is. */
function problemOf({ status, code }, error) {
  const detail = REFUSALS[code];
  if (!error) return { type: `urn:kyclink:${code}`, title: detail, status, code, detail };
  return problem(new KycLinkError(code, { issues: issuesOf(error) }), { status });
}

/** Of a corrected contact the page knows only one field. */
function issuesOf({ operation, issues }) {
  return operation?.endsWith(".updateContact") ? issues.map((issue) => ({ ...issue, path: ["value"], pointer: "/value" })) : issues;
}

/** A body as it is told: a moment in the words of RFC 3339. */
function told(body) {
  return body?.updatedAt === undefined ? body : { ...body, updatedAt: new Date(body.updatedAt).toISOString() };
}

function viewOf({ values = {} }, { view: kind, code }, content, error) {
  const { next, channels, status } = content ?? {};
  if (kind === "verify_contact") return { kind, channels: channels ?? [], next: next ?? "confirm", values };
  if (kind === "status") return { kind, status: next ?? status };
  return { kind, problem: content, values, ...(code && kind === "form" && { issues: issuesOf(error) }) };
}

/** The page; nothing where the hook makes none. */
async function rendered(scene, view) {
  try {
    const page = await scene.hooks.render(view, scene.request);
    if (typeof page === "string" || tag(page) === "Response") return page;
    throw misuse("render gives HTML text or a Response.");
  } catch (error) {
    await report(scene, error);
  }
}

/** Somebody else's Response, with what ours have and it does not. */
function merged(response, headers) {
  const all = new Headers(response.headers);
  for (const [name, value] of Object.entries(headers)) {
    if (name === "set-cookie") all.append(name, value);
    else if (name === "cache-control" || !all.has(name)) all.set(name, value);
  }
  return new Response(response.body, { status: response.status, headers: all });
}
