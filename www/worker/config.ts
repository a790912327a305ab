/** The handler's configuration, read from the Worker's bindings: only they contain credentials and URLs. */

import type { Chosen, Gates, HandlerOptions } from "kyclink/edge";
import { fetchAndLog, logError } from "./log.ts";

export interface Env {
  PROVIDER: "spherepay" | "grid" | "bridge" | "auto";
  APP_ORIGIN: string;
  COOKIE_SECRET: string;
  REDIRECT_URI?: string;
  SPHEREPAY_API_KEY?: string;
  SPHEREPAY_BASE_URL?: string;
  SPHEREPAY_ENVIRONMENT?: "sandbox" | "production";
  SPHEREPAY_WEBHOOK_SECRET?: string;
  GRID_CLIENT_ID?: string;
  GRID_CLIENT_SECRET?: string;
  GRID_BASE_URL?: string;
  GRID_ENVIRONMENT?: "sandbox" | "production";
  GRID_WEBHOOK_PUBLIC_KEY?: string;
  BRIDGE_API_KEY?: string;
  BRIDGE_BASE_URL?: string;
  BRIDGE_ENVIRONMENT?: "sandbox" | "production";
  BRIDGE_WEBHOOK_PUBLIC_KEY?: string;
}

/** The credentials of each provider that the bindings have. */
function credentials(env: Env) {
  const spherepay = {
    apiKey: env.SPHEREPAY_API_KEY!,
    ...(env.SPHEREPAY_BASE_URL
      ? { baseUrl: env.SPHEREPAY_BASE_URL, profiles: ["kyc_profile_a"] } // that of the sandbox
      : { environment: env.SPHEREPAY_ENVIRONMENT! }),
    webhookSecret: env.SPHEREPAY_WEBHOOK_SECRET,
  };
  const grid = {
    clientId: env.GRID_CLIENT_ID!,
    clientSecret: env.GRID_CLIENT_SECRET!,
    ...(env.GRID_BASE_URL ? { baseUrl: env.GRID_BASE_URL } : { environment: env.GRID_ENVIRONMENT! }),
    webhookPublicKey: env.GRID_WEBHOOK_PUBLIC_KEY,
  };
  const bridge = {
    apiKey: env.BRIDGE_API_KEY!,
    ...(env.BRIDGE_BASE_URL ? { baseUrl: env.BRIDGE_BASE_URL } : { environment: env.BRIDGE_ENVIRONMENT! }),
    webhookPublicKey: env.BRIDGE_WEBHOOK_PUBLIC_KEY,
  };
  return { spherepay, grid, bridge };
}

/** Chooses one of three providers by the country of the applicant. */
function byCountry({ address }: { address?: { country?: string } }) {
  if (address?.country === "US") return "bridge";
  return address?.country === "DE" ? "grid" : "spherepay";
}

function chosen(env: Env): Chosen {
  const { spherepay, grid, bridge } = credentials(env);
  switch (env.PROVIDER) {
    case "grid":
      return { provider: "grid", grid };
    case "bridge":
      return { provider: "bridge", bridge };
    case "auto":
      return { provider: byCountry, spherepay, grid, bridge };
    default:
      return { provider: "spherepay", spherepay };
  }
}

export function configOf(env: Env): Omit<HandlerOptions, "store"> & Gates & Chosen {
  return {
    ...chosen(env),
    allowedOrigins: [env.APP_ORIGIN],
    cookieSecret: env.COOKIE_SECRET,
    redirectUri: env.REDIRECT_URI,
    rateLimit: "none", // a developer's machine; in production use Cloudflare's rate limiting binding
    timeout: 15_000,
    fetch: fetchAndLog,
    onError: logError,
  };
}
