/** The platform's configuration, and the terms that its customers accept. */

import { isoSeconds } from "../clock.js";

/** @typedef {import("../request.js").SandboxResponse} SandboxResponse */

/** GET /customers/end-user-terms @returns {SandboxResponse} */
export function endUserTerms() {
  return { status: 200, body: { version: "V1", url: "https://www.lightspark.com/legal/grid/enduserterms" } };
}

/** GET /config @param {import("./index.js").State} state @returns {SandboxResponse} */
export function config({ regulated, startedAtMs }) {
  const at = isoSeconds(startedAtMs);
  const currency = {
    currencyCode: "USD",
    minAmount: 100,
    maxAmount: 1_000_000,
    requiredCounterpartyFields: [{ name: "FULL_NAME", mandatory: true }],
    enabledTransactionTypes: ["OUTGOING", "INCOMING"],
  };
  return {
    status: 200,
    body: {
      id: "PlatformConfig:00000000-0000-0000-0000-000000000001",
      umaDomain: "uma.grid.example",
      supportedCurrencies: [currency],
      isRegulatedFinancialInstitution: regulated,
      createdAt: at,
      updatedAt: at,
    },
  };
}
