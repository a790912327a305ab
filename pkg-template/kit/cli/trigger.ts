/** `kyclink trigger`: makes an event happen in a running sandbox. */

import { readFile } from "node:fs/promises";
import type { Outcome } from "../testing/courier.ts";
import type { Command } from "./commands.ts";
import { DEFAULT_PORT, printDelivery } from "./sandbox.ts";
import { printable, printJson, printLine, readArgs, readPort, UsageError } from "./terminal.ts";

const HELP = `usage: kyclink trigger <event> [options]
       kyclink trigger --fixture <file> [options]

Makes an event happen in the sandbox that \`kyclink sandbox\` runs, waits until its webhook is delivered, and prints
what your server has responded; 1 if it has not taken it. If there is no customer, the sandbox makes one.
An event is a kind that the provider has (kyc_approved, kyc_rejected, kyc_needs_review, kyc_pending, customer_created,
customer_updated),
where the check stops (reject_for_good, needs_terms, needs_contact, needs_data, needs_document, needs_questionnaire,
needs_owner, needs_other, needs_document_later), or a provider's own type (customer.kyc.successful, rfi.created).

  --fixture <file>   a JSON list of events, one after the other: ["kyc_rejected", "kyc_approved"]
  --customer <id>    the customer that was created last by default
  --port <number>    the port of the sandbox, ${DEFAULT_PORT} by default
  --json             { ok, event, deliveries: [{ provider, type, status, code, attempt }] }
`;

export const trigger: Command = {
  summary: "makes an event happen in the sandbox, with its webhook",
  help: HELP,
  async run(args) {
    const { values, positionals } = readArgs(
      args,
      {
        fixture: { type: "string" },
        customer: { type: "string" },
        port: { type: "string", default: String(DEFAULT_PORT) },
        json: { type: "boolean" },
      },
      args.some((arg) => arg.startsWith("--fixture")) ? [] : ["event"],
    );
    const port = readPort(values.port ?? "");
    for (const event of values.fixture === undefined ? positionals : await readFixture(values.fixture)) {
      const deliveries = await send(port, event, values.customer);
      const ok = deliveries.every(({ status }) => status !== undefined && status < 400);
      if (values.json) printJson({ ok, event, ...(deliveries.length > 0 && { deliveries }) });
      else {
        printLine(`triggered ${printable(event, 100)}`);
        for (const delivery of deliveries) printDelivery(delivery);
      }
      if (!ok) return 1;
    }
    return 0;
  },
};

async function readFixture(path: string): Promise<string[]> {
  const events = await readFile(path, "utf8")
    .then(JSON.parse)
    .catch(() => undefined);
  if (!Array.isArray(events) || !events.every((event) => typeof event === "string")) {
    throw new UsageError(`${printable(path, 100)} is not a JSON list of events, such as ["kyc_rejected", "kyc_approved"]`);
  }
  return events;
}

/** Returns how the deliveries have ended: none if the sandbox does not forward webhooks. */
async function send(port: number, event: string, customerId: string | undefined): Promise<Outcome[]> {
  const response = await fetch(`http://127.0.0.1:${port}/trigger`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ event, customerId }),
  }).catch(() => undefined);
  if (!response) throw new Error(`no sandbox listens on port ${port}: start it with \`kyclink sandbox --port ${port}\``);
  if (response.status === 204) return [];
  const given = await response.json().catch(() => undefined);
  if (response.ok && Array.isArray(given?.deliveries)) return given.deliveries;
  throw new Error(typeof given?.message === "string" ? given.message : `what listens on port ${port} is not a sandbox`);
}
