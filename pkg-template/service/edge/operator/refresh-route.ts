// Runs `refresh` of an operator for a request of a cron, which sends the operator's own secret.

import { isKycLinkError, misuse } from "../../../module/error.ts";
import { knownOptions } from "../../../module/options/known-options.ts";
import { isAsCopied } from "../../as-copied.ts";
import type { Config } from "../config/config.ts";
import type { OnlyOptions } from "../handler.ts";
import { createOperator } from "./operator.ts";

/** The options of {@link refreshRoute}. */
export interface RefreshRouteOptions<Env = unknown, Returned extends Config = Config> {
  /**
   * The secret that a request has to send, as `Authorization: Bearer <secret>`: at least 16 characters. On Vercel, it is
   * the environment variable `CRON_SECRET`, which its cron sends.
   */
  secret: string | undefined;
  /** The configuration of the handler, or the function that returns it. */
  config: Config | ((env: Env) => OnlyOptions<Returned>);
  /** What the configuration gets if it is a function: by default the environment variables. */
  env?: Env | undefined;
  /**
   * The most requests that a run sends to providers.
   *
   * @default 100
   */
  limit?: number | undefined;
}

/** As many as Vercel asks for, https://vercel.com/docs/cron-jobs/manage-cron-jobs. */
const MIN_SECRET = 16;
const HMAC: HmacKeyGenParams = { name: "HMAC", hash: "SHA-256" };

/**
 * Responds to a request of a cron: it runs {@link Operator.refresh}, and responds with its counts. Mount it at a path of
 * its own, outside of the handler.
 *
 * GET and POST are the same; others get 405. Without the secret, the response is 401 and nothing has run. If the store
 * fails, it is 503 with the `code` of the error. No response is cached, and none has data of a person. A request that is
 * aborted ends its run, and the next one goes on.
 *
 * @throws {KycLinkError} `invalid_config` if the secret is missing or short, or if an option is missing or invalid
 * @example
 * export const GET = (request: Request) => refreshRoute(request, { secret: process.env.CRON_SECRET, config });
 */
// biome-ignore lint/suspicious/noExplicitAny: an `env` that nobody declares is taken as it is, as the published declaration says
export async function refreshRoute<Env = any, Returned extends Config = Config>(
  request: Request,
  options: RefreshRouteOptions<Env, Returned>,
): Promise<Response> {
  const { secret, config, env, limit } = knownOptions(options, { secret: 1, config: 1, env: 1, limit: 1 });
  // Without this, a variable that is not set would be a secret that everybody knows: "undefined".
  // No header can have blanks around it.
  if (!isAsCopied(secret) || secret.length < MIN_SECRET) {
    throw misuse(
      `secret must be a string of at least ${MIN_SECRET} characters, such as CRON_SECRET of the environment, without quotes or blanks around it or invisible characters.`,
    );
  }
  if (!["GET", "POST"].includes(request.method)) return respond(405, { code: "no_route" }, { allow: "GET, POST" });
  if (!(await isSame(request.headers.get("authorization") ?? "", `Bearer ${secret}`))) {
    return respond(401, { code: "unauthorized" }, { "www-authenticate": "Bearer" });
  }
  try {
    const operator = createOperator(config as Config, env);
    return respond(200, await operator.refresh({ limit, signal: request.signal }));
  } catch (error) {
    // A mistake in the configuration is the developer's, who reads it in the log of the platform.
    if (!isKycLinkError(error) || error.code === "invalid_config") throw error;
    return respond(503, { code: error.code });
  }
}

/**
 * Compares two texts in a time that says nothing about them: the platform compares their MACs, under a key of this request.
 */
async function isSame(given: string, expected: string) {
  const [first, second] = [given, expected].map((text) => new TextEncoder().encode(text));
  const key = await crypto.subtle.generateKey(HMAC, false, ["sign", "verify"]);
  return crypto.subtle.verify(HMAC, key, await crypto.subtle.sign(HMAC, key, first), second);
}

function respond(status: number, body: object, headers?: Record<string, string>) {
  return Response.json(body, { status, headers: { "cache-control": "no-store", "x-content-type-options": "nosniff", ...headers } });
}
