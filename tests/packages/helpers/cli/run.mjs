/** Runs the commands of `npx kyclink` in this process, and catches what they print. */

import { Server } from "node:net";
import { pathToFileURL } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { file, internal } from "../install/index.mjs";

const { serve } = await internal("kit/testing/http.js");

/** Imports a file of the commands, as it is shipped. */
export const inside = (path) => internal(`kit/cli/${path}`);

export const PERSON = {
  type: "individual",
  email: "jane.smith@example.com",
  phone: "+4930123456",
  address: { line1: "Hauptstraße 1", city: "Berlin", postalCode: "10115", country: "DE" },
};
let imports = 0;

/** Catches what the commands print. Everything else, such as this test's own report, is printed. */
function catching(t) {
  const out = [];
  const err = [];
  for (const [stream, lines] of [
    [process.stdout, out],
    [process.stderr, err],
  ]) {
    const { write } = stream;
    t.mock.method(stream, "write", (chunk, ...rest) => {
      if (!new Error("caller").stack.includes("/dist/kit/cli/")) return write.call(stream, chunk, ...rest);
      lines.push(chunk);
      return true;
    });
  }
  return { out: () => out.join(""), err: () => err.join("") };
}

/** Starts the program with these arguments. `done` is its exit code. */
function start(t, args, env = {}) {
  const output = catching(t);
  const { argv, exitCode, env: environment } = process;
  const before = { argv, exitCode, env: environment };
  process.argv = ["node", "kyclink", ...args];
  process.env = { PATH: environment.PATH, ...env };
  process.exitCode = undefined;
  const done = import(`${pathToFileURL(file("dist/kit/cli/main.js"))}?${++imports}`).then(() => {
    const code = process.exitCode;
    Object.assign(process, before);
    return code;
  });
  return { ...output, done };
}

/** Runs a command to its end. */
export async function run(t, args, env) {
  const { done, out, err } = start(t, args, env);
  const code = await done;
  t.mock.restoreAll();
  return { code, out: out(), err: err() };
}

/** Runs a command in a folder to its end. */
export async function runIn(t, folder, ...args) {
  const home = process.cwd();
  process.chdir(folder);
  return run(t, args).finally(() => process.chdir(home));
}

/** Starts a command that runs until Ctrl-C, and waits for a line. */
export async function serving(t, args, env) {
  const listened = [];
  const { listen } = Server.prototype;
  t.mock.method(Server.prototype, "listen", function (...given) {
    listened.push(given);
    return listen.apply(this, given);
  });
  const others = new Map(["SIGINT", "SIGTERM"].map((signal) => [signal, process.rawListeners(signal)]));
  const running = start(t, args, env);
  const until = async (pattern) => {
    for (let i = 0; i < 1000; i++) {
      const found = pattern.exec(stripVTControlCharacters(running.out()));
      if (found) return found[0];
      if (running.err()) break;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error(`${pattern} was not printed: ${running.out()} ${running.err()}`);
  };
  // Only the command's own listeners hear of it: what runs the test may have some, too, which end the process.
  const ownListeners = (name) => process.rawListeners(name).filter((each) => !others.get(name).includes(each));
  let isDone = false;
  void running.done.finally(() => (isDone = true));
  const stop = async (signal = "SIGINT") => {
    // A test may fail before the command listens.
    while (!isDone && ownListeners(signal).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    for (const name of others.keys()) {
      for (const listener of ownListeners(name)) {
        if (name === signal) listener(signal);
        process.removeListener(name, listener);
      }
    }
    return running.done;
  };
  // A test that fails must not leave a server behind, which would keep its process running.
  t.after(() => stop());
  return { ...running, listened, until, stop };
}

/** A server that notes what it is asked, `GET /path`, and is closed after the test. */
export async function receiving(t, respond = () => new Response()) {
  const asked = [];
  const { port, close } = await serve(0, async (request) => {
    const { pathname, search } = new URL(request.url);
    asked.push(`${request.method} ${pathname}${search}`);
    return respond(request);
  });
  t.after(close);
  return { asked, port, url: `http://127.0.0.1:${port}` };
}
