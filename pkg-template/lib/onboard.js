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
  return runFlow(ONBOARD, { client, applicant, options });
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
  const whole = (time, round) => (typeof time === "number" ? round(time) : NaN);
  const window = { sentAt: whole(sentAt, Math.floor), answeredBy: whole(answeredBy, Math.ceil) };
  return runFlow(RECONCILE, { client, applicant, options, window });
}

async function runFlow(flow, { client, applicant, options: given, window }) {
  const options = ownOptions(given);
  const connection = connectionOf(client);
  const { provider } = connection;
  const config = callConfig(connection, options);
  const packed = new Packed(applicant);
  const elapsed = startClock();
  const responses = [];
  for (;;) {
    const step = ownOptions(call(flow, packed, config, responses, { provider, now: Date.now(), ...window }));
    if (!step.request) return step.outcome;
    const { operation, request, customerId } = step;
    const response = await exchange(connection, { operation, request, options, elapsed, customerId });
    // Packed once, however often it is replayed.
    responses.push(new Packed(response, 2));
  }
}
