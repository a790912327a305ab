/** Deliveries as the providers send them, signed by node:crypto and not by kyclink. */

import { createHmac, generateKeyPairSync, randomBytes, sign } from "node:crypto";

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
};

/** A delivery of a body, signed by a new key. */
export function deliver(provider, body = JSON.stringify(EVENTS[provider])) {
  const { keys, headers } = SIGNERS[provider]();
  return { body, headers: headers(body), ...keys };
}
