/**
 * The handler in a Worker with the Durable Object. What its hooks hear goes to the simulation, which outlives the
 * Worker.
 */

import { durableObjectStore, KycLinkStore } from "kyclink/cloudflare";
import { createHandler } from "kyclink/edge";
import { onboardingPage } from "kyclink/page";

export { KycLinkStore };

const page = onboardingPage();

const handler = createHandler(({ CONFIG, KYCLINK }) => {
  const tell = (what, body) => fetch(`${CONFIG.sink}/${what}`, { method: "POST", body });
  return {
    ...CONFIG.handler,
    page,
    provider: ({ address }) => (address.country === "DE" ? "grid" : "spherepay"),
    store: durableObjectStore(KYCLINK),
    // The event counts as received only if the simulation has it.
    onEvent: ({ id }) => tell("event", id),
    onError: (error) => tell("error", `${JSON.stringify(error)}${error.message}`),
  };
});

export default { fetch: handler };
