/** The files that `kyclink init` writes, as text. They run as they are: the tests run them against the sandbox. */

import type { ReadyName } from "./ready.ts";
import { isReady, READY, variableOf } from "./ready.ts";

export type BuiltIn = "spherepay" | "grid" | "bridge";
export type Provider = BuiltIn | ReadyName;
type Platform = "node" | "workers" | "next";
type Files = { variables: string; port: number; start: string; files: Record<string, string> };

/**
 * What the providers need: their options by the variables that hold them, the option of the webhook's key, and what a form
 * asks a person for.
 */
export const PROVIDERS: Record<
  BuiltIn,
  { credentials: [option: string, variable: string][]; key: [option: string, variable: string]; more?: string; names: string }
> = {
  spherepay: {
    names: "email phone address.line1 address.city address.state address.postalCode address.country",
    credentials: [["apiKey", "SPHEREPAY_API_KEY"]],
    key: ["webhookSecret", "SPHEREPAY_WEBHOOK_SECRET"],
    more: 'profiles: ["kyc_profile_a"], // those that you need',
  },
  grid: {
    names: "email phone firstName lastName",
    credentials: [
      ["clientId", "GRID_CLIENT_ID"],
      ["clientSecret", "GRID_CLIENT_SECRET"],
    ],
    key: ["webhookPublicKey", "GRID_WEBHOOK_PUBLIC_KEY"],
  },
  bridge: {
    names: "email firstName lastName",
    credentials: [["apiKey", "BRIDGE_API_KEY"]],
    key: ["webhookPublicKey", "BRIDGE_WEBHOOK_PUBLIC_KEY"],
  },
};

const importText = (provider: Provider) =>
  isReady(provider) ? `import { ${READY[provider].make.name} } from "kyclink/providers/${provider}";\n` : "";

/** Returns the part of a configuration that names the provider. */
function providerText(provider: Provider) {
  if (isReady(provider)) {
    const { make, needs, key, others = {} } = READY[provider];
    const options = [
      ...needs.map((option) => `${option}: env.${variableOf(provider, option)},`),
      ...Object.entries(others).map(([option, value]) => `${option}: ${JSON.stringify(value)},`),
      `${key}: env.${variableOf(provider, key)} || undefined, // without it, only refresh learns what was decided`,
      `baseUrl: env.${variableOf(provider, "baseUrl")} || undefined, // another server than the provider's, such as a model`,
    ];
    return `  provider: ${make.name}({
${options.map((line) => `    ${line}`).join("\n")}
  }),`;
  }
  const { credentials, key, more } = PROVIDERS[provider];
  const prefix = provider.toUpperCase();
  const options = [
    ...credentials.map(([option, variable]) => `${option}: env.${variable},`),
    `environment: env.${prefix}_ENVIRONMENT, // "production", instead of ${prefix}_BASE_URL`,
    `baseUrl: env.${prefix}_BASE_URL,`,
    `${key[0]}: env.${key[1]},`,
    ...(more === undefined ? [] : [more]),
  ];
  return `  provider: "${provider}",
  ${provider}: {
${options.map((line) => `    ${line}`).join("\n")}
  },
  // allowHosts: ["kyc.example.com"], // in production, the hosts of the links: by default, any`;
}

const configText = (
  provider: Provider,
) => `  id: "kyc", // stays when the API key changes: another one for the sandbox, if it shares the store
${providerText(provider)}
  allowedOrigins: [env.ORIGIN],
  cookieSecret: env.COOKIE_SECRET,
  page,
  // If people log in first, your login says who it is. A person is led there and back, and a script gets JSON:
  // authorize: async (request) => {
  //   const user = await userOf(request);
  //   if (user) return { reference: user.id };
  //   if (!request.headers.get("accept")?.includes("text/html")) return Response.json({ code: "login" }, { status: 401 });
  //   const back = encodeURIComponent(request.method === "GET" ? new URL(request.url).pathname : "/kyc");
  //   return new Response(null, { status: 303, headers: { location: \`/login?next=\${back}\` } });
  // },
  agenda: true, // remembers who is open, for refresh
  onEvent: ({ source, kind, customerId, kycLinkId }) => {
    if (kind !== "other") console.log(source, kind, customerId ?? kycLinkId);
  },`;

const PAGE = `// The look of the page: docs/page.md of kyclink describes the options.
import { onboardingPage } from "kyclink/page";

export const page = onboardingPage({
  // theme: { accent: "#0b6e4f" },
  // logo: { src: "https://app.example.com/logo.svg", alt: "Example" },
});
`;

const handlerText = (provider: Provider, pageFile: string) => `// The handler: links, status and webhooks below /kyc, and the page itself.
import { createHandler, memoryStore } from "kyclink/edge";
${importText(provider)}import { page } from "./${pageFile}";

const store = memoryStore(); // for one process: docs/stores.md of kyclink has the stores that several share

export const config = (env) => ({
${configText(provider)}
  store,
  rateLimit: "none", // on this machine; in production: limitBy({ store }) of kyclink/edge
});
export const handler = createHandler(config);
`;

const SERVER = `// The server. Mount the handler in yours, if you have one: docs/getting-started.md of kyclink.
import { createServer } from "node:http";
import { createOperator } from "kyclink/edge";
import { refreshEvery, toNodeHandler } from "kyclink/node";
import { config, handler } from "./kyc.mjs";

const port = process.env.PORT ?? 8787;
const server = createServer(toNodeHandler(handler));
server.listen(port, "127.0.0.1", () => console.log(\`http://127.0.0.1:\${port}/kyc\`));
refreshEvery(createOperator(config), { server }); // every five minutes: decisions whose webhook was lost
`;

const workerText = (provider: Provider) => `// The Worker: links, status and webhooks below /kyc, and the page itself.
import { durableObjectStore, KycLinkStore } from "kyclink/cloudflare";
import { clientNetwork, createHandler, createOperator } from "kyclink/edge";
${importText(provider)}import { page } from "./kyc-page.mjs";

export { KycLinkStore };

const config = (env) => ({
${configText(provider)}
  store: durableObjectStore(env.KYCLINK),
  rateLimit: async (request, route) => {
    if (route.startsWith("webhooks/")) return true; // many deliveries come from few addresses
    const limiter = ["page", "status"].includes(route) ? env.VISITS : env.LIMITER; // an open page asks for its status
    return limiter.limit({ key: clientNetwork(request) ?? "" });
  },
});

export default {
  fetch: createHandler(config),
  // The cron of wrangler's file: it asks about customers whose webhook was lost.
  scheduled: (_event, env) => createOperator(config, env).refresh(),
};
`;

const BINDINGS = `  "vars": { "ORIGIN": "https://app.example.com" },
  "durable_objects": { "bindings": [{ "name": "KYCLINK", "class_name": "KycLinkStore" }] },
  "migrations": [{ "tag": "v1", "new_sqlite_classes": ["KycLinkStore"] }],
  "ratelimits": [
    { "name": "LIMITER", "namespace_id": "1001", "simple": { "limit": 20, "period": 60 } },
    { "name": "VISITS", "namespace_id": "1002", "simple": { "limit": 600, "period": 60 } }
  ],
  "triggers": { "crons": ["*/5 * * * *"] }
`;
const BINDINGS_IN_TOML = `[vars]
ORIGIN = "https://app.example.com" # in production; on this machine, .dev.vars has another one

[[durable_objects.bindings]]
name = "KYCLINK"
class_name = "KycLinkStore"

[[migrations]]
tag = "v1"
new_sqlite_classes = ["KycLinkStore"]

[[ratelimits]]
name = "LIMITER"
namespace_id = "1001"
simple = { limit = 20, period = 60 }

[[ratelimits]]
name = "VISITS"
namespace_id = "1002"
simple = { limit = 600, period = 60 }

[triggers]
crons = ["*/5 * * * *"]
`;
const wranglerText = (main: string, bindings = "") => `{
  "name": "onboarding",
  "main": "${main}",
  "compatibility_date": "2026-04-01"${bindings && `,\n${bindings.trimEnd()}`}
}
`;

const ACCEPT = `    if (outcome.kind === "accept_terms") {
      const { url, then } = outcome; // the check is open once the terms are accepted
      return page(\`<p><a href="\${url}" target="_blank">Accept the terms</a><p><a href="\${then.kycUrl}">Verify yourself</a>\`);
    }
`;

const callText = (provider: BuiltIn) => {
  const { credentials, names } = PROVIDERS[provider];
  const prefix = provider.toUpperCase();
  return `// The main job: validates what the form posts, creates the customer and the link, and redirects to the hosted page.
import { applicantFrom, onboard, problemResponse, ${provider} } from "kyclink";

const names = "${names}".split(" ");
const form = \`<form method="post">\${names.map((name) => \`<p>\${name} <input name="\${name}">\`).join("")}<p><button>Go on\`;
const page = (html) => new Response(html, { headers: { "content-type": "text/html", "cache-control": "no-store" } });

async function fetch(request, env) {
  if (request.method !== "POST") return page(form);
  try {
    const applicant = { ...applicantFrom(await request.formData()), type: "individual" };
    const client = ${provider}({
${credentials.map(([option, variable]) => `      ${option}: env.${variable},`).join("\n")}
      environment: env.${prefix}_ENVIRONMENT, // "production", instead of ${prefix}_BASE_URL
      baseUrl: env.${prefix}_BASE_URL,
    });
    const outcome = await onboard(client, applicant, { normalize: true, phoneCountry: "address" });
    if (outcome.kind === "link") return Response.redirect(outcome.link.kycUrl, 303);
${provider === "bridge" ? ACCEPT : ""}    return Response.json({ next: outcome.kind }); // docs/calling.md of kyclink says what each means
  } catch (error) {
    return problemResponse(error); // which fields are wrong, and why: RFC 9457 problem details
  }
}
export default { fetch };
`;
};

/** Returns the files of a Worker that calls a provider without the handler, and how it is started. */
export function callFilesOf(provider: BuiltIn): Files {
  return {
    variables: ".dev.vars",
    port: 8787,
    start: "npx wrangler dev --port 8787",
    files: { "kyc-call.mjs": callText(provider), "wrangler.jsonc": wranglerText("kyc-call.mjs") },
  };
}

/** Returns what to add to a file of wrangler that a project has already. */
export function bindingsFor(path: string) {
  return path.endsWith(".toml") ? BINDINGS_IN_TOML : BINDINGS;
}

const routeText = (handlerFile: string) => `// With double brackets, the route includes /kyc itself.
import { refreshRoute } from "kyclink/edge";
import { config, handler } from "${handlerFile}";

// The cron of vercel.json: it asks about customers whose webhook was lost. Vercel sends CRON_SECRET of the environment.
const refresh = (request) => refreshRoute(request, { secret: process.env.CRON_SECRET, config });
const route = (request) => (new URL(request.url).pathname === "/kyc/refresh" ? refresh(request) : handler(request));

export { route as GET, route as OPTIONS, route as POST };
`;

export const VERCEL = `{
  "crons": [{ "path": "/kyc/refresh", "schedule": "*/5 * * * *" }]
}
`;

/**
 * Returns the files of a platform by their paths, and how its server is started.
 *
 * @param source the folder that has the folder \`app\` of a Next project
 */
export function filesOf(platform: Platform, provider: Provider, source: string): Files {
  switch (platform) {
    case "node":
      return {
        variables: ".env",
        port: 8787,
        start: "node --env-file=.env server.mjs",
        files: { "kyc-page.mjs": PAGE, "kyc.mjs": handlerText(provider, "kyc-page.mjs"), "server.mjs": SERVER },
      };
    case "workers":
      return {
        variables: ".dev.vars",
        port: 8787,
        start: "npx wrangler dev --port 8787",
        files: { "kyc-page.mjs": PAGE, "kyc-worker.mjs": workerText(provider), "wrangler.jsonc": wranglerText("kyc-worker.mjs", BINDINGS) },
      };
    case "next":
      return {
        variables: ".env.local",
        port: 3000,
        start: "npx next dev --port 3000",
        files: {
          [`${source}kyc-page.js`]: PAGE,
          [`${source}kyc.js`]: handlerText(provider, "kyc-page.js"),
          [`${source}app/kyc/[[...path]]/route.js`]: routeText("../../../kyc.js"),
          "vercel.json": VERCEL,
        },
      };
  }
}
