// How long kyclink's main task takes, `buildRequest` and `parseResponse` of spherepay.createCustomerViaLink, compared
// with benches/by-hand.mjs.
import addresses from "../data/address.csv";
import countries from "../data/countries.csv";
import * as kyclink from "../target/package/dist/module/entry/inline.js";
import * as byHand from "./by-hand.mjs";
import { exchanges, OPERATION } from "./exchanges.mjs";
import { checkSameResult, race, ratio } from "./race.mjs";

byHand.useTables(countries, addresses);

// One object for the whole program, as in a usual Worker.
// The bench also runs in a page, where a client with credentials is refused.
const config = { apiKey: "secret_test", environment: "sandbox", dangerouslyAllowBrowser: true };

const TASKS = {
  buildRequest: {
    kyclink: ({ input }) => kyclink.buildRequest(OPERATION, input, config),
    byHand: ({ input }) => byHand.buildRequest(input, config),
  },
  parseResponse: {
    kyclink: ({ response }) => kyclink.parseResponse(OPERATION, response),
    byHand: ({ response }) => byHand.parseResponse(response),
  },
  "buildRequest + parseResponse": {
    kyclink: ({ input, response }) => [kyclink.buildRequest(OPERATION, input, config), kyclink.parseResponse(OPERATION, response)],
    byHand: ({ input, response }) => [byHand.buildRequest(input, config), byHand.parseResponse(response)],
  },
};

/** Returns the rows of the table: the ratio of each task. */
export function measure() {
  return Object.entries(TASKS).map(([name, programs]) => {
    for (const exchange of exchanges) checkSameResult(programs, exchange);
    const times = race(programs, exchanges);
    return { measure: `${name.replace(/\w+/g, "`$&`")} ÷ by hand`, entry: "kyclink", ...ratio(times.kyclink, times.byHand) };
  });
}
