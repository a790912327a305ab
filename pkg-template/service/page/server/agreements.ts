// The agreements of the views that show them.

import type { AskedAgreements } from "../../edge/agreements.ts";
import type { View } from "../views/view.js";

/** Adds the documents to a view that shows them. Without them, it is an error: no form may leave out a consent. */
export async function withAgreements(view: View, ask: (() => Promise<AskedAgreements>) | undefined): Promise<View> {
  if ((view.kind !== "form" && view.kind !== "agreements") || view.agreements || !ask) return view;
  const { agreements, problem } = await ask();
  if (problem) return { kind: "error", problem };
  const { values = {}, issues = [] } = view;
  // After a mistake, these are the ones of the list that was posted.
  const isPosted = ({ type }: { type: string }) =>
    values[`agreements.${type}`] !== undefined || issues.some(({ path: [, name] }) => name === type);
  return { ...view, agreements: view.kind === "form" ? agreements : agreements.filter(isPosted) };
}
