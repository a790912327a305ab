/** `kyclink refresh`: has a server ask about its open customers, as a cron does. */

import { isSafeUrl } from "../../module/url.ts";
import type { Refreshed } from "../../service/edge/operator/results.ts";
import type { Command } from "./commands.ts";
import { printJson, printLine, printTable, readArgs, UsageError } from "./terminal.ts";

const HELP = `usage: kyclink refresh <url> [options]

Has a server ask its providers about the customers that are open, and prints the counts. The URL is where you have
mounted refreshRoute of kyclink/edge, such as https://app.example.com/kyc/refresh. The store, the configuration and
onEvent are the server's: this command only sends it a request with your secret.

  --json             { asked, changed, failed, isMore }

It reads the variable CRON_SECRET, the secret of the route. The exit code is 1 if a provider or onEvent has failed.
`;

/** Longer than a run on every platform. */
const LIMIT_MS = 15 * 60_000;
const COUNTS = ["asked", "changed", "failed"] as const;

export const refresh: Command = {
  summary: "has your server ask about its open customers",
  help: HELP,
  async run(args) {
    const { values, positionals } = readArgs(args, { json: { type: "boolean" } }, ["url"]);
    const [url] = positionals;
    if (!isSafeUrl(url, true)) throw new UsageError("the URL must be https, or http on this machine");
    const secret = process.env.CRON_SECRET;
    if (!secret) throw new UsageError("set the variable CRON_SECRET: the secret of the route");
    const done = await send(url, secret);
    if (values.json) printJson(done);
    else {
      printTable(COUNTS.map((name) => [name, String(done[name])]));
      if (done.isMore) printLine("more customers are due: the next run asks about them");
    }
    return done.failed > 0 ? 1 : 0;
  },
};

/** Sends the request of a cron, and returns the counts. */
async function send(url: string, secret: string): Promise<Refreshed> {
  const response = await fetch(url, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}` },
    redirect: "manual", // another server must not get the secret
    signal: AbortSignal.timeout(LIMIT_MS),
  }).catch((error) => {
    throw new Error("the server cannot be reached, or has not responded in time", { cause: error });
  });
  if (response.status === 401) throw new Error("the server has another secret than CRON_SECRET");
  const body = await response.json().catch(() => undefined);
  if (response.status === 503 && typeof body?.code === "string") throw new Error(`the run has failed: ${body.code}`);
  if (response.status >= 500) throw new Error(`the server has failed with status ${response.status}: its log says why`);
  const isCounted = response.status === 200 && COUNTS.every((name) => Number.isSafeInteger(body?.[name]));
  if (!isCounted) throw new Error(`refreshRoute is not there: the server has responded with status ${response.status}`);
  const { asked, changed, failed, isMore } = body;
  return { asked, changed, failed, isMore: isMore === true };
}
