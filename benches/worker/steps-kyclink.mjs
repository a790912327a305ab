// The steps of benches/worker/kyclink.mjs.
import "./tapes.mjs";

import { buildRequest, parseResponse, spherepay } from "kyclink";
import { OPERATION } from "../exchanges.mjs";
import { stepsWorker } from "./steps.mjs";

export default stepsWorker((config) => {
  const client = spherepay(config);
  return {
    calls: ({ input, response }) => [buildRequest(OPERATION, input, config), parseResponse(OPERATION, response)],
    link: ({ input }) => client.createCustomerViaLink(input),
  };
});
