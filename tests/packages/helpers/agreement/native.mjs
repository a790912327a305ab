/** The native program of `examples/answers.rs`. It stays open: it prints a line of JSON for each line that it reads. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
// In the profile of `cargo test`, which builds it as well.
const CARGO = ["cargo", "run", "--profile", "test", "--quiet", "--locked", "--package", "kyclink", "--example", "answers"];

/** Returns a call `[call, operation, input, options]` as the line that the program reads. */
export const line = ([call, name, input, options]) => [call, name, JSON.stringify(input), JSON.stringify(options)].join("\t");

/**
 * Starts the program; without a path, that which the step has built, or else cargo builds it. `ask` resolves to the results of
 * a batch of lines; one batch at a time.
 */
export function startNative(program = process.env.KYCLINK_ANSWERS) {
  const [command, ...args] = program ? [program] : CARGO;
  const child = spawn(command, args, { cwd: ROOT, stdio: ["pipe", "pipe", "inherit"] });
  child.stdout.setEncoding("utf8");
  let rest = "";
  let batch;
  const fail = (error) => {
    batch?.reject(error);
    batch = undefined;
  };
  child.on("error", fail);
  child.on("exit", (code) => fail(new Error(`the native program ended with ${code} before its last result`)));
  // A program that has ended refuses further lines; `exit` says so better.
  child.stdin.on("error", () => {});
  child.stdout.on("data", (chunk) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop();
    batch.results.push(...lines);
    if (batch.results.length < batch.count) return;
    batch.resolve(batch.results);
    batch = undefined;
  });
  return {
    ask(questions) {
      if (questions.length === 0) return Promise.resolve([]);
      return new Promise((resolve, reject) => {
        batch = { resolve, reject, count: questions.length, results: [] };
        child.stdin.write(questions.map((question) => `${question}\n`).join(""));
      });
    },
    async close() {
      const ended = once(child, "exit");
      child.stdin.end();
      await ended;
    },
  };
}
