// The documents of the agreements that the configuration asks for, for the form of the page. src/edge decides, as it does
// for the handler.

import { startClock } from "../attempts.js";
import { ownOptions } from "../options/options.js";
import { OPERATE } from "../wasm/calls.js";
import { freeze } from "../wasm/json.js";
import { startDeadline } from "./deadline.js";
import { randomIds } from "./ids.js";
import { errorOf, report } from "./report.js";
import { INTERNAL_ERROR } from "./respond.js";
import { takeSteps } from "./steps.js";

/** @typedef {import("./handler.js").Context} Context */

/**
 * @param {import("./settings.js").Settings} settings
 * @param {Request} request
 * @returns {Promise<import("../../types/edge.js").AskedAgreements>}
 */
export async function agreementsOf(settings, request) {
  if (!settings.asksAgreements) return { agreements: [] };
  /** @type {Partial<Context>} */
  const own = { request, route: "page", elapsed: startClock(), deadline: startDeadline(settings.timeout), raws: [] };
  const context = /** @type {Context} */ (ownOptions({ ...settings, ...own }));
  try {
    const { body, failed, status, code } = await takeSteps(
      context,
      OPERATE,
      freeze({ function: "agreements", ids: randomIds(), at: Date.now() }),
    );
    if (body) return /** @type {never} */ (body);
    if (failed) report(context, errorOf(context, failed.error));
    return { problem: { status, code: /** @type {never} */ (code) } };
  } catch (error) {
    report(context, error);
    const { status, code } = INTERNAL_ERROR;
    return { problem: { status, code } };
  } finally {
    context.deadline.stop();
  }
}
