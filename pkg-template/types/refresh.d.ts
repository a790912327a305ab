// Runs of an operator's `refresh` by a request.
import type { Config, OnlyOptions } from "./edge.js";
import type { Operator } from "./operator.js";

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
export declare function refreshRoute<
  // biome-ignore lint/suspicious/noExplicitAny: with `unknown`, an option that is missing in a function is an error about `env`
  Env = any,
  Returned extends Config = Config,
>(request: Request, options: RefreshRouteOptions<Env, Returned>): Promise<Response>;
