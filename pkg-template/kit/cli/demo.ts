/** `kyclink demo`: the onboarding page, its handler and the providers in this process, until Ctrl-C. */

// By its public name, because only that has declarations: its sources are TypeScript.
import { onboardingPage } from "kyclink/page";
import { createHandler, memoryStore } from "../../service/edge/inline.ts";
import { HOST, serve } from "../testing/http.ts";
import { startSandbox } from "../testing/index.ts";
import type { RunningSandbox } from "../testing/server.ts";
import type { Command } from "./commands.ts";
import { MAX_PATH } from "./sandbox.ts";
import { formatStatus, printable, printJson, printLine, readArgs, readChoice, readPort, styled, untilInterrupted } from "./terminal.ts";

const PORT = 8787;
const PROVIDERS = ["spherepay", "grid", "bridge", "auto"] as const;
/** After this time, the sandbox approves what a person has submitted for review. */
const REVIEW_MS = 5_000;
const ASSETS = "/kyc/assets/";
const MAX_SENTENCE = 500;

const HELP = `usage: kyclink demo [options]

Runs the onboarding page, its handler and the providers on this machine. Open the address that it prints, fill in the
form with any data, choose the outcome on the provider's page, and see the status change.

  --port <number>      ${PORT} by default; 0 chooses a free one
  --provider <name>    spherepay (default), grid or bridge; auto chooses by the applicant's country:
                       bridge in the United States, grid in Germany, spherepay elsewhere
  --json               one line: { url, sandbox, provider }

Ctrl-C ends the demo. Nothing leaves this machine, and nothing is stored.
`;

export const demo: Command = {
  summary: "the onboarding page, its handler and the providers on this machine",
  help: HELP,
  async run(args) {
    const { values } = readArgs(args, {
      port: { type: "string", default: String(PORT) },
      provider: { type: "string", default: "spherepay" },
      json: { type: "boolean" },
    });
    const provider = readChoice("--provider", values.provider, PROVIDERS) ?? "spherepay";
    const log = values.json ? () => {} : logger();
    const { port, close } = await serve(readPort(values.port ?? ""), (request) => respond(request));
    const origin = `http://${HOST}:${port}`;
    const sandbox = await startSandbox({
      reviewMs: REVIEW_MS,
      forward: (name) => `${origin}/kyc/webhooks/${name}`,
      onDelivery: ({ type, status }) => log(`webhook  ${printable(type, MAX_PATH)} → ${formatStatus(status)}`),
      onRequest: ({ method, path, status }) => log(`provider ${method} ${printable(path, MAX_PATH)} → ${formatStatus(status)}`),
    });
    const config = await configOf(sandbox, origin, log);
    const handler = createHandler({ ...config, provider: provider === "auto" ? byCountry : provider });

    async function respond(request: Request) {
      const { origin: requested, pathname, search } = new URL(request.url);
      // Under another name of this machine, the page could be read but its form would be refused.
      if (request.method === "GET" && (requested !== origin || pathname === "/")) {
        return new Response(null, { status: 307, headers: { location: origin + (pathname === "/" ? "/kyc" : pathname) + search } });
      }
      const response = await handler(request);
      const shown = pathname.startsWith(ASSETS) ? `${ASSETS}…` : pathname;
      log(`browser  ${request.method} ${printable(shown, MAX_PATH)} → ${response.status}`);
      return response;
    }

    const ended = untilInterrupted();
    const url = `${origin}/kyc`;
    if (values.json) printJson({ url, sandbox: sandbox.url, provider });
    else printLine(`\n  Open  ${styled("green", url)}\n  Stop  Ctrl-C\n`);
    await ended;
    await Promise.all([close(), sandbox.close()]);
    return 0;
  },
};

/** Returns a function that prints a line, but not the same one again for each file of the page. */
function logger() {
  let last = "";
  return (line: string) => {
    if (line !== last || !line.includes(ASSETS)) printLine(line);
    last = line;
  };
}

/** Chooses a provider by the applicant's country. */
export function byCountry({ address }: { address?: { country?: string } }) {
  if (["US", "USA"].includes(address?.country ?? "")) return "bridge";
  return ["DE", "DEU"].includes(address?.country ?? "") ? "grid" : "spherepay";
}

/**
 * Returns what the log says of an error. Only a mistake of the configuration is told in words: other messages may repeat
 * a request.
 */
export function errorLine(error: unknown, route: string) {
  const { code, name, message } = error as { code?: string; name?: string; message: string };
  if (code === "invalid_config") return `error    ${printable(message, MAX_SENTENCE)}`;
  return route === "" ? undefined : `error    ${printable(route, MAX_PATH)}: ${code ?? name}`;
}

async function configOf({ baseUrls, webhookKeys }: RunningSandbox, origin: string, log: (text: string) => void) {
  const keys = await webhookKeys();
  return {
    spherepay: {
      apiKey: "sandbox",
      baseUrl: baseUrls.spherepay,
      webhookSecret: keys.spherepay,
      // People have the first one, businesses the second.
      profiles: ["kyc_profile_a", "kyb_profile_a"],
    },
    grid: { clientId: "sandbox", clientSecret: "sandbox", baseUrl: baseUrls.grid, webhookPublicKey: keys.grid },
    bridge: { apiKey: "sandbox", baseUrl: baseUrls.bridge, webhookPublicKey: keys.bridge },
    allowedOrigins: [origin],
    cookieSecret: crypto.randomUUID() + crypto.randomUUID(),
    store: memoryStore(),
    rateLimit: "none" as const,
    redirectUri: `${origin}/kyc/status`,
    page: onboardingPage(),
    onError(error: unknown, route: string) {
      const line = errorLine(error, route);
      if (line !== undefined) log(line);
    },
  };
}
