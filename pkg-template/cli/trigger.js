/** `kyclink trigger`: makes an event happen in a running sandbox. */

import { DEFAULT_PORT } from "./sandbox.js";
import { json, line, readArgs, readPort, shown } from "./terminal.js";

const HELP = `usage: kyclink trigger <event> [options]

Makes an event happen in the sandbox that \`kyclink sandbox\` runs, which then delivers its webhook.
An event is a kind (kyc_approved, kyc_rejected, kyc_needs_review, kyc_pending, customer_created, customer_updated)
or a provider's own type (customer.kyc.successful, CUSTOMER.KYC_APPROVED).

  --customer <id>    the customer that was created last by default
  --port <number>    the port of the sandbox, ${DEFAULT_PORT} by default
  --json             { ok, event }
`;

/** @type {import("./main.js").Command} */
export const trigger = {
  summary: "makes an event happen in the sandbox, with its webhook",
  help: HELP,
  async run(args) {
    const { values, positionals } = readArgs(
      args,
      { customer: { type: "string" }, port: { type: "string", default: String(DEFAULT_PORT) }, json: { type: "boolean" } },
      1,
    );
    const [event] = positionals;
    const port = readPort(values.port ?? "");
    const response = await fetch(`http://127.0.0.1:${port}/trigger`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ event, customerId: values.customer }),
    }).catch(() => undefined);
    if (!response) throw new Error(`no sandbox listens on port ${port}: start it with \`kyclink sandbox --port ${port}\``);
    if (response.status === 204) {
      if (values.json) json({ ok: true, event });
      else line(`triggered ${shown(event, 100)}`);
      return 0;
    }
    const { message } = await response.json().catch(() => ({ message: `what listens on port ${port} is not a sandbox` }));
    throw new Error(message);
  },
};
