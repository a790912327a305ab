// What a configuration function gets as `env`.

/**
 * What other platforms pass beside a request, by a member and its form. Some of it is new with each request, so that it
 * cannot be what a handler is configured by.
 *
 * @type {Record<string, (value: unknown) => boolean>}
 */
const FOREIGN = {
  params: isObject, // Next
  remoteAddr: isObject, // Deno
  incoming: isObject, // Hono in Node
  server: isObject, // Hono in Bun
  lambdaContext: isObject, // Hono on AWS Lambda
  requestContext: isObject,
  nitro: isObject, // h3
  requestIP: isFunction, // Bun
  waitUntil: isFunction, // Vercel and Netlify
  setHeader: isFunction, // Node
};

/**
 * Returns what a Worker has passed as its environment, or the environment variables of the process where a platform has
 * passed something else or nothing.
 *
 * @param {unknown} given
 * @returns {object}
 */
export function envOf(given) {
  if (!isObject(given) || Reflect.ownKeys(given).length === 0) return processEnv();
  const isForeign = Object.entries(FOREIGN).some(([name, isIts]) => isIts(memberOf(given, name)));
  return isForeign ? processEnv() : given;
}

/**
 * Returns a member, also one that the platform's class has, but none that somebody has put on every object.
 *
 * @param {object} given
 * @param {string} name
 */
function memberOf(given, name) {
  return name in Object.prototype ? undefined : /** @type {Record<string, unknown>} */ (given)[name];
}

/** @param {unknown} value @returns {value is object} */
function isObject(value) {
  return typeof value === "object" && value !== null;
}

/** @param {unknown} value */
function isFunction(value) {
  return typeof value === "function";
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
