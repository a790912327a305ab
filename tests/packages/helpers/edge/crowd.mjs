/**
 * A Worker to which a crowd comes at once: `POST { count, processes, agenda }` onboards so many people at its Durable
 * Objects, and returns what the store has seen. The provider is in the Worker, and no post has a key: a local workerd
 * has memory for some two thousand objects. Its clock stands still, so that all are due in one slot.
 */

import { durableObjectStore, KycLinkStore } from "kyclink/cloudflare";
import { createHandler } from "kyclink/edge";
import { watchedStore } from "./watched-store.mjs";

export { KycLinkStore };

const ORIGIN = "https://app.example.com";
const PERSON = {
  type: "individual",
  phone: "+14155550123",
  address: { line1: "233 South Wacker Drive", city: "Chicago", state: "IL", postalCode: "60606", country: "USA" },
};

const NOW = Date.now();
Date.now = () => NOW;

let customers = 0;

/** Every create makes a customer. */
async function provider() {
  const customerId = `customer_${String(++customers).padStart(32, "0")}`;
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  return Response.json({ customerId, url: `https://in.sumsub.com/websdk/p/${customerId}`, expiresAt }, { status: 201 });
}

export default {
  async fetch(request, { KYCLINK }) {
    const { count, processes, agenda } = await request.json();
    const store = watchedStore(durableObjectStore(KYCLINK));
    const config = {
      provider: "spherepay",
      spherepay: { apiKey: "key-of-ours", baseUrl: "https://provider.example", profiles: ["kyc_profile_a"] },
      fetch: provider,
      allowedOrigins: [ORIGIN],
      cookieSecret: "an-edge-secret-of-more-than-32-bytes",
      store,
      rateLimit: "none",
      timeout: 300_000,
      agenda,
    };
    const handlers = Array.from({ length: processes }, () => createHandler(config));
    const all = Array.from({ length: count }, async (_, at) => {
      const body = JSON.stringify({ ...PERSON, email: `person${at}@example.com` });
      const headers = { origin: ORIGIN, "content-type": "application/json" };
      const response = await handlers[at % processes](new Request(`${ORIGIN}/kyc/links`, { method: "POST", headers, body }));
      return response.status;
    });
    const statuses = await Promise.all(all);
    return Response.json({ ...store.seen, onboarded: statuses.filter((status) => status === 201).length });
  },
};
