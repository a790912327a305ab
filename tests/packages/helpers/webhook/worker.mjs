/** Deliveries in a Worker. */

import * as kyclink from "kyclink";
import { deliverAll } from "./deliver.mjs";

export default {
  async fetch(request) {
    return Response.json(await deliverAll(kyclink, await request.json()));
  },
};
