// The documents of the agreements that the configuration asks for, for the form of the page. src/edge decides, as it does
// for the handler.

import type { Settings } from "./config/settings.ts";
import { carryOut } from "./operator/command.ts";
import { errorOf, report } from "./report.ts";
import { INTERNAL_ERROR } from "./respond.ts";
import type { HandlerProblem } from "./view.ts";

/** An agreement as a page shows it. */
export interface ShownAgreement {
  /** The provider's word for it. */
  type: string;
  /** The title of the document, in English. */
  title: string;
  /** The version, which a body names to accept it. */
  version: string;
  /** The document: https. */
  url: string;
}

/** The response of `GET /agreements`. */
export interface Agreements {
  /** What a new customer has to accept, or what this browser's customer has not accepted yet. */
  agreements: ShownAgreement[];
}

/** The versions that a person has accepted, by the type of the agreement: `{ LEAD_PRIVACY_POLICY: "V1" }`. */
export type AcceptedAgreements = Readonly<Record<string, string>>;

/** What the form of a page asks people to accept, or why that is not known. */
export type AskedAgreements =
  | (Agreements & {
      /** The agreements are known. */
      problem?: undefined;
    })
  | {
      /** Why the agreements are not known. */
      problem: Pick<HandlerProblem, "status" | "code">;
      /** They are not known. */
      agreements?: undefined;
    };

export async function agreementsOf(settings: Settings, request: Request): Promise<AskedAgreements> {
  if (!settings.asksAgreements) return { agreements: [] };
  const call = { request, route: "page" };
  try {
    const { context, reply } = await carryOut(settings, call, { function: "agreements" });
    const { body, failed, status, code } = reply;
    if (body) return body as AskedAgreements;
    if (failed) report(context, errorOf(context, failed.error));
    return { problem: { status, code: code as HandlerProblem["code"] } };
  } catch (error) {
    report({ ...settings, ...call, ctx: undefined }, error);
    const { status, code } = INTERNAL_ERROR;
    return { problem: { status, code } };
  }
}
