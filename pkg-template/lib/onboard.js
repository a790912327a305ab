// The whole way from an applicant to a link. What to send next is decided in Rust, from the answers so far; here they
// are only fetched.

import { exchange, startClock } from "./attempts.js";
import { callConfig, connectionOf } from "./client.js";
import { Packed } from "./pack.js";
import { call } from "./wasm.js";

/** Creates what the provider needs and gives back a link, or what stands in its way. */
export async function onboard(client, applicant, options = {}) {
  const connection = connectionOf(client);
  const config = callConfig(connection, options);
  const given = new Packed(applicant);
  const elapsed = startClock();
  const answers = [];
  for (;;) {
    const step = call("onboard", connection.provider, given, config, answers, Date.now());
    if (step.outcome) return step.outcome;
    answers.push(await exchange(connection, step.operation, step.request, options, elapsed));
  }
}
