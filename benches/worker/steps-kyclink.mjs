// The calls of benches/worker/hybrid.mjs.
import "./tapes.mjs";

import { buildRequest, parseResponse } from "kyclink";
import { OPERATION } from "../exchanges.mjs";
import { stepsWorker } from "./steps.mjs";

export default stepsWorker((config) => ({
  build: ({ input }) => buildRequest(OPERATION, input, config),
  parse: ({ response }) => parseResponse(OPERATION, response),
}));
