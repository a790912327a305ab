// The documents of the agreements that the configuration asks for, for the form of the page. src/edge decides, as it does
// for the handler.

import type { AskedAgreements } from "../../types/edge.js";
import type { Settings } from "./config/settings.ts";
import { carryOut } from "./operator/command.ts";
import { errorOf, report } from "./report.ts";
import { INTERNAL_ERROR } from "./respond.ts";

export async function agreementsOf(settings: Settings, request: Request): Promise<AskedAgreements> {
  if (!settings.asksAgreements) return { agreements: [] };
  const own = { request, route: "page" };
  try {
    const { context, reply } = await carryOut(settings, own, { function: "agreements" });
    const { body, failed, status, code } = reply;
    if (body) return body as AskedAgreements;
    if (failed) report(context, errorOf(context, failed.error));
    return { problem: { status, code: code as never } };
  } catch (error) {
    report({ ...settings, ...own, ctx: undefined }, error);
    const { status, code } = INTERNAL_ERROR;
    return { problem: { status, code } };
  }
}
