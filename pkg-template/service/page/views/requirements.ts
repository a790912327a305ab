// What is still missing, in the words of the page.

import { fill } from "../../../module/fill.ts";
import type { StatusView, Texts } from "./view.js";

type Requirement = NonNullable<StatusView["requirements"]>[number];

/** What the text above the list says already. */
const SAID = ["review", "other", "final", "unknown"];

/** Returns a line for each thing that is missing, each once. What has a date comes first. */
export function missingOf({ status, kycUrl, requirements = [] }: StatusView, { locale, requirements: texts }: Texts): string[] {
  // A link that was just made leads to all of it.
  if (kycUrl !== undefined) return [];
  const [dated, others] = [requirements.filter(isDated), requirements.filter((one) => !isDated(one))];
  if (status !== "approved" && dated.length === 0 && new Set(others.map(wordOf)).size === 1 && SAID.includes(wordOf(others[0]))) return [];
  dated.sort((a, b) => (a.dueBy < b.dueBy ? -1 : 1));
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });
  // A handler that is newer than the page may have kinds that the page does not know.
  const text = (one: Requirement) => texts[wordOf(one)] ?? texts.other;
  const until = (one: Dated) => fill(texts.until, { date: day.format(new Date(one.dueBy)), text: text(one) });
  return [...new Set([...dated.map(until), ...others.map(text)])];
}

type Dated = Requirement & { dueBy: string };
const isDated = (one: Requirement): one is Dated => one.dueBy !== undefined;

/** The name of the text: what the person can do says more than the kind, and so does whose turn it is. */
function wordOf({ kind, who, can, nextAction }: Requirement): keyof Texts["requirements"] {
  // The hosted page may say what a word of the provider means.
  if (can === "unknown" && nextAction === "open_link") return "unlisted";
  if (can === "final" || can === "unknown") return can;
  if (can === "wait") return "review";
  return who === "owner" ? "owner" : kind;
}
