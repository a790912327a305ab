// The calls of benches/worker/by-hand.mjs.
import "./tapes.mjs";

import addresses from "../../data/address.csv";
import countries from "../../data/countries.csv";
import { buildRequest, parseResponse, useTables } from "../by-hand.mjs";
import { stepsWorker } from "./steps.mjs";

useTables(countries, addresses);

export default stepsWorker((config) => ({
  build: ({ input }) => buildRequest(input, config),
  parse: ({ response }) => parseResponse(response),
}));
