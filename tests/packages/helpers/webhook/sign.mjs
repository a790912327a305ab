/** Deliveries as the providers send them, signed by node:crypto and not by kyclink. */

import { createHash, createHmac, generateKeyPairSync, randomBytes, sign } from "node:crypto";

/** RSA keys take long to make, so that tests share a few. */
const rsaKeys = Array.from({ length: 4 }, () => generateKeyPairSync("rsa", { modulusLength: 2048 }));
let taken = 0;

/** By provider: a new key and what signs with it. `headers(body)` takes text or bytes. */
export const SIGNERS = {
  spherepay(secret = `secret_${randomBytes(16).toString("hex")}`) {
    return { keys: { secret }, headers: (body) => ({ signature: createHmac("sha256", secret).update(body).digest("hex") }) };
  },
  grid() {
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const signed = (body) => sign("sha256", Buffer.from(body), { key: privateKey, dsaEncoding: "der" }).toString("base64");
    const keys = { publicKey: publicKey.export({ type: "spki", format: "pem" }) };
    return { keys, headers: (body) => ({ "X-Grid-Signature": JSON.stringify({ v: "1", s: signed(body) }) }) };
  },
  /** The signature covers when it was made, in milliseconds, and is of the hash. */
  bridge() {
    const { publicKey, privateKey } = rsaKeys[taken++ % rsaKeys.length];
    const keys = { publicKey: publicKey.export({ type: "spki", format: "pem" }) };
    const headers = (body, signedAt = Date.now()) => {
      const hash = createHash("sha256").update(`${signedAt}.`).update(body).digest();
      return { "X-Webhook-Signature": `t=${signedAt},v0=${sign("sha256", hash, privateKey).toString("base64")}` };
    };
    return { keys, headers };
  },
};

/** The option that holds the keys of one. */
export const nameOf = (keys) => Object.keys(keys)[0];

/** An event of each provider. */
export const EVENTS = {
  spherepay: {
    id: "event_1",
    name: "customer.kyc.successful",
    data: { customer: { id: "customer_1a", name: "Zoë" } },
    created: "2026-01-02T03:04:05Z",
  },
  grid: { id: "Webhook:1", type: "CUSTOMER.KYC_APPROVED", timestamp: "2026-01-02T03:04:05Z", data: { id: "Customer:1", fullName: "Zoë" } },
  bridge: {
    event_id: "wh_1",
    event_category: "kyc_link",
    event_type: "kyc_link.updated.status_transitioned",
    event_object: {
      id: "75d2f259-6810-4cde-a9b9-83eca42b0ebf",
      customer_id: "cust_1",
      full_name: "Zoë",
      kyc_status: "approved",
      tos_status: "approved",
    },
    event_created_at: "2026-01-02T03:04:05Z",
  },
};

/** The id of each provider's event. */
export const idOf = (provider) => EVENTS[provider].id ?? EVENTS[provider].event_id;

/** A delivery of a body, signed by a new key. */
export function deliver(provider, body = JSON.stringify(EVENTS[provider])) {
  const { keys, headers } = SIGNERS[provider]();
  return { body, headers: headers(body), ...keys };
}
