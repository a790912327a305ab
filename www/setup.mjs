/** Reads the demo's options from its arguments and its environment. */

import { parseArgs } from "node:util";

const PROVIDERS = {
  spherepay: {
    label: "SpherePay",
    credentials: ["SPHEREPAY_API_KEY"],
    others: ["SPHEREPAY_ENVIRONMENT", "SPHEREPAY_BASE_URL"],
    defaults: { SPHEREPAY_ENVIRONMENT: "sandbox" },
  },
  grid: { label: "Lightspark Grid", credentials: ["GRID_CLIENT_ID", "GRID_CLIENT_SECRET"], others: ["GRID_BASE_URL"], defaults: {} },
};

/** An error whose message is shown to the person as it is. */
export class SetupError extends Error {}

/**
 * @param {string[]} args @param {Record<string, string | undefined>} env
 * @returns {{ provider: string, label: string, port: number, bindings?: Record<string, string> }} bindings for the real provider, if there are credentials for it
 */
export function readSetup(args, env) {
  const { provider, port } = options(args);
  if (!Object.hasOwn(PROVIDERS, provider)) throw new SetupError(`--provider must be one of ${Object.keys(PROVIDERS).join(", ")}.`);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) throw new SetupError("--port must be a number up to 65535; 0 chooses a free port.");
  const { label, credentials, others, defaults } = PROVIDERS[provider];
  const missing = credentials.filter((name) => !env[name]);
  const setup = { provider, label, port: Number(port) };
  if (missing.length === credentials.length) return setup;
  if (missing.length > 0) throw new SetupError(`${missing.join(" and ")} must also be set to use ${label}.`);
  if (![undefined, "", "sandbox", "production"].includes(env.SPHEREPAY_ENVIRONMENT))
    throw new SetupError("SPHEREPAY_ENVIRONMENT must be sandbox or production.");
  const given = [...credentials, ...others].filter((name) => env[name]).map((name) => [name, env[name]]);
  return { ...setup, bindings: { ...defaults, ...Object.fromEntries(given) } };
}

/** Returns credentials for the sandbox, which accepts any. */
export function sandboxBindings(provider, { baseUrls }) {
  const { credentials } = PROVIDERS[provider];
  return {
    ...Object.fromEntries(credentials.map((name) => [name, "sandbox"])),
    [`${provider.toUpperCase()}_BASE_URL`]: baseUrls[provider],
  };
}

function options(args) {
  try {
    return parseArgs({ args, options: { provider: { type: "string", default: "spherepay" }, port: { type: "string", default: "8787" } } })
      .values;
  } catch (error) {
    throw new SetupError(error.message);
  }
}
