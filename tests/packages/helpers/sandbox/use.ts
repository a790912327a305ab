/** A TypeScript project that uses the sandbox. */

import { grid } from "kyclink";
import type { Delivery, FailureKind, Sandbox, SandboxCustomer, SandboxOptions } from "kyclink/testing";
import { CONTACT_CODE, createSandbox, WRONG_CREDENTIAL } from "kyclink/testing";

const options: SandboxOptions = {
  clock: Date,
  spherepay: { errors: "v1" },
  grid: { errors: "specified", regulated: true },
  onRequest: ({ status }) => void status?.toFixed(),
};
const sandbox: Sandbox = createSandbox(options);
createSandbox({ clock: () => 0 });

export const client = grid({ clientId: "id", clientSecret: WRONG_CREDENTIAL, baseUrl: sandbox.baseUrls.grid, fetch: sandbox.fetch });
export const code: "123456" = CONTACT_CODE;

export async function use(kinds: FailureKind[], customer: SandboxCustomer): Promise<Delivery[]> {
  for (const kind of kinds) sandbox.nextFailure(kind, { times: 2, match: ({ provider }) => provider === "grid" });
  await sandbox.complete(customer.id, "hold");
  const link = sandbox.openLink("x");
  if (link.state !== "unknown") link.state satisfies "open" | "used" | "expired";
  const { secret } = await sandbox.signWebhook("spherepay", { id: "event_1" });
  const { publicKey } = await sandbox.signWebhook("grid", {});
  void [secret.length, publicKey.length];

  // @ts-expect-error Grid signs with a key pair.
  void (await sandbox.signWebhook("grid", {})).secret;
  // @ts-expect-error There is no such failure.
  sandbox.nextFailure(404);
  // @ts-expect-error There is no such decision.
  await sandbox.complete(customer.id, "approved");
  return sandbox.deliveries();
}
