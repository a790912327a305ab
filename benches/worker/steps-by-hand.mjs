// The steps of benches/worker/by-hand.mjs.
import "./tapes.mjs";

import addresses from "../../data/address.csv";
import countries from "../../data/countries.csv";
import { buildRequest, createLink, parseResponse, useTables } from "../by-hand.mjs";
import { stepsWorker } from "./steps.mjs";

useTables(countries, addresses);

export default stepsWorker((config) => ({
  calls: ({ input, response }) => [buildRequest(input, config), parseResponse(response)],
  link: ({ input }) => createLink(input, config),
}));
