/** Reads the demo's options from its arguments and its environment. */

import { parseArgs } from "node:util";

const PROVIDERS = {
  spherepay: {
    label: "SpherePay",
    credentials: ["SPHEREPAY_API_KEY"],
    others: ["SPHEREPAY_ENVIRONMENT", "SPHEREPAY_BASE_URL"],
    defaults: { SPHEREPAY_ENVIRONMENT: "sandbox" },
  },
  bridge: {
    label: "Bridge",
    credentials: ["BRIDGE_API_KEY"],
    others: ["BRIDGE_ENVIRONMENT", "BRIDGE_BASE_URL"],
    defaults: { BRIDGE_ENVIRONMENT: "sandbox" },
  },
  grid: {
    label: "Lightspark Grid",
    credentials: ["GRID_CLIENT_ID", "GRID_CLIENT_SECRET"],
    others: ["GRID_ENVIRONMENT", "GRID_BASE_URL"],
    defaults: { GRID_ENVIRONMENT: "sandbox" },
  },
};

/** The value of `--provider` that chooses by the applicant's country. For the sandbox only. */
const AUTO = "auto";

/** An error whose message is shown to the person as it is. */
export class SetupError extends Error {}

/**
 * Reads the provider and the port. `bindings` are those for the real provider, if the environment has its credentials.
 *
 * @param {string[]} args
 * @param {Record<string, string | undefined>} env
 * @returns {{ provider: string, label: string, port: number, bindings?: Record<string, string> }}
 */
export function readSetup(args, env) {
  const { provider, port } = options(args);
  if (!Object.hasOwn(PROVIDERS, provider) && provider !== AUTO)
    throw new SetupError(`--provider must be one of ${[...Object.keys(PROVIDERS), AUTO].join(", ")}.`);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) throw new SetupError("--port must be a number up to 65535; 0 chooses a free port.");
  if (provider === AUTO) return { provider, label: "Three providers, by country", port: Number(port) };
  const { label, credentials, others, defaults } = PROVIDERS[provider];
  const missing = credentials.filter((name) => !env[name]);
  const setup = { provider, label, port: Number(port) };
  if (missing.length === credentials.length) return setup;
  if (missing.length > 0) throw new SetupError(`${missing.join(" and ")} must also be set to use ${label}.`);
  for (const name of others.filter((name) => name.endsWith("_ENVIRONMENT")))
    if (![undefined, "", "sandbox", "production"].includes(env[name])) throw new SetupError(`${name} must be sandbox or production.`);
  const given = [...credentials, ...others].filter((name) => env[name]).map((name) => [name, env[name]]);
  return { ...setup, bindings: { ...defaults, ...Object.fromEntries(given) } };
}

/** Returns bindings with credentials for the sandbox, which accepts any: for one provider, or for all with `auto`. */
export function sandboxBindings(provider, { baseUrls }) {
  const names = provider === AUTO ? Object.keys(PROVIDERS) : [provider];
  const bindings = names.flatMap((name) => [
    ...PROVIDERS[name].credentials.map((credential) => [credential, "sandbox"]),
    [`${name.toUpperCase()}_BASE_URL`, baseUrls[name]],
  ]);
  return Object.fromEntries(bindings);
}

function options(args) {
  try {
    return parseArgs({ args, options: { provider: { type: "string", default: "spherepay" }, port: { type: "string", default: "8787" } } })
      .values;
  } catch (error) {
    throw new SetupError(error.message);
  }
}
