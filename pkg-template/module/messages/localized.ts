// Messages in a language, from its texts. They name the field as the object of a sentence: "Enter your email address."

import type { IssueCode } from "../codes.ts";
import { fill, listedName } from "../fill.ts";
import type { Messages } from "../form/validate.ts";
import type { IssueParams, Issue as IssueType } from "../issue.ts";

type LocatedIssue = Pick<IssueType, "path" | "params">;

/**
 * The texts of a language. Fields are listed by name, or by the last two names of their path where the last one alone
 * means something else.
 */
export interface Texts {
  /** the fields that people write in */
  enter: Readonly<Record<string, string>>;
  /** the fields that offer a choice */
  choose: Readonly<Record<string, string>>;
  /** the input as a whole */
  input: string;
  /** any other field */
  other: string;
  required: { enter: string; choose: string; other: string };
  types: Readonly<Record<IssueParams["invalid_type"]["expected"], string>>;
  /** with placeholders for params and for `{field}` */
  messages: Readonly<Record<Exclude<IssueCode, "required">, string>>;
}

/** Returns a message for every code. */
export function localized({ enter, choose, input, other, required, types, messages }: Texts): Required<Messages> {
  const fields = { ...enter, ...choose };

  function field(path: LocatedIssue["path"]) {
    if (path.length === 0) return input;
    return fields[listedName(fields, path)] ?? other;
  }

  const message =
    (text: string) =>
    ({ path, params }: LocatedIssue) => {
      const values: Record<string, unknown> = { ...params, field: field(path) };
      if (typeof values.with === "string") values.with = field([values.with]);
      if (typeof values.expected === "string") values.expected = types[values.expected as keyof typeof types];
      return fill(text, values);
    };

  const sentences = { enter: message(required.enter), choose: message(required.choose), other: message(required.other) };
  const all: Record<string, (issue: LocatedIssue) => string> = {
    required: (issue) => {
      const name = listedName(fields, issue.path);
      return sentences[name in enter ? "enter" : name in choose ? "choose" : "other"](issue);
    },
  };
  for (const [code, text] of Object.entries(messages)) all[code] = message(text);
  return all as unknown as Required<Messages>;
}
