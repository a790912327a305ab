// The documents of the agreements that the configuration asks for, for the form of the page. src/edge decides, as it does
// for the handler.

import { carryOut } from "./operator/command.js";
import { errorOf, report } from "./report.js";
import { INTERNAL_ERROR } from "./respond.js";

/**
 * @param {import("./config/settings.js").Settings} settings
 * @param {Request} request
 * @returns {Promise<import("../../types/edge.js").AskedAgreements>}
 */
export async function agreementsOf(settings, request) {
  if (!settings.asksAgreements) return { agreements: [] };
  const own = { request, route: "page" };
  try {
    const { context, reply } = await carryOut(settings, own, { function: "agreements" });
    const { body, failed, status, code } = reply;
    if (body) return /** @type {never} */ (body);
    if (failed) report(context, errorOf(context, failed.error));
    return { problem: { status, code: /** @type {never} */ (code) } };
  } catch (error) {
    report({ ...settings, ...own, ctx: undefined }, error);
    const { status, code } = INTERNAL_ERROR;
    return { problem: { status, code } };
  }
}
