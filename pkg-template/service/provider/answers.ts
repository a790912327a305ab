// What the functions of a provider have returned, as JSON for the crate, which decides what it means.

import { toJson } from "../../module/to-json.ts";
import type { Members } from "./members.ts";
import { itemsOf, membersOf, UNREADABLE } from "./members.ts";

/**
 * Returns the JSON of what a function has returned, with the name of the function. The crate says what it refuses
 * (src/provider/own/refusal.rs).
 *
 * @param name the function
 * @param sent the body of the request
 * @param hasOnlyRead whether it is a create that cannot have created anything
 */
export function answerOf(name: string, returned: unknown, sent: Members, hasOnlyRead: boolean) {
  const answer = name === "find" ? found(returned, sent) : membersOf(returned);
  return toJson({ ...answer, hasOnlyRead, function: name });
}

/**
 * Returns an answer that the crate refuses, whatever the function: nothing in it can be read.
 *
 * @param problem why
 */
export function unreadable(problem: string, hasOnlyRead = false) {
  return { customerId: UNREADABLE, customers: UNREADABLE, problem, hasOnlyRead };
}

/**
 * The customers that a search has found. Only `null` and an empty list say that there is none: a function that returns
 * nothing may have forgotten to. Each has the applicant's data, for which it was searched, but no reference of its own
 * accord: that says whose it is.
 */
function found(returned: unknown, { type, email, phone }: Members) {
  if (returned === undefined) return {};
  const all = returned === null ? [] : Array.isArray(returned) ? returned : [returned];
  return { customers: itemsOf(all, (one) => ({ type, ...membersOf(one), email, phone })) };
}
