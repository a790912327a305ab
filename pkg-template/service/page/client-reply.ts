// What the handler has responded, as a result for the page.

import { toIssues } from "./client-issues.ts";
import type { Channel, ClientProblem, OnboardingResult } from "./client-types.ts";
import { addIfForeign } from "./foreign.ts";

/** A response of the handler: a link, a next step, a status or problem details. */
interface Body {
  kycUrl?: unknown;
  token?: unknown;
  next?: unknown;
  url?: unknown;
  provider?: unknown;
  channels?: Channel[];
  status?: unknown;
  type?: unknown;
  code?: unknown;
  errors?: unknown;
  attemptsLeft?: unknown;
  advice?: unknown;
}

export type Reply = { status: number; body: Body; retryAfterMs: number | undefined };

export function toResult(reply: Reply | ClientProblem): OnboardingResult {
  if ("kind" in reply) return reply;
  const { status, body } = reply;
  if (status >= 400) return toIssues(body.errors, body.attemptsLeft) ?? toProblem(reply);
  if (typeof body.token === "string") return { ...body, kind: "token" } as OnboardingResult;
  if (typeof body.kycUrl === "string") return { ...body, kind: "link" } as OnboardingResult;
  switch (body.next) {
    case "verify_contact":
      return { kind: "verify_contact", channels: body.channels ?? [] };
    case "accept_terms":
      return { kind: "accept_terms", url: body.url, provider: body.provider } as OnboardingResult;
    case "approved":
      return { kind: "approved" };
    case "link":
      return { kind: "ready" };
  }
  return status === 204 ? { kind: "sent" } : toProblem(reply);
}

export function toProblem(reply: Reply | ClientProblem): ClientProblem {
  if ("kind" in reply) return reply;
  const { status, body, retryAfterMs } = reply;
  const code = (typeof body.code === "string" ? body.code : "unexpected_response") as ClientProblem["code"];
  const advice = typeof body.advice === "string" ? { advice: body.advice } : {};
  const problem: ClientProblem = {
    kind: "problem",
    code,
    // Browsers hide the status of a redirect.
    ...(status !== 0 && { status }),
    ...advice,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
  addIfForeign(problem, body);
  return problem;
}

/** Returns the object that a body contains; an empty one if it is not a JSON object. */
export function objectOf(text: string): Body {
  try {
    const value: unknown = JSON.parse(text);
    return copyOf(typeof value === "object" ? value : undefined);
  } catch {
    return copyOf(undefined);
  }
}

/** Copies an object without its prototype: members that another script has put on `Object.prototype` must not count. */
export function copyOf<T extends object>(object: T): T;
export function copyOf<T extends object>(object: T | null | undefined): Partial<T>;
export function copyOf(object: object | null | undefined) {
  return Object.assign(Object.create(null), object);
}
