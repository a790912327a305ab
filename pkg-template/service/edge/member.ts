// Whether the login of a request leads to an onboarding, for the form of the page. src/edge decides, as it does for the
// handler's own routes.

import type { Settings } from "./config/settings.ts";
import { carryOut } from "./operator/command.ts";
import { report } from "./report.ts";

/** Asks `authorize` as `GET /status` does. Who is not known, or refused there, gets the form. */
export async function isKnownMember(settings: Settings, request: Request): Promise<boolean> {
  if (!settings.hooks.authorize) return false;
  const call = { request, route: "status" };
  try {
    const { reply } = await carryOut(settings, call, { function: "member" });
    return reply.body?.isKnown === true;
  } catch (error) {
    report({ ...settings, ...call, ctx: undefined }, error);
    return false;
  }
}
