/** The commands. Each is a file; its `run` returns the exit code. */

import { readFileSync } from "node:fs";
import { demo } from "./demo.ts";
import { doctor } from "./doctor.ts";
import { init } from "./init.ts";
import { refresh } from "./refresh.ts";
import { sandbox } from "./sandbox.ts";
import { status } from "./status.ts";
import { printable, UsageError } from "./terminal.ts";
import { trigger } from "./trigger.ts";
import { validate } from "./validate.ts";

/** A command. `run` returns 0, or 1 for findings and failures; it throws a {@link UsageError} for wrong arguments. */
export type Command = { summary: string; help: string; run: (args: string[]) => Promise<number> };

const COMMANDS: Map<string, Command> = new Map(Object.entries({ demo, init, sandbox, trigger, validate, status, refresh, doctor }));

const HELP = `usage: kyclink <command> [options]

${[...COMMANDS].map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`).join("\n")}

  kyclink <command> --help   the options of a command
  kyclink --version          the version of the package

Exit codes: 0 fine, 1 findings or a failure, 2 wrong usage.
`;

/** A message may quote an argument or what a server has responded. */
const MAX_MESSAGE = 1000;

async function main([name = "--help", ...args]: string[]) {
  if (["--help", "-h", "help"].includes(name)) return print(HELP);
  if (name === "--version")
    return print(`${JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")).version}\n`);
  const command = COMMANDS.get(name);
  if (!command) throw new UsageError(`there is no command ${JSON.stringify(name)}: use one of ${[...COMMANDS.keys()].join(", ")}`);
  if (args.includes("--help") || args.includes("-h")) return print(command.help);
  return command.run(args);
}

function print(text: string) {
  process.stdout.write(text);
  return 0;
}

/** Runs a command, and returns the exit code. */
export async function run(args: string[]) {
  try {
    return await main(args);
  } catch (error) {
    process.stderr.write(`kyclink: ${printable(error instanceof Error ? error.message : String(error), MAX_MESSAGE)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}
