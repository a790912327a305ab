/** `kyclink status`: asks the provider what a customer still needs. */

import type { Customer } from "../../module/call/results.ts";
import { bridge, grid, spherepay } from "../../module/entry/inline.ts";
import type { Command } from "./commands.ts";
import type { Env } from "./environment.ts";
import { chosenProviders, PROVIDERS } from "./environment.ts";
import { printable, printJson, printLine, printTable, readArgs, readChoice, styled, UsageError } from "./terminal.ts";

const HELP = `usage: kyclink status <customer> [options]

Asks the provider for a customer, and prints the status and what is still missing: whose turn it is, until when, and
what the person can do. At Bridge, the id is that of the customer or of the KYC link. No personal data is printed.

  --provider <name>  spherepay, grid or bridge: by default the one whose variables are set
  --json             { provider, id, status, providerStatus, requirements }

It reads the variables of \`kyclink doctor\`: SPHEREPAY_API_KEY and SPHEREPAY_ENVIRONMENT, and so on.
`;

/** Longer than every word of a provider. */
const MAX_WORD = 100;

type Found = Pick<Customer, "id" | "provider" | "status" | "providerStatus" | "requirements">;

/** Gets a customer. */
async function customerOf(client: { getCustomer(input: { customerId: string }): Promise<Found> }, customerId: string) {
  return about(customerId, await client.getCustomer({ customerId }));
}

/** Returns what is about this id. A proxy or a cache may respond with what belongs to another request. */
function about<Found extends { id: string }>(id: string, found: Found) {
  if (found.id !== id) throw new Error("the response is about another customer");
  return found;
}

/** Per provider: gets a customer. */
const GET: Record<"spherepay" | "grid" | "bridge", (env: Env, customerId: string) => Promise<Found>> = {
  spherepay: (env, customerId) => customerOf(spherepay(accountOf(env, "SPHEREPAY", { apiKey: env.SPHEREPAY_API_KEY })), customerId),
  grid: (env, customerId) => {
    const { GRID_CLIENT_ID: clientId, GRID_CLIENT_SECRET: clientSecret } = env;
    return customerOf(grid(accountOf(env, "GRID", { clientId, clientSecret })), customerId);
  },
  async bridge(env, id) {
    const client = bridge(accountOf(env, "BRIDGE", { apiKey: env.BRIDGE_API_KEY }));
    try {
      return await customerOf(client, id);
    } catch (error) {
      if (Object(error).code !== "not_found") throw error;
      const link = about(id, await client.getKycLink({ kycLinkId: id }));
      if (link.customerId !== undefined) return customerOf(client, link.customerId);
      // A link has no customer before the person has begun.
      return { ...link, requirements: [] };
    }
  },
};

/** Returns the options of a client: the credentials, and where the API is. What is missing or wrong is refused by the client. */
function accountOf<Options>(env: Env, prefix: string, credentials: Record<string, string | undefined>) {
  const baseUrl = env[`${prefix}_BASE_URL`];
  const place = baseUrl ? { baseUrl } : { environment: env[`${prefix}_ENVIRONMENT`] };
  return { ...credentials, ...place } as Options;
}

export const status: Command = {
  summary: "asks the provider what a customer still needs",
  help: HELP,
  async run(args) {
    const { values, positionals } = readArgs(args, { provider: { type: "string" }, json: { type: "boolean" } }, ["customer"]);
    const named = readChoice("--provider", values.provider, PROVIDERS);
    const [provider, ...others] = chosenProviders(process.env, named);
    if (provider === undefined) throw new UsageError("no variable of a provider is set: see `kyclink doctor --help`");
    if (others.length > 0) throw new UsageError(`variables of ${[provider, ...others].join(" and ")} are set: choose with --provider`);
    const { id, status, providerStatus, requirements } = await GET[provider](process.env, positionals[0]);
    if (values.json) printJson({ provider, id, status, providerStatus, requirements });
    else print(status, providerStatus, requirements);
    return 0;
  },
};

function print(status: string, providerStatus: string | undefined, requirements: Found["requirements"]) {
  const colour = status === "approved" ? "green" : status === "rejected" ? "red" : "yellow";
  printLine(styled(colour, status) + styled("dim", providerStatus === undefined ? "" : ` (${printable(providerStatus, MAX_WORD)})`));
  if (requirements.length === 0) return printLine("nothing is known to be missing");
  const rows = requirements.map(({ kind, who, can, dueBy, nextAction, code, field, accepts }) => {
    const more = [code, field, ...(accepts ?? [])].filter((word) => word !== undefined);
    return [kind, who, can, dueBy ?? "", nextAction, printable(more.join(" "), MAX_WORD)];
  });
  printTable([["kind", "who", "can", "due", "next", "detail"], ...rows]);
}
