// Due's webhooks: Ed25519 over the raw body, and the account that they are about.

import { decodeBase64 } from "../../module/base64.ts";
import { misuse } from "../../module/error.ts";
import type { ProviderDefinition } from "../provider/define.ts";
import { webhookRefused } from "../provider/errors.ts";
import type { ProviderStatus } from "../provider/functions.ts";
import { isId } from "../provider/members.ts";
import { bytesOfHex, eventOf, hexOf, members } from "../provider/ready.ts";
import type { Account } from "./due-accounts.ts";
import { ownerOf, statusOf } from "./due-status.ts";

/** How the DER of an Ed25519 public key begins (RFC 8410), before the 32 bytes of the key. */
const SPKI = "302a300506032b6570032100";
/** How many bytes a signature of Ed25519 has. */
const SIGNATURE_BYTES = 64;
/** The events of a submission, which may be one after the decision. */
const SUBMISSION_EVENT = /^transfers\.kyc\.submission\.(?:created|status_changed)$/;
/** The kinds of the statuses that an event itself decides. */
const KINDS: { [Status in ProviderStatus["status"]]?: string } = {
  approved: "kyc_approved",
  rejected: "kyc_rejected",
  pending: "kyc_pending",
};

export function verifier(pem: unknown): NonNullable<ProviderDefinition["webhook"]>["verify"] {
  const raw = keyOf(pem);
  const { supports } = (globalThis.SubtleCrypto ?? {}) as { supports?: (operation: string, algorithm: string) => boolean };
  if (supports?.call(SubtleCrypto, "verify", "Ed25519") === false) throw misuse(WITHOUT_ED25519);
  return async ({ body, headers }) => {
    const signature = bytesOfHex(headers.get("x-webhook-signature") ?? "", SIGNATURE_BYTES);
    if (!signature) throw webhookRefused("signature");
    const key = await crypto.subtle.importKey("raw", raw, "Ed25519", false, ["verify"]).catch(() => {
      throw misuse(WITHOUT_ED25519);
    });
    if (!(await crypto.subtle.verify("Ed25519", key, signature, body))) throw webhookRefused("signature");
    const { id, type, occurredAt, ...event } = eventOf(body);
    const data = members<Partial<Account>>(event.data);
    if (typeof id !== "string" || typeof type !== "string" || typeof occurredAt !== "string") throw webhookRefused("malformed");
    if (SUBMISSION_EVENT.test(type)) {
      const customerId = ownerOf(data);
      return typeof customerId === "string" && isId(customerId) ? { id, customerId, at: occurredAt, kind: "customer_updated" } : undefined;
    }
    if (type !== "bp.kyc.status_changed" && type !== "bp.tos_accepted") return undefined;
    if (typeof data.id !== "string") throw webhookRefused("malformed");
    const about = { id, customerId: data.id, reference: data.externalId || undefined, at: occurredAt };
    const [kyc, tos] = type === "bp.tos_accepted" ? [members(null), members(null)] : [members(data.kyc), members(data.tos)];
    const known = statusOf(kyc.status, tos.status ?? ASSUMED.get(String(kyc.status)));
    // What an event does not decide is asked of the account: kyclink does so after one without a status.
    if (!known.status || known.status === "unknown") return { ...about, kind: "customer_updated" };
    return { ...about, ...known, type: data.type, kind: KINDS[known.status] ?? "customer_updated" };
  };
}

/** An event about the check need not have the terms: only for these words do they not matter. */
const ASSUMED = new Map([
  ["pending", "accepted"],
  ["manual_review", "accepted"],
  ["resubmission_required", "accepted"],
]);

const WITHOUT_ED25519 =
  "This platform's Web Crypto has no Ed25519, which Due's webhooks need: leave webhookPublicKey out, and the status is asked instead.";

/** Returns the 32 bytes of a public key in PEM. */
function keyOf(pem: unknown) {
  const text = (typeof pem === "string" ? pem : "").replaceAll("\\n", "\n").trim();
  const [, body = ""] = /^-----BEGIN PUBLIC KEY-----\s([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----$/.exec(text) ?? [];
  const base64 = body.replace(/\s/g, "");
  const der = /^[A-Za-z0-9+/]{59}=$/.test(base64) ? decodeBase64(base64) : new Uint8Array();
  if (hexOf(der.subarray(0, SPKI.length / 2)) !== SPKI)
    throw misuse("webhookPublicKey must be the publicKey of the webhook endpoint, an Ed25519 key in PEM.");
  return der.slice(SPKI.length / 2);
}
