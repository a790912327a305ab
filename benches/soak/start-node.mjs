import { fork } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/**
 * Starts the servers in Node. The package must be installed in `folder`.
 *
 * @returns {Promise<{ hasPages: false, ports: Record<string, number>, measure: () => Promise<object>, stop: () => void }>}
 */
export async function startNode(folder, configs, onError) {
  const program = fileURLToPath(new URL("node-server.mjs", import.meta.url));
  const entry = pathToFileURL(join(folder, "node_modules/kyclink/dist/edge/inline.js")).href;
  const child = fork(program, [entry], { execArgv: ["--expose-gc"] });
  let settle;
  child.on("message", ({ error, ...reply }) => (error ? onError(error) : settle(reply)));
  let fail;
  child.once("exit", (code) => fail(new Error(`the server in Node ended with ${code}`)));
  const request = (message) =>
    new Promise((resolve, reject) => {
      [settle, fail] = [resolve, reject];
      child.send(message);
    });
  const { ports } = await request({ bindings: configs });
  const measure = async () => (await request({})).measured;
  return { hasPages: false, ports, measure, stop: () => child.kill("SIGKILL") };
}
