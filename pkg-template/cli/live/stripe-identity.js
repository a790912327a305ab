/** Stripe Identity, with an id that no session has. Nothing else can be read without a consequence. */

import { notTried } from "./verdict.js";
import { nobody } from "./wire.js";

/** @type {import("../live.js").Live} */
export const stripeIdentity = {
  probe: (wire, { own }) => wire.call(own, "status", { customerId: nobody() }),
  accepts: [404],
  async check() {
    return {
      activation: notTried("only a session tells whether Identity is activated for your account"),
      "webhook key": notTried("Stripe shows the key only when the endpoint is created"),
      "link hosts": notTried("to read a session may replace the link of the person who has it"),
    };
  },
};
