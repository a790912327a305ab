// Determines the `env` that a configuration function gets.

import { isObject } from "../../../module/json.ts";

/**
 * The second arguments of other platforms, recognized by a member and its type. Some of them are new with each request,
 * so they cannot configure a handler.
 */
const FOREIGN: Record<string, (value: unknown) => boolean> = {
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

/** Returns the second argument if it is a Worker's environment; otherwise the environment variables of the process. */
export function envOf<Env>(given: Env): NonNullable<Env>;
export function envOf(given: unknown): object {
  if (!isObject(given) || Reflect.ownKeys(given).length === 0) return processEnv();
  const isForeign = Object.entries(FOREIGN).some(([name, isOfType]) => isOfType(memberOf(given, name)));
  return isForeign ? processEnv() : given;
}

/** Returns a member, also an inherited one of the platform's class, but none of `Object.prototype`. */
function memberOf(given: object, name: string) {
  return name in Object.prototype ? undefined : Reflect.get(given, name);
}

function isFunction(value: unknown) {
  return typeof value === "function";
}

let variables: object | undefined;

/** Returns the environment variables: always the same object, so that there is one configuration. */
function processEnv() {
  const { Deno, process } = globalThis as { Deno?: { env: { toObject(): object } }; process?: { env?: object } };
  try {
    variables ??= Deno?.env.toObject() ?? process?.env ?? {};
  } catch {
    variables = {}; // Deno without `--allow-env`
  }
  return variables;
}
