// What a configuration function gets as `env`.

/**
 * Members of what other platforms pass beside a request: Next, Deno, Hono in Node and in Bun, Bun, Vercel and Netlify, h3,
 * and Node. Some of them are new with each request, so they cannot be what a handler is configured by.
 */
const FOREIGN = ["params", "remoteAddr", "incoming", "server", "requestIP", "waitUntil", "nitro", "setHeader"];

/**
 * Returns what a Worker has passed as its environment, or the environment variables of the process where a platform has
 * passed something else or nothing.
 *
 * @param {unknown} given
 * @returns {object}
 */
export function envOf(given) {
  const isObject = typeof given === "object" && given !== null;
  return isObject && FOREIGN.every((name) => !(name in given)) ? given : processEnv();
}

/** @type {object | undefined} */
let variables;

/** Returns always the same object, which stands for one configuration. */
function processEnv() {
  const { Deno, process } = /** @type {{ Deno?: { env: { toObject(): object } }, process?: { env?: object } }} */ (globalThis);
  try {
    variables ??= Deno?.env.toObject() ?? process?.env ?? {};
  } catch {
    variables = {}; // Deno without `--allow-env`
  }
  return variables;
}
