/** Delivers the sandbox's webhooks over HTTP, in order, and retries each delivery up to `ATTEMPTS` times. */

import { setTimeout as sleep } from "node:timers/promises";

const ATTEMPTS = 5;
const PAUSE_MS = 500;

/**
 * @param {import("../../pkg-template/types/testing.js").Sandbox} sandbox
 * @param {(provider: string) => string} urlOf
 * @param {(told: { provider: string, name: unknown, status: number | undefined }) => void} onDelivery
 */
export function createCourier(sandbox, urlOf, onDelivery) {
  let sent = 0;
  let last = Promise.resolve();

  async function send({ provider, event, body, headers }) {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const response = await fetch(urlOf(provider), { method: "POST", headers, body }).catch(() => undefined);
      onDelivery({ provider, name: event.name ?? event.type, status: response?.status });
      if (response && response.status < 500) return;
      await sleep(PAUSE_MS * attempt, undefined, { ref: false });
    }
  }

  /** Sends the webhooks created since the last call. */
  return function deliver() {
    const fresh = sandbox.deliveries().slice(sent);
    sent += fresh.length;
    for (const delivery of fresh) last = last.then(() => send(delivery));
    return last;
  };
}

/** Returns the bindings with the keys that verify the sandbox's webhooks. @param {import("../../pkg-template/types/testing.js").Sandbox} sandbox */
export async function webhookKeys(sandbox) {
  const [{ secret }, { publicKey }] = await Promise.all([sandbox.signWebhook("spherepay", {}), sandbox.signWebhook("grid", {})]);
  return { SPHEREPAY_WEBHOOK_SECRET: secret, GRID_WEBHOOK_PUBLIC_KEY: publicKey };
}
