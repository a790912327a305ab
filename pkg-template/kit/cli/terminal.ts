/** Reads the arguments of the commands, and prints their output. */

import { parseArgs, styleText } from "node:util";

const MAX_ARGUMENT = 40;

/** Wrong arguments: the exit code is 2. */
export class UsageError extends Error {}

/**
 * Reads the arguments of a command.
 *
 * @param names the names of the positional arguments
 */
export function readArgs<Options extends Record<string, { type: "string"; default?: string } | { type: "boolean" }>>(
  args: string[],
  options: Options,
  names: string[] = [],
) {
  let read: ReturnType<typeof parseArgs<{ args: string[]; options: Options; allowPositionals: true }>>;
  try {
    read = parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    const all = Object.keys(options).map((name) => `--${name}`);
    const advice = code === "ERR_PARSE_ARGS_UNKNOWN_OPTION" ? `: the options are ${[...all, "--help"].join(", ")}` : "";
    throw new UsageError(message.split(/[\n.]/)[0] + advice);
  }
  const { length } = read.positionals;
  if (length < names.length) throw new UsageError(`missing argument: ${names[length]}`);
  if (length > names.length) throw new UsageError(`unexpected argument: ${printable(read.positionals[names.length], MAX_ARGUMENT)}`);
  return read;
}

export function readPort(text: string) {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65535) throw new UsageError("--port is a number up to 65535");
  return Number(text);
}

export function readChoice<Word extends string>(option: string, word: string | undefined, known: readonly Word[]): Word | undefined {
  if (word === undefined) return undefined;
  const found = known.find((one) => one === word);
  if (found === undefined) throw new UsageError(`${option} is one of ${known.join(", ")}`);
  return found;
}

/** Resolves on Ctrl-C, and when the process is asked to end. */
export function untilInterrupted() {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, resolve);
  });
}

export function printLine(text: string) {
  process.stdout.write(`${text}\n`);
}

/** Prints a value as JSON. */
export function printJson(value: unknown) {
  printLine(escaped(JSON.stringify(value)));
}

/**
 * Characters that a terminal interprets, or that hide or reorder text: controls, formats, separators, lone surrogates.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Escapes what must not reach a terminal, as JSON does. */
function escaped(text: string) {
  return text.replace(UNPRINTABLE, (char) => char.replace(/./gs, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`));
}

/**
 * Returns untrusted text, such as a name in a file or a path of a request, shortened and escaped for the terminal.
 *
 * @param length the maximum number of characters before they are escaped
 */
export function printable(text: string, length: number) {
  const characters = [...text.slice(0, 2 * length + 2)];
  return escaped(characters.length > length ? `${characters.slice(0, length).join("")}…` : text);
}

export function styled(style: "red" | "green" | "yellow" | "dim", text: string) {
  const isPlain = !process.stdout.isTTY || process.env.NO_COLOR || process.env.TERM === "dumb";
  return isPlain ? text : styleText(style, text);
}

/** Returns the status of a response, for the log of a server. */
export function formatStatus(status: number | undefined) {
  if (status === undefined) return styled("red", "no response");
  return styled(status < 400 ? "green" : "yellow", String(status));
}

/** Prints rows as a table whose columns are as wide as their widest cell. */
export function printTable(rows: string[][]) {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows)
    printLine(
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join("  ")
        .trimEnd(),
    );
}
