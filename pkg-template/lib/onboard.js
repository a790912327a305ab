// Ways of several calls: from an applicant to a link, and back to a customer whose creation nobody has heard of. What to
// send next is decided in Rust, from the answers so far; here they are only fetched.

import { exchange, startClock } from "./attempts.js";
import { ONBOARD, RECONCILE } from "./calls.js";
import { callConfig, connectionOf } from "./client.js";
import { ownOptions } from "./options.js";
import { Packed } from "./pack.js";
import { call } from "./wasm.js";

/** Creates what the provider needs and gives back a link, or what stands in its way. */
export function onboard(client, applicant, options) {
  return go(ONBOARD, client, applicant, options);
}

/** The customer that a create with a lost answer has made; `undefined` where there is none, or more than one. */
export async function reconcile(client, applicant, options) {
  const [customer, ...others] = await candidates(client, applicant, options);
  return others.length > 0 ? undefined : customer;
}

/** Every customer that it may have made. */
export async function candidates(client, applicant, options) {
  const { sentAt, answeredBy } = ownOptions(options);
  // A time that was lost on the way must not become 1970: everybody was created since.
  const window = [sentAt, answeredBy].map((time, at) => (typeof time === "number" ? Math[at ? "ceil" : "floor"](time) : NaN));
  return go(RECONCILE, client, applicant, options, ...window);
}

async function go(way, client, applicant, given, ...more) {
  const options = ownOptions(given);
  const connection = connectionOf(client);
  const config = callConfig(connection, options);
  const packed = new Packed(applicant);
  const elapsed = startClock();
  const answers = [];
  for (;;) {
    const step = ownOptions(call(way, connection.provider, packed, config, answers, Date.now(), ...more));
    if (!step.request) return step.outcome;
    // Packed once, however often it is replayed.
    answers.push(new Packed(await exchange(connection, step.operation, step.request, options, elapsed, step.customerId), 2));
  }
}
