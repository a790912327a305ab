// What a status says beside itself and what is next.

import type { CustomerState } from "./edge/view.ts";

/** The members that a view of a status takes over from it. */
const NAMES: readonly ["type", "requirements", "capabilities", "reasons", "otherDevice", "handedOver", "agreementsUrl"] = [
  "type",
  "requirements",
  "capabilities",
  "reasons",
  "otherDevice",
  "handedOver",
  "agreementsUrl",
];

type Details = Partial<Pick<CustomerState, (typeof NAMES)[number]>>;

/** Returns the details that a status has. */
export function detailsOf(given: object): Details {
  const status: Details = given;
  return Object.fromEntries(NAMES.flatMap((name) => (Object.hasOwn(status, name) && status[name] ? [[name, status[name]]] : [])));
}
