import { Worker } from "node:worker_threads";
import { CONTACT_CODE, createSandbox } from "../../pkg-template/testing/index.js";

/**
 * Starts the provider: `{ baseUrls, code, keys, events, reset, stop }`. `events` signs webhooks about its customers.
 */
export async function startProvider() {
  const thread = new Worker(new URL("provider.mjs", import.meta.url));
  const waiting = new Map();
  const baseUrls = await new Promise((resolve) => {
    thread.on("message", ({ baseUrls, id, result }) => (baseUrls ? resolve(baseUrls) : waiting.get(id)(result)));
  });
  let count = 0;
  const request = (message) =>
    new Promise((resolve) => {
      const id = count++;
      waiting.set(id, (result) => waiting.delete(id) && resolve(result));
      thread.postMessage({ id, ...message });
    });

  // Signs with keys that last, because the provider's own sandbox is replaced after each round.
  const signer = createSandbox();
  const sign = async (provider, event) => ({ provider, ...(await signer.signWebhook(provider, event)) });
  const events = {
    async approved(provider, email) {
      const id = (await request({ email })) ?? "customer_none";
      return sign(provider, EVENTS[provider](id, new Date().toISOString()));
    },
    other: (provider) => sign(provider, { nothing: true }),
  };
  const keys = await signer.webhookKeys();
  return { baseUrls, code: CONTACT_CODE, keys, events, reset: () => request({}), stop: () => thread.terminate() };
}

const EVENTS = {
  spherepay: (id, created) => ({ id: crypto.randomUUID(), name: "customer.kyc.successful", created, data: { customer: { id } } }),
  grid: (id, timestamp) => ({ id: `Webhook:${crypto.randomUUID()}`, type: "CUSTOMER.KYC_APPROVED", timestamp, data: { id } }),
};
