// Flows of several calls: from an applicant to a link, and the search for a customer whose creation got no response.
// Rust decides from the responses so far what to send next; this file sends it.

import { isKycLinkError } from "../error.js";
import { checkNormalize, normalize } from "../form/validate.js";
import { knownOptions } from "../options/known-options.js";
import { ownOptions } from "../options/options.js";
import { ONBOARD_OPTIONS } from "../tables.js";
import { explained } from "../unawaited.js";
import { ONBOARD, RECONCILE } from "../wasm/calls.js";
import { freeze } from "../wasm/json.js";
import { call } from "../wasm/wasm.js";
import { mayCreate, sendWithRetries, startClock, truthOf } from "./attempts.js";
import { stateOf } from "./client.js";
import { checkCallOptions } from "./connect.js";
import { withKey, withOptions } from "./connection.js";
import { complete, refuseMistake } from "./request.js";
import { attachRaws, freezeResponse } from "./response.js";

/** The level of what was received in a call: it is in a list. */
const IN_LIST = 2;

/**
 * @typedef {import("../../types/core.js").OnboardOptions} OnboardOptions
 * @typedef {import("../../types/core.js").Customer} Customer
 * @typedef {import("./connection.js").Connection} Connection
 */

/**
 * The first and the last moment at which a customer may have been created.
 *
 * @typedef {{ sentAt: number, answeredBy: number }} Window
 */

/**
 * What a step has read of a list: `pages` replaces everything received from `start` on, and `found` are the customers
 * on these pages.
 *
 * @typedef {{ pages: object, start: number, found: Customer[] } | { pages?: undefined }} ReadPages
 */

/**
 * One step of a flow: the next request, or the outcome.
 *
 * @template Outcome
 * @typedef {{
 *   request: import("./request.js").RequestTemplate,
 *   operation: import("../../types/form.js").OperationName,
 *   customerId?: string,
 * } & ReadPages | { request?: undefined, outcome: Outcome }} FlowStep
 */

/**
 * Creates what the provider needs, and returns a link or what has to be done first.
 *
 * @type {typeof import("../../types/core.js").onboard}
 */
export function onboard(client, applicant, options) {
  return explained(runFlow(ONBOARD, { client, applicant, options }).catch((error) => adviseOnPhone(error, options)));
}

/**
 * Throws an error again; one about a phone number says how to pass it as people dial it.
 *
 * @param {unknown} error
 * @param {OnboardOptions | undefined} options
 * @returns {never}
 */
function adviseOnPhone(error, options) {
  const isOfPhone = isKycLinkError(error) && error.code === "invalid_request" && error.issues.some(({ code }) => code === "phone_format");
  if (isOfPhone) error.message += ` ${howToDial(ownOptions(options))}`;
  throw error;
}

/** @param {Partial<OnboardOptions>} options those with which the number was not read */
function howToDial({ normalize: isNormalized, phoneCountry }) {
  if (isNormalized === true && phoneCountry) {
    return "It is too short for phoneCountry, or not a number: ask for it with + and the country code.";
  }
  const missing = [...(isNormalized === true ? [] : ["normalize: true"]), ...(phoneCountry ? [] : ['phoneCountry: "address"'])];
  return `For a number as people dial it, pass ${missing.join(" and ")}${missing.length === 1 ? ", too" : ""}.`;
}

/**
 * Finds the customer created by a request whose response was lost. Returns `undefined` if there is none, or more than
 * one.
 *
 * @type {typeof import("../../types/core.js").reconcile}
 */
export async function reconcile(client, applicant, options) {
  const [customer, ...others] = await candidates(client, applicant, options);
  return others.length > 0 ? undefined : customer;
}

/**
 * Finds every customer that the request may have created.
 *
 * @param {object} client
 * @param {unknown} applicant
 * @param {OnboardOptions & Window} options
 * @returns {Promise<Customer[]>}
 */
export async function candidates(client, applicant, options) {
  const { sentAt, answeredBy } = ownOptions(options);
  // A missing time must not become 1970, which would match every customer: src/js rejects NaN.
  const whole = (/** @type {unknown} */ time, /** @type {(time: number) => number} */ round) =>
    typeof time === "number" ? round(time) : NaN;
  const window = { sentAt: whole(sentAt, Math.floor), answeredBy: whole(answeredBy, Math.ceil) };
  /** @type {Customer[]} */
  const found = [];
  /** @type {Customer[]} */
  const last = await runFlow(RECONCILE, { client, applicant, options }, window, found);
  return [...found, ...last];
}

/**
 * Sends one request after the other until the flow has an outcome.
 *
 * @template Outcome
 * @param {number} flow
 * @param {{ client: object, applicant: unknown, options: OnboardOptions | undefined }} given
 * @param {Window} [window] the time of the create that is searched
 * @param {Customer[]} [found] gets the customers on the pages that a search has read
 * @returns {Promise<Outcome>}
 */
async function runFlow(flow, { client, applicant, options: given }, window, found = []) {
  const state = stateOf(client);
  const known = knownOptions(given, window ? { ...ONBOARD_OPTIONS, sentAt: 1, answeredBy: 1 } : ONBOARD_OPTIONS);
  const limits = checkCallOptions(known, state);
  const options = window ? known : withKey(state.connection, known);
  const connection = withOptions(state.connection, options);
  const { provider, rules } = connection;
  const composite = /** @type {import("../../types/form.js").CompositeName} */ (`${provider}.onboard`);
  refuseMistake(composite, applicant);
  const { phoneCountry } = options;
  checkNormalize(options.normalize);
  const frozen = freeze(options.normalize === true ? normalize(composite, applicant, { phoneCountry }) : applicant);
  const elapsed = startClock();
  /** @type {object[]} each frozen once, however many steps read it */
  const received = [];
  /** @type {object[]} */
  const raws = [];
  /** @type {{ operation: string, request: import("../../types/core.js").HttpRequest } | undefined} */
  let created;
  try {
    for (;;) {
      /** @type {FlowStep<Outcome>} */
      const step = call(flow, frozen, received, { provider: connection.config.declared ?? provider, now: Date.now(), ...rules, ...window });
      if (!step.request) {
        attachRaws(step.outcome, raws);
        return step.outcome;
      }
      if (step.pages) {
        attachRaws(step.found, raws);
        found.push(...step.found);
        received.splice(step.start, Infinity, freeze(step.pages, IN_LIST));
        // No response is left that refers to one of them.
        if (step.start === 0) raws.length = 0;
      }
      const { operation, customerId } = step;
      const request = complete(connection, step.request);
      if (mayCreate(operation)) created = { operation, request };
      const response = await sendWithRetries(state, { operation, request, options, limits, elapsed, customerId });
      received.push(freezeResponse(operation, response, raws));
    }
  } catch (error) {
    throw truthOf(error, created);
  }
}
