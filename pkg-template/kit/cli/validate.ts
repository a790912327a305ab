/** `kyclink validate`: checks a JSON file against an operation's rules. */

import { readFileSync } from "node:fs";
import { validate as check, operations } from "../../module/entry/inline.ts";
import type { Issue } from "../../module/issue.ts";
import { escaped } from "../../module/issue.ts";
import type { Command } from "./commands.ts";
import { printable, printJson, printLine, printTable, readArgs, readChoice, styled, UsageError } from "./terminal.ts";

const POLICIES = ["schema", "postal", "strict"] as const;

const HELP = `usage: kyclink validate <operation> <file.json | -> [options]

Validates the input in a file, or from standard input, by the rules of an operation such as spherepay.onboard.
Prints the fields with issues, never their values. Names of unknown fields are cut, because they may be data, too.

  --policy <name>    schema, postal (default) or strict
  --normalize        normalize the input first
  --json             { ok, issues, warnings }
`;

export const validate: Command = {
  summary: "checks a JSON file by the rules of an operation",
  help: HELP,
  async run(args) {
    const { values, positionals } = readArgs(
      args,
      { policy: { type: "string" }, normalize: { type: "boolean" }, json: { type: "boolean" } },
      ["operation", "file"],
    );
    const [name, file] = positionals;
    const operation = operations().find((known) => known === name);
    if (!operation) throw new UsageError(`there is no operation ${JSON.stringify(name)}: use one of ${operations().join(", ")}`);
    const policy = readChoice("--policy", values.policy, POLICIES);
    const verdict = check(operation, readInput(file), { policy, normalize: values.normalize });
    const issues = verdict.ok ? [] : verdict.issues;
    const { ok, warnings } = verdict;
    if (values.json) printJson({ ok, issues: issues.map(toPrintable), warnings: warnings.map(toPrintable) });
    else printVerdict(issues, warnings);
    return ok ? 0 : 1;
  },
};

function readInput(file: string) {
  let text: string;
  try {
    text = readFileSync(file === "-" ? 0 : file, "utf8");
  } catch {
    throw new Error(`${file} cannot be read`);
  }
  try {
    return JSON.parse(text);
  } catch {
    // The message of JSON.parse quotes the text.
    throw new Error(`${file === "-" ? "the standard input" : file} is not JSON`);
  }
}

function printVerdict(issues: Issue[], warnings: Issue[]) {
  const row = (kind: string) => (issue: Issue) => [kind, pointerOf(printablePath(issue)) || "/", issue.code, issue.message];
  const rows = [...issues.map(row("issue")), ...warnings.map(row("warning"))];
  if (rows.length > 0) printTable([["", "field", "code", "message"], ...rows]);
  printLine(issues.length === 0 ? styled("green", "valid") : styled("red", `${issues.length} ${issues.length === 1 ? "issue" : "issues"}`));
}

/** The longest name of a field, and how much is printed of another name, which could be anything. */
const [MAX_NAME, MAX_UNKNOWN_NAME] = [40, 8];
/** Every field has a name like this. */
const NAME = /^\w+$/;

/** Returns where an issue is, without names that could be anything. */
function printablePath({ path, code }: Issue) {
  return path.map((step, at) => {
    if (typeof step !== "string") return step;
    const isUnknown = (code === "unknown_field" && at === path.length - 1) || !NAME.test(step);
    return printable(step, isUnknown ? MAX_UNKNOWN_NAME : MAX_NAME);
  });
}

/** Returns a path as a JSON Pointer (RFC 6901). */
function pointerOf(path: (string | number)[]) {
  return path.map((step) => `/${escaped(String(step))}`).join("");
}

/** Returns an issue that can be printed. */
function toPrintable(issue: Issue) {
  const path = printablePath(issue);
  return { ...issue, path, pointer: pointerOf(path) };
}
