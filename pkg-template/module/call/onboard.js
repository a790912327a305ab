// Flows of several calls: from an applicant to a link, and the search for a customer whose creation got no response.
// Rust decides what to send next (src/client/onboarding).

import { copyOptions } from "../copy-options.js";
import { isKycLinkError } from "../error.js";
import { checkNormalize, normalize } from "../form/validate.js";
import { knownOptions } from "../options/known-options.js";
import { ONBOARD_OPTIONS } from "../tables.js";
import { ONBOARD, RECONCILE } from "../wasm/calls.js";
import { freeze } from "../wasm/json.js";
import { mayCreate, startClock, truthOf } from "./attempts.js";
import { stateOf } from "./client.js";
import { checkCallOptions } from "./connect.js";
import { withKey, withOptions } from "./connection.js";
import { pairs } from "./headers.js";
import { refuseMistake } from "./request.js";
import { attachRaws } from "./response.js";
import { drive } from "./running.js";

/** The level of an applicant and a configuration in a call: they are a part of what a flow begins with. */
const IN_BEGIN = 2;

/** @import { Customer, OnboardOptions } from "../../types/core.js" */

/**
 * The first and the last moment at which a customer may have been created.
 *
 * @typedef {{ sentAt: number, answeredBy: number }} Window
 */

/** @type {typeof import("../../types/core.js").onboard} */
export function onboard(client, applicant, options) {
  return runFlow(ONBOARD, { client, applicant, options }).catch((error) => adviseOnPhone(error, options));
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
  if (isOfPhone) error.message += ` ${howToDial(copyOptions(options))}`;
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

/** @type {typeof import("../../types/core.js").reconcile} */
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
  const { sentAt, answeredBy } = copyOptions(options);
  // A missing time must not become 1970, which would match every customer: src/js rejects NaN.
  const whole = (/** @type {unknown} */ time, /** @type {(time: number) => number} */ round) =>
    typeof time === "number" ? round(time) : NaN;
  const window = { sentAt: whole(sentAt, Math.floor), answeredBy: whole(answeredBy, Math.ceil) };
  return runFlow(RECONCILE, { client, applicant, options }, window);
}

/**
 * Performs a flow until it has an outcome.
 *
 * @template Outcome
 * @param {number} flow
 * @param {{ client: object, applicant: unknown, options: OnboardOptions | undefined }} given
 * @param {Window} [window] the time of the create that is searched
 * @returns {Promise<Outcome>}
 */
async function runFlow(flow, { client, applicant, options: given }, window) {
  const state = stateOf(client);
  const known = knownOptions(given, window ? { ...ONBOARD_OPTIONS, sentAt: 1, answeredBy: 1 } : ONBOARD_OPTIONS);
  const limits = checkCallOptions(known, state);
  const options = window ? known : withKey(state.connection, known);
  const connection = withOptions(state.connection, options);
  const { provider, config } = connection;
  const composite = /** @type {import("../../types/form.js").CompositeName} */ (`${provider}.onboard`);
  refuseMistake(composite, applicant);
  const { phoneCountry, idempotencyKey, headers, signal } = options;
  checkNormalize(options.normalize);
  const value = options.normalize === true ? normalize(composite, applicant, { phoneCountry }) : applicant;
  connection.frozenConfig ??= freeze(config, IN_BEGIN);
  const begin = {
    provider: config.definition ?? provider,
    config: connection.frozenConfig,
    options: { idempotencyKey, headers: pairs(headers) },
    applicant: freeze(value, IN_BEGIN),
    ...limits,
    ...window,
  };
  /** @type {object[]} */
  const raws = [];
  /** @type {{ operation: string, request: import("../../types/core.js").HttpRequest } | undefined} */
  let created;
  /** @type {import("./running.js").Host["onRequest"]} */
  const onRequest = (operation, request) => {
    if (mayCreate(operation)) created = { operation, request };
  };
  try {
    /** @type {{ outcome: Outcome }} */
    const { outcome } = await drive(flow, begin, { state, signal, elapsed: startClock(), raws, onRequest });
    attachRaws(outcome, raws);
    return outcome;
  } catch (error) {
    throw truthOf(error, created);
  }
}
