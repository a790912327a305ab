/** `kyclink sandbox`: the providers over HTTP, until Ctrl-C. */

import { isLoopback } from "../../module/url.ts";
import type { Outcome } from "../testing/courier.ts";
import { CONTACT_CODE, startSandbox } from "../testing/index.ts";
import type { RequestEntry } from "../testing/request.ts";
import type { RunningSandbox } from "../testing/server.ts";
import type { Command } from "./commands.ts";
import { readKeys, writeKeys } from "./keys.ts";
import {
  formatStatus,
  printable,
  printJson,
  printLine,
  readArgs,
  readChoice,
  readPort,
  styled,
  UsageError,
  untilInterrupted,
} from "./terminal.ts";

export const DEFAULT_PORT = 4010;
/** A request may have any path, and an event from `trigger` any type. */
export const MAX_PATH = 200;
const PROVIDERS = ["spherepay", "grid", "bridge"] as const;

const HELP = `usage: kyclink sandbox [options]

Runs the providers on this machine, with hosted pages in which you choose the outcome of a check.
It prints the environment variables for your server, then a line for each request and each webhook.

  --port <number>       ${DEFAULT_PORT} by default; 0 chooses a free one
  --provider <name>     spherepay, grid or bridge: print and forward only what concerns this provider
  --forward <url>       your handler's webhook URL: http://127.0.0.1:8787/kyc/webhooks/spherepay
                        without --provider, write {provider} where its name belongs
  --fresh               new webhook keys; by default those of the last run in this folder
  --json                one line: { url, baseUrls, credentials, webhookKeys, code }

Failed deliveries (5xx, or no response) are retried up to four times. Ctrl-C ends the sandbox.
`;

export const sandbox: Command = {
  summary: "the providers on this machine, with hosted pages and webhooks",
  help: HELP,
  async run(args) {
    const { values } = readArgs(args, {
      port: { type: "string", default: String(DEFAULT_PORT) },
      provider: { type: "string" },
      forward: { type: "string" },
      fresh: { type: "boolean" },
      json: { type: "boolean" },
    });
    const provider = readChoice("--provider", values.provider, PROVIDERS);
    const onRequest = (entry: RequestEntry) => {
      if ((provider ?? entry.provider) === entry.provider) logRequest(entry);
    };
    const running = await startSandbox({
      keys: values.fresh ? undefined : await readKeys(),
      port: readPort(values.port ?? ""),
      provider,
      forward: readForward(values.forward, provider),
      onRequest: values.json ? undefined : onRequest,
      onDelivery: values.json ? undefined : printDelivery,
    });
    // A server that still listened would keep the process alive.
    try {
      await writeKeys(await running.exportKeys());
      const ended = untilInterrupted();
      await announce(running, provider, values.json === true);
      const staysHere = values.forward === undefined || isLoopback(new URL(values.forward).hostname);
      if (!values.json) printLine(styled("dim", `Ctrl-C ends the sandbox.${staysHere ? " Nothing leaves this machine." : ""}`));
      await ended;
    } finally {
      await running.close();
    }
    return 0;
  },
};

function readForward(forward: string | undefined, provider: string | undefined) {
  if (forward === undefined) return undefined;
  if (!URL.canParse(forward)) throw new UsageError("--forward is a URL, such as http://127.0.0.1:8787/kyc/webhooks/spherepay");
  if (provider === undefined && !forward.includes("{provider}")) {
    throw new UsageError("--forward without --provider gets the webhooks of all: write {provider} where the name belongs");
  }
  return (name: string) => forward.replace("{provider}", name);
}

async function announce({ url, baseUrls, webhookKeys }: RunningSandbox, provider: string | undefined, isJson: boolean) {
  const keys = await webhookKeys();
  if (isJson) {
    const credentials = {
      spherepay: { apiKey: "sandbox" },
      grid: { clientId: "sandbox", clientSecret: "sandbox" },
      bridge: { apiKey: "sandbox" },
    };
    return printJson({ url, baseUrls, credentials, webhookKeys: keys, code: CONTACT_CODE });
  }
  const isShown = (name: string) => provider === undefined || provider === name;
  if (isShown("spherepay")) {
    printLine(`SPHEREPAY_BASE_URL=${baseUrls.spherepay}`);
    printLine("SPHEREPAY_API_KEY=sandbox");
    printLine(`SPHEREPAY_WEBHOOK_SECRET=${keys.spherepay}`);
  }
  if (isShown("grid")) {
    printLine(`GRID_BASE_URL=${baseUrls.grid}`);
    printLine("GRID_CLIENT_ID=sandbox");
    printLine("GRID_CLIENT_SECRET=sandbox");
    printLine(`GRID_WEBHOOK_PUBLIC_KEY=${keys.grid.replaceAll("\n", "\\n")}`);
  }
  if (isShown("bridge")) {
    printLine(`BRIDGE_BASE_URL=${baseUrls.bridge}`);
    printLine("BRIDGE_API_KEY=sandbox");
    printLine(`BRIDGE_WEBHOOK_PUBLIC_KEY=${keys.bridge.replaceAll("\n", "\\n")}`);
  }
  // A comment, because the output is often kept as a file of variables.
  if (isShown("grid")) printLine(styled("dim", `# The code of every email address and phone number: ${CONTACT_CODE}`));
  if (isShown("bridge")) printLine(styled("dim", "# Bridge's own sandbox sends no webhooks; this one does."));
}

function logRequest({ provider, method, path, status }: RequestEntry) {
  printLine(`${provider} ${method} ${printable(path, MAX_PATH)} → ${formatStatus(status)}`);
}

/** Prints how an attempt to deliver a webhook has ended. */
export function printDelivery({ provider, type, status, attempt, code }: Omit<Outcome, "code"> & Partial<Outcome>) {
  const why = code === undefined ? "" : ` ${printable(code, MAX_PATH)}`;
  const times = attempt > 1 ? ` (attempt ${attempt})` : "";
  printLine(`webhook ${provider} ${printable(type, MAX_PATH)} → ${formatStatus(status)}${why}${times}`);
}
